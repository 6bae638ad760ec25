// What is thrown over a connection to the relay: frames, acknowledgements and requests of every kind and length.

import {
  frameKinds,
  headBytes,
  longestFrame,
  writeAcknowledgement,
  writeHead,
} from "../../protocol/frames.ts";
import type { Chance } from "./chance.ts";
import { encode, fragments, opcodes, textFrame, wrongFrame } from "./frames.ts";
import { anyJson, anyText, spoil, type Words, wrongRecord } from "./values.ts";

/** Of each: those that are borne, those that aren't. The second kind ends the connection. */
const mostBorne = 40;
const mostBad = 3;
/** More than anybody may send at once. */
const tinyFlood = 20_000;
const wantFlood = 400;
const largeFlood = 30;
const largeBytes = 200_000;
/** Around what a number of four bytes holds, and what a connection has carried by then. */
const oddTotals = [0, 1, 5, 500, 20_000, 5_000_000, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1] as const;
const oddLengths = [0, 1, 4, 5, 6, 125, 126, 1_023, 1_025, 20_000, 65_535, 65_536] as const;
const token = /[^A-Za-z0-9_-]/g;

/** `ids` are of whoever might be wanted. */
export function volley(chance: Chance, words: Words, ids: Words): Buffer[] {
  if (chance.oneIn(300)) return flood(chance, ids);
  return [
    // Before that no frame may come.
    ...(chance.oneIn(5) ? [] : [textFrame(publish(chance))]),
    ...chance.list(chance.below(mostBorne), () => borne(chance, ids)),
    ...chance.list(chance.below(mostBad), () => bad(chance, words, ids)),
  ];
}

function flood(chance: Chance, ids: Words): Buffer[] {
  const published = textFrame(publish(chance));
  switch (chance.below(6)) {
    case 0:
      return [published, ...chance.list(largeFlood, () => binary(frameOf(chance, largeBytes)))];
    case 1:
      return [published, ...chance.list(tinyFlood, () => binary(frameOf(chance, 0)))];
    case 2:
      return chance.list(tinyFlood, () => acknowledgement(chance));
    case 3:
      return chance.list(wantFlood, () => textFrame(request(chance, ids)));
    default:
      return chance.list(tinyFlood, () => beat(chance));
  }
}

/** One that may be odd, but breaks no rule, so that what follows it is looked at too. */
function borne(chance: Chance, ids: Words): Buffer {
  switch (chance.below(8)) {
    case 0:
      return beat(chance);
    case 1:
      return fragments(chance, request(chance, ids));
    case 2:
    case 3:
      return acknowledgement(chance);
    case 4:
    case 5:
      return textFrame(request(chance, ids));
    default:
      return binary(frameOf(chance, chance.oneIn(20) ? chance.pick(oddLengths) : chance.below(300)));
  }
}

/** One of any kind. */
function bad(chance: Chance, words: Words, ids: Words): Buffer {
  const right = request(chance, ids);
  switch (chance.below(9)) {
    case 0:
      return wrongFrame(chance, right);
    case 1:
      return textFrame(spoil(chance, right));
    case 2:
      return textFrame(anyJson(chance, words));
    case 3:
      return textFrame(wrongRecord(chance, words, fieldsOf(chance, words)));
    case 4:
      return textFrame(`${right}${" ".repeat(chance.pick([1_000, 5_000, 70_000]))}`);
    case 5:
      return binary(truncated(chance));
    case 6:
      return beyondMeasure(chance);
    case 7:
      return binary(Buffer.concat([writeAcknowledgement(chance.below(2 ** 32)), chance.bytes(1)]));
    default:
      return binary(Buffer.concat([Buffer.from([chance.below(256)]), plain(chance, chance.below(12))]));
  }
}

function publish(chance: Chance): string {
  return JSON.stringify({ type: "publish", stream: tokenOf(chance) });
}

function request(chance: Chance, ids: Words): string {
  if (chance.oneIn(8)) return publish(chance);
  const id = chance.pick(ids);
  const type = chance.pick(["want", "want", "want", "drop", "key"]);
  if (type !== "want") return JSON.stringify({ type, id, picture: 1 });
  const challenge = chance.oneIn(2) ? { challenge: tokenOf(chance) } : {};
  return JSON.stringify({ type, id, picture: chance.oneIn(2), ...challenge });
}

/** Of every request all that there is. */
function fieldsOf(chance: Chance, words: Words): Readonly<Record<string, string>> {
  return {
    type: JSON.stringify(chance.pick(["publish", "want", "drop", "key", anyText(chance, words)])),
    id: JSON.stringify(chance.pick(words)),
    stream: JSON.stringify(tokenOf(chance)),
    picture: "true",
    challenge: JSON.stringify(tokenOf(chance)),
  };
}

function tokenOf(chance: Chance): string {
  return chance.bytes(16).toString("base64url").replace(token, "");
}

function frameOf(chance: Chance, length: number): Buffer {
  const head = writeHead({
    kind: chance.pick(frameKinds),
    key: chance.oneIn(3),
    spare: chance.oneIn(3),
    n: chance.oneIn(3) ? chance.pick(oddTotals) : chance.below(1_000),
  });
  const body = length > 1_000 ? Buffer.alloc(length, 65) : plain(chance, length);
  return Buffer.concat([head, body]);
}

/** Nothing in it looks like the beginning of a WebSocket's frame. */
function plain(chance: Chance, length: number): Buffer {
  return Buffer.from(chance.list(length, () => chance.below(0x80)));
}

function truncated(chance: Chance): Buffer {
  const whole = chance.oneIn(2) ? frameOf(chance, 0) : writeAcknowledgement(chance.below(2 ** 32));
  return Buffer.from(whole.subarray(0, chance.below(headBytes)));
}

/** Promised or really sent. */
function beyondMeasure(chance: Chance): Buffer {
  const promised = longestFrame + chance.pick([1, 5, 1_000, 2 ** 31]);
  if (!chance.oneIn(20)) return encode({ opcode: opcodes.binary, payload: frameOf(chance, 10), promised });
  return binary(frameOf(chance, longestFrame));
}

function acknowledgement(chance: Chance): Buffer {
  const total = chance.oneIn(2) ? chance.pick(oddTotals) : chance.below(100_000);
  return binary(writeAcknowledgement(total));
}

function beat(chance: Chance): Buffer {
  const payload = plain(chance, chance.below(20));
  return encode({ opcode: chance.pick([opcodes.ping, opcodes.pong]), payload });
}

function binary(payload: Uint8Array): Buffer {
  if (payload.length === 0 || payload.length % 7 > 0)
    return encode({ opcode: opcodes.binary, payload: Buffer.from(payload) });
  // In two pieces, as RFC 6455 allows.
  const cut = payload.length >> 1;
  return Buffer.concat([
    encode({ opcode: opcodes.binary, payload: Buffer.from(payload.subarray(0, cut)), final: false }),
    encode({ opcode: opcodes.continuation, payload: Buffer.from(payload.subarray(cut)) }),
  ]);
}
