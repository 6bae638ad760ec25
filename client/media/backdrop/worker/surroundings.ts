// What is behind a person, blurred without them: otherwise they would shine through it, as a halo.

import { blurPlane, type Size } from "./blur.ts";

/** Of 128 pixels across: letters on a wall can't be read, and faces not be told. */
const radius = 3;
/** Of a person's own pixels, where nothing else is near. */
const trace = 0.001;

/** Blurs pixels as a canvas gives them, in place; `mask` is of that size as well. */
export type Surroundings = (pixels: Uint8ClampedArray, mask: Float32Array) => void;

export function createSurroundings(size: Size): Surroundings {
  const length = size.width * size.height;
  const plane = new Float32Array(length);
  const counted = new Float32Array(length);
  const weights = new Float32Array(length);
  const spare = new Float32Array(length);
  return (pixels, mask) => {
    for (let at = 0; at < length; at++) weights[at] = counted[at] = 1 + trace - (mask[at] ?? 0);
    blurPlane(weights, spare, size, radius);
    for (let color = 0; color < 3; color++) {
      for (let at = 0; at < length; at++) plane[at] = (pixels[at * 4 + color] ?? 0) * (counted[at] ?? 0);
      blurPlane(plane, spare, size, radius);
      for (let at = 0; at < length; at++) pixels[at * 4 + color] = (plane[at] ?? 0) / (weights[at] ?? 1);
    }
  };
}
