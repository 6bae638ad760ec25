// When a whole picture is asked for, of somebody whose pictures don't come through.

import { expect, test } from "@jest/globals";
import { Feed } from "../../server/relay/feed.ts";

const free = { fits: true, holdsUpMs: 0 };
const key = { kind: "picture", key: true, spare: false, n: 0 } as const;

/** Its last whole picture, which others followed, went at 0; what came then didn't go. */
function starve(at: number): Feed {
  const feed = new Feed("somebody");
  feed.begin(true);
  feed.accepts(key, 30_000);
  feed.flow(0);
  feed.starve(at);
  return feed;
}

/** In how many seconds it is asked for, if it never helps. */
function listPauses(outlook: typeof free): readonly number[] {
  const feed = starve(10_000);
  const pauses: number[] = [];
  for (let [now, last] = [10_000, 10_000]; pauses.length < 9; now += 100) {
    if (!feed.mayAsk(now, outlook)) continue;
    pauses.push((now - last) / 1_000);
    last = now;
    feed.flow(now);
    feed.starve(now);
  }
  return pauses;
}

test("one is asked for at once, then ever more seldom, and every eight seconds at least", () => {
  expect(listPauses(free)).toEqual([0.5, 1, 2, 4, 8, 8, 8, 8, 8]);
});

test("one that holds up what matters more is asked for as much more seldom as it does", () => {
  expect(listPauses({ fits: true, holdsUpMs: 500 })).toEqual([0.5, 1, 2, 4, 8, 12, 12, 12, 12]);
  expect(listPauses({ fits: true, holdsUpMs: 5_000 })).toEqual([0.5, 1, 2, 4, 8, 16, 32, 32, 32]);
});

test("one that wouldn't go through is not asked for, until it may have become smaller", () => {
  const feed = starve(10_000);
  const large = { fits: false, holdsUpMs: 0 };
  expect(feed.keyBytes).toBe(30_000);
  expect([11_000, 20_000, 29_000].filter((now) => feed.mayAsk(now, large))).toEqual([]);
  expect(feed.mayAsk(31_000, large)).toBe(true);
  const other = starve(10_000);
  expect(other.mayAsk(11_000, large)).toBe(false);
  expect(other.mayAsk(11_000, free)).toBe(true);
});

test("nothing is asked for of whoever's picture isn't wanted, or comes", () => {
  const feed = new Feed("somebody");
  expect(feed.mayAsk(0, free)).toBe(false);
  feed.begin(true);
  expect(feed.mayAsk(0, free)).toBe(true);
  feed.flow(100);
  expect(feed.mayAsk(60_000, free)).toBe(false);
});

test("whoever is heard fifty times a second speaks; a sign of life twice a second is nothing", () => {
  const feed = new Feed("somebody");
  expect([0, 500, 1_000].map((now) => feed.speaks(now))).toEqual([false, false, false]);
  expect([1_020, 1_040, 1_540].map((now) => feed.speaks(now))).toEqual([true, true, false]);
});
