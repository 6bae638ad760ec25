// How well somebody comes through, in a word: of the last few looks, since one bad second is none. Pure.

import type { Sample, Sign } from "../media/ports.ts";

const looks = 4;
/** Sound is mended where less is lost; a conversation stumbles where answers take longer. */
const poor = { lost: 0.1, roundTripMs: 600 } as const;
const fair = { lost: 0.03, roundTripMs: 300 } as const;

export function findSign(samples: readonly Sample[]): Sign | undefined {
  const last = samples.slice(-looks);
  if (last.length < 2) return undefined;
  const lost = mean(last.flatMap((sample) => sample.lost ?? []));
  const roundTripMs = mean(last.flatMap((sample) => sample.roundTripMs ?? []));
  const beyond = (bound: typeof poor | typeof fair) => lost > bound.lost || roundTripMs > bound.roundTripMs;
  return beyond(poor) ? "poor" : beyond(fair) ? "fair" : "good";
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
