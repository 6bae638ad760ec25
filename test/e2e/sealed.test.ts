// A sealed room: the link carries the key, and without it nobody comes in.

import { randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { desk, launchChromium } from "./chromium.ts";
import { bring, openLink, openLobby, type Person } from "./person.ts";
import { browser, openVenue, server } from "./venue.ts";

openVenue();

/** Opens the site as somebody who wants to meet; returns them with the room's link, key and all. */
async function openFreshRoom(name: string): Promise<{ person: Person; room: string }> {
  const context = await browser.newContext({ viewport: desk });
  const person = await openLobby(context, server.url, "", name);
  const { page } = person;
  const { pathname, hash } = new URL(page.url());
  await page.getByLabel("Your name").fill(name);
  return { person, room: pathname.slice(1) + hash };
}

/** Waits until that person's screen says that the link doesn't lead in, and why. */
async function readBarrier({ page }: Person): Promise<string> {
  await page.getByRole("heading", { name: "This link doesn't lead in" }).waitFor();
  return page.getByRole("main").innerText();
}

async function askFor(name: string, room: string): Promise<Person> {
  return openLink(await browser.newContext(), server.url, room, name, () => {
    const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (constraints) => {
      document.documentElement.dataset["asked"] = "yes";
      return capture(constraints);
    };
  });
}

async function expectNoDevice({ page }: Person): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.dataset["asked"])).toBeUndefined();
}

describe("a fresh room", () => {
  test("has a key in its link, and whoever has the link meets: sound, picture and chat", async () => {
    const { person: ana, room } = await openFreshRoom("Ana");
    expect(room).toMatch(/^[0-9a-f-]{36}#[A-Za-z0-9_-]{43}$/);
    await ana.join();
    const bo = await bring(browser, server.url, room, "Bo");
    await bo.join();
    await Promise.all([ana.sees("Bo"), bo.sees("Ana"), ana.hears("Bo"), bo.hears("Ana")]);
    await ana.page.getByText("Sealed", { exact: true }).click();
    await ana.page.getByText("can neither listen in, look nor read along").waitFor();
    await ana.press("Chat");
    await ana.page.getByLabel("Message").fill("for your eyes");
    await ana.page.keyboard.press("Enter");
    await bo.press("Chat");
    await bo.page.getByRole("log").getByText("for your eyes").waitFor();
    const cy = await bring(browser, server.url, room, "Cy");
    await cy.join();
    await cy.press("Chat");
    await cy.page.getByRole("log").getByText("for your eyes").waitFor();
    expect(await cy.page.locator("[data-doubt]").count()).toBe(0);
    for (const { faults } of [ana, bo, cy]) expect(faults).toEqual([]);
    await Promise.all([ana.close(), bo.close(), cy.close()]);
  });

  test("is shared with its key", async () => {
    const { person: ana, room } = await openFreshRoom("Ana");
    await ana.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await ana.join();
    await ana.press("Invite");
    await ana.page.getByText("The link is copied.").waitFor();
    expect(await ana.page.evaluate(() => navigator.clipboard.readText())).toBe(`${server.url}/${room}`);
    await ana.close();
  });

  test("keeps its key when the page is loaded again", async () => {
    const { person: ana, room } = await openFreshRoom("Ana");
    await ana.page.reload();
    await ana.page.getByText("Sealed", { exact: true }).waitFor();
    expect(ana.page.url()).toBe(`${server.url}/${room}`);
    await ana.close();
  });
});

describe("a link that doesn't fit the room is told so before any device is asked for", () => {
  test.each([
    ["without the key", () => "", "your link lacks the key"],
    ["with another key", () => `#${"A".repeat(43)}`, "another key"],
    ["with a part of the key", (key: string) => `#${key.slice(0, 30)}`, "damaged"],
  ])("%s", async (_what, spoil, sentence) => {
    const { person: ana, room } = await openFreshRoom("Ana");
    await ana.join();
    const [path = "", key = ""] = room.split("#");
    const eve = await askFor("Eve", path + spoil(key));
    expect(await readBarrier(eve)).toContain(sentence);
    await expectNoDevice(eve);
    expect(await eve.button("Join").count()).toBe(0);
    await Promise.all([ana.close(), eve.close()]);
  });

  test("with a key, over plain HTTP, where browsers seal nothing; a fresh room there is open", async () => {
    const host = "parley.test";
    const plain = await launchChromium({ flags: [`--host-resolver-rules=MAP ${host} 127.0.0.1`] });
    const url = server.url.replace("localhost", host);
    const eve = await openLink(await plain.newContext(), url, `${randomUUID()}#${"A".repeat(43)}`, "Eve");
    expect(await readBarrier(eve)).toContain("https");
    const ana = await openLobby(await plain.newContext(), url, "", "Ana");
    await ana.page.getByText("Not sealed", { exact: true }).waitFor();
    expect(await ana.button("Seal this room").count()).toBe(0);
    await plain.close();
  });

  test("with a key, where the room is open without one", async () => {
    const room = randomUUID();
    const ana = await bring(browser, server.url, room, "Ana");
    await ana.join();
    const eve = await askFor("Eve", `${room}#${"A".repeat(43)}`);
    expect(await readBarrier(eve)).toContain("nothing would be sealed");
    await expectNoDevice(eve);
    await Promise.all([ana.close(), eve.close()]);
  });

  test("and the whole link, pasted over it, leads in", async () => {
    const { person: ana, room } = await openFreshRoom("Ana");
    await ana.join();
    const [path = "", key = ""] = room.split("#");
    const bo = await askFor("Bo", path);
    await readBarrier(bo);
    await bo.page.evaluate((whole) => {
      location.hash = whole;
    }, key);
    await bo.join();
    await ana.sees("Bo");
    await Promise.all([ana.close(), bo.close()]);
  });
});

describe("a room named by hand", () => {
  test("is not sealed, and says so", async () => {
    const ana = await bring(browser, server.url, randomUUID(), "Ana");
    await ana.page.getByText("Not sealed", { exact: true }).click();
    await ana.page.getByText("by way of this server, and could be looked at there").waitFor();
    expect(new URL(ana.page.url()).hash).toBe("");
    await ana.close();
  });

  test("is sealed by its first member in the lobby, whereupon nobody else comes in without the key", async () => {
    const room = randomUUID();
    const bo = await bring(browser, server.url, room, "Bo");
    const ana = await bring(browser, server.url, room, "Ana");
    await ana.press("Seal this room");
    await ana.page.getByText("Sealed", { exact: true }).waitFor();
    const { hash } = new URL(ana.page.url());
    expect(hash).toHaveLength(44);
    await ana.join();
    // Bo, who waits in the lobby, learns of it at once, and his devices are let go.
    expect(await readBarrier(bo)).toContain("your link lacks the key");
    await until(
      async () => (await bo.trackStates()).every((state) => state === "ended"),
      "Bo's devices to be released",
    );
    const cy = await bring(browser, server.url, room + hash, "Cy");
    expect(await cy.button("Seal this room").count()).toBe(0);
    await cy.join();
    await ana.sees("Cy");
    await Promise.all([ana.close(), bo.close(), cy.close()]);
  });
});

describe("the code of a pair", () => {
  async function readCode(person: Person, other: string): Promise<string> {
    await person.press("People");
    await person.page.getByRole("listitem").filter({ hasText: other }).getByText("Code").click();
    const code = person.page.locator(".comparison strong");
    await code.filter({ hasText: /\d{4}/ }).waitFor();
    return code.innerText();
  }

  test.each([
    ["sealed", /^\d{4} \d{4}$/],
    ["open", /^\d{4}( \d{4}){4}$/],
  ])("is the same on both sides in a room that is %s", async (kind, form) => {
    const room = kind === "sealed" ? `${randomUUID()}#${"A".repeat(43)}` : randomUUID();
    const ana = await bring(browser, server.url, room, "Ana");
    await ana.join();
    const bo = await bring(browser, server.url, room, "Bo");
    await bo.join();
    await Promise.all([ana.sees("Bo"), bo.sees("Ana")]);
    const code = await readCode(ana, "Bo");
    expect(code).toMatch(form);
    expect(await readCode(bo, "Ana")).toBe(code);
    await Promise.all([ana.close(), bo.close()]);
  });
});
