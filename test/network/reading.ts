// What a journal tells.

import type { Journal, TileNote } from "./journal.ts";

/** So long without a frame is a standstill, whatever came before. */
const standstillMs = 1_000;
/** As long as shows that it wasn't the last of what had been on its way. */
const steadyMs = 1_500;

/** The longest time between two of these, the two ends counting as such. */
export function longestGap(times: readonly number[] = [], from: number, to: number): number {
  const inside = times.filter((at) => at > from && at < to);
  const marks = [from, ...inside, to];
  return Math.max(...marks.slice(1).map((at, i) => at - (marks[i] ?? from)));
}

/** When frames began to come steadily, if they do by now. */
export function steadySince(times: readonly number[] = []): number | undefined {
  const start = times.findLastIndex((at, i) => i === 0 || at - (times[i - 1] ?? at) > standstillMs);
  const [first, last] = [times[start], times.at(-1)];
  return first !== undefined && last !== undefined && last - first >= steadyMs ? first : undefined;
}

export function notesOn({ tiles }: Journal, id: string): readonly TileNote[] {
  return tiles.filter((note) => note.id === id);
}

/** When the tile first said that it is being reconnected. */
export function calledBroken(journal: Journal, id: string): number | undefined {
  return notesOn(journal, id).find(
    ({ text, link }) => /reconnecting/i.test(text) || link === "mending" || link === "lost",
  )?.at;
}
