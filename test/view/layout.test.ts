import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { featuredSizes, type Size, tileSize } from "../../client/view/layout.ts";

const gap = 8;
const widest = 16 / 9;

/** Whether so many tiles of a size fit on a stage when they flow as words on a page do. */
function fits(stage: Size, { width, height }: Size, count: number): boolean {
  const columns = Math.floor((stage.width + gap) / (width + gap));
  const rows = Math.ceil(count / columns);
  return columns >= 1 && rows * height + (rows - 1) * gap <= stage.height;
}

describe("the tiles of a stage", () => {
  test.each([
    ["one fills a wide stage", { width: 1600, height: 900 }, 1, { width: 1600, height: 900 }],
    [
      "one is no wider than a camera's picture",
      { width: 3000, height: 900 },
      1,
      { width: 1600, height: 900 },
    ],
    ["one is no taller than it is wide", { width: 400, height: 900 }, 1, { width: 400, height: 400 }],
    ["two are side by side on a wide stage", { width: 1608, height: 450 }, 2, { width: 800, height: 450 }],
    [
      "two are one above the other on a tall stage",
      { width: 400, height: 808 },
      2,
      { width: 400, height: 400 },
    ],
    ["four are two by two", { width: 1608, height: 908 }, 4, { width: 800, height: 450 }],
  ])("%s", (_, stage, count, expected) => {
    const { width, height } = tileSize(stage, count, gap);
    // A pixel may be lost in rounding down.
    expect(expected.width - width).toBeLessThanOrEqual(1);
    expect(expected.height - height).toBeLessThanOrEqual(1);
    expect(width).toBeLessThanOrEqual(expected.width);
    expect(height).toBeLessThanOrEqual(expected.height);
  });

  test.each([
    { width: 0, height: 0 },
    { width: 0, height: 600 },
    { width: 800, height: 0 },
    { width: 3, height: 3 },
  ])("have no size on a stage of $width by $height, and never one that is no number", (stage) => {
    expect(tileSize(stage, 9, gap)).toEqual({ width: 0, height: 0 });
  });

  test("have no size where there are none", () => {
    expect(tileSize({ width: 800, height: 600 }, 0, gap)).toEqual({ width: 0, height: 0 });
  });
});

describe("on every stage, for every number", () => {
  const stage = fc.record({
    width: fc.double({ min: 200, max: 4000, noNaN: true }),
    height: fc.double({ min: 200, max: 3000, noNaN: true }),
  });
  const count = fc.integer({ min: 1, max: 20 });

  function always(holds: (stage: Size, count: number, tile: Size) => void): void {
    fc.assert(
      fc.property(stage, count, (room, members) => holds(room, members, tileSize(room, members, gap))),
      { numRuns: 300 },
    );
  }

  test("all tiles fit", () => {
    always((room, members, tile) => expect(fits(room, tile, members)).toBe(true));
  });

  test("tiles are whole pixels, and between a square and a camera's picture", () => {
    always((_, __, { width, height }) => {
      expect([width, height].every(Number.isInteger)).toBe(true);
      expect(width).toBeGreaterThanOrEqual(height);
      // Both sides are rounded down.
      expect(width - widest * height).toBeLessThan(widest);
    });
  });

  test("no other number of columns has room for larger tiles of the same shape", () => {
    always((room, members, { width, height }) => {
      // By more than rounding down twice, as the height is, can cost.
      const larger = { width: width + 3, height: ((width + 3) * height) / width };
      expect(fits(room, larger, members)).toBe(false);
    });
  });

  test("no number of columns has room for tiles of any permitted shape with more to see", () => {
    always((room, members, { width, height }) => {
      for (let wide = 1; wide <= widest; wide += 0.05) {
        // Two pixels on each side are what rounding may cost.
        const area = (width + 2) * (height + 2);
        const more = { width: Math.sqrt(area * wide), height: Math.sqrt(area / wide) };
        expect(fits(room, more, members)).toBe(false);
      }
    });
  });

  test("a larger stage never makes them smaller by more than rounding", () => {
    always((room, members, { width, height }) => {
      const more = tileSize({ width: room.width + 50, height: room.height + 50 }, members, gap);
      expect((more.width + 2) * (more.height + 2)).toBeGreaterThanOrEqual(width * height);
    });
  });
});

describe("with one tile large, on every stage and for every number", () => {
  const stage = fc.record({
    width: fc.integer({ min: 280, max: 3000 }),
    height: fc.integer({ min: 300, max: 1500 }),
  });
  const count = fc.integer({ min: 2, max: 32 });

  function always(holds: (stage: Size, count: number, feature: ReturnType<typeof featuredSizes>) => void) {
    fc.assert(
      fc.property(stage, count, (room, members) => holds(room, members, featuredSizes(room, members, gap))),
      { numRuns: 300 },
    );
  }

  test("the large one and the strip fit, side by side or one above the other", () => {
    always((room, members, { large, small, columns, rows, beside }) => {
      const strip = {
        width: columns * (small.width + gap) - gap,
        height: rows * (small.height + gap) - gap,
      };
      expect(columns * rows).toBeGreaterThanOrEqual(members - 1);
      const width = beside ? large.width + gap + strip.width : Math.max(large.width, strip.width);
      const height = beside ? Math.max(large.height, strip.height) : large.height + gap + strip.height;
      expect(width).toBeLessThanOrEqual(room.width);
      expect(height).toBeLessThanOrEqual(room.height);
    });
  });

  test("the others are to be seen, and at most half as wide and as tall", () => {
    always((_, __, { large, small }) => {
      expect(Math.min(small.width, small.height)).toBeGreaterThanOrEqual(20);
      expect(small.width * 2).toBeLessThanOrEqual(large.width);
      expect(small.height * 2).toBeLessThanOrEqual(large.height);
    });
  });

  test("all are whole pixels, and between a square and a camera's picture", () => {
    always((_, __, { large, small }) => {
      for (const { width, height } of [large, small]) {
        expect([width, height].every(Number.isInteger)).toBe(true);
        expect(width).toBeGreaterThanOrEqual(height);
        expect(width - widest * height).toBeLessThan(2 * widest);
      }
    });
  });

  test("the large one has at least a third of what it would have alone", () => {
    always((room, _, { large }) => {
      const alone = tileSize(room, 1, gap);
      expect(large.width * large.height).toBeGreaterThan((alone.width * alone.height) / 3);
    });
  });
});

describe("the strip", () => {
  test("is at the side of a wide stage, and below on a tall one", () => {
    expect(featuredSizes({ width: 1440, height: 800 }, 5, gap).beside).toBe(true);
    expect(featuredSizes({ width: 360, height: 620 }, 5, gap).beside).toBe(false);
  });

  test("leaves the stage to one who is alone", () => {
    expect(featuredSizes({ width: 1600, height: 900 }, 1, gap).large).toEqual({ width: 1600, height: 900 });
  });

  test("has no size on a stage that has none", () => {
    const { large, small } = featuredSizes({ width: 0, height: 0 }, 4, gap);
    expect([large, small]).toEqual([
      { width: 0, height: 0 },
      { width: 0, height: 0 },
    ]);
  });
});
