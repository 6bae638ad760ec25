// `npm test`: form, types, then every test; the last line says how many passed and failed.

import { spawnSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowsers } from "./browsers.mjs";

const results = join(tmpdir(), `parley-tests-${process.pid}.json`);
const tally = { passed: 0, failed: 0 };

function run(command, args) {
  return spawnSync(command, args, { stdio: "inherit" }).status === 0;
}

function check(script) {
  if (run("npm", ["run", "--silent", script])) tally.passed += 1;
  else tally.failed += 1;
}

ensureBrowsers();
check("form");
check("types");
check("build");

// One file at a time: the browser tests measure, and would disturb each other.
const jest = [
  "--experimental-vm-modules",
  "--no-warnings",
  "node_modules/jest/bin/jest.js",
  "--runInBand",
  "--json",
  `--outputFile=${results}`,
  ...process.argv.slice(2),
];
// The report also goes to standard output; the readable one is on standard error.
const done = spawnSync(process.execPath, jest, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
try {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(results, "utf8"),
  );
  tally.passed += numPassedTests;
  tally.failed += numFailedTests + numRuntimeErrorTestSuites;
} catch {
  tally.failed += 1;
}
if (!done && tally.failed === 0) tally.failed = 1;
rmSync(results, { force: true });

console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 ? 0 : 1);
