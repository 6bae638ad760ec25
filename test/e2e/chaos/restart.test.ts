// The process dies in the midst of a meeting, without a word, and the next one remembers nothing: nobody
// sees or hears anything of it, nothing that was written is lost, and the room is what it was.

import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { pause, until } from "../../until.ts";
import { launchChromium } from "../chromium.ts";
import { doTo } from "../school.ts";
import { constant, watchConstancy } from "./constancy.ts";
import { note } from "./figures.ts";
import { gapsAmong } from "./film.ts";
import { type Guest, openDoor } from "./guest.ts";
import { openSite, type Site } from "./site.ts";
import { linesOn, openChat, unsentOn, write } from "./words.ts";

/** As long as a service manager and a slow machine take. */
const downMs = 3_000;
/** Long enough for the gaps that a busy machine makes by itself. */
const calmMs = 4_000;
/** From the next process's first breath until all that was written has arrived. */
const deliveredMs = 5_000;
/** A picture that stands for longer is noticed, unless it does so in calm. */
const noticedMs = 1_000;
/** Sound comes once a second, and is looked for twice a second. */
const silentMs = 2_500;
const testMs = 120_000;

const viewport = { width: 800, height: 600 };

let site: Site;
let browser: Browser;
const present: Guest[] = [];

beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(), launchChromium()]);
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

afterEach(async () => {
  await Promise.all(present.splice(0).map((guest) => guest.close()));
});

async function arrive(room: string, name: string): Promise<Guest> {
  const guest = await openDoor(await browser.newContext({ viewport }), site.url, room, name);
  present.push(guest);
  return guest;
}

interface Occasion {
  readonly room: string;
  readonly all: readonly [ana: Guest, bo: Guest, chloe: Guest];
}

/** A host, a co-host and somebody with their hand up, behind a locked door. */
async function gather(room: string, isClass: boolean): Promise<Occasion> {
  const all = [await arrive(room, "Ana"), await arrive(room, "Bo"), await arrive(room, "Chloé")] as const;
  const [ana, bo, chloe] = all;
  if (isClass) await ana.page.getByLabel("Classroom").check();
  for (const one of all) await one.join();
  await Promise.all([ana.sees(["Bo", "Chloé"]), bo.sees("Ana"), chloe.sees("Ana")]);
  await doTo(ana, "Bo", "Make co-host");
  if (isClass) await doTo(ana, "Chloé", "Give the floor");
  await chloe.press("Raise hand");
  await ana.press("Lock");
  await ana.press("Hosting");
  await ana.page.getByLabel("People may unmute themselves").uncheck();
  for (const one of all) await openChat(one);
  for (const one of all) await one.sees(all.flatMap(({ name }) => (name === one.name ? [] : name)));
  for (const [i, one] of all.entries()) {
    await write(one, `${one.name} before`);
    await untilAllRead(all, i + 1);
  }
  await until(
    () => all.every(({ told }) => /"locked":true.*"unmute":false/.test(JSON.stringify(told()))),
    "all to be set",
  );
  return { room, all };
}

async function untilAllRead(all: readonly Guest[], count: number, withinMs?: number): Promise<void> {
  await until(
    async () => (await Promise.all(all.map(linesOn))).every(({ length }) => length === count),
    `everybody to have ${count} lines`,
    withinMs,
  );
}

function saysAway({ page }: Guest): Promise<boolean> {
  return page.getByText("The server is away", { exact: false }).isVisible();
}

/** Kills the process, and starts another; returns how long it took until nobody was behind any more. */
async function outlive({ all }: Occasion, round: number): Promise<number> {
  const known = (await linesOn(all[0])).length;
  const diedAt = Date.now();
  await site.die("SIGKILL");
  const words = all.map(({ name }) => [`${name} while away ${round}`, `${name} once more ${round}`]);
  for (const [i, one] of all.entries()) for (const word of words[i] ?? []) await write(one, word);
  expect(await Promise.all(all.map(unsentOn))).toEqual(words);
  for (const one of all) await until(() => saysAway(one), `${one.name} to be told quietly`);
  await pause(Math.max(0, diedAt + downMs - Date.now()));

  await site.revive();
  const revivedAt = Date.now();
  await untilAllRead(all, known + words.flat().length, deliveredMs);
  const recovered = Date.now() - revivedAt;
  await until(
    async () => !(await Promise.all(all.map(saysAway))).some(Boolean),
    "the word about the server to go",
  );
  expect(await Promise.all(all.map(unsentOn))).toEqual([[], [], []]);
  return recovered;
}

/** Everybody has the same lines in the same order, those of each as they wrote them. */
async function expectSameLines(all: readonly Guest[]): Promise<void> {
  const [first = [], ...others] = await Promise.all(all.map(linesOn));
  for (const lines of others) expect(lines).toEqual(first);
  expect(new Set(first).size).toBe(first.length);
  for (const { name } of all) {
    const own = first.filter((line) => line.startsWith(`${name} `));
    expect(own.filter((line) => /once more \d/.test(line))).toHaveLength(own.length >> 1);
    for (const [i, line] of own.slice(1).entries())
      expect(line).toBe(`${name} ${i % 2 === 0 ? "while away" : "once more"} ${(i >> 1) + 1}`);
  }
}

/** Somebody new knocks, is let in, and reads all that was said. */
async function admit({ room, all }: Occasion): Promise<void> {
  const [ana] = all;
  const dan = await arrive(room, "Dan");
  await dan.press("Join");
  await ana.press("Admit");
  await dan.ownTile.waitFor();
  await openChat(dan);
  const lines = await linesOn(ana);
  await untilAllRead([dan], lines.length);
  expect(await linesOn(dan)).toEqual(lines);
}

const occasions = [
  { what: "a class", isClass: true, key: "", times: 1 },
  {
    what: "a sealed meeting, twice in a row,",
    isClass: false,
    key: randomBytes(32).toString("base64url"),
    times: 2,
  },
];

test.each(occasions)(
  "$what outlives the process",
  async ({ what, isClass, key, times }) => {
    const occasion = await gather(randomUUID() + (key && `#${key}`), isClass);
    const { all } = occasion;
    const views = all.map(({ told }) => told());
    const constancies = await Promise.all(all.map(watchConstancy));
    const quietFrom = Date.now();
    await pause(calmMs);
    const from = Date.now();
    const calm = await gapsAmong(all, quietFrom, from);

    const recovered: number[] = [];
    for (let round = 1; round <= times; round++) recovered.push(await outlive(occasion, round));
    await until(
      () => all.every(({ told }, i) => JSON.stringify(told()) === JSON.stringify(views[i])),
      "the room to be what it was",
    ).catch(() => {});
    expect(all.map(({ told }) => told())).toEqual(views);
    await expectSameLines(all);
    // What mends calls looks at each of them when the server is back, and would have begun by then.
    await Promise.all(all.map((one) => one.sees(all.flatMap(({ name }) => (name === one.name ? [] : name)))));
    const gaps = await gapsAmong(all, from);
    note({
      what: `${what.replaceAll(",", "")}: the process killed, another 3 s later`,
      calm: calm.picture,
      gap: gaps.picture,
      back: Math.max(...recovered),
    });
    for (const constancy of constancies) expect(await constancy()).toEqual(constant);
    expect(gaps.picture).toBeLessThan(Math.max(noticedMs, 2 * calm.picture));
    expect(gaps.sound).toBeLessThan(Math.max(silentMs, 2 * calm.sound));
    await admit(occasion);
  },
  testMs,
);
