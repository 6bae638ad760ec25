import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Rung } from "../../client/media/ports.ts";
import { divide, type Means, type Picture, pixelsOf } from "../../client/media/quality.ts";

const plenty: Means = { pixels: Number.POSITIVE_INFINITY, kbps: Number.POSITIVE_INFINITY };

function face(shown: number, source?: number): Picture {
  return { kind: "camera", shown, source };
}

function screen(shown: number): Picture {
  return { kind: "screen", shown, source: undefined };
}

/** In the order of their ids. */
function share(pictures: Readonly<Record<string, Picture>>, means: Partial<Means> = {}): readonly Rung[] {
  const rungs = divide(new Map(Object.entries(pictures)), { ...plenty, ...means });
  return Object.keys(pictures).map((id) => rungs.get(id) ?? { height: -1, framesPerSecond: -1, kbps: -1 });
}

const heights = (rungs: readonly Rung[]) => rungs.map(({ height }) => height);
const rates = (rungs: readonly Rung[]) => rungs.map(({ framesPerSecond }) => framesPerSecond);

function spend(rungs: readonly Rung[]): Means {
  return {
    pixels: rungs.reduce((sum, rung) => sum + pixelsOf(rung), 0),
    kbps: rungs.reduce((sum, { kbps }) => sum + kbps, 0),
  };
}

describe("where there is plenty of everything", () => {
  test.each([
    [1, 90],
    [120, 90],
    [160, 120],
    [240, 180],
    [320, 240],
    [330, 360],
    [480, 360],
    [640, 480],
    [960, 720],
    [2_000, 720],
  ])("a face that is shown %d pixels high is sent with %d lines, as often as can be", (shown, lines) => {
    expect(share({ a: face(shown) })).toEqual([
      expect.objectContaining({ height: lines, framesPerSecond: 30 }),
    ]);
  });

  test("no more lines are sent than the camera gives, as near as a step is", () => {
    expect(heights(share({ a: face(2_000, 480), b: face(2_000, 400) }))).toEqual([480, 480]);
  });

  test("no more frames are planned for than the camera gives", () => {
    expect(rates(share({ a: { ...face(240), rate: 20 }, b: { ...face(240), rate: 25 } }))).toEqual([20, 30]);
    expect(rates(share({ a: { ...face(240), rate: 2 }, b: { ...face(240), rate: 60 } }))).toEqual([5, 30]);
  });

  test("what is shown nowhere is not sent at all", () => {
    expect(share({ a: face(0), b: screen(0) })).toEqual([
      { height: 0, framesPerSecond: 0, kbps: 0 },
      { height: 0, framesPerSecond: 0, kbps: 0 },
    ]);
  });

  test("text keeps its lines where it is shown with all of them, and comes less often than a face", () => {
    expect(share({ a: screen(1_000) })).toEqual([
      expect.objectContaining({ height: 1_080, framesPerSecond: 15 }),
    ]);
  });
});

describe("what is given up first", () => {
  const stage = { large: face(480), left: face(120), right: face(160) };

  test("lines of those beside the large one, then its own, and frames only when no lines are left to give", () => {
    const full = spend(share(stage));
    let last = full.pixels;
    const seen: string[] = [];
    for (let pixels = full.pixels; pixels > 1_000; pixels *= 0.9) {
      const rungs = share(stage, { pixels });
      const [large = 0, left = 0, right = 0] = heights(rungs);
      if (large < 360) expect([left, right]).toEqual([90, 90]);
      if (rates(rungs).some((rate) => rate < 30)) expect([large, left, right]).toEqual([90, 90, 90]);
      seen.push(`${large} ${left} ${right} ${rates(rungs)}`);
      last = pixels;
    }
    expect(last).toBeLessThan(full.pixels / 100);
    // All of it was gone through.
    expect(new Set(seen).size).toBeGreaterThan(8);
    expect(seen[0]).toBe("360 90 120 30,30,30");
  });

  test("equals are made smaller alike, within one step", () => {
    const wall = Object.fromEntries(["a", "b", "c", "d", "e"].map((id) => [id, face(400)]));
    for (let pixels = 30_000_000; pixels > 100_000; pixels *= 0.8) {
      const lines = heights(share(wall, { pixels }));
      expect(new Set(lines).size).toBeLessThanOrEqual(2);
    }
  });

  test("a screen loses frames before the speaker's frames, and its lines last of all", () => {
    const shared = { text: screen(1_080), speaker: face(160) };
    const [text, speaker] = share(shared, { pixels: 16_000_000 });
    expect(text).toMatchObject({ height: 1_080, framesPerSecond: 5 });
    expect(speaker).toMatchObject({ height: 90, framesPerSecond: 30 });
  });

  test("a line that carries next to nothing is left to sound, the screen given up last", () => {
    const shared = { text: screen(720), one: face(480), other: face(120) };
    expect(heights(share(shared, { kbps: 0 }))).toEqual([0, 0, 0]);
    const scarce = share(shared, { kbps: 80 });
    expect(heights(scarce)).toEqual([720, 0, 0]);
  });

  test("text stays readable on whatever is left, and of several all alike", () => {
    const shared = { one: screen(720), other: screen(720) };
    expect(share(shared, { pixels: 0 })).toEqual([
      { height: 720, framesPerSecond: 3, kbps: 500 },
      { height: 720, framesPerSecond: 3, kbps: 500 },
    ]);
    expect(share(shared, { kbps: 300 }).map(({ kbps }) => kbps)).toEqual([125, 125]);
  });

  test("a busy processor alone never takes a picture away", () => {
    const all = { a: face(400), b: face(400), c: screen(1_080) };
    expect(Math.min(...heights(share(all, { pixels: 0 })))).toBeGreaterThan(0);
  });
});

const pictures = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 4 }),
  fc.record({
    kind: fc.constantFrom("camera" as const, "screen" as const),
    shown: fc.integer({ min: 0, max: 3_000 }),
    source: fc.option(fc.integer({ min: 120, max: 1_080 }), { nil: undefined }),
  }),
  { maxKeys: 12 },
);
const means = fc.record({
  pixels: fc.integer({ min: 0, max: 50_000_000 }),
  kbps: fc.integer({ min: 0, max: 20_000 }),
});

describe("of any pictures and any means", () => {
  test("a line is never given more than it has room for", () => {
    fc.assert(
      fc.property(pictures, means, (all, given) => {
        expect(spend(share(all, given)).kbps).toBeLessThanOrEqual(given.kbps);
      }),
    );
  });

  test("more means never make the whole smaller", () => {
    fc.assert(
      fc.property(pictures, means, fc.integer({ min: 0, max: 10_000_000 }), (all, given, more) => {
        const less = spend(share(all, given)).pixels;
        const much = spend(share(all, { ...given, pixels: given.pixels + more })).pixels;
        expect(much).toBeGreaterThanOrEqual(less);
      }),
    );
  });

  test("everyone who is to be sent something is in the answer, and nobody else", () => {
    fc.assert(
      fc.property(pictures, means, (all, given) => {
        const rungs = divide(new Map(Object.entries(all)), given);
        expect([...rungs.keys()].toSorted()).toEqual(Object.keys(all).toSorted());
      }),
    );
  });
});
