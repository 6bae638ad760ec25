// What people see of the way to each other: before they go in, on the tiles, and in the panel of connections.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Locator } from "playwright-core";
import { until } from "../until.ts";
import { type ServerProcess, startServer } from "../wire/server-process.ts";
import { bring, type Person } from "./person.ts";
import { doTo, enter, openClass, small } from "./school.ts";
import { browser, openVenue, server } from "./venue.ts";
import { denyCalls } from "./wall.ts";

openVenue();

let withoutRelay: ServerProcess;

beforeAll(async () => {
  withoutRelay = await startServer({ RELAY: "off" });
});

afterAll(() => withoutRelay.stop());

/** Runs in the page before its scripts: no check comes to an end by itself. */
function stallIn(): void {
  RTCPeerConnection.prototype.setRemoteDescription = () => new Promise(() => {});
}

const walled = { before: denyCalls };
/** Longer than it takes to give up on a first call, by any way. */
const givenUpMs = 30_000;

const panelOf = ({ page }: Person) => page.getByRole("complementary", { name: "Connections" });
const rowOf = (person: Person, name: string): Locator =>
  panelOf(person)
    .getByRole("listitem")
    .filter({ has: person.page.getByRole("heading", { name }) });
const focused = ({ page }: Person) => page.evaluate(() => document.activeElement?.textContent?.trim());

describe("the lobby tells by which way one will come", () => {
  test("directly, from where nothing stands in the way", async () => {
    const ana = await bring(browser, server.url, randomUUID(), "Ana");
    await ana.page.getByText("Connection: direct").waitFor();
    await ana.close();
  });

  test("by way of the server, from behind a wall", async () => {
    const ana = await bring(browser, server.url, randomUUID(), "Ana", walled);
    await ana.page.getByText("Connection: by way of this server").waitFor();
    await ana.close();
  });

  test("not at all, where the server doesn't relay either, with what to do; one can go in all the same", async () => {
    const ana = await bring(browser, withoutRelay.url, randomUUID(), "Ana", walled);
    const word = ana.page.getByRole("status").filter({ hasText: "Connection: none" });
    await word.getByText(/Try another network/).waitFor();
    await ana.join();
    await ana.close();
  });

  test("and keeps nobody waiting who joins at once", async () => {
    const ana = await bring(browser, server.url, randomUUID(), "Ana", { before: stallIn });
    await ana.page.getByText("Connection: being checked…").waitFor();
    await ana.join();
    await ana.close();
  });
});

test("the connections are read by keyboard alone, and their figures move without anything else moving", async () => {
  const room = randomUUID();
  const bo = await bring(browser, server.url, room, "Bo");
  await bo.join();
  const ana = await bring(browser, server.url, room, "Ana");
  await ana.join();
  await ana.sees("Bo");
  const { keyboard } = ana.page;
  await ana.button("People").focus();
  await keyboard.press("Enter");
  await ana.button("Connections").waitFor();
  while ((await focused(ana)) !== "Connections") await keyboard.press("Tab");
  await keyboard.press("Enter");
  await ana.page.getByRole("heading", { name: "Connections" }).waitFor();
  expect(await focused(ana)).toBe("Connections");
  const row = rowOf(ana, "Bo");
  await row.getByText("Direct", { exact: true }).waitFor();
  for (const figure of ["Round trip", "Received", "Sent", "Picture", "Frames a second"])
    await row.getByText(figure, { exact: true }).waitFor();

  const received = row.locator("dt:text-is('Received') + dd");
  expect(await received.textContent()).toMatch(/^\d+ kbit\/s$/);
  await row.locator("*").evaluateAll((all) => {
    for (const element of all) element.setAttribute("data-same", "");
  });
  const before = await received.textContent();
  await until(async () => (await received.textContent()) !== before, "the figures to be read again");
  expect(await row.locator("*:not([data-same])").count()).toBe(0);
  // Whoever listens reads them when they want to.
  expect(await panelOf(ana).locator("[aria-live], [role=status], [role=alert]").count()).toBe(0);

  await keyboard.press("Escape");
  await panelOf(ana).waitFor({ state: "detached" });
  expect(await ana.page.evaluate(() => document.activeElement?.id)).toBe("people-button");
  await Promise.all([ana.close(), bo.close()]);
});

test("whoever comes by way of the server has a quiet sign, and a word on why", async () => {
  const room = randomUUID();
  const ana = await bring(browser, server.url, room, "Ana");
  await ana.join();
  const bo = await bring(browser, server.url, room, "Bo", walled);
  await bo.join();
  const tile = ana.tileOf("Bo");
  await until(
    async () => (await tile.getAttribute("aria-label")) === "Bo, by way of the server",
    "Bo to come by way of the server",
  );
  expect(await tile.getAttribute("data-link")).toBe("relayed");
  await tile.getByTitle("By way of the server").waitFor();
  await doTo(ana, "Bo", "How they are connected");
  await rowOf(ana, "Bo").getByText("By way of this server", { exact: true }).waitFor();
  await rowOf(ana, "Bo")
    .getByText(/There is nothing you need to do/)
    .waitFor();
  await Promise.all([ana.close(), bo.close()]);
});

test("whoever doesn't come through is said to, with the way to why, and what to do", async () => {
  const room = randomUUID();
  const ana = await bring(browser, withoutRelay.url, room, "Ana");
  await ana.join();
  const bo = await bring(browser, withoutRelay.url, room, "Bo", walled);
  await bo.join();
  const why = ana.tileOf("Bo").getByRole("button", { name: "Why can't I see Bo?" });
  await why.waitFor({ timeout: givenUpMs });
  await ana.tileOf("Bo").getByText("No connection yet…", { exact: true }).waitFor();
  expect(await ana.tileOf("Bo").getAttribute("aria-label")).toBe("Bo, no connection yet");
  expect(await ana.tileOf("Bo").getAttribute("data-link")).toBe("lost");
  await why.focus();
  await ana.page.keyboard.press("Enter");
  const row = rowOf(ana, "Bo");
  await row.getByText("No connection", { exact: true }).waitFor();
  await row.getByText(/Your network and Bo's let nothing through directly, .*doesn't relay/).waitFor();
  await ana.page.keyboard.press("Escape");
  expect(await focused(ana)).toBe("Why?");
  await Promise.all([ana.close(), bo.close()]);
}, 90_000);

test("a teacher sees before the class begins by which way each student will come", async () => {
  const room = randomUUID();
  const teacher = await openClass(browser, server.url, room, "Teacher");
  const bo = await bring(browser, server.url, room, "Bo", { ...small, ...walled });
  await bo.page.getByText("Connection: by way of this server").waitFor();
  await bo.join();
  // Comes in before it is known, which is told later.
  const cy = await enter(browser, server.url, room, "Cy");
  await teacher.press("People");
  const row = (name: string) => teacher.page.locator(".people li").filter({ hasText: name });
  await row("Bo").getByText("expected by way of the server", { exact: true }).waitFor();
  await row("Cy").getByText("expected to come directly", { exact: true }).waitFor();
  await Promise.all([teacher, bo, cy].map((person) => person.close()));
});

describe("what is loaded once the call runs", () => {
  const hasMenus = (person: Person) =>
    person
      .tileOf(person.name)
      .or(person.ownTile)
      .getByRole("button", { name: /^Actions for/ });

  test("is there when the server isn't", async () => {
    const own = await startServer();
    const room = randomUUID();
    const bo = await bring(browser, own.url, room, "Bo");
    await bo.join();
    const ana = await bring(browser, own.url, room, "Ana");
    await ana.join();
    // It comes by itself.
    await hasMenus(ana).first().waitFor();
    await own.stop("SIGKILL");
    for (const name of ["Chat", "People", "Devices"]) {
      await ana.press(name);
      await ana.page.getByRole("complementary", { name }).waitFor();
    }
    await Promise.all([ana.close(), bo.close()]);
  });

  test("is said to be on its way where it is late, and opens as if it had been there", async () => {
    const ana = await bring(browser, server.url, randomUUID(), "Ana");
    const late = "**/assets/annex-*";
    await ana.page.route(late, (route) => route.abort());
    await ana.join();
    await ana.press("Chat");
    await ana.page.getByText("This opens as soon as the server can be reached.").waitFor();
    await ana.page.unroute(late);
    await ana.page.getByLabel("Message").waitFor();
    await ana.page.keyboard.type("typed at once");
    expect(await ana.page.getByLabel("Message").inputValue()).toBe("typed at once");
    expect(await ana.page.getByText("This opens as soon as").count()).toBe(0);
    await ana.close();
  });
});
