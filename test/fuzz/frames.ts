// WebSocket frames as a client sends them (RFC 6455, section 5.2), right ones and wrong ones.

import type { Chance } from "./chance.ts";

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  /** False: more of this message follows. */
  readonly final?: boolean;
  /** The three reserved bits, which mean nothing without an extension. */
  readonly reserved?: number;
  /** False: as only a server may send it. */
  readonly masked?: boolean;
  /** Where the length isn't true. */
  readonly promised?: number;
}

export function encode(frame: Frame): Buffer {
  const { opcode, payload, final = true, reserved = 0, masked = true } = frame;
  const length = frame.promised ?? payload.length;
  const mark = masked ? 0x80 : 0;
  const first = (final ? 0x80 : 0) | (reserved << 4) | opcode;
  // A mask of zeros is as good as any, and leaves the payload as it is.
  const mask = masked ? [0, 0, 0, 0] : [];
  if (length < 126) return Buffer.concat([Buffer.from([first, mark | length, ...mask]), payload]);
  const long = length > 0xffff;
  const head = Buffer.alloc(long ? 10 : 4);
  head.writeUInt8(first, 0);
  head.writeUInt8(mark | (long ? 127 : 126), 1);
  if (long) head.writeBigUInt64BE(BigInt(length), 2);
  else head.writeUInt16BE(length, 2);
  return Buffer.concat([head, Buffer.from(mask), payload]);
}

export function textFrame(text: string): Buffer {
  return encode({ opcode: opcodes.text, payload: Buffer.from(text) });
}

export const closeFrame = encode({ opcode: opcodes.close, payload: Buffer.from([0x03, 0xe8]) });

/** The same message in pieces, with a ping between them, as RFC 6455 allows. */
export function fragments(chance: Chance, text: string): Buffer {
  const payload = Buffer.from(text);
  const cut = chance.below(payload.length + 1);
  return Buffer.concat([
    encode({ opcode: opcodes.text, payload: payload.subarray(0, cut), final: false }),
    encode({ opcode: opcodes.ping, payload: chance.bytes(chance.below(126)) }),
    encode({ opcode: opcodes.continuation, payload: payload.subarray(cut) }),
  ]);
}

const badUtf8 = [
  [0xc3, 0x28],
  [0xa0, 0xa1],
  [0xe2, 0x28, 0xa1],
  [0xf0, 0x28, 0x8c, 0xbc],
  [0xed, 0xa0, 0x80],
  [0xfe, 0xff],
  [0xc0, 0x80],
] as const;

/** What breaks the rules of WebSockets themselves, around some payload. */
export function wrongFrame(chance: Chance, text: string): Buffer {
  const payload = Buffer.from(text);
  const { text: plain, continuation, binary, close, ping, pong } = opcodes;
  switch (chance.below(14)) {
    case 0:
      return encode({ opcode: plain, payload, masked: false });
    case 1:
      return encode({ opcode: plain, payload, reserved: 1 + chance.below(7) });
    case 2:
      return encode({ opcode: chance.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), payload });
    case 3:
      return encode({
        opcode: chance.pick([close, ping, pong]),
        payload: Buffer.alloc(126 + chance.below(400), 65),
      });
    case 4:
      return encode({
        opcode: chance.pick([close, ping, pong]),
        payload: payload.subarray(0, 125),
        final: false,
      });
    case 5:
      return encode({ opcode: continuation, payload });
    case 6:
      return Buffer.concat([encode({ opcode: plain, payload, final: false }), textFrame(text)]);
    case 7:
      return encode({
        opcode: plain,
        payload,
        promised: chance.pick([70_000, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 62]),
      });
    case 8:
      return encode({ opcode: plain, payload, promised: payload.length + 1 + chance.below(300) });
    case 9:
      return encode({ opcode: plain, payload: Buffer.from(chance.pick(badUtf8)) });
    case 10:
      return encode({ opcode: close, payload: chance.bytes(chance.below(8)) });
    case 11:
      return encode({ opcode: binary, payload: chance.oneIn(2) ? payload : chance.bytes(chance.below(64)) });
    case 12:
      return Buffer.concat(
        chance.list(50, () => encode({ opcode: plain, payload: Buffer.alloc(0), final: false })),
      );
    default:
      return chance.bytes(1 + chance.below(40));
  }
}
