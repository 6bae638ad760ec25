import { describe, expect, test } from "@jest/globals";
import { coversAsIs } from "../../client/view/sharpness.ts";

const tile = { width: 624, height: 351 };

describe("a picture is shown pixel for pixel", () => {
  test.each([
    [624, 351],
    [640, 360],
    [624, 702],
  ])("where it has %d x %d of them for that tile", (width, height) => {
    expect(coversAsIs({ width, height }, tile)).toBe(true);
  });

  test.each([
    [623, 351],
    [624, 350],
    [480, 360],
    [640, 348],
  ])("but not with %d x %d, which leave some of the tile free", (width, height) => {
    expect(coversAsIs({ width, height }, tile)).toBe(false);
  });

  test("nor where more than a little would be cut away that needn't be", () => {
    expect(coversAsIs({ width: 673, height: 379 }, tile)).toBe(true);
    expect(coversAsIs({ width: 675, height: 380 }, tile)).toBe(false);
    expect(coversAsIs({ width: 1_280, height: 720 }, tile)).toBe(false);
  });
});
