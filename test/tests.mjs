// What the runs of the tests have in common: what each counts, and the last line.

import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One of the package's scripts, which counts as a test. */
export function check(script) {
  const passed = spawnSync("npm", ["run", "--silent", script], { stdio: "inherit" }).status === 0;
  return passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Jest, with these arguments: how many tests passed and failed. */
export function runTests(...args) {
  const results = join(tmpdir(), `parley-tests-${process.pid}.json`);
  const jest = [
    "--experimental-vm-modules",
    "--no-warnings",
    "node_modules/jest/bin/jest.js",
    "--json",
    `--outputFile=${results}`,
    ...args,
  ];
  // The report also goes to standard output; the readable one is on standard error.
  const done = spawnSync(process.execPath, jest, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
  const tally = read(results);
  rmSync(results, { force: true });
  return !done && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

function read(results) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(results, "utf8"),
    );
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** Ends the process, with a last line that says how many passed and failed. */
export function finish(tallies) {
  const sum = (kind) => tallies.reduce((total, tally) => total + tally[kind], 0);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
  process.exit(sum("failed") === 0 ? 0 : 1);
}
