// From pressing Join to the first frame of the other on screen, for the second of two members.

import { rm } from "node:fs/promises";
import { bundleBarePage } from "./bare-page.mjs";
import { join, settle, withPages } from "./browser.mjs";
import { startFloorServer } from "./floor-server.mjs";
import { watchFirstFrame } from "./pages/first-frame.mjs";
import { takeTurns } from "./rounds.mjs";
import { bare, parley, startServer } from "./server-process.mjs";
import { median } from "./statistics.mjs";
import { compareFigures, formatMs } from "./table.mjs";

const rounds = 9;

export async function measureFrame(browser) {
  const folder = await bundleBarePage();
  const servers = [];
  try {
    for (const [entry, environment] of [
      [parley, {}],
      [bare, { PUBLIC: folder }],
    ])
      servers.push(await startServer(entry, { environment }));
    const [parleyServer, bareServer] = servers;
    const times = await takeTurns(
      "frame",
      rounds,
      {
        Parley: () => timeJoin(browser, parleyServer.url, "article[data-self]"),
        "two connections in one page": () => timeOnePage(browser),
        "two connections in two pages": () => timeTwoPages(browser),
        "bare Socket.IO and PeerJS": () => timeJoin(browser, bareServer.url, "[data-joined]"),
      },
      formatMs,
    );
    const { Parley, ...baselines } = times;
    return Object.entries(baselines).map(([name, values]) =>
      compareFigures("from Join to the first remote frame", median(Parley), name, median(values), formatMs),
    );
  } finally {
    for (const server of servers) await server.stop();
    await rm(folder, { recursive: true });
  }
}

/** `inside` is what shows that the first of the two has joined. */
function timeJoin(browser, url, inside) {
  return withPages(browser, 2, async (first, second) => {
    const room = `${url}/${crypto.randomUUID()}`;
    await first.goto(`${room}?name=First`);
    await settle(first);
    await join(first);
    await first.waitForSelector(inside);
    await second.addInitScript(watchFirstFrame);
    await second.goto(`${room}?name=Second`);
    await settle(second);
    await join(second);
    return second.evaluate(() => window.firstFrame);
  });
}

async function timeOnePage(browser) {
  return withFloor((url) =>
    withPages(browser, 1, async (page) => {
      await page.goto(url);
      await page.waitForFunction(() => window.floor);
      await settle(page);
      return page.evaluate(() => window.floor.connectHere());
    }),
  );
}

function timeTwoPages(browser) {
  return withFloor((url) =>
    withPages(browser, 2, async (first, second) => {
      for (const page of [first, second]) {
        await page.goto(url);
        await page.waitForFunction(() => window.floor);
        await settle(page);
      }
      await first.evaluate(() => window.floor.waitForOther());
      return second.evaluate(() => window.floor.joinOther());
    }),
  );
}

async function withFloor(use) {
  const server = await startFloorServer();
  try {
    return await use(server.url);
  } finally {
    server.stop();
  }
}
