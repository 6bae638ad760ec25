// The relay's door: whole connections of frames and requests, by strangers, by people who have not joined, by
// students, and by members of the very room in which others go on hearing and seeing one another.

import { refusals } from "../../protocol/protocol.ts";
import type { Chance } from "./chance.ts";
import { type Door, upgradeTo, wordsOf } from "./door.ts";
import { closeFrame } from "./frames.ts";
import { sit } from "./seat.ts";
import { fetchPass, type Pass } from "./tickets.ts";
import { anyText, percentEncode, spoil, type Words } from "./values.ts";
import { volley } from "./volleys.ts";
import { openWire } from "./wire.ts";

const patienceMs = 200;
/** With which the relay itself closes a connection, and why. */
const policyViolation = 1008;
const reasons = ["malformed", "bad-id", "too-fast", "id-taken"];
/** With which ws does, and what it repeats of those that said goodbye. */
const usualCloses = [1000, 1002, 1003, 1005, 1007, 1009];
/** Our own goodbyes may be of other kinds, which come back as they went. */
const ownCodes = 3_000;
const opcodeOfClose = 0x88;
const longestClose = 125;

export const relayDoor: Door = {
  name: "/relay",
  approach: async (ground, chance, record) => {
    const name = `relays-${chance.below(1e9)}`;
    const pair = [await fetchPass(ground.url, name), await fetchPass(ground.url, name)];
    const seats = await Promise.all(pair.map((pass) => sit(ground.url, pass)));
    const outsider = await fetchPass(ground.url, ground.members[0]?.room ?? "");
    const inside = [...pair, ...ground.broadcast.rogues, ...ground.lesson.seated];
    const passes = [...inside, ...inside, outsider, ...ground.common, ...ground.lesson.pupils];
    // One's own, those of strangers, and of those who sit in the same room, whether one may see them or not.
    const known = [...ground.broadcast.members, ...ground.lesson.others];
    const ids = [...known, ...known, ...inside, ...ground.members]
      .map(({ id }) => id)
      .concat("nobody", "Z".repeat(64));
    const words = [
      ...wordsOf(ground, inside),
      ...ids,
      "publish",
      "want",
      "drop",
      "stream",
      "picture",
      "challenge",
    ];
    return {
      leave: () => {
        for (const seat of seats) seat.disconnect();
      },
      throwOnce: async () => {
        const isWrong = chance.oneIn(10);
        const pass = chance.pick(passes);
        const head = isWrong ? wrongUpgrade(chance, words, pass) : upgradeTo(pathOf(pass));
        const frames = volley(chance, words, ids);
        const bytes = Buffer.concat([Buffer.from(head, "latin1"), ...frames]);
        record(bytes);
        const wire = openWire(ground.target);
        wire.write(bytes);
        if (chance.oneIn(3)) wire.write(closeFrame);
        if (chance.oneIn(20)) await wire.abandon(chance.below(10));
        else await wire.finish(patienceMs);
        const wrong = judge(wire.heard());
        if (wrong) throw new Error(`/relay answered with ${wrong}`);
        return frames.length + 1;
      },
    };
  },
};

/** What there is in an answer that no client could expect. */
function judge(heard: string): string | undefined {
  const status = /^HTTP\/1\.1 (\d+)/.exec(heard)?.[1];
  if (status?.startsWith("5")) return status;
  const code = /"code":"([^"]*)"/.exec(status === "101" ? "" : heard)?.[1];
  if (code !== undefined && !Object.hasOwn(refusals, code)) return code;
  const closed = closeIn(Buffer.from(heard, "latin1"));
  if (!closed || closed.code >= ownCodes) return undefined;
  const isUsual = usualCloses.includes(closed.code) && closed.reason === "";
  const isRefusal = closed.code === policyViolation && reasons.includes(closed.reason);
  return isUsual || isRefusal ? undefined : `${closed.code} ${JSON.stringify(closed.reason)}`;
}

/** The frame that closes a WebSocket is the last there is. */
function closeIn(heard: Buffer): { readonly code: number; readonly reason: string } | undefined {
  for (let length = 2; length <= longestClose; length++) {
    const at = heard.length - length - 2;
    if (heard[at] === opcodeOfClose && heard[at + 1] === length)
      return { code: heard.readUInt16BE(at + 2), reason: heard.toString("latin1", at + 4) };
  }
  return undefined;
}

function pathOf({ ticket }: Pass): string {
  return `/relay?ticket=${ticket}`;
}

function wrongUpgrade(chance: Chance, words: Words, pass: Pass): string {
  const other = percentEncode(anyText(chance, words)).slice(0, 4_000);
  const right = upgradeTo(pathOf(pass));
  switch (chance.below(8)) {
    case 0:
      return upgradeTo(pathOf({ ...pass, ticket: other }));
    case 1:
      return upgradeTo(pathOf({ ...pass, ticket: percentEncode(spoil(chance, pass.ticket)) }));
    case 2:
      return upgradeTo(
        chance.pick([
          "/relay",
          "/relay/",
          "//relay",
          "/relay?",
          "/relay?ticket",
          "/relay?ticket[]=x",
          "/%72elay",
        ]),
      );
    case 3:
      return upgradeTo(`/relay${other}?ticket=${pass.ticket}`);
    case 4:
      return upgradeTo(`${pathOf(pass)}&ticket=${other}&id=${other}&__proto__=1?ticket=x`);
    case 5:
      return upgradeTo(
        pathOf(pass),
        chance.pick([
          "Origin: https://evil.example\r\n",
          "Origin: null\r\n",
          "Origin: \r\n",
          "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99\r\n",
          "Sec-WebSocket-Protocol: ,,\r\n",
          "Content-Length: 10\r\n",
          "Transfer-Encoding: chunked\r\n",
        ]),
      );
    case 6:
      return right.replace(/Sec-WebSocket-Key: .*/, chance.pick(["Sec-WebSocket-Key: x", "X: y"]));
    default:
      return spoil(chance, right);
  }
}
