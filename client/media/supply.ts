// Whether there is enough of the processor and of the line, by what the calls and the machine tell. Pure.

import type { Supply } from "./limit.ts";
import type { Rung } from "./ports.ts";
import type { Effort } from "./reading.ts";

/** What one of our pictures was to be, and what became of it. */
export interface Outcome {
  readonly rung: Rung;
  readonly effort: Effort;
  readonly roundTripMs: number | undefined;
  /** The shortest that was ever seen on this way. */
  readonly shortestMs: number | undefined;
}

/** What of it tells how much was held back. */
type Sent = Pick<Outcome, "rung" | "effort">;

/** Of one processor's time, that encoding may take where nothing else tells how busy the machine is. */
const muchEncoding = 0.6;
const someEncoding = 0.4;
/** Less is not what makes a machine busy: it would be given up for nothing. */
const littleEncoding = 0.1;
/** Fewer of the frames that were to be sent are missed. */
const fewFrames = 0.7;
/** More is heard. */
const muchMadeUp = 0.05;

/** Whether something is missing already that a faster machine would have sent or played. */
export function isStarved(outcomes: readonly Outcome[]): boolean {
  const most = (test: (outcome: Outcome) => boolean) => outcomes.filter(test).length * 2 > outcomes.length;
  return (
    outcomes.some(({ effort }) => effort.limitedBy === "processor") ||
    most(isSlow) ||
    most(({ effort }) => effort.madeUp > muchMadeUp)
  );
}

function isSlow({ rung, effort }: Outcome): boolean {
  // Some browsers leave out frames for want of room and don't say so.
  return effort.limitedBy !== "line" && !hasLess(1, { rung, effort }) && losesFrames({ rung, effort });
}

function losesFrames({ rung, effort }: Sent): boolean {
  const wanted = Math.min(rung.framesPerSecond, effort.offeredPerSecond);
  return effort.framesPerSecond < fewFrames * wanted;
}

export function findProcessor(outcomes: readonly Outcome[], pressure: Supply | undefined): Supply {
  const slow = outcomes.some(isSlow);
  const load =
    outcomes.reduce((sum, { effort }) => sum + effort.framesPerSecond * effort.encodeMs, 0) / 1_000;
  if (isStarved(outcomes)) return "short";
  if (pressure === "short") return load > littleEncoding ? "short" : "tight";
  if (pressure) return slow ? "tight" : pressure;
  return load > muchEncoding ? "short" : load > someEncoding || slow ? "tight" : "ample";
}

/** Lines that lose a few by nature are no fuller for it. */
const muchLost = 0.12;
const someLost = 0.06;
/** What waits in the line before it: a person hears that much. */
const longQueueMs = 250;
const someQueueMs = 120;
/** The browser's own measure hovers about what it is given. */
const littleRoom = 0.7;
/** Of that, what goes to the sound of a call, with all that is around it. */
const soundKbps = 60;
/** Whatever the browser gives up with more than that, it gives up for what it may send, not for the line. */
const enoughRoom = 1.5;

/** Where there is no time to answer, answers are late and lines look narrow: only what is lost tells then. */
export function findLine(outcomes: readonly Outcome[], pressure: Supply | undefined): Supply {
  const is = (test: (outcome: Outcome, queueMs: number) => boolean) =>
    outcomes.some((outcome) => test(outcome, queueOf(outcome)));
  if (is(({ effort }) => (effort.lost ?? 0) > muchLost)) return "short";
  const short = is(
    ({ rung, effort }, queueMs) => queueMs > longQueueMs || hasLess(littleRoom, { rung, effort }),
  );
  if (short) return pressure === "short" ? "tight" : "short";
  const tight = is(
    ({ rung, effort }, queueMs) =>
      (effort.lost ?? 0) > someLost || queueMs > someQueueMs || hasLess(enoughRoom, { rung, effort }),
  );
  return tight ? "tight" : "ample";
}

/** Whether it is held back for want of room on the line: of which it would need that much of what it may take. */
function hasLess(share: number, { rung, effort }: Sent): boolean {
  const { limitedBy, roomKbps } = effort;
  if (roomKbps === undefined) return limitedBy === "line" && share > 1;
  return (limitedBy === "line" || losesFrames({ rung, effort })) && roomKbps - soundKbps < rung.kbps * share;
}

function queueOf({ roundTripMs, shortestMs }: Outcome): number {
  return roundTripMs === undefined || shortestMs === undefined ? 0 : roundTripMs - shortestMs;
}
