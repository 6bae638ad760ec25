// The pages' door: requests that nobody's browser would make, many on a connection.

import { type Door, wordsOf } from "./door.ts";
import { lastRequest, request, wrongRequest } from "./requests.ts";
import { fetchPass } from "./tickets.ts";
import { openWire } from "./wire.ts";

const most = 40;
/** A server that waits for the rest of a request is not waited for. */
const patienceMs = 150;

export const httpDoor: Door = {
  name: "HTTP",
  approach: async ({ url, ...ground }, chance, record) => {
    const own = await fetchPass(url, `http-${chance.below(1e9)}`);
    const words = wordsOf({ url, ...ground }, [own]);
    return {
      leave: () => {},
      throwOnce: async () => {
        const requests = chance.list(1 + chance.below(most), () => request(chance, words, ground.files));
        const last = chance.oneIn(3) ? lastRequest : wrongRequest(chance, words, ground.files);
        const bytes = Buffer.from([...requests, last].join(""), "latin1");
        record(bytes);
        const wire = openWire(ground.target);
        wire.write(bytes);
        if (chance.oneIn(20)) await wire.abandon(chance.below(10));
        else await wire.finish(patienceMs);
        return requests.length + 1;
      },
    };
  },
};
