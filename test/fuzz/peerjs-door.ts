// PeerServer's door: whole connections of frames, by strangers, by people who have not joined, and by
// members of a room whom PeerServer would really pass on.

import type { Chance } from "./chance.ts";
import { type Door, upgradeTo, wordsOf } from "./door.ts";
import { closeFrame, encode, fragments, opcodes, textFrame, wrongFrame } from "./frames.ts";
import { sit } from "./seat.ts";
import { fetchPass, type Pass } from "./tickets.ts";
import { anyJson, anyText, percentEncode, spoil, type Words, wrongRecord } from "./values.ts";
import { openWire } from "./wire.ts";

/** Of each: those that are borne, those that aren't. The second kind ends the connection. */
const mostBorne = 40;
const mostBad = 4;
/** More than anybody may send at once. */
const flood = 2_500;
const patienceMs = 200;

export const peerjsDoor: Door = {
  name: "/peerjs",
  approach: async (ground, chance, record) => {
    const name = `peers-${chance.below(1e9)}`;
    const pair = [await fetchPass(ground.url, name), await fetchPass(ground.url, name)];
    const seats = await Promise.all(pair.map((pass) => sit(ground.url, pass)));
    const alone = await Promise.all(chance.list(4, (index) => fetchPass(ground.url, `${name}-${index}`)));
    const outsider = await fetchPass(ground.url, ground.members[0]?.room ?? "");
    const passes = [...pair, ...alone, outsider, ...ground.common, ...ground.lesson.seated];
    const words = wordsOf(ground, [...pair, ...ground.lesson.seated]);
    return {
      leave: () => {
        for (const seat of seats) seat.disconnect();
      },
      throwOnce: async () => {
        const [head, frames] = chance.oneIn(10)
          ? [wrongUpgrade(chance, words, chance.pick(passes)), [frame(chance, words)]]
          : [upgradeTo(pathOf(chance.pick(passes))), volley(chance, words)];
        const bytes = Buffer.concat([Buffer.from(head, "latin1"), ...frames]);
        record(bytes);
        const wire = openWire(ground.target);
        wire.write(bytes);
        if (chance.oneIn(3)) wire.write(closeFrame);
        if (chance.oneIn(20)) await wire.abandon(chance.below(10));
        else await wire.finish(patienceMs);
        return frames.length;
      },
    };
  },
};

function pathOf({ id, ticket }: Pass): string {
  return `/peerjs/peerjs?key=peerjs&id=${id}&token=${ticket}`;
}

function wrongUpgrade(chance: Chance, words: Words, pass: Pass): string {
  const other = percentEncode(anyText(chance, words)).slice(0, 4_000);
  const half = pass.ticket.split(".");
  switch (chance.below(8)) {
    case 0:
      return upgradeTo(pathOf({ ...pass, id: other }));
    case 1:
      return upgradeTo(pathOf({ ...pass, ticket: other }));
    case 2:
      return upgradeTo(pathOf({ ...pass, ticket: `${half[0]}.${half[0]}` }));
    case 3:
      return upgradeTo(pathOf({ ...pass, ticket: percentEncode(spoil(chance, pass.ticket)) }));
    case 4:
      return upgradeTo(`${pathOf(pass)}&id=${other}&token=${other}&__proto__=1`);
    case 5:
      return upgradeTo(`/peerjs/peerjs?id[]=${pass.id}&token[]=${pass.ticket}`);
    case 6:
      return upgradeTo(pathOf(pass)).replace(
        /Sec-WebSocket-Key: .*/,
        chance.pick([
          "Sec-WebSocket-Key: x",
          "X: y",
          "Sec-WebSocket-Protocol: ,,\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]),
      );
    default:
      return spoil(chance, upgradeTo(pathOf(pass)));
  }
}

function volley(chance: Chance, words: Words): Buffer[] {
  if (chance.oneIn(3_000)) return chance.list(flood, () => textFrame('{"type":"HEARTBEAT"}'));
  return [
    ...chance.list(chance.below(mostBorne), () => borne(chance, words)),
    ...chance.list(1 + chance.below(mostBad), () => frame(chance, words)),
  ];
}

/** One that may be odd, but breaks no rule, so that what follows it is looked at too. */
function borne(chance: Chance, words: Words): Buffer {
  switch (chance.below(6)) {
    case 0:
      return textFrame(`{"type":"HEARTBEAT",${JSON.stringify(anyText(chance, words))}:1}`.slice(0, 60_000));
    case 1:
      return encode({
        opcode: chance.pick([opcodes.ping, opcodes.pong]),
        payload: chance.bytes(chance.below(126)),
      });
    case 2:
      return fragments(chance, signal(chance, words));
    default:
      return textFrame(signal(chance, words));
  }
}

function signal(chance: Chance, words: Words): string {
  const type = chance.pick(["OFFER", "ANSWER", "CANDIDATE"]);
  // Of those words some are ids, and two of them are of this very room.
  const dst = chance
    .pick(words)
    .replace(/[^A-Za-z0-9-]/g, "")
    .slice(0, 64);
  const odd = JSON.stringify(anyText(chance, words).slice(0, 10_000));
  const payload = chance.pick([
    `{"sdp":${odd}}`,
    `[${odd}]`,
    '{"__proto__":{"a":1}}',
    '{"toString":1}',
    "{}",
  ]);
  return `{"type":"${type}","dst":"${dst}","payload":${payload},"src":${odd}}`;
}

/** One of any kind. */
function frame(chance: Chance, words: Words): Buffer {
  const dst = JSON.stringify(chance.pick(words));
  const payload = anyJson(chance, words);
  const type = JSON.stringify(
    chance.pick(["OFFER", "ANSWER", "CANDIDATE", "LEAVE", "EXPIRE", "HEARTBEAT", "OPEN"]),
  );
  const json = chance.oneIn(4) ? anyJson(chance, words) : wrongRecord(chance, words, { type, dst, payload });
  switch (chance.below(6)) {
    case 0:
      return wrongFrame(chance, json);
    case 1:
      return textFrame(spoil(chance, json));
    case 2:
      return fragments(chance, json);
    default:
      return textFrame(json);
  }
}
