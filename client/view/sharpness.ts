// Where a picture is shown pixel for pixel: it is sharper so, and a browser that draws by the processor has half as
// much to do.

import type { Size } from "./layout.ts";

/** Of a picture that covers its tile, so much more than the tile is cut away, and nobody misses it. */
const spare = 1.08;

/** Whether a picture covers a tile as it is, with hardly anything over. */
export function coversAsIs(picture: Size, tile: Size): boolean {
  const over = Math.min(picture.width / tile.width, picture.height / tile.height);
  return over >= 1 && over <= spare;
}
