import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Bucket, draw, isFull, type Pace } from "../../server/rooms/throttle.ts";
import { morning } from "../fakes/rooms.ts";

interface Attempt {
  readonly afterMs: number;
  readonly cost: number;
}

interface Drawn {
  readonly at: number;
  readonly cost: number;
}

/** What is let through of what is attempted, one after the other. */
function letThrough(pace: Pace, attempts: readonly Attempt[]): readonly Drawn[] {
  let bucket: Bucket | undefined;
  let now = morning;
  return attempts.flatMap(({ afterMs, cost }) => {
    now += afterMs;
    const next = draw(bucket, pace, now, cost);
    if (!next) return [];
    bucket = next;
    return [{ at: now, cost }];
  });
}

const each = (count: number, afterMs: number): readonly Attempt[] =>
  Array.from({ length: count }, () => ({ afterMs, cost: 1 }));

describe("a pace", () => {
  const pace: Pace = { burst: 5, perSecond: 2 };

  test("lets a burst through at once, and nothing more", () => {
    expect(letThrough(pace, each(20, 0))).toHaveLength(5);
  });

  test("lets everything through that is no quicker than it", () => {
    expect(letThrough(pace, each(100, 500))).toHaveLength(100);
  });

  test("saves up no more than a burst, however long the rest", () => {
    expect(
      letThrough(pace, [{ afterMs: 0, cost: 1 }, { afterMs: 86_400_000, cost: 1 }, ...each(20, 0)]),
    ).toHaveLength(6);
  });

  test("punishes nobody for what was refused", () => {
    expect(letThrough(pace, [...each(1_000, 0), { afterMs: 500, cost: 1 }])).toHaveLength(6);
  });

  test("takes a clock that is set back for one that stands still", () => {
    const empty = draw(undefined, pace, morning, 5);
    expect(draw(empty, pace, morning - 3_600_000)).toBeUndefined();
  });

  test("never lets more through, in any stretch of time, than a burst and what that time is good for", () => {
    const attempt = fc.record({ afterMs: fc.nat(2_000), cost: fc.integer({ min: 1, max: 4 }) });
    const anyPace = fc.record({
      burst: fc.integer({ min: 1, max: 20 }),
      perSecond: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(anyPace, fc.array(attempt, { maxLength: 60 }), (some, attempts) => {
        const drawn = letThrough(some, attempts);
        for (const [index, first] of drawn.entries()) {
          let sum = 0;
          for (const { at, cost } of drawn.slice(index)) {
            sum += cost;
            const allowed = some.burst + (some.perSecond * (at - first.at)) / 1_000;
            // Fractions are added up in floating point.
            expect(sum).toBeLessThanOrEqual(allowed + 1e-6);
          }
        }
      }),
    );
  });
});

describe("a bucket", () => {
  const pace: Pace = { burst: 5, perSecond: 2 };

  test("needs remembering until it is as full as one that nobody has drawn from", () => {
    const bucket = draw(undefined, pace, morning, 2) as Bucket;
    expect(isFull(bucket, pace, morning + 999)).toBe(false);
    expect(isFull(bucket, pace, morning + 1_000)).toBe(true);
  });
});
