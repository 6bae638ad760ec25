// `npm run soak [minutes]`: what happens by chance in `npm test`, for twenty minutes unless told otherwise, in
// rounds, and a page out of sight for ten. `SEED=… npm run soak 1` repeats a round.

import { finish } from "../../tests.mjs";
import { runMeasured } from "./measured.mjs";
import { tabulate } from "./table.mjs";

/** A meeting remembers 500 lines, which four people have written by then. */
const roundSeconds = 120;
const hiddenSeconds = 600;

const minutes = Number(process.argv[2] ?? 20);
if (!(minutes > 0)) {
  console.error("Say for how many minutes, as in `npm run soak 60`.");
  process.exit(1);
}
const rounds = Math.max(1, Math.round((minutes * 60) / roundSeconds));
const seed = process.env.SEED ?? String(Math.floor(Math.random() * 1e9));
Object.assign(process.env, {
  SEED: seed,
  STORM_ROUNDS: String(rounds),
  STORM_SECONDS: String(roundSeconds),
  HIDDEN_SECONDS: String(hiddenSeconds),
});
console.log(`SEED=${seed}, ${rounds} rounds of ${roundSeconds} s`);
// A single round repeats what failed.
const files = rounds === 1 ? ["storm"] : ["storm", "absence"];
const { tallies, figures } = runMeasured(...files.map((file) => `test/e2e/chaos/${file}`));
console.log(tabulate(figures));
console.log(`SEED=${seed}`);
finish(tallies);
