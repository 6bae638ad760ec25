// How much may be on its way over one connection, by what the other side says has arrived: what a browser
// or a kernel would queue beyond that comes too late to be of any use. Pure.

export interface Flow {
  /** Bytes, since the connection was made. */
  readonly sent: number;
  readonly arrived: number;
  /** When something was last heard to have arrived. */
  readonly heardAt: number;
  /** Of what is on its way: how much had been sent by when, the oldest first. */
  readonly marks: readonly Mark[];
  readonly line: Line;
}

/** What is known of the line, which only changes when something is heard. */
export interface Line {
  /** So much may be on its way. */
  readonly window: number;
  /** From sending to hearing that it has arrived: the shortest, and the last; nothing before the first. */
  readonly shortestTripMs: number | undefined;
  readonly lastTripMs: number | undefined;
  readonly shrunkAt: number;
  /** What has arrived since it was known last not to be full. */
  readonly busy: Gain | undefined;
  /** What the line carries, where more was sent than that; nothing before it was ever too much. */
  readonly bytesPerMs: number | undefined;
  /** The same, as it was last seen: of a line that isn't full more is believed with time. */
  readonly seenBytesPerMs: number | undefined;
}

/** So many bytes, in so long. */
interface Gain {
  readonly bytes: number;
  readonly ms: number;
}

interface Mark {
  readonly total: number;
  readonly at: number;
}

/** Sound that waits longer behind a picture would stutter. */
const queueMs = 200;
/** Acknowledgements are gathered for 100 ms: a trip that is longer by more has waited behind something. */
const busyMs = 120;
/** What would take longer comes so late that the sound behind it does as well. */
const mostBehindMs = 600;
/** About a sound's worth of seconds: less would stop whoever is merely far away. */
const leastWindow = 8 * 1024;
/** A whole picture of a small tile, or a part of a larger one's. */
const firstWindow = 24 * 1024;
const largestWindow = 1024 * 1024;
const shrinking = 0.75;
/** Marks closer together tell nothing more. */
const markEveryMs = 20;
const mostMarks = 256;
/** So that a way that has become longer is known as such in time. */
const forgetMs = 60_000;
/** The last so many milliseconds tell what a line carries now, of which one hearing is never all. */
const recentMs = 400;
const mostWeight = 0.5;
/** So soon a line that isn't full is believed to carry twice as much. */
const doublingMs = 4_000;
/** Whoever was merely slow to look has caught up by then. */
const hiccupMs = 500;
const modulus = 2 ** 32;

export function openFlow(now: number): Flow {
  const unknown = {
    busy: undefined,
    shortestTripMs: undefined,
    lastTripMs: undefined,
    bytesPerMs: undefined,
    seenBytesPerMs: undefined,
  };
  const line = { window: firstWindow, shrunkAt: now, ...unknown };
  return { sent: 0, arrived: 0, heardAt: now, marks: [], line };
}

export function inFlight({ sent, arrived }: Flow): number {
  return sent - arrived;
}

/** Whether a picture of so many bytes may go now; sound may go before it. */
export function hasRoom(flow: Flow, bytes = 0, mostMs = mostBehindMs): boolean {
  return inFlight(flow) < flow.line.window && msBehind(flow, bytes) <= mostMs;
}

/** Whether so many bytes would pass at all, once nothing else is on its way. */
export function fits({ line: { bytesPerMs } }: Flow, bytes: number, mostMs = mostBehindMs): boolean {
  return bytesPerMs === undefined || bytes <= bytesPerMs * mostMs;
}

/** How long they would take, if the line carried no more than was last seen. */
export function msSeenFor({ line: { seenBytesPerMs } }: Flow, bytes: number): number {
  return seenBytesPerMs === undefined ? 0 : bytes / seenBytesPerMs;
}

/** How long it takes, as far as one knows, until what is on its way and that has gone. */
export function msBehind(flow: Flow, bytes: number): number {
  const { bytesPerMs } = flow.line;
  return bytesPerMs === undefined ? 0 : (inFlight(flow) + bytes) / bytesPerMs;
}

export function send(flow: Flow, bytes: number, now: number): Flow {
  const { arrived, marks, line } = flow;
  const sent = flow.sent + bytes;
  // Time in which nothing was on its way says nothing about the line.
  const heardAt = flow.sent === arrived ? now : flow.heardAt;
  const last = marks.at(-1);
  const isMarked = last && (now - last.at < markEveryMs || marks.length >= mostMarks);
  return { sent, arrived, heardAt, marks: isMarked ? marks : [...marks, { total: sent, at: now }], line };
}

/** `total`: bytes that have arrived, modulo 2³². What was never sent can't have, and is not believed. */
export function acknowledge(flow: Flow, total: number, now: number): Flow {
  const gained = (((total - flow.arrived) % modulus) + modulus) % modulus;
  const arrived = flow.arrived + gained;
  if (gained === 0 || arrived > flow.sent) return flow;
  const passedMs = Math.max(1, now - flow.heardAt);
  const reached = flow.marks.findLast((mark) => mark.total <= arrived);
  const marks = reached ? flow.marks.filter((mark) => mark.total > arrived) : flow.marks;
  const line = learn(flow.line, { bytes: gained, ms: passedMs }, reached && now - reached.at);
  const next = { sent: flow.sent, arrived, heardAt: now, marks, line };
  return reached ? { ...next, line: adjust(next, gained, reached.at, now) } : next;
}

function learn(line: Line, gain: Gain, tripMs = line.lastTripMs): Line {
  if (tripMs === undefined) return line;
  const before = line.shortestTripMs ?? tripMs;
  const forgotten = (tripMs - before) * Math.min(1, gain.ms / forgetMs);
  const shortestTripMs = Math.min(tripMs, before + forgotten);
  const { window, shrunkAt } = line;
  const isBusy = tripMs - shortestTripMs > busyMs;
  const busy = isBusy ? add(line.busy, gain) : undefined;
  const bytesPerMs = estimate(line.bytesPerMs, gain, busy);
  const seenBytesPerMs = see(line.seenBytesPerMs, gain, busy);
  return { window, shrunkAt, shortestTripMs, lastTripMs: tripMs, busy, bytesPerMs, seenBytesPerMs };
}

/** How much may be on its way from now on, since what had been sent at that time has arrived. */
function adjust({ line, ...flow }: Flow, gained: number, sentAt: number, now: number): Line {
  const { window, shrunkAt, lastTripMs = 0, shortestTripMs = 0 } = line;
  if (lastTripMs - shortestTripMs > queueMs) {
    // What was sent before it shrank says nothing of what it is now.
    if (sentAt < shrunkAt) return line;
    return { ...line, window: Math.max(leastWindow, window * shrinking), shrunkAt: now };
  }
  // Where little was sent, little arrives, which says nothing of how much could.
  const used = gained + flow.sent - flow.arrived > window / 2;
  return used ? { ...line, window: Math.min(largestWindow, window + gained) } : line;
}

/** Of the first hearing, nobody knows for how much of its time the line was full. */
function add(busy: Gain | undefined, { bytes, ms }: Gain): Gain {
  return busy ? { bytes: busy.bytes + bytes, ms: busy.ms + ms } : { bytes: 0, ms: 0 };
}

/** Much that took long is what a line carries, even where that was all; and nothing comes faster than it can. */
function see(seen: number | undefined, gain: Gain, busy: Gain | undefined): number | undefined {
  const rate = gain.bytes / gain.ms;
  if (busy && gain.bytes < leastWindow && busy.ms < hiccupMs) return seen;
  if (seen === undefined) return busy && rate;
  return busy || rate > seen ? seen + (rate - seen) * Math.min(1, gain.ms / recentMs) : seen;
}

/** What arrives of a line that is full is what it carries. */
function estimate(known: number | undefined, gain: Gain, busy: Gain | undefined): number | undefined {
  if (!busy) return known === undefined ? undefined : known * (1 + gain.ms / doublingMs);
  if (busy.ms < hiccupMs) return known;
  if (known === undefined) return busy.bytes / busy.ms;
  return known + (gain.bytes / gain.ms - known) * Math.min(mostWeight, gain.ms / recentMs);
}
