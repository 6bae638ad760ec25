// What is measured of the way to somebody, in words. Pure.

import type { Inspection, PathReport } from "../media/ports.ts";

export type Measure = Exclude<keyof Inspection, "by" | "codec">;

export interface Figure {
  readonly of: Measure | "codec";
  readonly name: string;
  readonly value: string;
}

const kbps = (value: number) => `${Math.round(value)} kbit/s`;

/** In the order in which they are told. */
const measures: readonly (readonly [of: Measure, name: string, write: (value: number) => string])[] = [
  ["roundTripMs", "Round trip", (ms) => `${Math.round(ms)} ms`],
  ["lost", "Lost", (part) => `${(100 * part).toFixed(1)} %`],
  ["kbpsIn", "Received", kbps],
  ["kbpsOut", "Sent", kbps],
  ["framesPerSecond", "Frames a second", (frames) => String(Math.round(frames))],
  ["height", "Picture", (lines) => `${lines} lines`],
];

export function listFigures(report: PathReport): readonly Figure[] {
  // What is known then is of what came before, or of the server.
  if (report.route === "lost") return [];
  const { codec } = report;
  return [
    ...measures.flatMap(([of, name, write]) => {
      const value = report[of];
      return value === undefined ? [] : { of, name, value: write(value) };
    }),
    ...(codec === undefined ? [] : [{ of: "codec", name: "Codec", value: codec } as const]),
  ];
}

/** For whoever can't see the plot. */
export function describeRange(of: Measure, least: number, most: number): string {
  const [, name = "", write = String] = measures.find(([measure]) => measure === of) ?? [];
  const [low, high] = [write(least), write(most)];
  return `${name} over the last minutes: ${low === high ? low : `${low} to ${high}`}`;
}
