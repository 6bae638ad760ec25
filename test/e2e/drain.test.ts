// Somebody opens a link at the very moment at which the server is restarted.

import { randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { createKey } from "../../client/meeting/seal.ts";
import { until } from "../until.ts";
import { type ServerProcess, startServer } from "../wire/server-process.ts";
import { launchChromium } from "./chromium.ts";
import { openLobby } from "./person.ts";

let browser: Browser;
let server: ServerProcess;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  server = await startServer();
  context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  page = await context.newPage();
});

afterEach(async () => {
  await context.close();
  await server.stop();
});

/** A process ends within a second or two, which on a busy machine is over before a page is asked for. */
const mostAttempts = 5;

/** Opens the address while the process ends, and starts the next once it has. */
async function openInBetween(path: string, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
  const { port } = new URL(server.url);
  for (let attempt = 1; ; attempt++) {
    // Whatever a browser does before its first page is done by then.
    await page.goto(`${server.url}/health`);
    const ended = server.stop();
    await until(async () => (await fetch(`${server.url}/health`)).status === 503, "the process to end").catch(
      () => {},
    );
    const answer = await page.goto(server.url + path).catch(() => null);
    expect(await ended).toBe(0);
    if (answer) break;
    if (attempt === mostAttempts) throw new Error("The process was gone whenever the page was asked for");
    server = await startServer({ PORT: port });
  }
  await page.getByRole("heading", { name: "Back in a moment" }).waitFor();
  await meanwhile();
  server = await startServer({ PORT: port });
}

const ownTile = () => page.locator("article[data-self]");

test("whose name is known is in the room without a press, muted and with the camera off", async () => {
  const room = randomUUID();
  await openInBetween(`/${room}?name=Ana`);
  await ownTile().waitFor();
  expect(await ownTile().getAttribute("aria-label")).toBe("Ana (you), muted, camera off");
  expect(new URL(page.url()).pathname).toBe(`/${room}`);
});

test("who was here before is known by the name they had, and is told under which they come in", async () => {
  const ana = await openLobby(context, server.url, randomUUID(), "Ana");
  await ana.join();
  await ana.page.close();
  await openInBetween(`/${randomUUID()}`, async () => {
    await page.getByText("You come in by yourself as Ana, muted and with the camera off.").waitFor();
    expect(await page.getByLabel("Your name").isVisible()).toBe(false);
  });
  await ownTile().waitFor();
  expect(await ownTile().locator(".name").textContent()).toBe("Ana (you)");
});

test("who is new here says a name while they wait, and is in the room under it", async () => {
  await openInBetween(`/${randomUUID()}`, () => page.getByLabel("Your name").fill("  Bo "));
  await ownTile().waitFor();
  expect(await ownTile().locator(".name").textContent()).toBe("Bo (you)");
});

test("who says none comes to the lobby", async () => {
  await openInBetween(`/${randomUUID()}`);
  await page.getByRole("button", { name: "Join", exact: true }).waitFor();
});

test("the key in the link is still there, and opens the room", async () => {
  const key = createKey();
  await openInBetween(`/${randomUUID()}?name=Ana#${key}`);
  await ownTile().waitFor();
  expect(new URL(page.url()).hash).toBe(`#${key}`);
  await page.getByText("Sealed", { exact: false }).first().waitFor();
});

test("who wants a fresh room gets to its lobby, as its host", async () => {
  await openInBetween("/?name=Ana");
  await page.getByRole("button", { name: "Join", exact: true }).waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/[0-9a-f-]{36}$/);
  // A fresh room is sealed, which only a page that knows itself to be the first does.
  expect(new URL(page.url()).hash).toMatch(/^#[\w-]{43}$/);
});

test("who was on the way to a fresh room is still the first in it", async () => {
  const redirect = await context.request.get(server.url, { maxRedirects: 0 });
  await openInBetween(redirect.headers()["location"] ?? "");
  await page.getByRole("button", { name: "Join", exact: true }).waitFor();
  expect(new URL(page.url()).hash).toMatch(/^#[\w-]{43}$/);
});

test("the page stays while nobody answers, in both schemes, within a phone's width", async () => {
  const shots = mkdtempSync(join(tmpdir(), "parley-drain-"));
  await openInBetween(`/${randomUUID()}`, async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(process.env["SHOTS"] ?? shots, `moment-${colorScheme}.png`) });
      const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      expect(ground).toBe(colorScheme === "light" ? "rgb(244, 242, 236)" : "rgb(18, 21, 20)");
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(360);
    // Asked and left without an answer, twice at least.
    const failed: string[] = [];
    page.on("requestfailed", (request) => failed.push(request.url()));
    await until(() => failed.length >= 2, "the page to ask in vain");
    await page.getByRole("heading", { name: "Back in a moment" }).waitFor();
  });
  await page.getByRole("button", { name: "Join", exact: true }).waitFor();
});
