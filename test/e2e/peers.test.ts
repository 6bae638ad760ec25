// What the peer package promises to PeerJS holds for members who show their tickets.

import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { until } from "../until.ts";
import { bundle, openPlainPage } from "./plain-page.ts";
import { browser, openVenue, server } from "./venue.ts";

openVenue();

let script: string;
let ada: Page;
let bo: Page;

beforeAll(async () => {
  script = await bundle("peer-page.ts");
});

beforeEach(async () => {
  const room = randomUUID();
  [ada, bo] = await Promise.all([enter(room), enter(room)]);
});

afterEach(async () => {
  await Promise.all([ada.context().close(), bo.context().close()]);
});

/** Waits until the page is connected to the PeerServer, and in the room. */
async function enter(room: string): Promise<Page> {
  const { page } = await openPlainPage(browser, server.url, room, script);
  await page.waitForFunction(() => window.opened === 1);
  return page;
}

const idOf = (page: Page) => page.evaluate(() => window.peer.id);

async function callEachOther(): Promise<void> {
  const id = await idOf(bo);
  await ada.evaluate((other) => window.callUp(other), id);
  for (const page of [ada, bo]) {
    const before = await page.evaluate(() => window.decoded());
    await until(async () => (await page.evaluate(() => window.decoded())) > before + 5, "frames");
  }
}

test("they connect under the id that was given to them", async () => {
  for (const page of [ada, bo]) expect(await idOf(page)).toBe(await page.evaluate(() => window.admission.id));
});

test("they call each other, and see moving pictures", async () => {
  await callEachOther();
});

test("they send each other data, whole and in order, both ways", async () => {
  await ada.evaluate((other) => window.connectTo(other), await idOf(bo));
  const letters = ["one", { two: [2, null, "zwei"] }, "x".repeat(100_000)];
  for (const letter of letters) await ada.evaluate((data) => window.send(data), letter);
  await until(async () => (await bo.evaluate(() => window.heard.length)) === letters.length, "the letters");
  expect(await bo.evaluate(() => window.heard)).toEqual(letters);
  await bo.evaluate(() => window.send("back"));
  await until(async () => (await ada.evaluate(() => window.heard.length)) === 1, "the answer");
});

test("they reconnect under the same id after the connection was lost, and call again", async () => {
  await callEachOther();
  const id = await idOf(ada);
  await ada.evaluate(() => {
    window.peer.disconnect();
    window.peer.reconnect();
  });
  await ada.waitForFunction(() => window.opened === 2);
  expect(await idOf(ada)).toBe(id);
  await callEachOther();
});
