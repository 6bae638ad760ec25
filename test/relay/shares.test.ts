// How pictures share what there is for them under the cap.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { anticipate, type Demand, mostKbps, share } from "../../server/relay/shares.ts";

const demand = fc.record({
  receivers: fc.integer({ min: 1, max: 30 }),
  kbps: fc.integer({ min: 50, max: mostKbps }),
});
const demands = fc.array(demand, { minLength: 1, maxLength: 20 });
const cap = fc.integer({ min: 0, max: 200_000 });
const countCopies = (all: readonly Demand[]) => all.reduce((sum, { receivers }) => sum + receivers, 0);
/** Whoever needs less than they may takes no more than they need. */
const taken = (all: readonly Demand[], level: number) =>
  all.reduce((sum, { receivers, kbps }) => sum + receivers * Math.min(kbps, level), 0);

describe("the share of a picture", () => {
  test("takes no more than there is, together with all the others", () => {
    fc.assert(
      fc.property(cap, demands, fc.nat(mostKbps), (kbps, all, before) => {
        expect(taken(all, share(kbps, all, before))).toBeLessThanOrEqual(kbps);
      }),
    );
  });

  test("is nobody's less than an equal one", () => {
    fc.assert(
      fc.property(cap, demands, fc.nat(mostKbps), (kbps, all, before) => {
        const equal = Math.min(mostKbps, Math.floor(kbps / countCopies(all)));
        fc.pre(equal >= 80);
        expect(share(kbps, all, before)).toBeGreaterThanOrEqual(equal);
      }),
    );
  });

  test("comes to all there is, where somebody needs more, or to all that is needed", () => {
    fc.assert(
      fc.property(cap, demands, (kbps, all) => {
        fc.pre(kbps / countCopies(all) >= 80);
        const level = share(kbps, all, mostKbps);
        // Of each kbit/s a fraction is nobody's.
        const leftOver = kbps - taken(all, level);
        const isEnough = all.every((one) => one.kbps <= level);
        expect(isEnough || leftOver <= countCopies(all)).toBe(true);
      }),
    );
  });

  test("is what the others leave, in the same proportion as they are received", () => {
    const still = { receivers: 3, kbps: 100 };
    const busy = { receivers: 3, kbps: mostKbps };
    expect(share(3_000, [still, busy], 900)).toBe(900);
    expect(share(3_000, [still, { ...busy, receivers: 2 }, { ...busy, receivers: 1 }], 900)).toBe(900);
    expect(share(3_000, [still, still], 500)).toBe(550);
    expect(share(3_000, [], 0)).toBe(mostKbps);
    expect(share(99_000, [busy], 0)).toBe(mostKbps);
  });

  test("is given on little by little, and taken back at once", () => {
    const [still, busy] = [
      { receivers: 1, kbps: 100 },
      { receivers: 1, kbps: mostKbps },
    ];
    let [level, seconds] = [share(2_000, [busy, busy], mostKbps), 0];
    expect(level).toBe(1_000);
    for (; level < 1_900; seconds++) level = share(2_000, [still, busy], level);
    expect(seconds).toBeGreaterThan(3);
    expect(seconds).toBeLessThan(15);
    expect(share(2_000, [busy, busy], level)).toBe(1_000);
  });

  test("is none where it makes no picture, and comes back only with more than just enough", () => {
    const of = (receivers: number) => [{ receivers, kbps: mostKbps }];
    expect(share(900, of(18), 900)).toBe(50);
    expect(share(900, of(19), 900)).toBe(0);
    expect(share(900, of(18), 0)).toBe(0);
    expect(share(900, of(11), 0)).toBe(81);
    expect(share(-500, of(1), 900)).toBe(0);
  });
});

describe("what a picture will take", () => {
  test("is more than it takes, as it may move, and is believed to be less only slowly", () => {
    expect(anticipate(100, 400)).toBe(600);
    expect(anticipate(600, 100)).toBe(540);
    expect(anticipate(mostKbps, 3_000)).toBe(mostKbps);
    expect(anticipate(50, 0)).toBe(50);
  });
});

/** Pages that would spend so much, of which each spends what it may, more or less evenly. */
function play(kbps: number, natural: readonly Demand[], seconds: number, spendOf = 1) {
  let [wishes, level, seed] = [natural.map(() => mostKbps), mostKbps, 1];
  const levels: number[] = [];
  const spent: number[] = [];
  for (let second = 0; second < seconds; second++) {
    let sum = 0;
    wishes = wishes.map((wish, index) => {
      seed = (seed * 16_807) % 2_147_483_647;
      const one = natural[index] ?? { receivers: 0, kbps: 0 };
      const uneven = 0.8 + (0.4 * seed) / 2_147_483_647;
      const took = Math.min(one.kbps * uneven, level * spendOf);
      sum += took * one.receivers;
      return anticipate(wish, took);
    });
    spent.push(sum);
    level = share(
      kbps,
      natural.map(({ receivers }, index) => ({ receivers, kbps: wishes[index] ?? 0 })),
      level,
    );
    levels.push(level);
  }
  return { levels, spent };
}

describe("over the minutes", () => {
  const natural = [60, 150, 150, 900, 1_500].map((kbps) => ({ receivers: 4, kbps }));

  test.each([1, 0.7])(
    "shares stay as they are, above equal ones, where pages spend %d of theirs",
    (spendOf) => {
      const { levels, spent } = play(8_000, natural, 240, spendOf);
      const late = levels.slice(60);
      // Equal ones would be 400.
      expect(Math.min(...late)).toBeGreaterThan(650);
      expect(Math.max(...late) / Math.min(...late)).toBeLessThan(1.35);
      expect(Math.max(...spent.slice(5))).toBeLessThan(8_000);
    },
  );

  test("nobody is restricted for good where there is enough for all", () => {
    const { levels } = play(30_000, natural, 60);
    expect(levels.at(-1)).toBe(mostKbps);
  });
});
