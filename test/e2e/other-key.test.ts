// Somebody who knows which room it is, and of its seal what the server does, but not its key: a page made by hand,
// since Parley's own doesn't go in with another one.

import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "@jest/globals";
import { bring, loudnessOf } from "./person.ts";
import { bundleGuest, seatGuest } from "./relay-guest.ts";
import { browser, openVenue, server } from "./venue.ts";

/** Longer than it takes to give up on a first call, by any way. */
const givenUpMs = 30_000;

openVenue();

let script: string;

beforeAll(async () => {
  script = await bundleGuest();
});

test("is shown under a lock, and neither seen nor heard", async () => {
  const room = randomUUID();
  const ana = await bring(browser, server.url, `${room}#${"A".repeat(43)}`, "Ana");
  await ana.join();
  const page = await browser.newPage();
  const tab = {
    goto: (url: string) => page.goto(url),
    run: (code: string) => page.evaluate(code),
    close: () => page.close(),
  };
  await seatGuest(tab, server.url, room, script, "another key, as long as the other", "Mallory");
  const id = (await ana.ownTile.getAttribute("data-member")) ?? "";
  await tab.run(`window.want(${JSON.stringify(id)})`);
  const tile = ana.tileOf("Mallory");
  await tile.getByRole("button", { name: "Why can't I see Mallory?" }).click({ timeout: givenUpMs });
  const row = ana.page.getByRole("complementary", { name: "Connections" }).getByRole("listitem");
  await row.getByText("Sealed with another key", { exact: true }).waitFor();
  await row.locator("h3 svg").waitFor();
  await row.getByText(/it is sealed with another key\. Compare the links you have/).waitFor();
  expect(await ana.showsPictureOf("Mallory")).toBe(false);
  expect(await ana.page.evaluate(loudnessOf, "Mallory")).toBe(0);
  expect(await tab.run(`window.figuresOf(${JSON.stringify(id)}).frames`)).toBe(0);
  expect(await tab.run(`window.figuresOf(${JSON.stringify(id)}).state`)).toBe("unopened");
  expect(ana.faults).toEqual([]);
  await ana.close();
  await tab.close();
}, 60_000);
