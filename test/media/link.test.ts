import { describe, expect, test } from "@jest/globals";
import { deadline, type Link, next, progress } from "../../client/media/link.ts";

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
    expect(deadline(link)).toBeUndefined();
  });

  test("that doesn't come about is given up after a quarter of a minute", () => {
    expect(deadline(next(undefined, "called", 100))).toBe(15_100);
  });

  test("is given the same time again with every step of its handshake", () => {
    const link = progress(next(failed(1, 0), "called", 0), 29_000);
    expect(link).toEqual({ state: "connecting", since: 29_000, failures: 1 });
    expect(deadline(link)).toBe(59_000);
  });

  test("that is answered is left to whoever dialled it", () => {
    const link = progress(next(undefined, "answered", 100), 200);
    expect(link).toEqual({ state: "answering" });
    expect(deadline(link)).toBeUndefined();
  });

  test("is given twice as long after each failure in a row, and never longer than a minute", () => {
    const patience = [0, 1, 2, 3, 50].map((times) => deadline(next(failed(times, 0), "called", 0)));
    expect(patience).toEqual([15_000, 30_000, 60_000, 60_000, 60_000]);
  });

  test("that is lost is tried again soon", () => {
    const link = next({ state: "direct" }, "failed", 1000);
    expect(link).toEqual({ state: "lost", retryAt: 1250, failures: 1 });
    expect(deadline(link)).toBe(1250);
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
      expect(deadline(intercepted)).toBeUndefined();
      for (const event of events) expect(next(intercepted, event, 200)).toEqual(intercepted);
      expect(progress(intercepted, 200)).toEqual(intercepted);
    }
  });
});
