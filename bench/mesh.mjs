// Members of a meeting on one machine, in windows of a laptop's size, beside a mesh that sends everything at capture
// size. `MESH_MEMBERS=4,6`, `MESH_ROUNDS=3` and `MESH_SIDES=parley` (or `bare`) measure other sizes, more often, or one
// side only.

import { rm } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { chromium } from "playwright-core";
import { findBrowser } from "../test/browsers.mjs";
import { bundleBarePage } from "./bare-page.mjs";
import { settle } from "./browser.mjs";
import { judge } from "./mesh-figures.mjs";
import { fillWindow, pressJoin, readFirstFrames, readMesh, watchMesh } from "./pages/mesh.mjs";
import { readBusyTime, readProcessorTime } from "./processors.mjs";
import { bare, parley, startServer } from "./server-process.mjs";
import { median } from "./statistics.mjs";
import { compareFigures, formatCount, formatKbits, formatMs } from "./table.mjs";

const viewport = { width: 1280, height: 800 };
/** Long enough that estimates of the line have settled, and whoever adapts has done so. */
const settleMs = 15_000;
const windowMs = 15_000;
/** Eight people on two processors take their time; whoever isn't there by then is measured as absent. */
const patienceMs = 90_000;
const lookEveryMs = 500;
/** From when all are told until all press. */
const noticeMs = 500;
/** A meeting that isn't over by then never will be. */
const meetingMs = 240_000;

/** As on whatever machine somebody tries it, and not as the tests like it best. */
const flags = [
  ...[
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
  ],
  ...["--autoplay-policy=no-user-gesture-required", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

const baseline = "everything sent at capture size";

export async function measureMesh() {
  const executablePath = findBrowser("chromium");
  if (!executablePath) {
    console.error("The figures need Chromium: install it, or point CHROMIUM at it.");
    process.exit(1);
  }
  const sizes = (process.env.MESH_MEMBERS ?? "2,4,6,8").split(",").map(Number);
  const rounds = Number(process.env.MESH_ROUNDS ?? 1);
  const asked = process.env.MESH_SIDES?.split(",") ?? ["parley", "bare"];
  const folder = await bundleBarePage();
  const sides = {
    parley: { entry: parley, environment: {}, plain: false },
    bare: { entry: bare, environment: { PUBLIC: folder }, plain: true },
  };
  const results = [];
  try {
    for (let round = 1; round <= rounds; round += 1)
      for (const size of sizes)
        for (const side of asked) {
          const said = `${size} members, ${side}, ${round} of ${rounds}`;
          try {
            const result = await runMesh(executablePath, sides[side], size);
            results.push({ size, side, ...result });
            console.error(`${said}: ${describe(result)}`);
          } catch (error) {
            // What this machine can't carry leaves a gap in the table, and the rest is still measured.
            console.error(`${said}: no figures, since ${error.message}`);
          }
        }
  } finally {
    await rm(folder, { recursive: true });
  }
  return sizes.flatMap((size) =>
    compareSides(
      results.filter((result) => result.size === size),
      size,
    ),
  );
}

/** One meeting of so many, in a browser and with a server of its own. */
async function runMesh(executablePath, { entry, environment, plain }, size) {
  const server = await startServer(entry, { environment });
  try {
    const browser = await chromium.launch({ executablePath, args: flags });
    // Whatever still waits for a page is told that it is gone.
    const deadline = setTimeout(() => browser.close(), meetingMs);
    try {
      return await holdMeeting(browser, `${server.url}/${crypto.randomUUID()}`, size, plain);
    } finally {
      clearTimeout(deadline);
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

async function holdMeeting(browser, room, size, plain) {
  const pages = await Promise.all(
    Array.from({ length: size }, async (_, index) => {
      const page = await (await browser.newContext({ viewport })).newPage();
      page.setDefaultTimeout(patienceMs);
      await page.addInitScript(watchMesh);
      await page.goto(`${room}?name=Member${index + 1}`);
      return page;
    }),
  );
  const inAll = (ask, argument) => Promise.all(pages.map((page) => page.evaluate(ask, argument)));
  if (plain) await inAll(fillWindow, Math.ceil(Math.sqrt(size)));
  for (const page of pages) await settle(page);

  const began = Date.now() + noticeMs;
  await inAll(pressJoin, began);
  const streams = size * (size - 1);
  let firsts = [];
  while (firsts.length < streams && Date.now() - began < patienceMs) {
    await wait(lookEveryMs);
    firsts = (await inAll(readFirstFrames)).flat();
  }
  await wait(settleMs);

  const look = async () => ({
    at: performance.now(),
    browser: await readProcessorTime(browser),
    machine: readBusyTime(),
    reads: await inAll(readMesh),
  });
  const before = await look();
  await wait(windowMs);
  const after = await look();
  const processors = (whose) => ((after[whose] - before[whose]) * 1_000) / (after.at - before.at);
  return {
    up: firsts.length,
    upMs: Math.max(0, ...firsts.map((at) => at - began)),
    processors: processors("browser"),
    // Of anybody else on the machine: much of it, and the other figures are worth little.
    elsewhere: processors("machine") - processors("browser"),
    ...judge(before.reads, after.reads),
  };
}

function compareSides(results, size) {
  const row = (figure, key, format) => {
    const of = (side) => results.filter((result) => result.side === side).map((result) => result[key]);
    const [ours, theirs] = [of("parley"), of("bare")];
    if (ours.length > 0 && theirs.length > 0)
      return compareFigures(figure, median(ours), baseline, median(theirs), format);
    const only = (values) => (values.length > 0 ? format(median(values)) : "–");
    return { figure, parley: only(ours), baseline: `${baseline}: ${only(theirs)}`, ratio: "–" };
  };
  const streams = size * (size - 1);
  return [
    row(`${size} members: frames a second of each stream, mean`, "frames", formatRate),
    row(`${size} members: the same, the worst`, "worst", formatRate),
    row(`${size} members: freezes in ${windowMs / 1_000} s`, "freezes", formatCount),
    row(`${size} members: sent by each`, "sent", formatKbits),
    row(`${size} members: sound in that`, "sound", formatKbits),
    row(`${size} members: pictures in that`, "picture", formatKbits),
    row(`${size} members: height of a picture`, "height", formatCount),
    row(`${size} members: processors`, "processors", (value) => value.toFixed(2)),
    row(`${size} members: streams up, of ${streams}`, "up", formatCount),
    row(`${size} members: from Join to the last of these`, "upMs", formatMs),
  ];
}

function describe(result) {
  return Object.entries(result)
    .map(([key, value]) => `${key} ${Number(value.toFixed(2))}`)
    .join(", ");
}

function formatRate(value) {
  return value.toFixed(1);
}
