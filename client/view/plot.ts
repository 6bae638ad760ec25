// What became of a figure over the last minutes, as a line. Pure.

import type { Sample } from "../media/ports.ts";
import type { Measure } from "./figures.ts";

/** The sides of a plot, as its line counts them. */
export const frame = { width: 96, height: 20 } as const;
/** What it shows of the past, at first and later. */
const leastMs = 60_000;
const mostMs = 180_000;
/** Further apart than that, nothing was known in between. */
const gapMs = 7_000;

export interface Plot {
  /** An SVG path; nothing in it where nothing is known. */
  readonly line: string;
  readonly least: number;
  readonly most: number;
}

/** The newest sample is at the right, and nothing at the bottom. */
export function plot(samples: readonly Sample[], measure: Measure): Plot | undefined {
  const newest = samples.at(-1)?.at ?? 0;
  const spanMs = Math.min(mostMs, Math.max(leastMs, newest - (samples[0]?.at ?? 0)));
  const known = samples.flatMap(({ at, [measure]: value }) =>
    value === undefined || newest - at > spanMs ? [] : { at, value },
  );
  if (known.length === 0) return undefined;
  const values = known.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const line = known.map(({ at, value }, i) => {
    const x = frame.width * (1 - (newest - at) / spanMs);
    const y = frame.height * (1 - value / (most || 1));
    const before = known[i - 1];
    return `${before && at - before.at <= gapMs ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return { line: line.join(""), least, most };
}
