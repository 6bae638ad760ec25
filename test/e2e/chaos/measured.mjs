// The tests in here with what they measured: each file notes its figures, and they are one table in the end.

import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowsers } from "../../browsers.mjs";
import { readFigures } from "../../table.mjs";
import { check, runTests } from "../../tests.mjs";

/** How many tests passed and failed, and the figures. */
export function runMeasured(...args) {
  ensureBrowsers();
  const path = join(tmpdir(), `parley-chaos-${process.pid}.jsonl`);
  process.env.FIGURES = path;
  rmSync(path, { force: true });
  const tallies = [check("build")];
  if (tallies.every(({ failed }) => failed === 0)) tallies.push(runTests("--runInBand", ...args));
  const figures = readFigures(path);
  rmSync(path, { force: true });
  return { tallies, figures };
}
