// What was measured: printed as each file ends, and kept for whoever runs them all.

import { appendFileSync } from "node:fs";
import { afterAll } from "@jest/globals";
import { tabulate } from "./table.mjs";

/** In milliseconds; nothing where it isn't a question. */
export interface Figure {
  readonly what: string;
  /** How often, where it was more than once. */
  readonly times?: number;
  /** The longest time between two frames of anybody's, in calm just before, and during the whole. */
  readonly calm?: number;
  readonly gap?: number;
  /** Until everything was as before, the longest of all. */
  readonly back?: number;
}

const figures: Figure[] = [];

export function note(figure: Figure): void {
  figures.push(figure);
}

/** What happens over and over: how often, and what it took at the most. */
export function noteAgain(what: string, back: number): void {
  const before = figures.find((figure) => figure.what === what);
  const all = { what, times: (before?.times ?? 0) + 1, back: Math.max(before?.back ?? 0, back) };
  if (before) figures.splice(figures.indexOf(before), 1, all);
  else figures.push(all);
}

afterAll(() => {
  if (figures.length === 0) return;
  console.log(tabulate(figures));
  const path = process.env["FIGURES"];
  if (path) appendFileSync(path, figures.map((figure) => `${JSON.stringify(figure)}\n`).join(""));
});
