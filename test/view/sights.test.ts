import { describe, expect, test } from "@jest/globals";
import { type Circumstances, measureSights, type Sight } from "../../client/view/sights.ts";

const plain: Circumstances = { hidden: false, soundOnly: false, floating: undefined, pixelRatio: 1 };
const wide = { width: 1280, height: 720 };

function face(tile: Sight["tile"], more: Partial<Sight> = {}): Sight {
  return { id: "bo", of: ["camera"], tile, picture: wide, whole: false, ...more };
}

function cameraOf(sight: Sight, circumstances: Partial<Circumstances> = {}): number | undefined {
  return measureSights(["bo"], [sight], { ...plain, ...circumstances }).get("bo")?.camera;
}

describe("how high a picture is shown", () => {
  test("is its tile's height, where it is cut away at the sides or not at all", () => {
    expect(cameraOf(face({ width: 320, height: 180 }))).toBe(180);
    expect(cameraOf(face({ width: 180, height: 180 }))).toBe(180);
  });

  test("is more than its tile's, where it is cut away above and below", () => {
    const upright = { width: 480, height: 640 };
    expect(cameraOf(face({ width: 320, height: 180 }, { picture: upright }))).toBe(427);
  });

  test("is as of most cameras, until it is known", () => {
    expect(cameraOf(face({ width: 320, height: 180 }, { picture: undefined }))).toBe(180);
  });

  test("is what fits, where all of it is shown", () => {
    expect(cameraOf(face({ width: 320, height: 320 }, { whole: true }))).toBe(180);
    expect(cameraOf(face({ width: 800, height: 180 }, { whole: true }))).toBe(180);
  });

  test("is in the screen's own pixels", () => {
    expect(cameraOf(face({ width: 320, height: 181 }), { pixelRatio: 1.5 })).toBe(272);
  });
});

describe("nothing is shown", () => {
  const seen = face({ width: 320, height: 180 });

  test.each<[string, Partial<Circumstances>]>([
    ["in the background, or behind a panel", { hidden: true }],
    ["where one only listens", { soundOnly: true }],
  ])("%s", (_, circumstances) => {
    expect(cameraOf(seen, circumstances)).toBe(0);
  });

  test("of whoever has no camera on, and they are told so", () => {
    expect(measureSights(["bo", "cy"], [seen], plain).get("cy")).toEqual({ camera: 0, screen: 0 });
  });

  test("of anybody but whoever is in a window of their own, in the background", () => {
    const floating = { id: "bo", height: 144 };
    const both = [seen, { ...seen, id: "cy" }];
    expect([...measureSights(["bo", "cy"], both, { ...plain, hidden: true, floating })]).toEqual([
      ["bo", { camera: 144, screen: 0 }],
      ["cy", { camera: 0, screen: 0 }],
    ]);
    expect(cameraOf(seen, { floating })).toBe(180);
    expect(cameraOf(face({ width: 60, height: 60 }), { floating })).toBe(144);
  });
});

describe("a screen", () => {
  const screen = face({ width: 960, height: 600 }, { of: ["screen"], whole: true });

  test("counts beside its owner's camera, each by itself", () => {
    const shown = measureSights(["bo"], [face({ width: 160, height: 90 }), screen], plain);
    expect(shown.get("bo")).toEqual({ camera: 90, screen: 540 });
  });

  test("that comes in place of the camera counts as either", () => {
    const shown = measureSights(["bo"], [{ ...screen, of: ["camera", "screen"] }], plain);
    expect(shown.get("bo")).toEqual({ camera: 540, screen: 540 });
  });
});
