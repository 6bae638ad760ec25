// `npm test`: form, types, then every test; the last line says how many passed and failed.

import { ensureBrowsers } from "./browsers.mjs";
import { check, finish, runTests } from "./tests.mjs";

const wanted = process.argv.slice(2);
const browsers = "test/e2e/";
/** What they look at suffers from whatever else the machine does. */
const measured = "test/e2e/(measured|chaos)/";

ensureBrowsers();
const checks = ["form", "types", "build"].map(check);
// Much waits for time to pass, so that two processors are enough for more than they could do at once.
finish([
  ...checks,
  ...(wanted.length > 0
    ? [runTests("--runInBand", ...wanted)]
    : [
        runTests("--maxWorkers=3", "--testPathIgnorePatterns", browsers, "node_modules"),
        runTests("--maxWorkers=2", browsers, "--testPathIgnorePatterns", measured, "node_modules"),
        runTests("--runInBand", measured),
      ]),
]);
