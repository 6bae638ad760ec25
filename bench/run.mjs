// `npm run bench`, or `node bench/run.mjs [weight] [frame] [start] [joins] [class] [mesh] [relay] [routes]`: Parley beside
// its baselines, measured alternately in one run, so that a busy machine slows both alike.

import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { openBrowser } from "./browser.mjs";
import { measureClass } from "./class.mjs";
import { measureFrame } from "./frame.mjs";
import { measureJoins } from "./joins.mjs";
import { measureMesh } from "./mesh.mjs";
import { measureRelay } from "./relay.mjs";
import { measureRoutes } from "./routes.mjs";
import { measureStart } from "./start.mjs";
import { formatTable } from "./table.mjs";
import { measureWeight } from "./weight.mjs";

const inBrowser = { weight: measureWeight, frame: measureFrame };
const inNode = { start: measureStart, joins: measureJoins };
/** They take a machine of its own for minutes, so they are measured only where they are asked for. */
const atLength = { class: measureClass, mesh: measureMesh, relay: measureRelay, routes: measureRoutes };
const known = [inBrowser, inNode, atLength].flatMap((figures) => Object.keys(figures));

// `--write` is for those whose figures have a place of their own.
const asked = process.argv.slice(2).filter((word) => word !== "--write");
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no figure named ${unknown.join(", ")}; there are ${known.join(", ")}.`);
  process.exit(1);
}
const isWanted = (name) => asked.length === 0 || asked.includes(name);

// What is measured is what is written, not what was built some time ago.
const root = fileURLToPath(new URL("..", import.meta.url));
const built = spawnSync(process.execPath, ["build.mjs", "--if-stale"], { cwd: root, stdio: "inherit" });
if (built.status !== 0) process.exit(1);

const rows = [];
let browserName = "no browser";

if (Object.keys(inBrowser).some(isWanted)) {
  const browser = await openBrowser();
  browserName = `Chromium ${browser.version()}`;
  try {
    for (const [name, measure] of Object.entries(inBrowser))
      if (isWanted(name)) rows.push(...(await measure(browser)));
  } finally {
    // Closed before the servers are measured, whose processors it would share.
    await browser.close();
  }
}
for (const [name, measure] of Object.entries(inNode)) if (isWanted(name)) rows.push(...(await measure()));
for (const [name, measure] of Object.entries(atLength))
  if (asked.includes(name)) rows.push(...(await measure()));

console.log(`\n${formatTable(rows)}\n`);
console.log(
  `Node ${process.version}, ${availableParallelism()} processors, ${browserName}; medians of rounds taken in turns.`,
);
