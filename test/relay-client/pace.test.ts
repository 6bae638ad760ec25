import { describe, expect, test } from "@jest/globals";
import { adaptPace, type Pace, startPace } from "../../client/relay/worker/pace.ts";

const stepMs = 1_000;
const clear = { tried: 15, skipped: 1, tripMs: 40, shortestTripMs: 20, mostKbps: 450 };
const full = { ...clear, skipped: 8 };

function run(pace: Pace, passage: Parameters<typeof adaptPace>[1], seconds: number): Pace {
  let next = pace;
  const from = pace.steppedAt;
  for (let at = stepMs; at <= seconds * 1_000; at += stepMs) next = adaptPace(next, passage, from + at);
  return next;
}

describe("the pace", () => {
  test("stays at the most there may be, where all gets through", () => {
    expect(run(startPace(450, 0), clear, 60).kbps).toBe(450);
  });

  test("goes down by a quarter where the line is full", () => {
    expect(adaptPace(startPace(400, 0), full, stepMs).kbps).toBe(300);
    expect(run(startPace(400, 0), full, 2).kbps).toBe(225);
  });

  test("goes down where what is sent waits on its way", () => {
    expect(run(startPace(400, 0), { ...clear, tripMs: 300 }, 1).kbps).toBe(300);
    // Far away is not slow.
    const far = { ...clear, shortestTripMs: 280, tripMs: 300 };
    expect(run(startPace(400, 0), far, 5).kbps).toBeGreaterThanOrEqual(400);
  });

  test("never goes down to nothing", () => {
    expect(run(startPace(450, 0), full, 300).kbps).toBe(40);
    expect(run(startPace(450, 0), { ...clear, mostKbps: 0 }, 5).kbps).toBe(40);
  });

  test("comes back slowly, and only after a while", () => {
    const low = adaptPace(startPace(400, 0), full, stepMs);
    expect(run(low, clear, 3).kbps).toBe(300);
    const after = run(low, clear, 6).kbps;
    expect(after).toBeGreaterThan(300);
    expect(after).toBeLessThan(400);
    expect(run(low, clear, 30).kbps).toBe(450);
  });

  test("keeps to the most there may be", () => {
    expect(adaptPace(startPace(450, 0), { ...clear, mostKbps: 100 }, stepMs).kbps).toBe(100);
  });
});
