// Our camera's picture, encoded once for all who want it: no larger, no oftener and no dearer than may be.

import type { FrameHead } from "../../../protocol/frames.ts";
import type { Bytes } from "./body.ts";
import { isOther, type Means, type Shape, shapeFor } from "./shape.ts";

export interface PictureEncoderOptions {
  /** What it may be just now; nothing where there is to be no picture. */
  readonly means: () => Means | undefined;
  /** Whether what went before is gone: otherwise this one is left out, before it costs anything. */
  readonly hasRoom: () => boolean;
  readonly onPicture: (at: number, data: Bytes, marks: Pick<FrameHead, "key" | "spare">) => void;
}

export interface PictureEncoder {
  /** Taken over: it is closed here. */
  readonly show: (frame: VideoFrame) => void;
  /** The next one is to be whole; at most one a second is. */
  readonly askKey: () => void;
  /** Nobody knows any picture any more. */
  readonly restart: () => void;
  readonly height: () => number | undefined;
  readonly close: () => void;
}

const keyEveryMs = 1_000;
/** Whoever lacks one and can't say so waits no longer. */
const keyWithinMs = 10_000;
/** In frames: what is behind by more than that is late already. */
const mostQueued = 2;
/** A camera's frames don't come evenly: one that is early by less than that part of a frame is on time. */
const early = 0.25;

export function createPictureEncoder(options: PictureEncoderOptions): PictureEncoder {
  let encoder: VideoEncoder | undefined;
  let shape: Shape | undefined;
  /** Unknown until it was tried. */
  let layered: boolean | undefined;
  let choosing = false;
  let keyAt = Number.NEGATIVE_INFINITY;
  let owesKey = true;
  let dueAt = 0;
  let closed = false;

  function configure(next: Shape): void {
    shape = next;
    encoder ??= open();
    encoder.configure(describe(next, layered ?? false));
  }

  function open(): VideoEncoder {
    owesKey = true;
    return new VideoEncoder({
      output: (chunk, metadata) => {
        const data = new Uint8Array(chunk.byteLength);
        chunk.copyTo(data);
        const key = chunk.type === "key";
        // Some begin anew with each setting, unasked.
        if (key) [keyAt, owesKey] = [performance.now(), false];
        const spare = !key && (metadata?.svc?.temporalLayerId ?? 0) > 0;
        if (!closed) options.onPicture(chunk.timestamp, data, { key, spare });
      },
      // Whatever it was, the next picture is encoded by another.
      error: () => {
        encoder = shape = undefined;
      },
    });
  }

  async function choose(next: Shape): Promise<void> {
    choosing = true;
    const found = await VideoEncoder.isConfigSupported(describe(next, true)).catch(() => undefined);
    layered = found?.supported ?? false;
  }

  /** Whether its turn has come, at that rate. */
  function isDue(now: number, framesPerSecond: number): boolean {
    const everyMs = 1_000 / framesPerSecond;
    if (now < dueAt - early * everyMs) return false;
    dueAt = Math.max(dueAt + everyMs, now - everyMs);
    return true;
  }

  function encode(frame: VideoFrame): void {
    const now = performance.now();
    const means = options.means();
    if (closed || !means) return;
    const next = shapeFor({ width: frame.displayWidth, height: frame.displayHeight }, means, shape);
    if (layered === undefined) {
      if (!choosing) void choose(next);
      return;
    }
    if (!isDue(now, next.framesPerSecond)) return;
    if (!options.hasRoom()) return;
    if ((encoder?.encodeQueueSize ?? 0) > mostQueued) return;
    if (!encoder || isOther(next, shape)) configure(next);
    const keyFrame = (owesKey && now - keyAt >= keyEveryMs) || now - keyAt >= keyWithinMs;
    if (keyFrame) {
      keyAt = now;
      owesKey = false;
    }
    const dated = new VideoFrame(frame, { timestamp: Math.round(now * 1_000) });
    encoder?.encode(dated, { keyFrame });
    dated.close();
  }

  return {
    show: (frame) => {
      encode(frame);
      frame.close();
    },
    askKey: () => {
      owesKey = true;
    },
    restart: () => {
      owesKey = true;
      keyAt = Number.NEGATIVE_INFINITY;
    },
    height: () => shape?.height,
    close: () => {
      closed = true;
      if (encoder && encoder.state !== "closed") encoder.close();
    },
  };
}

function describe({ width, height, framesPerSecond, kbps }: Shape, layered: boolean): VideoEncoderConfig {
  return {
    ...{ codec: "vp8", width, height, framerate: framesPerSecond, bitrate: kbps * 1_000 },
    latencyMode: "realtime",
    ...(layered && { scalabilityMode: "L1T2" }),
  };
}
