// How one looks at a meeting: who speaks is seen, and is large where that is asked for, unless somebody is pinned.

import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../../until.ts";
import { drawCamera } from "../drawn-camera.ts";
import type { Person } from "../person.ts";
import { doTo, enter, small } from "../school.ts";
import { browser, openVenue, server } from "../venue.ts";
import { speak } from "../voice.ts";

openVenue();

let ana: Person;
let bo: Person;
let chloe: Person;

beforeAll(async () => {
  const room = randomUUID();
  ana = await enter(browser, server.url, room, "Ana", { before: drawCamera });
  bo = await enter(browser, server.url, room, "Bo", { ...small, before: speak });
  chloe = await enter(browser, server.url, room, "Chloé", { ...small, before: speak });
  await Promise.all([bo.press("Mute"), chloe.press("Mute")]);
  await ana.sees(["Bo", "Chloé"], 20_000);
}, 60_000);

/** Whose tiles have that mark at Ana's. */
function marked(mark: "data-large" | "data-speaking"): Promise<readonly string[]> {
  return ana.page.locator(`article[${mark}] .name`).allTextContents();
}

function hasLarge(...names: readonly string[]): Promise<void> {
  const wanted = async () => String(await marked("data-large")) === String(names);
  return until(wanted, `${names.join(" and ") || "nobody"} to be large`, 15_000);
}

async function look(how: "Grid" | "Speaker"): Promise<void> {
  await ana.press("View");
  await ana.press(how);
}

async function measure(name: string): Promise<number> {
  return (await ana.tileOf(name).boundingBox())?.width ?? 0;
}

describe("the stage", () => {
  test("rings whoever is heard, and nobody who is muted", async () => {
    const ring = (name: string) =>
      ana
        .tileOf(name)
        .locator(".frame")
        .evaluate((frame) => getComputedStyle(frame).outlineStyle !== "none");
    // What was said before stays for a moment.
    await until(async () => !(await ring("Bo")), "the ring of before to go");
    await bo.press("Unmute");
    await until(async () => (await marked("data-speaking")).includes("Bo"), "Bo to be ringed");
    await until(() => ring("Bo"), "the ring to be there");
    expect(await marked("data-speaking")).not.toContain("Chloé");
    expect(await ring("Chloé")).toBe(false);
    // Whoever listens hears them anyway.
    expect(await ana.tileOf("Bo").getAttribute("aria-label")).toBe("Bo");
    await bo.press("Mute");
    await until(async () => !(await marked("data-speaking")).includes("Bo"), "the ring to go");
  });

  test("is a grid, until whoever speaks is asked for: then it follows them, and they go on in their place", async () => {
    const places = () => ana.tiles.locator(".name").allTextContents();
    const before = await places();
    await hasLarge();
    await look("Speaker");
    await bo.press("Unmute");
    await hasLarge("Bo");
    expect(await measure("Bo")).toBeGreaterThan(1.5 * (await measure("Chloé")));
    await bo.press("Mute");
    await chloe.press("Unmute");
    await hasLarge("Chloé");
    expect(await measure("Chloé")).toBeGreaterThan(1.5 * (await measure("Bo")));
    expect(await places()).toEqual(before);
    await ana.sees(["Bo", "Chloé"]);
  });

  test("keeps whoever is pinned, by the menu or by pressing twice, whoever speaks, and in a grid too", async () => {
    await doTo(ana, "Bo", "Enlarge");
    await hasLarge("Bo");
    await until(async () => (await marked("data-speaking")).includes("Chloé"), "Chloé to speak");
    expect(await marked("data-large")).toEqual(["Bo"]);
    await look("Grid");
    await hasLarge("Bo");
    await ana.tileOf("Bo").locator(".frame").dblclick();
    await hasLarge();
    await ana.tileOf("Chloé").locator(".frame").dblclick();
    await hasLarge("Chloé");
    await doTo(ana, "Chloé", "Shrink");
    await hasLarge();
    for (const { faults } of [ana, bo, chloe]) expect(faults).toEqual([]);
  });

  test("says so where one only listens, and is itself again at a press", async () => {
    await ana.press("View");
    await ana.press("Sound only");
    await ana.page.getByText("Sound only: no pictures are sent or received.").waitFor();
    const shown = async () => (await ana.picturesOf(["Bo", "Chloé", "Ana (you)"])).map((one) => one.shown);
    await until(async () => !(await shown()).includes(true), "all pictures to go");
    await ana.press("Pictures again");
    await ana.sees(["Bo", "Chloé"]);
    expect(await ana.page.getByText("Sound only: no pictures").count()).toBe(0);
  });
});
