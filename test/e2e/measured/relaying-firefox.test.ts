// Firefox and Chromium on the page itself, where one of them can't be called: seen and heard by way of the server.

import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import type { Page } from "puppeteer-core";
import { until } from "../../until.ts";
import { bring, loudnessOf, silence } from "../person.ts";
import { browser, firefox, openFirefox, openVenue, server } from "../venue.ts";
import { denyCalls } from "../wall.ts";

/** What is promised, live by then; and what a busy machine adds to it. */
const liveMs = 10_000 + 5_000;
const someFrames = 5;

openFirefox();
openVenue();

/** Frames that were shown of the other one, whom Firefox counts at no element. Runs in the page. */
function countFrames(): void {
  const seen = new WeakSet<HTMLVideoElement>();
  let frames = 0;
  const look = () => {
    const video = document.querySelector<HTMLVideoElement>("article:not([data-self]) video");
    if (!video || seen.has(video)) return;
    seen.add(video);
    const next = () => {
      frames += 1;
      document.documentElement.dataset["frames"] = String(frames);
      video.requestVideoFrameCallback(next);
    };
    video.requestVideoFrameCallback(next);
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true });
}

async function bringFirefox(room: string, denied: boolean): Promise<Page> {
  const page = await firefox.browser.newPage();
  await page.evaluateOnNewDocument(countFrames);
  if (denied) await page.evaluateOnNewDocument(denyCalls);
  await page.goto(`${server.url}/${room.replace("#", "?name=Firefox#")}`);
  const join = await page.waitForSelector("button.join");
  await join?.click();
  await page.waitForSelector("article[data-self]");
  return page;
}

test.each(["Chromium", "Firefox"])(
  "live in time, seen and heard both ways, where %s can't be called",
  async (denied) => {
    const room = `${randomUUID()}#${"A".repeat(43)}`;
    const options = denied === "Chromium" ? { before: denyCalls } : {};
    const person = await bring(browser, server.url, room, "Chromium", options);
    await person.join();
    const page = await bringFirefox(room, denied === "Firefox");
    const joined = performance.now();
    const left = () => joined + liveMs - performance.now();
    const framesIn = () => page.evaluate(() => Number(document.documentElement.dataset["frames"] ?? 0));
    const isLive = async () => (await framesIn()) > someFrames;
    await Promise.all([
      page.waitForSelector('article[data-link="relayed"] video[data-shown="true"]', { timeout: liveMs }),
      until(
        async () => (await person.tileOf("Firefox").getAttribute("data-link")) === "relayed",
        "Firefox to come by way of the server",
        left(),
      ),
      person.sees("Firefox", left()),
      until(isLive, "Firefox to see Chromium", left()),
    ]);
    // From now on as well.
    const before = await framesIn();
    await Promise.all([
      person.sees("Firefox"),
      person.hearsIn("Firefox"),
      until(async () => (await framesIn()) > before + someFrames, "Chromium to move on"),
      until(async () => (await page.evaluate(loudnessOf, "Chromium")) > silence, "Firefox to hear Chromium"),
    ]);
    expect(await person.tileOf("Firefox").getAttribute("data-link")).toBe("relayed");
    expect(person.faults).toEqual([]);
    await page.close();
    await person.close();
  },
  60_000,
);
