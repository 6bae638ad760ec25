// A clock that stands still until it is turned.

import type { Clock } from "../../client/media/ports.ts";

/** Far more than any test sets. */
const mostAlarms = 10_000;

export interface FakeClock extends Clock {
  /** Lets so much time pass; what falls due happens in its turn, at its time. */
  readonly turn: (ms: number) => void;
  /** How many actions wait for their time. */
  readonly waiting: () => number;
}

export function createClock(): FakeClock {
  const alarms = new Set<{ readonly at: number; readonly action: () => void }>();
  let now = 0;

  return {
    now: () => now,
    after: (ms, action) => {
      const alarm = { at: now + ms, action };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    turn: (ms) => {
      const end = now + ms;
      // Whoever sets an alarm for now whenever one rings would never let the time pass.
      for (let rung = 0; rung < mostAlarms; rung++) {
        const [next] = [...alarms].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) {
          now = end;
          return;
        }
        alarms.delete(next);
        now = next.at;
        next.action();
      }
      throw new Error("The time stands still");
    },
    waiting: () => alarms.size,
  };
}
