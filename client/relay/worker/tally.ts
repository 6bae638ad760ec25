// What has come of a member over the last seconds. Pure.

/** Long enough that a picture every now and then counts, short enough to follow. */
const memoryMs = 3_000;

export interface Tally {
  readonly slots: readonly Slot[];
}

interface Slot {
  readonly at: number;
  readonly bytes: number;
  readonly pictures: number;
  readonly missed: number;
}

export interface Rates {
  readonly kbps: number;
  readonly framesPerSecond: number;
  readonly lost: number;
}

export const emptyTally: Tally = { slots: [] };

/** What has come since it was last counted. */
export function count(tally: Tally, slot: Slot): Tally {
  return { slots: [...tally.slots.filter(({ at }) => slot.at - at < memoryMs), slot] };
}

export function rate({ slots }: Tally): Rates {
  const [first] = slots;
  const last = slots.at(-1);
  const seconds = first && last ? (last.at - first.at) / 1_000 : 0;
  // What the first one counted came before it.
  const counted = slots.slice(1);
  const sum = (pick: (slot: Slot) => number) => counted.reduce((total, slot) => total + pick(slot), 0);
  if (seconds === 0) return { kbps: 0, framesPerSecond: 0, lost: 0 };
  const [pictures, missed] = [sum((slot) => slot.pictures), sum((slot) => slot.missed)];
  const lost = missed === 0 ? 0 : missed / (pictures + missed);
  return { kbps: sum(({ bytes }) => bytes) / 125 / seconds, framesPerSecond: pictures / seconds, lost };
}
