// How much may be on its way: what a flow learns of a line, and what it doesn't believe.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  acknowledge,
  type Flow,
  fits,
  hasRoom,
  inFlight,
  msBehind,
  openFlow,
  send,
} from "../../protocol/flow.ts";

const tripMs = 60;
const packet = 1_000;

interface Way {
  readonly flow: () => Flow;
  /** Sends as much as there is room for, over a line that carries so much, for so long. */
  readonly run: (bytesPerMs: number, ms: number) => void;
}

function openWay(): Way {
  const onTheirWay: { readonly total: number; readonly at: number }[] = [];
  let [flow, now, free] = [openFlow(0), 0, 0];
  return {
    flow: () => flow,
    run: (bytesPerMs, ms) => {
      for (const end = now + ms; now < end; now += 5) {
        while (onTheirWay[0] && onTheirWay[0].at <= now)
          flow = acknowledge(flow, onTheirWay.shift()?.total ?? 0, now);
        while (hasRoom(flow)) {
          flow = send(flow, packet, now);
          free = Math.max(free, now) + packet / bytesPerMs;
          onTheirWay.push({ total: flow.sent, at: free + tripMs });
        }
      }
    },
  };
}

describe("a flow", () => {
  test("has room until its window is on its way, and again once that has arrived", () => {
    let flow = openFlow(0);
    while (hasRoom(flow)) flow = send(flow, packet, 0);
    expect(inFlight(flow)).toBeGreaterThanOrEqual(flow.line.window);
    expect(inFlight(flow)).toBeLessThan(flow.line.window + packet);
    flow = acknowledge(flow, packet * 5, 50);
    expect(inFlight(flow)).toBe(flow.sent - packet * 5);
    expect(hasRoom(flow)).toBe(true);
  });

  test("comes to use what a line carries, and leaves no more than half a second waiting on it", () => {
    for (const bytesPerMs of [20, 100, 600]) {
      const { flow, run } = openWay();
      run(bytesPerMs, 10_000);
      const { arrived } = flow();
      run(bytesPerMs, 10_000);
      expect((flow().arrived - arrived) / 10_000).toBeGreaterThan(bytesPerMs * 0.8);
      expect(inFlight(flow()) / bytesPerMs).toBeLessThan(tripMs + 600);
    }
  });

  test("leaves less on its way once the line carries less, and more once it carries more", () => {
    const { flow, run } = openWay();
    run(600, 10_000);
    const fast = flow();
    run(25, 20_000);
    const slow = flow();
    expect(inFlight(slow)).toBeLessThan(inFlight(fast) / 2);
    expect(msBehind(slow, 0)).toBeLessThan(1_000);
    expect([fits(slow, 5_000), fits(slow, 100_000)]).toEqual([true, false]);
    expect(slow.line.window).toBeLessThan(fast.line.window);
    const empty = acknowledge(slow, slow.sent, 30_100);
    expect([hasRoom(empty, 5_000), hasRoom(empty, 100_000)]).toEqual([true, false]);
    run(600, 20_000);
    expect(flow().line.window).toBeGreaterThan(slow.line.window);
    expect(fits(flow(), 100_000)).toBe(true);
  });

  test("takes any picture while nothing is known of the line", () => {
    expect(fits(openFlow(0), 250_000)).toBe(true);
    expect(hasRoom(openFlow(0), 250_000)).toBe(true);
  });

  test("isn't slowed by a line that is merely long", () => {
    let flow = openFlow(0);
    for (let now = 0; now < 20_000; now += 100) {
      flow = send(flow, packet, now);
      if (now >= 600) flow = acknowledge(flow, (now / 100 - 5) * packet, now);
    }
    expect(flow.line.window).toBe(openFlow(0).line.window);
    expect(flow.line.bytesPerMs).toBeUndefined();
  });

  test("takes nobody who was slow to look for a line that is full", () => {
    let flow = openFlow(0);
    let heard = 0;
    for (let now = 0; now < 20_000; now += 20) {
      flow = send(flow, packet, now);
      // Once every five seconds for 400 ms nothing is looked at, and then it is caught up with bit by bit.
      if (now % 100 !== 0 || now % 5_000 < 400) continue;
      heard = Math.min(flow.sent - packet, heard + 16 * packet);
      flow = acknowledge(flow, heard, now);
    }
    expect(flow.line.bytesPerMs).toBeUndefined();
  });

  test("counts beyond 2³² bytes", () => {
    let flow: Flow = { ...openFlow(0), sent: 2 ** 32 - 500, arrived: 2 ** 32 - 500 };
    flow = send(flow, packet, 0);
    flow = acknowledge(flow, 500, 50);
    expect(inFlight(flow)).toBe(0);
  });

  test("believes nothing that can't be: not what was never sent, nor what was said before", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ sends: fc.boolean(), value: fc.nat(2 ** 32 - 1), wait: fc.nat(500) })),
        (steps) => {
          let [flow, now] = [openFlow(0), 0];
          for (const { sends, value, wait } of steps) {
            now += wait;
            const { arrived } = flow;
            flow = sends ? send(flow, value % 100_000, now) : acknowledge(flow, value, now);
            expect(flow.arrived).toBeGreaterThanOrEqual(arrived);
            expect(flow.arrived).toBeLessThanOrEqual(flow.sent);
            expect(flow.line.window).toBeGreaterThanOrEqual(8 * 1024);
            expect(flow.line.window).toBeLessThanOrEqual(1024 * 1024);
            expect(flow.marks.length).toBeLessThanOrEqual(256);
          }
        },
      ),
    );
  });
});
