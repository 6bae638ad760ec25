// How much of our picture is sent, by what gets through. Pure.

/** What gets through, in kbit/s: nothing is known of what would beyond that. */
export interface Pace {
  readonly kbps: number;
  readonly loweredAt: number;
  readonly steppedAt: number;
}

/** What was seen since the last step. */
export interface Passage {
  /** Pictures whose turn it was, and those of them that were left out, since what went before hadn't arrived. */
  readonly tried: number;
  readonly skipped: number;
  /** The shortest trip since the last step, and the shortest there was. */
  readonly tripMs: number | undefined;
  readonly shortestTripMs: number | undefined;
  /** The most that is to be sent. */
  readonly mostKbps: number;
}

const lowering = 0.75;
/** A twelfth a second: from a quarter less back to all in four. */
const raising = 1.08;
/** Whoever was too fast just now isn't tried again at once. */
const calmMs = 4_000;
/** Behind a whole picture the next one or two wait on any line. */
const mostSkipped = 0.2;
/** Beyond what acknowledgements wait for one another, and below what a flow calls a queue. */
const queueMs = 150;
/** A small picture, few times a second: less is none. */
const leastKbps = 40;

export const noPassage = { tried: 0, skipped: 0, tripMs: undefined };

export function startPace(kbps: number, now: number): Pace {
  return { kbps, loweredAt: Number.NEGATIVE_INFINITY, steppedAt: now };
}

/** To be called once a second or so. */
export function adaptPace(pace: Pace, passage: Passage, now: number): Pace {
  const { tried, skipped, tripMs, shortestTripMs, mostKbps } = passage;
  const queues = (tripMs ?? 0) - (shortestTripMs ?? 0) > queueMs;
  const most = Math.max(leastKbps, mostKbps);
  const kbps = Math.min(pace.kbps, most);
  if (skipped > tried * mostSkipped || queues)
    return { kbps: Math.max(leastKbps, kbps * lowering), loweredAt: now, steppedAt: now };
  if (now - pace.loweredAt < calmMs) return { ...pace, kbps, steppedAt: now };
  const seconds = Math.min(2, (now - pace.steppedAt) / 1_000);
  return { ...pace, kbps: Math.min(most, kbps * raising ** seconds), steppedAt: now };
}
