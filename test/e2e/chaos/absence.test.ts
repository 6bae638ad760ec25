// Pages that are out of sight, asleep, loaded anew or dead: what the others see of it, and how soon.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { until } from "../../until.ts";
import { type ServerProcess, startServer } from "../../wire/server-process.ts";
import { launchChromium } from "../chromium.ts";
import type { Person } from "../person.ts";
import { type Background, launchBackground } from "./background.ts";
import { note } from "./figures.ts";
import { gapsOf, idOf } from "./film.ts";
import { type Guest, openDoor } from "./guest.ts";
import { openPassage, type Passage } from "./passage.ts";
import { linesOn, openChat, write } from "./words.ts";

/** How long a page is out of sight: the soak has it for ten minutes. */
const hiddenMs = Number(process.env["HIDDEN_SECONDS"] ?? 30) * 1_000;
/** Common proxies cut what is silent for 55 s, and some do so earlier. */
const silentMs = 30_000;
/** The fake microphone beeps once a second; a page that is out of sight writes down once a second. */
const soundlessMs = 4_000;
/** Long enough for the others to find that nothing comes, if nobody tells them. */
const asleepMs = 5_000;
const toldMs = 3_000;
const awakeMs = 3_000;

const viewport = { width: 640, height: 480 };

let server: ServerProcess;
let browser: Browser;
let background: Background;
let passage: Passage;
/** Hugo is out of sight from the beginning, while everything else happens. */
let una: Guest;
let hugo: Guest;
let hiddenAt: number;

beforeAll(async () => {
  [server, browser, background] = await Promise.all([startServer(), launchChromium(), launchBackground()]);
  passage = await openPassage(Number(new URL(server.url).port));
  const room = randomUUID();
  una = await come(room, "Una");
  hugo = await openDoor(background.context, passage.url, room, "Hugo");
  await hugo.join();
  await Promise.all([una.sees("Hugo"), hugo.sees("Una"), una.hears("Hugo"), hugo.hears("Una")]);
  await background.cover();
  await until(async () => (await visibilityOf(hugo)) === "hidden", "Hugo's page to be out of sight");
  hiddenAt = Date.now();
});

afterAll(async () => {
  await Promise.all([browser.close(), background.close()]);
  await passage.close();
  await server.stop();
});

async function come(room: string, name: string, by = browser): Promise<Guest> {
  const guest = await openDoor(await by.newContext({ viewport }), server.url, room, name);
  await guest.join();
  return guest;
}

function visibilityOf({ page }: Person): Promise<string> {
  return page.evaluate(() => document.visibilityState);
}

async function saysAway(person: Person, name: string): Promise<boolean> {
  return /reconnecting|away/i.test(await person.tileOf(name).innerText());
}

test("a page that is loaded anew is one tile, with its hand, and has every line once", async () => {
  const room = randomUUID();
  const [ana, bo] = [await come(room, "Ana"), await come(room, "Bo")];
  for (const one of [bo, ana]) await one.press("Raise hand");
  await ana.page.locator('[aria-label^="Ana"][aria-label*="hand 2 raised"]').waitFor();
  for (const one of [ana, bo]) await openChat(one);
  const lines = ["one", "two"];
  await write(ana, "one");
  await until(async () => (await linesOn(bo)).length === 1, "the line");
  await write(bo, "two");
  const loadedAt = Date.now();
  await bo.page.reload();
  await bo.join();
  await Promise.all([ana.sees("Bo"), bo.sees("Ana")]);
  note({ what: "a page loaded anew, and Join pressed", back: Date.now() - loadedAt });
  await openChat(bo);
  for (const one of [ana, bo]) {
    await one.seesOnly(2);
    await one.page.locator('[aria-label^="Bo"][aria-label*="hand 1 raised"]').waitFor();
    await until(async () => (await linesOn(one)).length === lines.length, "every line");
    expect(await linesOn(one)).toEqual(lines);
  }
  await Promise.all([ana.close(), bo.close()]);
});

test("a page that is put to sleep is shown as away, and is live when it wakes, as who it was", async () => {
  const room = randomUUID();
  const ana = await come(room, "Ana");
  const bo = await openDoor(background.context, server.url, room, "Bo");
  await bo.join();
  await Promise.all([ana.sees("Bo"), bo.sees("Ana")]);
  const id = await idOf(bo);
  await background.cover();
  const asleepAt = Date.now();
  await background.freeze(bo.page);
  await until(() => saysAway(ana, "Bo"), "the tile to say so", toldMs);
  await until(() => Date.now() - asleepAt >= asleepMs, "the sleep to last");
  expect(await saysAway(ana, "Bo")).toBe(true);

  const wokenAt = Date.now();
  await background.wake(bo.page);
  await Promise.all([
    ana.sees("Bo", awakeMs),
    bo.sees("Ana", awakeMs),
    ana.hears("Bo", awakeMs),
    bo.hears("Ana", awakeMs),
    until(async () => !(await saysAway(ana, "Bo")), "the tile to say no more", awakeMs),
  ]);
  note({ what: "a page put to sleep for 5 s, from waking", back: Date.now() - wokenAt });
  expect(await idOf(bo)).toBe(id);
  expect(await ana.tiles.count()).toBe(2);
  await background.cover();
  await Promise.all([ana.close(), bo.page.close()]);
});

test(
  "a page out of sight is heard, hears, and keeps its connections from being cut for silence",
  async () => {
    await until(() => Date.now() - hiddenAt >= hiddenMs, "the time to pass", hiddenMs);
    expect(await visibilityOf(hugo)).toBe("hidden");
    const heard = await gapsOf(una, await idOf(hugo), hiddenAt);
    const hears = await gapsOf(hugo, await idOf(una), hiddenAt);
    const silences = passage.silences();
    console.table(silences);
    expect(Math.max(heard.sound, hears.sound)).toBeLessThan(soundlessMs);
    expect(silences.map(({ path }) => path).toSorted()).toEqual([
      ...["/peerjs/peerjs", "/peerjs/peerjs", "/socket.io/", "/socket.io/"],
    ]);
    for (const { ms } of silences) expect(ms).toBeLessThan(silentMs);
    await una.sees("Hugo");
  },
  hiddenMs + 30_000,
);
