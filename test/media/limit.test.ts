import { describe, expect, test } from "@jest/globals";
import {
  adjust,
  type Demand,
  type Limit,
  type Manner,
  type Supply,
  startLimit,
} from "../../client/media/limit.ts";

const manner: Manner = {
  ...{ cut: 0.5, raise: 2, settleMs: 3_000, least: 10 },
  ...{ firstPatienceMs: 4_000, longestPatienceMs: 20_000 },
};

/** A look every second, at which all that may be used is used, unless that says otherwise. */
function look(limit: Limit, from: number, supplies: readonly Supply[], demand: Partial<Demand> = {}): Limit {
  return supplies.reduce(
    (one, supply, i) => adjust(one, supply, { ...all(one), ...demand }, from + i * 1_000, manner),
    limit,
  );
}

const all = ({ most }: Limit): Demand => ({ used: most, wanted: 10_000 });
const start = startLimit(100, manner, 0);
const times = (n: number, supply: Supply): readonly Supply[] => Array.from({ length: n }, () => supply);

describe("how much there is of something", () => {
  test("is less of what is used as soon as it runs short, but not before a change could show", () => {
    expect(look(start, 1_000, times(2, "short")).most).toBe(100);
    expect(look(start, 3_000, ["short"]).most).toBe(50);
    expect(look(start, 3_000, ["short"], { used: 40 }).most).toBe(20);
    expect(look(start, 3_000, times(4, "short")).most).toBe(25);
  });

  test("is never less than the least", () => {
    expect(look(start, 3_000, times(60, "short")).most).toBe(10);
  });

  test("stays where there is enough and nothing to spare", () => {
    expect(look(start, 3_000, times(100, "tight"))).toBe(start);
  });

  test("is more when there was something left for a while, and somebody wants it", () => {
    expect(look(start, 1_000, times(3, "ample")).most).toBe(100);
    expect(look(start, 4_000, ["ample"]).most).toBe(200);
    expect(look(start, 4_000, times(60, "ample"), { used: 0, wanted: 90 }).most).toBe(100);
  });

  test("is raised the more seldom, the more often that was too much", () => {
    let limit = start;
    let now = 4_000;
    const waits: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const from = now;
      const before = limit.most;
      while (limit.most <= before) {
        limit = adjust(limit, "ample", all(limit), now, manner);
        now += 500;
      }
      waits.push(now - from);
      // As much as before is too much again.
      now += 3_000;
      limit = adjust(limit, "short", all(limit), now, manner);
    }
    expect(waits.slice(1)).toEqual(waits.slice(1).toSorted((a, b) => a - b));
    expect(waits.at(-1)).toBeGreaterThanOrEqual(manner.longestPatienceMs);
  });

  test("is raised sooner again, the more often that was right", () => {
    const wary = { ...start, raised: false, patienceMs: 20_000 };
    // After 20, 40 and 50 s, and each time with half as long to wait from then on.
    expect(look(wary, 0, times(21, "ample")).most).toBe(200);
    expect(look(wary, 0, times(52, "ample")).most).toBe(800);
    expect(look(wary, 0, times(52, "ample")).patienceMs).toBe(5_000);
    expect(look(wary, 0, times(90, "ample")).patienceMs).toBe(manner.firstPatienceMs);
  });
});
