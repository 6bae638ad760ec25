// How what comes of a member stands, by when what of it came. Pure.

import type { RelayState } from "../../media/ports.ts";

export interface Arrivals {
  readonly refused: boolean;
  /** When a frame last opened and was believed, and when one last was not. */
  readonly goodAt: number | undefined;
  readonly badAt: number | undefined;
}

/** Three seconds without a sound or a picture are no pause for breath. */
const quietMs = 3_000;

export const noArrivals: Arrivals = { refused: false, goodAt: undefined, badAt: undefined };

export function stateOf({ refused, goodAt, badAt }: Arrivals, now: number): RelayState {
  if (refused) return "refused";
  if (goodAt !== undefined && now - goodAt < quietMs) return "live";
  // What doesn't open matters where nothing else does.
  if (badAt !== undefined && now - badAt < quietMs) return "unopened";
  return goodAt === undefined ? "asking" : "silent";
}
