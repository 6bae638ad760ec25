// Puts a person in front of their blurred surroundings.

import { halve, type Size } from "./blur.ts";
import { createMask } from "./mask.ts";
import type { Segmenter } from "./segmenter.ts";
import { createSurroundings } from "./surroundings.ts";

/** Its result is good until the next. `again`: with what was found in the frame before. */
export type Paint = (frame: VideoFrame | ImageBitmap, again: boolean) => OffscreenCanvas;

export function createPaint({ width, height, segment }: Segmenter): Paint {
  const near: Size = { width, height };
  // What is blurred needs no more.
  const far: Size = { width: width / 2, height: height / 2 };
  const maskOf = createMask(near);
  const blur = createSurroundings(far);
  const model = openCanvas(near, { willReadFrequently: true });
  const veil = openCanvas(near, { willReadFrequently: true });
  const behind = openCanvas(far, { willReadFrequently: true });
  const whole = openCanvas(near, {});
  const veiling = new ImageData(width, height);

  function drawVeil(mask: Float32Array): void {
    for (let at = 0; at < mask.length; at++) veiling.data[at * 4 + 3] = (mask[at] ?? 0) * 255;
    veil.pen.putImageData(veiling, 0, 0);
  }

  function drawBehind(mask: Float32Array): void {
    behind.pen.drawImage(model.canvas, 0, 0, far.width, far.height);
    const pixels = behind.pen.getImageData(0, 0, far.width, far.height);
    blur(pixels.data, halve(mask, near));
    behind.pen.putImageData(pixels, 0, 0);
  }

  function find(frame: CanvasImageSource): void {
    model.pen.drawImage(frame, 0, 0, width, height);
    const mask = maskOf(segment(model.pen.getImageData(0, 0, width, height).data));
    drawVeil(mask);
    drawBehind(mask);
  }

  return (frame, again) => {
    if (!again) find(frame);
    const { canvas, pen } = whole;
    const [across, down] = sizeOf(frame);
    if (canvas.width !== across) canvas.width = across;
    if (canvas.height !== down) canvas.height = down;
    const lay = (picture: CanvasImageSource, how: GlobalCompositeOperation) => {
      pen.globalCompositeOperation = how;
      pen.drawImage(picture, 0, 0, across, down);
    };
    lay(veil.canvas, "copy");
    lay(frame, "source-in");
    lay(behind.canvas, "destination-over");
    return canvas;
  };
}

function sizeOf(frame: VideoFrame | ImageBitmap): readonly [width: number, height: number] {
  return "displayWidth" in frame ? [frame.displayWidth, frame.displayHeight] : [frame.width, frame.height];
}

function openCanvas({ width, height }: Size, settings: CanvasRenderingContext2DSettings) {
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d", settings);
  if (!pen) throw new Error("There is nothing to paint with");
  return { canvas, pen };
}
