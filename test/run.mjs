// `npm test`: form, types, then every test; the last line says how many passed and failed.

import { ensureBrowsers } from "./browsers.mjs";
import { check, finish, runTests } from "./tests.mjs";

const wanted = process.argv.slice(2);
const browsers = "test/e2e";
/** These measure what a page shows, and how soon: each has the machine to itself. */
const measuring = "test/e2e/(chaos|classroom|crowd|meeting|mending|reconnecting|sound)";
const besides = (...patterns) => ["--testPathIgnorePatterns", ...patterns, "node_modules"];

ensureBrowsers();
const checks = ["form", "types", "build"].map(check);
finish([
  ...checks,
  ...(wanted.length > 0
    ? [runTests("--runInBand", ...wanted)]
    : [
        runTests("--maxWorkers=2", ...besides(browsers)),
        runTests("--maxWorkers=2", browsers, ...besides(measuring)),
        runTests("--runInBand", measuring),
      ]),
]);
