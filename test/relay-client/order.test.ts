import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  breakOff,
  isOld,
  type Order,
  place,
  startAt,
  startOrder,
  type Verdict,
} from "../../client/relay/worker/order.ts";
import type { FrameHead } from "../../protocol/frames.ts";

interface Sent {
  readonly n: number;
  readonly key: boolean;
  readonly spare: boolean;
  readonly back: number;
}

/** As an encoder of two layers would: a whole one, then a spare one after each that others need. */
function film(length: number, keyAt: readonly number[] = [0]): readonly Sent[] {
  let base = 0;
  let needed = true;
  return Array.from({ length }, (_, n) => {
    const key = keyAt.includes(n);
    needed = key || !needed;
    const back = key ? 0 : n - base;
    if (needed) base = n;
    return { n, key, spare: !needed, back };
  });
}

function run(sent: readonly Sent[], from: Order = startOrder): readonly [Order, readonly Verdict[]] {
  let order = from;
  const verdicts = sent.map(({ back, ...marks }) => {
    const head: FrameHead = { kind: "picture", ...marks };
    const [next, verdict] = place(order, head, back);
    order = next;
    return verdict;
  });
  return [order, verdicts];
}

describe("pictures", () => {
  test("that all come are all shown", () => {
    expect(new Set(run(film(20))[1])).toEqual(new Set(["good"]));
  });

  test("that nothing needs may be missing", () => {
    const [order, verdicts] = run(film(20).filter(({ spare }) => !spare));
    expect(new Set(verdicts)).toEqual(new Set(["good"]));
    expect(order.missed).toBe(9);
  });

  test("after one that they need are not shown until a whole one comes", () => {
    const sent = film(12, [0, 8]).filter(({ n }) => n !== 4);
    const verdicts = run(sent)[1];
    const shown = sent.filter((_, i) => verdicts[i] === "good").map(({ n }) => n);
    expect(shown).toEqual([0, 1, 2, 3, 8, 9, 10, 11]);
  });

  test("before the first whole one are not shown", () => {
    expect(run(film(6).slice(1))[1]).toEqual(["broken", "broken", "broken", "broken", "broken"]);
  });

  test("that come again, or late, are old", () => {
    const sent = film(6);
    const [order] = run(sent);
    expect(new Set(run(sent, order)[1])).toEqual(new Set(["old"]));
    expect(run(sent, order)[0]).toEqual(order);
  });

  test("that were sent before we came are old, and are not missed", () => {
    const order = startAt(startOrder, 4);
    expect(isOld(order, 3)).toBe(true);
    expect(run(film(12, [0, 8]).slice(8), order)).toMatchObject([{ missed: 0 }, expect.any(Array)]);
  });

  test("are waited for anew when what decodes them has lost them", () => {
    const [order] = run(film(5));
    expect(run(film(8, [0, 7]).slice(5), breakOff(order))[1]).toEqual(["broken", "broken", "good"]);
  });

  test("are never shown without all that they need, whatever is lost", () => {
    const whole = film(60, [0, 17, 40]);
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (comes) => {
        const came = whole.filter(({ n }) => comes[n]);
        const verdicts = run(came)[1];
        const shown = new Set(came.filter((_, i) => verdicts[i] === "good").map(({ n }) => n));
        for (const { n, key, back } of came) expect(shown.has(n)).toBe(key || shown.has(n - back));
      }),
    );
  });
});

test("sound is played whatever is missing, and never twice", () => {
  const head = (n: number): FrameHead => ({ kind: "sound", key: false, spare: false, n });
  const [first] = place(startOrder, head(0), 0);
  const [second, verdict] = place(first, head(5), 0);
  expect(verdict).toBe("good");
  expect(place(second, head(5), 0)[1]).toBe("old");
  expect(place(second, head(3), 0)[1]).toBe("old");
});
