// One member's picture, decoded, and shown as its sound is heard.

import type { Body } from "./body.ts";
import { timePictures } from "./timing.ts";

export interface PictureDecoder {
  readonly see: (body: Body, key: boolean) => void;
  /** How high the last one was. */
  readonly height: () => number | undefined;
  readonly close: () => void;
}

export interface PictureDecoderOptions {
  /** The moment that is heard just now, if anything is. */
  readonly heard: () => number | undefined;
  /** Takes it over. */
  readonly show: (frame: VideoFrame) => void;
  /** Only a whole picture helps. */
  readonly onBroken: () => void;
}

const config: VideoDecoderConfig = { codec: "vp8", optimizeForLatency: true };

export function createPictureDecoder({ heard, show, onBroken }: PictureDecoderOptions): PictureDecoder {
  let decoder: VideoDecoder | undefined;
  let waiting: VideoFrame[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let height: number | undefined;
  let closed = false;

  function open(): VideoDecoder {
    const made = new VideoDecoder({
      output: (frame) => {
        if (closed) return frame.close();
        waiting.push(frame);
        showDue();
      },
      error: () => {
        decoder = undefined;
        if (!closed) onBroken();
      },
    });
    made.configure(config);
    return made;
  }

  function showDue(): void {
    clearTimeout(timer);
    const moments = waiting.map(({ timestamp }) => timestamp);
    const { take, waitMs } = timePictures(moments, heard());
    const due = waiting.slice(0, take);
    waiting = waiting.slice(take);
    const shown = due.pop();
    for (const frame of due) frame.close();
    if (shown) {
      height = shown.displayHeight;
      show(shown);
    }
    if (waitMs !== undefined) timer = setTimeout(showDue, waitMs);
  }

  return {
    see: ({ at, data }, key) => {
      // One that is new begins with a whole picture, which the order of frames sees to.
      decoder ??= open();
      const chunk = { type: key ? "key" : "delta", timestamp: Math.round(at), data } as const;
      decoder.decode(new EncodedVideoChunk(chunk));
    },
    height: () => height,
    close: () => {
      closed = true;
      clearTimeout(timer);
      for (const frame of waiting) frame.close();
      waiting = [];
      if (decoder && decoder.state !== "closed") decoder.close();
    },
  };
}
