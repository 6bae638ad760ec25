// A real Firefox and a real Chromium in one meeting.

import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import type { Page } from "puppeteer-core";
import { until } from "../../until.ts";
import { bring, type Person } from "../person.ts";
import { installProbe } from "../probe.ts";
import { sendsNoPicture } from "../sending.ts";
import { browser, firefox, openFirefox, openVenue, server } from "../venue.ts";

openFirefox();
openVenue();

/** Puppeteer drives Firefox, Playwright Chromium: this is the part of a `Person` needed here. */
async function bringFirefox(room: string, name: string): Promise<Page> {
  const page = await firefox.browser.newPage();
  await page.evaluateOnNewDocument(installProbe);
  await page.goto(`${server.url}/${room.replace("#", `?name=${name}#`)}`);
  const join = await page.waitForSelector("button.join");
  await join?.click();
  await page.waitForSelector("article[data-self]");
  return page;
}

/** Frames decoded and sound energy of all that has come in: Firefox counts no frames at the element. */
function arrivalsIn(page: Page): Promise<{ frames: number; energy: number }> {
  return page.evaluate(async () => {
    const stats = await Promise.all(window.probe.connections.map((connection) => connection.getStats()));
    const inbound = stats.flatMap((report) =>
      [...report.values()].filter(({ type }) => type === "inbound-rtp"),
    );
    return {
      frames: inbound.reduce((sum, { framesDecoded = 0 }) => sum + framesDecoded, 0),
      energy: inbound.reduce((sum, { totalAudioEnergy = 0 }) => sum + totalAudioEnergy, 0),
    };
  });
}

test.each(["Firefox", "Chromium"])("see and hear each other, sealed, when %s came first", async (first) => {
  const room = `${randomUUID()}#${"A".repeat(43)}`;
  const enterChromium = async () => {
    const person = await bring(browser, server.url, room, "Chromium");
    await person.join();
    return person;
  };
  const early = first === "Firefox" ? await bringFirefox(room, "Firefox") : undefined;
  const person = await enterChromium();
  const page = early ?? (await bringFirefox(room, "Firefox"));
  await person.sees("Firefox", 20_000);
  await person.hears("Firefox");
  const before = await arrivalsIn(page);
  await until(async () => {
    const { frames, energy } = await arrivalsIn(page);
    return frames > before.frames + 5 && energy > before.energy;
  }, "Firefox to see and hear Chromium");
  expect(person.faults).toEqual([]);
  // Its camera off and on again arrives at Firefox as well.
  await person.press("Stop camera");
  await page.waitForSelector('article:not([data-self]) video[data-shown="false"]');
  await person.press("Start camera");
  await page.waitForSelector('article:not([data-self]) video[data-shown="true"]');
  await page.close();
  await person.close();
});

async function meet(): Promise<readonly [Person, Page]> {
  const room = randomUUID();
  const person = await bring(browser, server.url, room, "Chromium");
  await person.join();
  const page = await bringFirefox(room, "Firefox");
  await person.sees("Firefox", 20_000);
  return [person, page];
}

test("each sees who speaks, how well they come through, and a screen; and sends no picture to whoever wants none", async () => {
  const [person, page] = await meet();
  await person.page.locator("article[data-speaking]:not([data-self])").waitFor();
  await page.waitForSelector("article[data-speaking]:not([data-self])");
  await Promise.all([
    person.page.locator("article[data-sign]").waitFor(),
    page.waitForSelector("article[data-sign]"),
  ]);
  await person.press("Share screen");
  await page.waitForSelector('article[data-screen-of] video[data-shown="true"]');
  await person.press("Stop sharing");
  await page.waitForSelector("article[data-screen-of]", { hidden: true });
  await person.press("View");
  await person.press("Sound only");
  await sendsNoPicture(page, 2_000);
  await person.hears("Firefox");
  await person.press("Pictures again");
  await person.sees("Firefox", 5_000);
  expect(person.faults).toEqual([]);
  await page.close();
  await person.close();
}, 60_000);
