// What is in a frame behind its head, before it is sealed. Pure.

/** Of sound, or of a picture. */
export interface Body {
  /** In microseconds, by one clock for all that a sender sends. */
  readonly at: number;
  /** How many pictures before it stands the one that it needs; 0 if it needs none. */
  readonly back: number;
  readonly data: Bytes;
}

export type Bytes = Uint8Array<ArrayBuffer>;

/** By their place: what a frame is made with. */
const codecs = ["opus", "vp8"] as const;
export type Codec = (typeof codecs)[number];

const codecAt = 8;
const backAt = 9;
const dataAt = 10;
const longestBack = 255;

export function writeBody(codec: Codec, { at, back, data }: Body): Bytes {
  const bytes = new Uint8Array(dataAt + data.length);
  new DataView(bytes.buffer).setFloat64(0, at);
  bytes[codecAt] = codecs.indexOf(codec);
  // What is further back is as good as lost: the next whole picture ends the wait.
  bytes[backAt] = Math.min(back, longestBack);
  bytes.set(data, dataAt);
  return bytes;
}

/** Nothing of what is too short, of another codec, or of no time at all. */
export function readBody(codec: Codec, bytes: Bytes): Body | undefined {
  if (bytes.length <= dataAt || bytes[codecAt] !== codecs.indexOf(codec)) return undefined;
  const at = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0);
  if (!Number.isFinite(at) || Math.abs(at) > Number.MAX_SAFE_INTEGER) return undefined;
  return { at, back: bytes[backAt] ?? 0, data: bytes.subarray(dataAt) };
}
