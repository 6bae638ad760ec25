// Sound and picture by the relay, between real browsers whose pages use nothing else.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../../until.ts";
import { startServer } from "../../wire/server-process.ts";
import { bundleGuest, type Guest, seatGuest, type Tab } from "../relay-guest.ts";
import { browser, firefox, openFirefox, openVenue, server } from "../venue.ts";

openFirefox();
openVenue();
let script: string;

const key = "a key of the room, as long as one";
const otherKey = "another key, as long as the other";

beforeAll(async () => {
  script = await bundleGuest();
});

type Name = "Chromium" | "Firefox";

async function openTab(name: Name): Promise<Tab> {
  if (name === "Firefox") {
    const page = await firefox.browser.newPage();
    return {
      goto: (url) => page.goto(url),
      run: (code) => page.evaluate(code),
      close: () => page.close(),
    };
  }
  const page = await browser.newPage();
  return {
    goto: (url) => page.goto(url),
    run: (code) => page.evaluate(code),
    close: () => page.close(),
  };
}

interface Meeting {
  readonly ana: Guest;
  readonly ben: Guest;
  readonly end: () => Promise<void>;
}

/** Two who want each other, each with a key of the room's, or without. */
async function meet(
  names: readonly [Name, Name],
  keys: readonly [string | undefined, string | undefined] = [undefined, undefined],
  { url } = server,
): Promise<Meeting> {
  const room = randomUUID();
  const tabs = [await openTab(names[0]), await openTab(names[1])] as const;
  const ana = await seatGuest(tabs[0], url, room, script, keys[0]);
  const ben = await seatGuest(tabs[1], url, room, script, keys[1]);
  await Promise.all([ana.want(ben), ben.want(ana)]);
  const end = async () => {
    for (const tab of tabs) await tab.close();
  };
  return { ana, ben, end };
}

describe("Chromium and Firefox", () => {
  const names = ["Chromium", "Firefox"] as const;

  test.each([
    ["an open", undefined],
    ["a sealed", key],
  ])("see and hear each other in %s room", async (_what, secret) => {
    const { ana, ben, end } = await meet(names, [secret, secret]);
    const [there, here] = await Promise.all([ana.meets(ben), ben.meets(ana)]);
    expect([there.streams, here.streams]).toEqual([1, 1]);
    expect(Math.min(there.height, here.height)).toBeGreaterThanOrEqual(120);
    await end();
  });

  test("show nothing of each other with different keys, and say why", async () => {
    const { ana, ben, end } = await meet(names, [key, otherKey]);
    for (const [one, other] of [
      [ana, ben],
      [ben, ana],
    ] as const)
      await until(async () => (await one.figuresOf(other)).state === "unopened", "it to be unopened");
    expect(await ana.figuresOf(ben)).toMatchObject({ streams: 0, frames: 0 });
    expect(await ben.figuresOf(ana)).toMatchObject({ streams: 0, frames: 0 });
    await end();
  });
});

test("a camera that is turned off and on again, in mid-stream", async () => {
  const { ana, ben, end } = await meet(["Chromium", "Chromium"], [key, key]);
  await ana.meets(ben);
  await ben.tab.run('window.use("camera", false)');
  // Of the last seconds.
  const rateOf = () => ana.tab.run(`window.reportOf("${ben.id}")?.framesPerSecond`);
  await until(async () => (await rateOf()) === 0, "the picture to stand still");
  const { energy } = await ana.figuresOf(ben);
  await until(async () => (await ana.figuresOf(ben)).energy > energy, "the sound to go on");
  await ben.tab.run('window.use("camera", true)');
  expect(await ana.meets(ben)).toMatchObject({ streams: 1, state: "live" });
  await end();
});

test("the server dies and comes back: they go on in the same stream", async () => {
  const mortal = await startServer();
  const { ana, ben, end } = await meet(["Chromium", "Chromium"], [key, key], mortal);
  await Promise.all([ana.meets(ben), ben.meets(ana)]);
  await mortal.stop("SIGKILL");
  await until(async () => (await ana.figuresOf(ben)).state === "silent", "the silence to be noticed");
  const risen = await startServer({ PORT: new URL(mortal.url).port });
  const [there, here] = await Promise.all([ana.meets(ben), ben.meets(ana)]);
  expect([there.streams, here.streams]).toEqual([1, 1]);
  await end();
  await risen.stop();
});
