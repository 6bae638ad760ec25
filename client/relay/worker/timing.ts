// When a picture is shown: as the sound of its moment is heard. Pure.

export interface Showing {
  /** Of the pictures that wait, in their order, so many are shown; all but the last of them are left out. */
  readonly take: number;
  /** When to look again, if one waits. */
  readonly waitMs: number | undefined;
}

/** Half a frame of a screen: what is due within that is due. */
const earlyUs = 8_000;
/** Sound and picture of one moment never lie further apart: one of them is lost. */
const strayedUs = 1_000_000;
/** In pictures: what waits is held by the decoder, which has few. */
const mostWaiting = 12;
const longestWaitMs = 100;

/** `waiting` are the moments of the pictures, `heard` is that of the sound, all in the sender's microseconds. */
export function timePictures(waiting: readonly number[], heard: number | undefined): Showing {
  if (heard === undefined) return { take: waiting.length, waitMs: undefined };
  const isDue = (at: number) => at - heard <= earlyUs || at - heard > strayedUs;
  const overdue = Math.max(0, waiting.length - mostWaiting);
  const take = Math.max(overdue, waiting.findLastIndex(isDue) + 1);
  const next = waiting[take];
  if (next === undefined) return { take, waitMs: undefined };
  return { take, waitMs: Math.min(longestWaitMs, Math.max(1, (next - heard) / 1_000)) };
}
