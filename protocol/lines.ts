// Where the lines of the chat stand: both sides put them into the same order.

import type { Line } from "./protocol.ts";

export type Place = Pick<Line, "n" | "at">;

/** What is for the hosts alone stands in between two numbers, and there in the order in which it came. */
export function comparePlaces(a: Place, b: Place): number {
  if (Number.isInteger(a.n) || Number.isInteger(b.n)) return a.n - b.n;
  return Math.floor(a.n) - Math.floor(b.n) || a.at - b.at || a.n - b.n;
}

/** Tells it from every other: what was said to the hosts alone has its number in common with others'. */
export function placeOf({ n, from }: Pick<Line, "n" | "from">): string {
  return `${n} ${from}`;
}
