// How media travels over the relay's connection: what the server has to know of a frame, in front of what it
// needn't. docs/protocol.md describes it.

/** Sound; a picture; and what shows a newcomer that the stream is alive, and no recording of one. */
export const frameKinds = ["sound", "picture", "greeting"] as const;
export type FrameKind = (typeof frameKinds)[number];

export interface FrameHead {
  readonly kind: FrameKind;
  /** Needs none of the pictures before it. */
  readonly key: boolean;
  /** No picture after it needs it. */
  readonly spare: boolean;
  /** Counts the frames of that kind in the stream, from 0. */
  readonly n: number;
}

/** Longer than the key frame of any picture that a tile shows. */
export const longestFrame = 256 * 1024;
/** The kind and its marks, then the number. */
export const headBytes = 5;
/** In front of the head, on its way from the server: whose frame it is. */
export const channelBytes = 4;

const kindMask = 0b11;
const keyMark = 0b100;
const spareMark = 0b1000;
const marks = kindMask | keyMark | spareMark;
/** In the place of a frame's marks: so many bytes have come in here over this connection, modulo 2³². */
const acknowledgement = 0xff;
export const acknowledgementBytes = 5;

export function writeHead({ kind, key, spare, n }: FrameHead): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(headBytes);
  head[0] = frameKinds.indexOf(kind) | (key ? keyMark : 0) | (spare ? spareMark : 0);
  new DataView(head.buffer).setUint32(1, n);
  return head;
}

/** Nothing of what is no frame: `bytes` begin with the head. */
export function readHead(bytes: Uint8Array): FrameHead | undefined {
  const [first] = bytes;
  if (first === undefined || bytes.length < headBytes || (first & ~marks) !== 0) return undefined;
  const kind = frameKinds[first & kindMask];
  if (!kind) return undefined;
  const n = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  return { kind, key: (first & keyMark) !== 0, spare: (first & spareMark) !== 0, n };
}

export function writeAcknowledgement(total: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(acknowledgementBytes);
  bytes[0] = acknowledgement;
  new DataView(bytes.buffer).setUint32(1, total % 2 ** 32);
  return bytes;
}

/** How many bytes the other side has had, modulo 2³², if that is what it says. */
export function readAcknowledgement(bytes: Uint8Array): number | undefined {
  if (bytes.length !== acknowledgementBytes || bytes[0] !== acknowledgement) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
}
