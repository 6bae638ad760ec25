import { describe, expect, test } from "@jest/globals";
import type { Sample } from "../../client/media/ports.ts";
import { frame, plot } from "../../client/view/plot.ts";

const at = (seconds: number, more: Partial<Sample>): Sample => ({ at: 1_000 * seconds, ...more });

/** Where its line goes, and with which strokes. */
function pointsOf(samples: readonly Sample[]): readonly [stroke: string, x: number, y: number][] {
  const { line = "" } = plot(samples, "roundTripMs") ?? {};
  return [...line.matchAll(/([ML])(\S+) ([^ML]+)/g)].map(([, stroke = "", x, y]) => [
    stroke,
    Number(x),
    Number(y),
  ]);
}

describe("the plot of a figure", () => {
  test("is none of what was never known", () => {
    expect(plot([], "lost")).toBeUndefined();
    expect(plot([at(2, { kbpsIn: 4 })], "lost")).toBeUndefined();
  });

  test("has the newest at the right, the most at the top, and nothing at the bottom", () => {
    const points = pointsOf([
      at(10, { roundTripMs: 0 }),
      at(12, { roundTripMs: 50 }),
      at(14, { roundTripMs: 100 }),
    ]);
    expect(points.map(([, , y]) => y)).toEqual([frame.height, frame.height / 2, 0]);
    const xs = points.map(([, x]) => x);
    expect(xs.at(-1)).toBe(frame.width);
    expect(xs).toEqual(xs.toSorted((a, b) => a - b));
    expect(points.map(([stroke]) => stroke).join("")).toBe("MLL");
  });

  test("shows the last three minutes, to the very left, and before there are so many, one", () => {
    const xs = (...times: readonly number[]) =>
      pointsOf(times.map((seconds) => at(seconds, { roundTripMs: 5 }))).map(([, x]) => x);
    expect(xs(1, 2, 182)).toEqual([0, frame.width]);
    expect(xs(2, 62)).toEqual([0, frame.width]);
    expect(xs(2, 32)).toEqual([frame.width / 2, frame.width]);
  });

  test("is broken where nothing was known for a while", () => {
    const times = [at(2, { roundTripMs: 5 }), at(4, { roundTripMs: 5 }), at(20, { roundTripMs: 5 })];
    expect(
      pointsOf(times)
        .map(([stroke]) => stroke)
        .join(""),
    ).toBe("MLM");
    const missing = [at(2, { roundTripMs: 5 }), at(4, {}), at(6, {}), at(10, { roundTripMs: 5 })];
    expect(
      pointsOf(missing)
        .map(([stroke]) => stroke)
        .join(""),
    ).toBe("MM");
  });

  test("tells between what it was, and stays inside where it was nothing all the time", () => {
    expect(plot([at(2, { lost: 0 }), at(4, { lost: 0 })], "lost")).toMatchObject({ least: 0, most: 0 });
    expect(plot([at(2, { lost: 0.02 }), at(4, { lost: 0.01 })], "lost")).toMatchObject({
      least: 0.01,
      most: 0.02,
    });
    expect(pointsOf([at(2, { roundTripMs: 0 })])).toEqual([["M", frame.width, frame.height]]);
  });
});
