import { describe, expect, test } from "@jest/globals";
import {
  deadline,
  isHopeless,
  type Link,
  type LinkEvent,
  type MendingEvent,
  mend,
  next,
  progress,
  type Standing,
} from "../../client/media/link.ts";

const caller: Standing = { dials: true, held: false };
const callee: Standing = { dials: false, held: false };

/** The link after so many calls in a row that came to nothing, the last of them at `now`. */
function failed(times: number, now: number): Link {
  let link: Link = next(undefined, "called", 0);
  for (let count = 1; count <= times; count++) link = next(next(link, "called", now), "failed", now);
  return link;
}

function wait(link: Link): number | undefined {
  return link.state === "lost" ? link.retryAt : undefined;
}

describe("a link", () => {
  test("is connecting from when it is called", () => {
    expect(next(undefined, "called", 100)).toEqual({ state: "connecting", since: 100, failures: 0 });
  });

  test("is direct once it is connected, and nothing is due any more", () => {
    const link = next(next(undefined, "called", 100), "connected", 200);
    expect(link).toEqual({ state: "direct" });
    expect(deadline(link, caller)).toBeUndefined();
  });

  test("that doesn't come about is given up after a quarter of a minute", () => {
    expect(deadline(next(undefined, "called", 100), caller)).toBe(15_100);
  });

  test("is given the same time again with every step of its handshake", () => {
    const link = progress(next(failed(1, 0), "called", 0), 29_000);
    expect(link).toEqual({ state: "connecting", since: 29_000, failures: 1 });
    expect(deadline(link, caller)).toBe(59_000);
  });

  test("that is answered is left to whoever dialled it", () => {
    const link = progress(next(undefined, "answered", 100), 200);
    expect(link).toEqual({ state: "answering" });
    expect(deadline(link, caller)).toBeUndefined();
  });

  test("is given twice as long after each failure in a row, and never longer than a minute", () => {
    const patience = [0, 1, 2, 3, 50].map((times) => deadline(next(failed(times, 0), "called", 0), caller));
    expect(patience).toEqual([15_000, 30_000, 60_000, 60_000, 60_000]);
  });

  test("that is lost is tried again soon", () => {
    const link = next({ state: "direct" }, "failed", 1000);
    expect(link).toEqual({ state: "lost", retryAt: 1250, failures: 1 });
    expect(deadline(link, caller)).toBe(1250);
  });

  test("waits twice as long after each failure in a row, and never longer than eight seconds", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map((times) => wait(failed(times, 0)))).toEqual([
      250, 500, 1000, 2000, 4000, 8000, 8000, 8000,
    ]);
  });

  test("keeps count of its failures while it is tried again", () => {
    expect(next(failed(3, 0), "called", 2000)).toEqual({ state: "connecting", since: 2000, failures: 3 });
  });

  test("that is direct or lost doesn't change with what a call that is over still tells", () => {
    for (const link of [next(undefined, "connected", 0), failed(1, 0)])
      expect(progress(link, 5_000)).toEqual(link);
  });

  test("forgets its failures once it was connected", () => {
    const link = next(next(failed(5, 0), "called", 0), "connected", 0);
    expect(wait(next(link, "failed", 0))).toBe(250);
  });

  test("can be lost before it was ever called", () => {
    expect(next(undefined, "failed", 0)).toEqual({ state: "lost", retryAt: 250, failures: 1 });
  });

  test("that is intercepted stays so, whatever happens, and nothing is due any more", () => {
    const events = ["called", "answered", "connected", "failed", "intercepted"] as const;
    const before = [undefined, ...events.slice(0, 4).map((event) => next(undefined, event, 0))];
    for (const link of before) {
      const intercepted = next(link, "intercepted", 100);
      expect(intercepted).toEqual({ state: "intercepted" });
      expect(deadline(intercepted, caller)).toBeUndefined();
      for (const event of events) expect(next(intercepted, event, 200)).toEqual(intercepted);
      expect(progress(intercepted, 200)).toEqual(intercepted);
    }
  });
});

/** The link after what happened to it, each at its time. */
function follow(link: Link, ...events: readonly (readonly [MendingEvent, number])[]): Link {
  return events.reduce((before, [event, at]) => mend(before, event, at), link);
}

describe("a link whose call breaks", () => {
  const broken = mend({ state: "direct" }, "broken", 1_000);

  test("is to be mended at once, by both", () => {
    expect(broken).toEqual({ state: "mending", since: 1_000, tries: 0, triedAt: undefined });
    for (const standing of [caller, callee]) expect(deadline(broken, standing)).toBe(1_000);
  });

  test("is tried again ever more seldom, and never after more than four seconds", () => {
    const waits = [1, 2, 3, 50].map((times) => {
      const link = follow(broken, ...Array.from({ length: times }, () => ["tried", 2_000] as const));
      return (deadline(link, callee) ?? 0) - 2_000;
    });
    expect(waits).toEqual([2_000, 4_000, 4_000, 4_000]);
  });

  test("is direct again once it is whole, and then as if nothing had been", () => {
    expect(follow(broken, ["tried", 1_000], ["whole", 1_500])).toEqual({ state: "direct" });
    expect(follow(broken, ["whole", 1_500], ["broken", 9_000])).toEqual(
      follow({ state: "direct" }, ["broken", 9_000]),
    );
  });

  test("is let go after a quarter of a minute, by whoever dials and by nobody else", () => {
    const tried = follow(broken, ["tried", 15_000]);
    expect(deadline(tried, caller)).toBe(16_000);
    expect(isHopeless(tried, caller, 15_999)).toBe(false);
    expect(isHopeless(tried, caller, 16_000)).toBe(true);
    expect(deadline(tried, callee)).toBe(17_000);
    expect(isHopeless(tried, callee, 1_000_000)).toBe(false);
  });

  test.each([caller, callee])("waits while nobody would hear it: %j", (standing) => {
    for (const link of [broken, follow(broken, ["tried", 1_000]), failed(2, 0)])
      expect(deadline(link, { ...standing, held: true })).toBeUndefined();
  });

  test("is tried at once, and given all the time again, when what stood in the way may be gone", () => {
    const link = follow(broken, ["tried", 1_000], ["tried", 3_000], ["hurried", 90_000]);
    expect(deadline(link, caller)).toBeLessThanOrEqual(90_000);
    expect(isHopeless(link, caller, 104_999)).toBe(false);
  });

  test("is not tried anew while a try is under way, but soon after", () => {
    const link = follow(broken, ["tried", 1_000], ["tried", 3_000], ["hurried", 3_500], ["hurried", 4_000]);
    expect(deadline(link, callee)).toBe(5_000);
  });

  test("is neither hurried nor given more time by whoever finds it broken again", () => {
    const tried = follow(broken, ["tried", 1_000], ["tried", 3_000]);
    expect(mend(tried, "broken", 6_000)).toEqual(tried);
  });

  test("that was lost already is dialled at once when what stood in the way may be gone", () => {
    expect(deadline(mend(failed(5, 0), "hurried", 100), caller)).toBe(100);
  });

  test("is no more when its call fails, nor when somebody is found in between", () => {
    expect(next(broken, "failed", 2_000)).toEqual({ state: "lost", retryAt: 2_250, failures: 1 });
    expect(next(broken, "intercepted", 2_000)).toEqual({ state: "intercepted" });
    expect(next(broken, "answered", 2_000)).toEqual({ state: "answering" });
  });

  test("is one that was connected: nothing else breaks, or is mended", () => {
    const others: readonly (readonly [LinkEvent, ...MendingEvent[]])[] = [
      ["called", "broken", "tried", "whole", "hurried"],
      ["answered", "broken", "tried", "whole", "hurried"],
      ["connected", "tried", "whole", "hurried"],
      ["failed", "broken", "tried", "whole"],
      ["intercepted", "broken", "tried", "whole", "hurried"],
    ];
    for (const [made, ...events] of others) {
      const link = next(undefined, made, 0);
      for (const event of events) expect(mend(link, event, 100)).toEqual(link);
    }
  });
});
