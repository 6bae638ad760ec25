// Somebody is lost for a while: what the others see of it, and that nothing flashes or moves.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Locator } from "playwright-core";
import { until } from "../until.ts";
import { type BareClient, joinBare } from "../wire/bare-client.ts";
import { bring, type Person } from "./person.ts";
import { browser, openVenue, server } from "./venue.ts";

let ana: Person;
let bare: BareClient;

// Before the server is stopped.
afterAll(() => bare.close());

openVenue();

beforeAll(async () => {
  const room = randomUUID();
  ana = await bring(browser, server.url, room, "Ana");
  await ana.join();
  const bo = await bring(browser, server.url, room, "Bo");
  await bo.join();
  await ana.sees("Bo");
  bare = await joinBare(server.url, room);
  await ana.tileOf("Guest").waitFor();
});

const overlay = (tile: Locator) => tile.getByText("Reconnecting…", { exact: true });
const label = (tile: Locator) => tile.getAttribute("aria-label");
const setAway = (away: boolean) => bare.socket.emitWithAck("set-away", away);

/** Of every tile and every video, whether it is the element that it was. */
function elements(): Promise<readonly boolean[]> {
  return ana.page
    .locator("article[data-member], article[data-member] video")
    .evaluateAll((all) => all.map((element) => element.hasAttribute("data-same")));
}

test("a tile tells how far its call is, but one's own", async () => {
  await until(
    async () => (await ana.tileOf("Bo").getAttribute("data-link")) === "direct",
    "the call with Bo to be known",
  );
  expect(await ana.tileOf("Guest").getAttribute("data-link")).toBe("connecting");
  expect(await ana.ownTile.getAttribute("data-link")).toBeNull();
});

test("whoever is lost is said to be, in the tile, to whoever hears it, and among the people", async () => {
  const guest = ana.tileOf("Guest");
  // Of coming and going there is no word from here on.
  await ana.page.getByText("Guest joined", { exact: true }).waitFor({ state: "detached" });
  await ana.press("People");
  await ana.page.locator("article[data-member], article[data-member] video").evaluateAll((all) => {
    for (const element of all) element.setAttribute("data-same", "");
  });
  const place = await guest.boundingBox();
  await setAway(true);
  await overlay(guest).waitFor();
  expect(await label(guest)).toContain("Guest, reconnecting");
  const row = ana.page.locator(".people li").filter({ hasText: "Guest" });
  await row.getByText("reconnecting", { exact: true }).waitFor();
  expect(await overlay(ana.page.locator(".stage")).count()).toBe(1);
  expect(await guest.boundingBox()).toEqual(place);

  await setAway(false);
  await overlay(guest).waitFor({ state: "detached" });
  expect(await label(guest)).not.toContain("reconnecting");
  expect(await row.getByText("reconnecting").count()).toBe(0);
  expect(await elements()).toEqual(Array(6).fill(true));
  expect(await ana.page.getByText(/Guest (left|joined)/).count()).toBe(0);
});

test("a blip is nobody's business", async () => {
  await ana.page.evaluate(() => {
    const root = document.querySelector(".stage");
    const seen = () => {
      if (root?.textContent?.includes("Reconnecting")) document.documentElement.dataset["flashed"] = "";
    };
    if (root)
      new MutationObserver(seen).observe(root, { childList: true, subtree: true, characterData: true });
  });
  for (let time = 0; time < 5; time++) {
    await setAway(true);
    await setAway(false);
  }
  // What is shown after all of that was changed comes later than anything that flashed.
  await setAway(true);
  expect(await ana.page.locator("html[data-flashed]").count()).toBe(0);
  await ana.page.locator("html[data-flashed]").waitFor({ state: "attached" });
  await setAway(false);
});
