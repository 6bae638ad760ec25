import { describe, expect, test } from "@jest/globals";
import { isOther, shapeFor } from "../../client/relay/worker/shape.ts";

const camera = { width: 640, height: 480 };
const usual = { height: 360, framesPerSecond: 15, kbps: 450 };
const full = { height: 720, framesPerSecond: 30, kbps: 1_500 };

describe("our picture", () => {
  test("is as high as it is shown, and keeps its form", () => {
    expect(shapeFor(camera, { rung: usual, kbps: 450 })).toEqual({
      ...{ width: 480, height: 360, framesPerSecond: 15, kbps: 450 },
    });
  });

  test("is never larger than the camera's, nor than one thread encodes", () => {
    const means = { rung: full, kbps: 1_500 };
    expect(shapeFor({ width: 320, height: 240 }, means)).toMatchObject({ width: 320, height: 240 });
    expect(shapeFor(camera, means)).toMatchObject({ width: 638, height: 478 });
    expect(shapeFor({ width: 1920, height: 1080 }, means)).toMatchObject({ width: 736, height: 414 });
    for (let width = 100; width < 2_000; width += 7) {
      const shape = shapeFor({ width, height: 720 }, means);
      expect(shape.width * shape.height).toBeLessThan(640 * 480);
    }
  });

  test("has even sides, whatever the camera's are", () => {
    for (let width = 3; width < 700; width += 7) {
      const shape = shapeFor({ width, height: 477 }, { rung: usual, kbps: 450 });
      expect([shape.width % 2, shape.height % 2, Math.min(shape.width, 2)]).toEqual([0, 0, 2]);
    }
  });

  test("becomes smaller and slower where little gets through", () => {
    const heights = [450, 300, 200, 120, 80, 40].map(
      (kbps) => shapeFor(camera, { rung: usual, kbps }).height,
    );
    expect(heights).toEqual([360, 360, 240, 240, 120, 120]);
    expect(shapeFor(camera, { rung: usual, kbps: 50 }).framesPerSecond).toBe(7);
  });

  test("doesn't go to and fro between two sizes", () => {
    const smaller = shapeFor(camera, { rung: usual, kbps: 260 });
    expect(smaller.height).toBe(240);
    expect(shapeFor(camera, { rung: usual, kbps: 280 }, smaller).height).toBe(240);
    expect(shapeFor(camera, { rung: usual, kbps: 400 }, smaller).height).toBe(360);
    const larger = shapeFor(camera, { rung: usual, kbps: 280 });
    expect(larger.height).toBe(360);
  });

  test("is set up anew only for what can be seen", () => {
    const shape = shapeFor(camera, { rung: usual, kbps: 450 });
    expect(isOther(shape, undefined)).toBe(true);
    expect(isOther({ ...shape, kbps: 420 }, shape)).toBe(false);
    expect(isOther({ ...shape, kbps: 300 }, shape)).toBe(true);
    expect(isOther({ ...shape, height: 240 }, shape)).toBe(true);
  });
});
