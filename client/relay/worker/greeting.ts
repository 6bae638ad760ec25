// How a newcomer is shown that a stream is alive: what they challenged it with, and where it stands. What
// was recorded before the challenge was made lies before that. Pure.

import type { Bytes } from "./body.ts";

export interface Greeting {
  readonly challenge: string;
  /** The numbers of the next frames. */
  readonly sound: number;
  readonly picture: number;
}

const numbersBytes = 8;

export function writeGreeting({ challenge, sound, picture }: Greeting): Bytes {
  const text = new TextEncoder().encode(challenge);
  const bytes = new Uint8Array(numbersBytes + text.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, sound);
  view.setUint32(4, picture);
  bytes.set(text, numbersBytes);
  return bytes;
}

export function readGreeting(bytes: Bytes): Greeting | undefined {
  if (bytes.length < numbersBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const challenge = new TextDecoder().decode(bytes.subarray(numbersBytes));
  return { challenge, sound: view.getUint32(0), picture: view.getUint32(4) };
}
