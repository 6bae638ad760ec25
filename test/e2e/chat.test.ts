// What people write to each other.

import { randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { createKey } from "../../client/meeting/seal.ts";
import { until } from "../until.ts";
import { startServer } from "../wire/server-process.ts";
import { bring, type Person } from "./person.ts";
import { browser, openVenue, server } from "./venue.ts";

openVenue();

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

/** The lines, and which of them are marked as unsent. */
function statesOf(person: Person): Promise<readonly (readonly [string, boolean])[]> {
  return person.page
    .getByRole("log")
    .locator("li.line")
    .evaluateAll((lines) =>
      lines.map((line) => [line.querySelector("p")?.textContent ?? "", line.hasAttribute("data-unsent")]),
    );
}

describe("while the server is away", () => {
  test.each([
    ["an open room", ""],
    ["a sealed one", `#${createKey()}`],
  ])(
    "what is written stands in the chat as not sent (%s), and is said once in order when it is back",
    async (_, key) => {
      const room = randomUUID() + key;
      let own = await startServer();
      const { port } = new URL(own.url);
      const [ana, bo] = [
        await bring(browser, own.url, room, "Ana"),
        await bring(browser, own.url, room, "Bo"),
      ];
      for (const person of [ana, bo]) {
        await person.join();
        await person.press("Chat");
      }
      await say(ana, "before");
      await until(async () => (await linesOf(bo)).length === 1, "the first line");
      await own.stop("SIGKILL");
      const absence = ana.page.getByText(
        "The server is away. Calls go on; what you write is sent when it is back.",
        { exact: true },
      );
      await absence.waitFor();
      for (const line of ["one", "two", "three"]) await say(ana, line);
      expect(await statesOf(ana)).toEqual([
        ["before", false],
        ["one", true],
        ["two", true],
        ["three", true],
      ]);
      await until(
        async () =>
          (await ana.page.getByRole("log").getByText("Not sent yet", { exact: true }).count()) === 3,
        "the marks",
      );
      // An element that is taken away and put back would be read out once more.
      await ana.page
        .getByRole("log")
        .locator("li.line")
        .evaluateAll((lines) => {
          for (const line of lines) line.setAttribute("data-known", "");
        });

      own = await startServer({ PORT: port });
      const all = ["before", "one", "two", "three"];
      await until(async () => (await statesOf(ana)).every(([, unsent]) => !unsent), "all to be sent", 20_000);
      await until(async () => (await linesOf(bo)).length === all.length, "Bo to have every line");
      expect(await linesOf(bo)).toEqual(all);
      expect(await statesOf(ana)).toEqual(all.map((line) => [line, false]));
      expect(await ana.page.locator("li.line[data-known]").count()).toBe(all.length);
      expect(await ana.page.getByText("Not sent yet").count()).toBe(0);
      for (const person of [ana, bo]) expect(await person.page.locator("[data-doubt]").count()).toBe(0);
      await absence.waitFor({ state: "detached" });
      await Promise.all([ana.close(), bo.close()]);
      await own.stop();
    },
  );

  test("what is written survives a reload, and is said once when its writer is back in the room", async () => {
    const room = randomUUID();
    const [ana, bo] = [await enter(room, "Ana"), await enter(room, "Bo")];
    for (const person of [ana, bo]) await person.press("Chat");
    // What is sent arrives, but Ana hears nothing any more: whatever comes is an empty packet.
    await ana.page.evaluate(() => {
      Object.defineProperty(MessageEvent.prototype, "data", { get: () => "6" });
    });
    await say(ana, "one");
    await say(ana, "two");
    expect(await statesOf(ana)).toEqual([
      ["one", true],
      ["two", true],
    ]);
    await until(async () => (await linesOf(bo)).length === 1, "Bo to have the first");
    await ana.page.reload();
    await ana.join();
    await ana.press("Chat");
    await until(async () => (await linesOf(bo)).length === 2, "Bo to have both");
    await until(async () => (await statesOf(ana)).every(([, unsent]) => !unsent), "both to be sent");
    expect(await linesOf(bo)).toEqual(["one", "two"]);
    expect(await linesOf(ana)).toEqual(["one", "two"]);
    // Once said, nothing is left to be said again.
    await ana.page.reload();
    await ana.join();
    await ana.press("Chat");
    await until(async () => (await linesOf(ana)).length === 2, "the history");
    await say(ana, "three");
    await until(async () => (await linesOf(bo)).length === 3, "Bo to have the third");
    expect(await linesOf(bo)).toEqual(["one", "two", "three"]);
    await Promise.all([ana.close(), bo.close()]);
  });

  test("what isn't said when one leaves is not said any more", async () => {
    const room = randomUUID();
    const ana = await enter(room, "Ana");
    await ana.press("Chat");
    await ana.page.evaluate(() => {
      WebSocket.prototype.send = () => {};
    });
    await say(ana, "never mind");
    expect(await statesOf(ana)).toEqual([["never mind", true]]);
    const kept = () => ana.page.evaluate(() => JSON.stringify(sessionStorage));
    expect(await kept()).toContain("never mind");
    await ana.leave();
    expect(await kept()).not.toContain("never mind");
    await ana.close();
  });
});
