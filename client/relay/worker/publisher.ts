// What we send, as a stream of frames: numbered, sealed, and in their order.

import { type FrameHead, type FrameKind, longestFrame, writeHead } from "../../../protocol/frames.ts";
import { type Body, type Bytes, type Codec, writeBody } from "./body.ts";
import type { Box } from "./box.ts";
import { writeGreeting } from "./greeting.ts";

export interface Publisher {
  readonly sound: (at: number, data: Bytes) => void;
  /** False where it was too long to be sent at all. */
  readonly picture: (at: number, data: Bytes, marks: Pick<FrameHead, "key" | "spare">) => boolean;
  readonly greet: (challenge: string) => void;
  readonly stop: () => void;
}

/** What sealing adds, with a little to spare. */
const overhead = 64;
const plainMarks = { key: false, spare: false };

/** One for each stream. */
export function createPublisher(box: Box, send: (frame: Bytes) => void): Publisher {
  const counts: Record<FrameKind, number> = { sound: 0, picture: 0, greeting: 0 };
  /** The last frame of a kind that is on its way to be sent: one that is small doesn't overtake it. */
  const last: Record<FrameKind, Promise<void>> = {
    sound: Promise.resolve(),
    picture: Promise.resolve(),
    greeting: Promise.resolve(),
  };
  /** The number of the last picture that others may depend on. */
  let base = 0;
  let stopped = false;

  function emit(kind: FrameKind, marks: Pick<FrameHead, "key" | "spare">, body: Bytes): void {
    const head = { kind, ...marks, n: counts[kind]++ };
    const sealing = box.seal(head, body);
    last[kind] = last[kind].then(async () => {
      const sealed = await sealing;
      if (!stopped) send(join(writeHead(head), sealed));
    });
  }

  const wrap = (codec: Codec, body: Body) => writeBody(codec, body);

  return {
    sound: (at, data) => emit("sound", plainMarks, wrap("opus", { at, back: 0, data })),
    picture: (at, data, { key, spare }) => {
      if (data.length + overhead > longestFrame) return false;
      const n = counts.picture;
      const back = key ? 0 : n - base;
      if (!spare) base = n;
      emit("picture", { key, spare }, wrap("vp8", { at, back, data }));
      return true;
    },
    greet: (challenge) => {
      const { sound, picture } = counts;
      emit("greeting", plainMarks, writeGreeting({ challenge, sound, picture }));
    },
    stop: () => {
      stopped = true;
    },
  };
}

function join(head: Bytes, body: Bytes): Bytes {
  const frame = new Uint8Array(head.length + body.length);
  frame.set(head);
  frame.set(body, head.length);
  return frame;
}
