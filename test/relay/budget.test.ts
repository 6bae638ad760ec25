// The cap on what the process forwards, and what pictures may cost under it.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { FrameHead } from "../../protocol/frames.ts";
import { adapt, differs } from "../../server/relay/allowance.ts";
import {
  type Budget,
  isRested,
  leaveForPictures,
  mayPass,
  openBudget,
  refill,
  spend,
  strainOf,
} from "../../server/relay/budget.ts";
import { mostKbps } from "../../server/relay/shares.ts";

const sound: FrameHead = { kind: "sound", key: false, spare: false, n: 0 };
const picture: FrameHead = { ...sound, kind: "picture" };
const [spare, key] = [
  { ...picture, spare: true },
  { ...picture, key: true, spare: true },
];
const megabit = 125_000;

describe("a budget", () => {
  test("forwards no more pictures than its cap, in the long run, whatever is sent", () => {
    const sent = fc.array(fc.record({ bytes: fc.nat(100_000), wait: fc.nat(300) }), { minLength: 50 });
    fc.assert(
      fc.property(sent, fc.integer({ min: 1, max: 20 }), (frames, mbps) => {
        let [budget, now, passed, largest] = [openBudget(mbps, 0), 0, 0, 0];
        for (const { bytes, wait } of frames) {
          now += wait;
          budget = refill(budget, now);
          if (!mayPass(budget, picture)) continue;
          budget = spend(budget, bytes);
          [passed, largest] = [passed + bytes, Math.max(largest, bytes)];
        }
        expect(passed).toBeLessThanOrEqual(mbps * megabit * (now / 1_000 + 0.5) + largest);
      }),
    );
  });

  test("lets sound through even in debt, and pictures again only once that is paid", () => {
    let budget = spend(openBudget(1, 0), megabit * 1.5);
    expect([sound, { ...sound, kind: "greeting" } as const].map((head) => mayPass(budget, head))).toEqual([
      true,
      true,
    ]);
    expect([picture, spare, key].map((head) => mayPass(budget, head))).toEqual([false, false, false]);
    budget = refill(budget, 900);
    expect(mayPass(budget, key)).toBe(false);
    budget = refill(budget, 1_100);
    expect(mayPass(budget, key)).toBe(true);
  });

  test("drops what no other picture needs first, and asks for whole ones only once it is rested", () => {
    const strained = spend(openBudget(1, 0), megabit * 0.4);
    expect([picture, key, spare].map((head) => mayPass(strained, head))).toEqual([true, true, false]);
    expect(isRested(strained)).toBe(false);
    const rested = refill(strained, 300);
    expect(mayPass(rested, spare)).toBe(true);
    expect(isRested(rested)).toBe(true);
  });

  test("owes two seconds at most, so that a flood of sound is over some time", () => {
    const budget: Budget = refill(spend(openBudget(1, 0), megabit * 1_000), 2_100);
    expect(mayPass(budget, picture)).toBe(true);
  });

  test("isn't refilled by a clock that goes back", () => {
    const budget = spend(openBudget(1, 1_000), megabit);
    expect(refill(budget, 0)).toEqual(budget);
  });
});

test("a budget leaves nine tenths of the cap for pictures, less what sound takes", () => {
  expect(leaveForPictures(openBudget(10, 0), 0)).toBe(9_000);
  expect(leaveForPictures(openBudget(10, 0), 1_000 * 125)).toBe(8_000);
  expect(leaveForPictures(openBudget(1, 0), megabit * 5)).toBeLessThan(0);
});

test("people are told what becomes of pictures", () => {
  expect(strainOf(mostKbps, false)).toBe("all");
  expect(strainOf(mostKbps, true)).toBe("fewer");
  expect(strainOf(300, false)).toBe("fewer");
  expect(strainOf(0, false)).toBe("none");
});

describe("an allowance", () => {
  const well = { receivers: 4, starving: 2, kbps: 800 };

  test("falls only where more than half of those who get the picture starve", () => {
    expect(adapt(null, well)).toBeNull();
    expect(adapt(null, { ...well, starving: 3 })).toBe(560);
    expect(adapt(null, { receivers: 0, starving: 0, kbps: 0 })).toBeNull();
  });

  test("comes down to the least there is, and back to all within two minutes", () => {
    let [allowance, seconds] = [adapt(null, { receivers: 1, starving: 1, kbps: 1_500 }), 0];
    for (; allowance !== 60; seconds++)
      allowance = adapt(allowance, { receivers: 1, starving: 1, kbps: allowance ?? 1_500 });
    expect(seconds).toBeLessThan(15);
    for (seconds = 0; allowance !== null; seconds++)
      allowance = adapt(allowance, { receivers: 1, starving: 0, kbps: allowance });
    expect(seconds).toBeGreaterThan(30);
    expect(seconds).toBeLessThan(120);
  });

  test("learns nothing from a second in which nothing was sent", () => {
    expect(adapt(null, { receivers: 1, starving: 1, kbps: 0 })).toBeNull();
    expect(adapt(500, { receivers: 1, starving: 1, kbps: 0 })).toBe(350);
  });

  test("is told where it differs by more than nobody would see", () => {
    expect(differs(null, null)).toBe(false);
    expect(differs(1_000, 1_050)).toBe(false);
    expect([differs(1_000, 1_150), differs(1_000, 850), differs(null, 900), differs(60, null)]).toEqual([
      ...[true, true, true, true],
    ]);
    expect([differs(0, 50), differs(50, 0)]).toEqual([true, true]);
  });
});
