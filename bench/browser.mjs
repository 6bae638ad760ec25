// Real Chromium with a camera and a microphone that are made up.

import { chromium } from "playwright-core";
import { chooseChromium, chromiumFlags, consentFlags } from "../test/browsers.mjs";

/** How long cameras, sockets and scripts get to come to rest before a clock starts. */
const settleMs = 700;

export async function openBrowser() {
  const how = chooseChromium();
  if (!how.executablePath) {
    console.error("The figures need Chromium: install it, or point CHROMIUM at it.");
    process.exit(1);
  }
  return chromium.launch({ ...how, args: [...chromiumFlags, ...consentFlags] });
}

/** Opens a page for each of `count` people, each with a profile of their own; closes them after. */
export async function withPages(browser, count, use) {
  const contexts = await Promise.all(Array.from({ length: count }, () => browser.newContext()));
  try {
    return await use(...(await Promise.all(contexts.map((context) => context.newPage()))));
  } finally {
    await Promise.all(contexts.map((context) => context.close()));
  }
}

/** Waits until the page shows its own camera and has nothing left to do. */
export async function settle(page) {
  await page.waitForFunction(() =>
    [...document.querySelectorAll("video")].some((video) => video.videoWidth > 0 && !video.paused),
  );
  await page.waitForTimeout(settleMs);
}

export async function join(page) {
  await page.getByRole("button", { name: "Join", exact: true }).click();
}
