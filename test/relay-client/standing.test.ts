import { expect, test } from "@jest/globals";
import { noArrivals, stateOf } from "../../client/relay/worker/standing.ts";
import { count, emptyTally, rate } from "../../client/relay/worker/tally.ts";

test("a member's state says what last came of them", () => {
  expect(stateOf(noArrivals, 60_000)).toBe("asking");
  expect(stateOf({ ...noArrivals, goodAt: 1_000 }, 3_900)).toBe("live");
  expect(stateOf({ ...noArrivals, goodAt: 1_000 }, 4_100)).toBe("silent");
  expect(stateOf({ ...noArrivals, badAt: 1_000 }, 2_000)).toBe("unopened");
  expect(stateOf({ ...noArrivals, goodAt: 1_500, badAt: 2_000 }, 2_100)).toBe("live");
  expect(stateOf({ ...noArrivals, goodAt: 1_500, badAt: 6_000 }, 6_100)).toBe("unopened");
  expect(stateOf({ refused: true, goodAt: 1_500, badAt: undefined }, 1_600)).toBe("refused");
});

test("rates are of the last seconds", () => {
  let tally = emptyTally;
  expect(rate(tally)).toEqual({ kbps: 0, framesPerSecond: 0, lost: 0 });
  for (let second = 0; second < 10; second++)
    tally = count(tally, { at: second * 1_000, bytes: 50_000, pictures: 12, missed: 4 });
  expect(rate(tally)).toEqual({ kbps: 400, framesPerSecond: 12, lost: 0.25 });
  for (let second = 10; second < 14; second++)
    tally = count(tally, { at: second * 1_000, bytes: 0, pictures: 0, missed: 0 });
  expect(rate(tally)).toEqual({ kbps: 0, framesPerSecond: 0, lost: 0 });
});
