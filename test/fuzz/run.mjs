// `npm run fuzz`: the tests in here, with a million throws at each door unless told otherwise.

import { spawnSync } from "node:child_process";

const environment = { FUZZ_COUNT: "1000000", FUZZ_SEED: "1", ...process.env };
const options = { stdio: "inherit", env: environment };
const run = (...args) => spawnSync(process.execPath, args, options).status ?? 1;

const jest = ["--experimental-vm-modules", "--no-warnings", "node_modules/jest/bin/jest.js", "--runInBand"];
process.exit(run("build.mjs", "--if-stale") || run(...jest, "test/fuzz"));
