// What was measured, a line for each case; `run.mjs` makes a table of them.

import { appendFileSync } from "node:fs";

/** In milliseconds; nothing where it isn't a question, infinite where it never came. */
export interface Figure {
  readonly what: string;
  /** Until those concerned were told. */
  readonly told?: number | undefined;
  /** The longest time between two frames, of those concerned. */
  readonly gap?: number | undefined;
  /** From the network's return until picture and sound came again, both ways. */
  readonly back?: number | undefined;
  /** As `gap`, of everybody else. */
  readonly others?: number | undefined;
}

/** Of what there were three stages, in words. */
export interface Stages {
  readonly what: string;
  readonly before: string;
  readonly during: string;
  readonly after: string;
}

export function note(figure: Figure | Stages): void {
  const path = process.env["FIGURES"];
  if (!path) return;
  const told = Object.entries(figure).map(([name, value]) => [name, value === Infinity ? "never" : value]);
  appendFileSync(path, `${JSON.stringify(Object.fromEntries(told))}\n`);
}
