// Hosts who mute and ask, hands that go up, reactions that float by.

import { randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import type { Person } from "./person.ts";
import { doTo, enter, openClass } from "./school.ts";
import { browser, openVenue, server, welcome } from "./venue.ts";

openVenue();

async function come(room: string, name: string): Promise<Person> {
  return welcome(await enter(browser, server.url, room, name));
}

async function say(person: Person, text: string): Promise<void> {
  if ((await person.page.getByLabel("Message").count()) === 0) await person.press("Chat");
  await person.page.getByLabel("Message").fill(text);
  await person.page.keyboard.press("Enter");
}

/** Which hand theirs is, as that person sees it; their own tile is "… (you)". */
async function handOf(viewer: Person, name: string): Promise<string | undefined> {
  const tile = viewer.name === name ? viewer.ownTile : viewer.tileOf(name);
  const [hand] = await tile.locator(".hand").allTextContents();
  return hand?.trim();
}

const labelOf = (viewer: Person, name: string) => viewer.tileOf(name).getAttribute("aria-label");

describe("a host", () => {
  test("mutes somebody, who may unmute unless that is forbidden, and then only when asked to", async () => {
    const room = randomUUID();
    const ana = await come(room, "Ana");
    const bo = await come(room, "Bo");
    await ana.hears("Bo", 30_000);
    await doTo(ana, "Bo", "Mute");
    await bo.button("Unmute").waitFor();
    await bo.page.getByText("A host has muted you", { exact: false }).waitFor();
    await until(async () => (await labelOf(ana, "Bo")) === "Bo, muted", "the tile to say so");
    await bo.press("Unmute");
    await bo.button("Mute").waitFor();

    await ana.press("Hosting");
    await ana.page.getByLabel("People may unmute themselves").uncheck();
    await ana.press("Close");
    const chloe = await come(room, "Chloé");
    await chloe.button("Unmute").waitFor();
    await ana.press("Mute all");
    await bo.button("Unmute").waitFor();
    await bo.button("Unmute").click({ force: true });
    await bo.page.getByText("The host has muted everybody", { exact: false }).waitFor();
    expect(await bo.button("Mute").count()).toBe(0);
    // The host has not muted themselves.
    expect(await ana.button("Mute").count()).toBe(1);

    await doTo(ana, "Bo", "Ask to unmute");
    await bo.press("Unmute now");
    await bo.button("Mute").waitFor();
    await ana.hears("Bo");
    await until(async () => (await labelOf(ana, "Bo")) === "Bo", "the tile to say that he speaks");
  }, 90_000);

  test("turns somebody's camera off, which really lets it go, and can't turn it on", async () => {
    const room = randomUUID();
    const ana = await come(room, "Ana");
    const bo = await come(room, "Bo");
    await ana.sees("Bo", 30_000);
    await doTo(ana, "Bo", "Turn off camera");
    await bo.button("Start camera").waitFor();
    await until(async () => !(await ana.showsPictureOf("Bo")), "the picture to go");
    await bo.press("Start camera");
    await ana.sees("Bo");
  }, 60_000);

  test("does it all by keyboard", async () => {
    const room = randomUUID();
    const ana = await come(room, "Ana");
    const bo = await come(room, "Bo");
    await ana.seesOnly(2);
    const opener = ana.tileOf("Bo").getByRole("button", { name: "Actions for Bo" });
    await opener.focus();
    await ana.page.keyboard.press("Enter");
    await ana.tileOf("Bo").getByRole("button", { name: "Mute", exact: true }).waitFor();
    await ana.page.keyboard.press("Escape");
    await until(
      () => opener.evaluate((element) => element === document.activeElement),
      "the focus to return",
    );
    await ana.page.keyboard.press("Enter");
    await ana.tileOf("Bo").getByRole("button", { name: "Mute", exact: true }).focus();
    await ana.page.keyboard.press("Enter");
    await bo.button("Unmute").waitFor();
  }, 60_000);
});

describe("hands", () => {
  test("go up in one order on every screen, and keep their place over a reload", async () => {
    const room = randomUUID();
    const ana = await come(room, "Ana");
    const bo = await come(room, "Bo");
    const chloe = await come(room, "Chloé");
    await ana.seesOnly(3);
    await chloe.press("Raise hand");
    await until(async () => (await handOf(ana, "Chloé")) === "1", "the hand to be seen");
    await bo.press("Raise hand");
    const order = async (viewer: Person) => {
      await until(
        async () => (await handOf(viewer, "Chloé")) === "1" && (await handOf(viewer, "Bo")) === "2",
        `${viewer.name} to see both hands in order`,
      );
    };
    for (const viewer of [ana, bo, chloe]) await order(viewer);
    await chloe.page.reload();
    await chloe.join();
    for (const viewer of [ana, bo, chloe]) await order(viewer);
    await chloe.press("Lower hand");
    await until(async () => (await handOf(ana, "Bo")) === "1", "the other to be the first");
    await doTo(ana, "Bo", "Lower hand");
    await bo.button("Raise hand").waitFor();
  }, 60_000);
});

describe("a reaction", () => {
  test("is seen by the others, for a while", async () => {
    const room = randomUUID();
    const ana = await come(room, "Ana");
    const bo = await come(room, "Bo");
    await ana.seesOnly(2);
    await bo.press("React");
    await bo.press("Applause");
    await ana.tileOf("Bo").getByText("👏").waitFor();
    await until(async () => (await ana.tileOf("Bo").getByText("👏").count()) === 0, "it to be over");
  }, 60_000);
});

describe("the chat of a class", () => {
  test("is read by all, or by the teacher alone, as the teacher sets", async () => {
    const room = randomUUID();
    const ana = welcome(await openClass(browser, server.url, room, "Ana"));
    const bo = await come(room, "Bo");
    const chloe = await come(room, "Chloé");
    await say(bo, "Good morning, all");
    await chloe.press("Chat");
    await chloe.page.getByRole("log").getByText("Good morning, all").waitFor();

    await ana.press("Hosting");
    await ana.page.getByLabel("Students' lines are read by everybody").uncheck();
    await bo.page.getByPlaceholder("Write to the teacher").waitFor();
    await say(bo, "I have not done my homework");
    await ana.press("Chat");
    await ana.page.getByRole("log").getByText("I have not done my homework").waitFor();
    await say(ana, "See me after class");
    await chloe.page.getByRole("log").getByText("See me after class").waitFor();
    expect(await chloe.page.getByRole("log").innerText()).not.toContain("homework");
    await chloe.page.reload();
    await chloe.join();
    await chloe.press("Chat");
    await chloe.page.getByRole("log").getByText("See me after class").waitFor();
    expect(await chloe.page.getByRole("log").innerText()).not.toContain("homework");
  }, 90_000);
});
