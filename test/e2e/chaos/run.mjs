// `npm run test:chaos [-- --write] [words]`: processes, browsers, pages and devices that die, as in `npm test`.
// Ends with a table of how long that was felt, and how many tests passed and failed; `--write` keeps the table.

import { finish } from "../../tests.mjs";
import { runMeasured } from "./measured.mjs";
import { tabulate, write } from "./table.mjs";

const asked = process.argv.slice(2);
const words = asked.filter((word) => word !== "--write");
const { tallies, figures } = runMeasured(...(words.length > 0 ? words : ["test/e2e/chaos"]));
const table = tabulate(figures);
console.log(table);
if (asked.includes("--write")) write(table);
finish(tallies);
