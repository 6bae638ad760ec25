// `npm run test:network [-- --write] [path]`: meetings on hosts of their own, whose networks go away. Ends with
// tables of how that was felt, and with how many tests passed and failed; `--write` keeps the tables.

import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowsers } from "../browsers.mjs";
import { readFigures } from "../table.mjs";
import { check, finish, runTests } from "../tests.mjs";
import { ensureHosts } from "./needs.mjs";
import { tabulate, write } from "./table.mjs";

const figures = join(tmpdir(), `parley-figures-${process.pid}.jsonl`);
const asked = process.argv.slice(2);

ensureHosts();
ensureBrowsers();
process.env.FIGURES = figures;
rmSync(figures, { force: true });
const tallies = [check("build")];
if (tallies.every(({ failed }) => failed === 0))
  tallies.push(
    runTests(
      "--runInBand",
      "--testMatch",
      "<rootDir>/test/network/*.network.ts",
      ...asked.filter((word) => word !== "--write"),
    ),
  );
const tables = tabulate(readFigures(figures));
rmSync(figures, { force: true });
for (const { table } of tables) console.log(`${table}\n`);
if (asked.includes("--write")) for (const table of tables) write(table);
finish(tallies);
