// What people write to each other.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { until } from "../until.ts";
import { type ServerProcess, startServer } from "../wire/server-process.ts";
import { launchChromium } from "./chromium.ts";
import { bring, type Person } from "./person.ts";

let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchChromium()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function enter(room: string, name: string): Promise<Person> {
  const person = await bring(browser, server.url, room, name);
  await person.join();
  return person;
}

async function say(person: Person, message: string): Promise<void> {
  const field = person.page.getByLabel("Message");
  await field.fill(message);
  await field.press("Enter");
  await until(async () => (await field.inputValue()) === "", "the line to be taken");
}

function linesOf(person: Person): Promise<readonly string[]> {
  return person.page.getByRole("log").locator("li p").allTextContents();
}

test("lines come with name and time, in order, once, for those who were there and for a late joiner", async () => {
  const room = randomUUID();
  const [ana, bo] = [await enter(room, "Ana"), await enter(room, "Bo")];
  await ana.press("Chat");
  await bo.press("Chat");
  for (const [person, line] of [
    [ana, "one"],
    [bo, "two"],
    [ana, "three"],
  ] as const)
    await say(person, line);
  const late = await enter(room, "Chloé");
  await late.press("Chat");
  for (const person of [ana, bo, late]) {
    await until(async () => (await linesOf(person)).length === 3, `${person.name} to have every line`);
    expect(await linesOf(person)).toEqual(["one", "two", "three"]);
  }
  const first = late.page.getByRole("log").locator("li").first();
  expect(await first.locator(".who").textContent()).toBe("Ana");
  expect(await first.locator("time").textContent()).toMatch(/^\d{1,2}:\d{2}/);
  await Promise.all([ana.close(), bo.close(), late.close()]);
});

test("unread lines are counted while the chat is closed, and what was said before is not", async () => {
  const room = randomUUID();
  const ana = await enter(room, "Ana");
  await ana.press("Chat");
  await say(ana, "before");
  const bo = await enter(room, "Bo");
  expect(await bo.page.getByText("1 unread").count()).toBe(0);
  await say(ana, "while closed");
  await say(ana, "and again");
  await bo.page.locator("#chat-count").getByText("2 unread").waitFor();
  await bo.page.getByText("Ana: and again", { exact: true }).waitFor();
  await bo.press("Chat");
  await until(async () => (await bo.page.locator("#chat-count").count()) === 0, "the count to go");
  await Promise.all([ana.close(), bo.close()]);
});

test("text is text, and links work without giving the room away", async () => {
  const room = randomUUID();
  const [ana, bo] = [await enter(room, "Ana"), await enter(room, "Bo")];
  await ana.press("Chat");
  await bo.press("Chat");
  const line = '<img src=x onerror="document.title=1"> and <b>bold</b> at https://example.org/a_(b)?x=1&y=2.';
  await say(ana, line);
  await until(async () => (await linesOf(bo)).length === 1, "the line");
  expect(await linesOf(bo)).toEqual([line]);
  const link = bo.page.getByRole("log").getByRole("link");
  expect(await link.getAttribute("href")).toBe("https://example.org/a_(b)?x=1&y=2");
  expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
  expect(await link.getAttribute("target")).toBe("_blank");
  expect(await bo.page.locator("img, log b").count()).toBe(0);
  await Promise.all([ana.close(), bo.close()]);
});

test("what could not be sent stays in the field, with a word about it", async () => {
  const own = await startServer();
  const ana = await bring(browser, own.url, randomUUID(), "Ana");
  await ana.join();
  await ana.press("Chat");
  await own.stop("SIGKILL");
  await ana.page.getByText("The server can't be reached.").waitFor();
  const field = ana.page.getByLabel("Message");
  await field.fill("not lost");
  await field.press("Enter");
  await ana.page.getByText("this was not sent").waitFor();
  expect(await field.inputValue()).toBe("not lost");
  await ana.close();
});
