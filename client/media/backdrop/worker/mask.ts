// What is kept sharp: from how likely each pixel is a person's, smooth in time and at the edge.

import { blurPlane, type Size } from "./blur.ts";

/** Of a new frame; the rest is what was before, so that edges don't flicker. */
const share = 0.6;
/** Less likely than the first is behind, more than the second is in front; between them it fades. */
const [least, most] = [0.35, 0.75];
/** In the model's pixels. */
const edgeRadius = 1;

export type Mask = (likely: Float32Array) => Float32Array;

/** Its result is good until the next. */
export function createMask(size: Size): Mask {
  const length = size.width * size.height;
  const steady = new Float32Array(length);
  const mask = new Float32Array(length);
  const spare = new Float32Array(length);
  return (likely) => {
    for (let at = 0; at < length; at++) {
      const before = steady[at] ?? 0;
      const now = before + ((likely[at] ?? 0) - before) * share;
      steady[at] = now;
      const rise = Math.min(1, Math.max(0, (now - least) / (most - least)));
      mask[at] = rise * rise * (3 - 2 * rise);
    }
    blurPlane(mask, spare, size, edgeRadius);
    return mask;
  };
}
