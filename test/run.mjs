// `npm test`: form, types, then every test; the last line says how many passed and failed.

import { ensureBrowsers } from "./browsers.mjs";
import { check, finish, runTests } from "./tests.mjs";

const wanted = process.argv.slice(2);
const browsers = "test/e2e";

ensureBrowsers();
const checks = ["form", "types", "build"].map(check);
// The browser tests measure, and would disturb each other; the rest needn't wait for its turn.
finish([
  ...checks,
  ...(wanted.length > 0
    ? [runTests("--runInBand", ...wanted)]
    : [
        // Much of it waits for time to pass, so that two processors are enough for three.
        runTests("--maxWorkers=3", "--testPathIgnorePatterns", browsers, "node_modules"),
        runTests("--runInBand", browsers),
      ]),
]);
