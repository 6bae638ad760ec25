// What runs beside the page: finds the person in each frame, and paints it with all else blurred. A file of its
// own, loaded once somebody asks for it.

import type { Notice, Order } from "../messages.ts";
import { createMeter } from "../meter.ts";
import { createPaint, type Paint } from "./canvas.ts";
import { openSegmenter } from "./segmenter.ts";

let meter = createMeter();
/** To find the person in every other frame costs two thirds, and is hardly seen. */
let thrifty = false;
let again = false;
const tell = (notice: Notice, transfer: Transferable[] = []) => postMessage(notice, { transfer });
const painting = openSegmenter().then(createPaint);
painting.then(() => tell({ type: "ready" }), fail);

function fail(): void {
  tell({ type: "failed" });
}

function timed<Result>(paint: (again: boolean) => Result): Result {
  const began = performance.now();
  again = thrifty && !again;
  const result = paint(again);
  const now = performance.now();
  if (!meter.note(now, now - began)) return result;
  if (thrifty) tell({ type: "strained" });
  thrifty = true;
  meter = createMeter();
  return result;
}

async function shoot(paint: Paint, frames: ReadableStream<VideoFrame>, painted: WritableStream<VideoFrame>) {
  const reader = frames.getReader();
  const writer = painted.getWriter();
  for (;;) {
    const { value: frame } = await reader.read();
    // The camera has ended.
    if (!frame) return writer.close();
    const { timestamp } = frame;
    const next = timed((again) => {
      const canvas = paint(frame, again);
      frame.close();
      return new VideoFrame(canvas, { timestamp });
    });
    await writer.write(next);
  }
}

async function obey(order: Order): Promise<void> {
  switch (order.type) {
    case "film":
      return shoot(await painting, order.frames, order.painted);
    case "shot": {
      const paint = await painting;
      const frame = timed((again) => paint(order.frame, again).transferToImageBitmap());
      order.frame.close();
      return tell({ type: "painted", frame }, [frame]);
    }
    case "end":
      return close();
    default:
      return order satisfies never;
  }
}

addEventListener("message", ({ data }: MessageEvent<Order>) => void obey(data).catch(fail));
