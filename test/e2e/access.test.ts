// Everybody can use it: by keyboard alone, with a screen reader, on any screen.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "@jest/globals";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { until } from "../until.ts";
import { bring, type Person, type PersonOptions } from "./person.ts";
import { openMenu, small } from "./school.ts";
import { browser, openVenue, server } from "./venue.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

openVenue();

declare global {
  interface Window {
    axe: { readonly run: () => Promise<AxeResults> };
  }
}

/** What axe finds, in a form that tells where to look. */
async function findingsOn(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  // Halfway from one colour to another nothing contrasts with anything.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {}))),
  );
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
}

/** Whether anything has to be scrolled sideways. */
function isWiderThanWindow(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}

const screens = [
  { width: 360, height: 740, colorScheme: "dark" },
  { width: 768, height: 1024, colorScheme: "light" },
] as const;

describe.each(screens)("at $width × $height in $colorScheme", ({ width, height, colorScheme }) => {
  const look: PersonOptions = { viewport: { width, height }, colorScheme };

  test("axe finds nothing on any screen, and none is wider than the window", async () => {
    const room = randomUUID();
    const bo = await bring(browser, server.url, room, "Bo");
    await bo.join();
    const ana = await bring(browser, server.url, room, "Ana", look);
    const findings: (readonly [string, readonly string[], boolean])[] = [];
    const inspect = async (screen: string) => {
      findings.push([screen, await findingsOn(ana.page), await isWiderThanWindow(ana.page)]);
    };
    await ana.page.getByText("Inside: Bo").waitFor();
    await ana.page.getByText("Connection: direct").waitFor();
    await inspect("lobby");
    await ana.join();
    await ana.sees("Bo");
    await inspect("room");
    await ana.page.getByText("Not sealed").click();
    await inspect("padlock");
    await ana.page.getByText("Not sealed").click();
    for (const panel of ["Chat", "People", "Devices"]) {
      await ana.press(panel);
      await ana.page.getByRole("heading", { name: panel }).waitFor();
      if (panel === "Chat") {
        await ana.page.getByLabel("Message").fill("See https://example.org for more");
        await ana.page.keyboard.press("Enter");
        await ana.page.getByRole("log").getByRole("link").waitFor();
      }
      await inspect(panel);
      if (panel === "People") {
        await ana.press("Connections");
        await ana.page.getByText("Round trip").waitFor();
        await inspect("Connections");
      }
    }
    await ana.press("Close");
    await ana.press("Stop camera");
    await ana.press("Mute");
    await until(async () => !(await ana.showsPictureOf("Ana (you)")), "the own picture to go");
    await inspect("room, off");
    await ana.leave();
    await inspect("farewell");
    await ana.page.goto(`${server.url}/no%20such`);
    await inspect("error");
    await ana.page.goto(`${server.url}/${room}#damaged`);
    await ana.page.getByRole("heading", { name: "This link doesn't lead in" }).waitFor();
    await inspect("barrier");
    expect(findings.filter(([, found, wide]) => found.length > 0 || wide)).toEqual([]);
    await Promise.all([ana.close(), bo.close()]);
  });

  test("nor on those of a teacher and of whoever waits outside", async () => {
    const room = randomUUID();
    const ana = await bring(browser, server.url, room, "Ana", look);
    const findings: (readonly [string, readonly string[], boolean])[] = [];
    const inspect = async (screen: string, { page }: Person = ana) => {
      findings.push([screen, await findingsOn(page), await isWiderThanWindow(page)]);
    };
    await ana.page.getByLabel("Classroom").waitFor();
    await inspect("lobby of whoever opens it");
    await ana.page.getByLabel("Classroom").check();
    await ana.join();
    const bo = await bring(browser, server.url, room, "Bo", small);
    await bo.join();
    await bo.press("Raise hand");
    await ana.press("Lock");
    const chloe = await bring(browser, server.url, room, "Chloé", look);
    await chloe.press("Join");
    await chloe.button("Stop waiting").waitFor();
    await inspect("waiting", chloe);
    await ana.button("Admit").waitFor();
    await inspect("somebody at the door");
    await ana.press("Hosting");
    await ana.page.getByText("Raised hands").waitFor();
    await inspect("hosting");
    await ana.press("Close");
    await openMenu(ana, "Bo");
    await inspect("menu");
    await ana.page.keyboard.press("Escape");
    await ana.press("React");
    await inspect("reactions");
    expect(findings.filter(([, found, wide]) => found.length > 0 || wide)).toEqual([]);
    await Promise.all([ana, bo, chloe].map((person) => person.close()));
  }, 60_000);
});

/** Tabs on until the element of that name has the focus. */
async function tabTo(person: Person, name: string): Promise<void> {
  const most = 40;
  for (let presses = 0; presses < most; presses++) {
    await person.page.keyboard.press("Tab");
    const focused = await person.page.evaluate(() => {
      const element = document.activeElement;
      return (
        element?.getAttribute("aria-label") ??
        element?.querySelector(".label")?.textContent ??
        element?.textContent
      );
    });
    if (focused?.trim() === name) return;
  }
  throw new Error(`Tab never reaches ${name}`);
}

test("a whole meeting by keyboard alone", async () => {
  const room = randomUUID();
  const bo = await bring(browser, server.url, room, "Bo");
  await bo.join();
  const ana = await bring(browser, server.url, room, "");
  const { keyboard } = ana.page;
  await keyboard.type("Ana");
  await keyboard.press("Enter");
  await ana.ownTile.waitFor();
  await tabTo(ana, "Mute");
  await keyboard.press("Space");
  await until(
    async () => (await bo.tileOf("Ana").getAttribute("aria-label")) === "Ana, muted",
    "Ana to be muted",
  );
  await tabTo(ana, "Chat");
  await keyboard.press("Enter");
  // The field has the focus as soon as it is there.
  await ana.page.locator("#message:focus").waitFor();
  await keyboard.type("by keyboard");
  await keyboard.press("Enter");
  await bo.page.getByText("Ana: by keyboard").waitFor();
  await keyboard.press("Escape");
  await ana.page.getByLabel("Message").waitFor({ state: "detached" });
  expect(await ana.page.evaluate(() => document.activeElement?.id)).toBe("chat-button");
  await tabTo(ana, "Leave");
  await keyboard.press("Enter");
  await ana.page.getByRole("heading", { name: "You left the meeting" }).waitFor();
  await tabTo(ana, "Go back in");
  await Promise.all([ana.close(), bo.close()]);
});

test("what changes is announced to a screen reader", async () => {
  const room = randomUUID();
  const ana = await bring(browser, server.url, room, "Ana");
  await ana.join();
  const status = ana.page.getByRole("status");
  const bo = await bring(browser, server.url, room, "Bo");
  await bo.join();
  await status.getByText("Bo joined", { exact: true }).waitFor();
  await bo.press("Chat");
  await bo.page.getByLabel("Message").fill("hello");
  await bo.page.keyboard.press("Enter");
  await status.getByText("Bo: hello", { exact: true }).waitFor();
  await bo.leave();
  await status.getByText("Bo left", { exact: true }).waitFor();
  expect(await status.getAttribute("aria-live")).toBe("polite");
  await ana.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await ana.press("Invite");
  await status.getByText("The link is copied.").waitFor();
  expect(await ana.page.evaluate(() => navigator.clipboard.readText())).toBe(`${server.url}/${room}`);
  await Promise.all([ana.close(), bo.close()]);
});

test("on a phone, Invite opens the system's share sheet", async () => {
  const room = randomUUID();
  const ana = await bring(browser, server.url, room, "Ana", {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
    before: () => {
      // The sheet itself is the system's, and a test machine has none.
      navigator.share = async (data) => {
        document.body.dataset["shared"] = data?.url ?? "";
      };
    },
  });
  await ana.join();
  await ana.press("Invite");
  await until(
    async () => (await ana.page.locator("body").getAttribute("data-shared")) === `${server.url}/${room}`,
    "the share sheet",
  );
  await ana.close();
});

test("the tiles are as large as the window allows, at every count and shape", async () => {
  const room = randomUUID();
  const people: Person[] = [];
  for (const name of ["Ana", "Bo", "Chloé", "Dan", "Eva"]) {
    const person = await bring(browser, server.url, room, name, { viewport: { width: 480, height: 360 } });
    people.push(person);
    await person.join();
    const [ana] = people;
    if (!ana) throw new Error("nobody is there");
    await ana.seesOnly(people.length);
    for (const viewport of [
      { width: 360, height: 740 },
      { width: 1440, height: 900 },
      { width: 1900, height: 500 },
    ]) {
      await ana.page.setViewportSize(viewport);
      await until(async () => isLargest(await measureStage(ana)), `the largest tiles for ${people.length}`);
    }
  }
  await Promise.all(people.map((person) => person.close()));
}, 120_000);

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function measureStage(person: Person): Promise<{ stage: Box; tiles: readonly Box[] }> {
  return person.page.evaluate(() => {
    const box = (element: Element): Box => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    };
    const stage = document.querySelector("main");
    if (!stage) throw new Error("there is no stage");
    return { stage: box(stage), tiles: [...stage.querySelectorAll("article")].map(box) };
  });
}

/** All tiles are alike and inside, and in no other number of columns would this shape be larger. */
function isLargest({ stage, tiles }: { stage: Box; tiles: readonly Box[] }): boolean {
  const [first] = tiles;
  if (!first || first.width === 0) return false;
  const gap = 8;
  const shape = first.width / first.height;
  const best = Math.max(
    ...tiles.map((_, index) => {
      const columns = index + 1;
      const rows = Math.ceil(tiles.length / columns);
      const width = (stage.width - gap * (columns - 1)) / columns;
      const height = (stage.height - gap * (rows - 1)) / rows;
      return Math.min(width, height * shape);
    }),
  );
  const inside = tiles.every(
    ({ x, y, width, height }) =>
      x >= stage.x - 1 &&
      y >= stage.y - 1 &&
      x + width <= stage.x + stage.width + 1 &&
      y + height <= stage.y + stage.height + 1,
  );
  return inside && first.width >= best - 3 && tiles.every(({ width }) => Math.abs(width - first.width) < 1);
}
