// What is known of a line by what it was seen to carry, rather than by what is hoped.

import { expect, test } from "@jest/globals";
import { acknowledge, type Flow, fits, msSeenFor, openFlow, send } from "../../protocol/flow.ts";

const tripMs = 60;

/** Sounds, twenty-five a second, none of which waits for anything. */
function speak(flow: Flow, from: number, seconds: number): Flow {
  let next = flow;
  for (let now = from; now < from + seconds * 1_000; now += 40) {
    next = send(next, 100, now);
    next = acknowledge(next, next.sent, now + tripMs - 40);
  }
  return next;
}

/** Something large, which takes so long. */
function carry(flow: Flow, bytes: number, now: number, ms: number): Flow {
  const sent = send(flow, bytes, now);
  return acknowledge(sent, sent.sent, now + ms);
}

test("nothing is known of a line that was never full", () => {
  expect(msSeenFor(speak(openFlow(0), 0, 5), 1_000_000)).toBe(0);
});

test("one large thing that took long tells what a line carries, and time alone changes nothing of that", () => {
  const slow = carry(speak(openFlow(0), 0, 5), 40_000, 5_000, 1_000);
  expect(msSeenFor(slow, 40_000)).toBeGreaterThan(900);
  expect(msSeenFor(slow, 40_000)).toBeLessThan(1_100);
  const later = speak(slow, 6_000, 30);
  // That much is believed by then, and tried.
  expect(fits(later, 40_000)).toBe(true);
  expect(msSeenFor(later, 40_000)).toBeCloseTo(msSeenFor(slow, 40_000));
});

test("what comes faster shows that a line carries more", () => {
  const slow = carry(speak(openFlow(0), 0, 5), 40_000, 5_000, 1_000);
  const better = carry(speak(slow, 6_000, 5), 40_000, 11_000, 100);
  expect(msSeenFor(better, 40_000)).toBeLessThan(400);
});

test("a small thing that was late tells nothing", () => {
  const late = carry(speak(openFlow(0), 0, 5), 200, 5_000, 2_000);
  expect(msSeenFor(late, 40_000)).toBe(0);
});
