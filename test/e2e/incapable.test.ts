// Browsers that can't be called, or can't be relayed, or neither: they are told so, and what to do.

import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { openLobby, type Person } from "./person.ts";
import { browser, openVenue, server, welcome } from "./venue.ts";
import { denyCalls, lackCalls, lackCodecs } from "./wall.ts";

/** Longer than it takes to give up on a first call, by any way. */
const givenUpMs = 30_000;
/** What is promised, live by then; and what a busy machine adds to it. */
const liveMs = 10_000 + 5_000;

openVenue();

/** In the lobby, with a browser that is less than it was; what becomes of its calls comes after the probe. */
async function bring(room: string, name: string, walled?: () => void, codecs = true): Promise<Person> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  if (!codecs) await context.addInitScript(lackCodecs);
  return welcome(await openLobby(context, server.url, room, name, walled));
}

async function say(person: Person, words: string): Promise<void> {
  await person.page.getByLabel("Message").fill(words);
  await person.page.keyboard.press("Enter");
}

test("whoever can neither call nor be relayed is told so, before and after, and chats", async () => {
  const room = randomUUID();
  const ana = await bring(room, "Ana");
  await ana.join();
  const dan = await bring(room, "Dan", denyCalls, false);
  const eve = await bring(room, "Eve", lackCalls, false);
  const advised = /Try another network, or a current Chrome, Edge, Firefox or Safari\. You can still join/;
  for (const one of [dan, eve]) {
    const word = one.page.getByRole("status").filter({ hasText: "Connection: none" });
    await word.getByText(advised).waitFor();
    await one.join();
  }
  await Promise.all([ana.press("Chat"), eve.press("Chat")]);
  await say(eve, "I can only write");
  await ana.page.getByRole("log").getByText("I can only write").waitFor();
  await say(ana, "That will do");
  await eve.page.getByRole("log").getByText("That will do").waitFor();

  const reasons = [
    [
      dan,
      /^Your network and Ana's let nothing through directly\. This browser can't be relayed.* use a current/,
    ],
    [eve, /^Your browser can't make calls\. This browser can't be relayed.* use a current/],
  ] as const;
  for (const [one, reason] of reasons) {
    const tile = one.tileOf("Ana");
    await tile.getByRole("button", { name: "Why can't I see Ana?" }).click({ timeout: givenUpMs });
    await tile.getByText("No connection yet…", { exact: true }).waitFor();
    expect(await tile.getAttribute("data-link")).toBe("lost");
    await one.page.getByText(reason).first().waitFor();
  }
  // In place of what never came, Chromium shows a black picture by and by.
  const widthOf = () =>
    dan
      .tileOf("Ana")
      .locator("video")
      .evaluate((video) => (video as HTMLVideoElement).videoWidth);
  await until(async () => (await widthOf()) > 0, "the black picture", givenUpMs);
  await until(async () => !(await dan.showsPictureOf("Ana")), "it to be covered");
  expect(await ana.tileOf("Eve").getAttribute("aria-label")).toBe("Eve, no connection yet");
}, 90_000);

test("whoever can't call is relayed, and expected to be", async () => {
  const room = randomUUID();
  const ana = await bring(room, "Ana");
  await ana.join();
  const eve = await bring(room, "Eve", lackCalls);
  await eve.page.getByText("Connection: by way of this server.").waitFor();
  await eve.join();
  await Promise.all([ana.sees("Eve", liveMs), eve.sees("Ana", liveMs)]);
  await Promise.all([ana.hearsIn("Eve"), eve.hearsIn("Ana")]);
}, 60_000);
