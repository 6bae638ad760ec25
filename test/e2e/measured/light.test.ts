// Nobody is sent more than they look at: a tile that is large, small, hidden, or not wanted at all.

import { randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { pause, until } from "../../until.ts";
import { bring, type Person } from "../person.ts";
import { sendsNoPicture, sentBy } from "../sending.ts";
import { browser, openVenue, people, server, welcome } from "../venue.ts";

openVenue();

/** In which a face is a few fingers high, unless it is enlarged. */
const narrow = { width: 400, height: 700 };

/** In which a camera's usual picture nearly fits beside another. */
const fitting = { width: 1280, height: 430 };

/** How busy this machine is has a say in what is sent: not while something else is looked at. */
function leaveMachineAlone(): void {
  Reflect.deleteProperty(window, "PressureObserver");
}

async function meet(viewport = narrow): Promise<readonly [Person, Person]> {
  const room = randomUUID();
  for (const name of ["Ana", "Bo"]) {
    const options = { viewport, before: leaveMachineAlone };
    const person = welcome(await bring(browser, server.url, room, name, options));
    await person.join();
  }
  const [ana, bo] = people;
  if (!ana || !bo) throw new Error("two people are needed");
  await Promise.all([ana.sees("Bo"), bo.sees("Ana")]);
  return [ana, bo];
}

/** Lines of the picture of somebody, as it comes. */
async function linesOf(person: Person, name: string): Promise<number> {
  const [picture] = await person.picturesOf([name]);
  return picture?.lines ?? 0;
}

/** How the pictures on a page are fitted into their tiles. */
function fitsOn({ page }: Person): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("article video")].map((video) => getComputedStyle(video).objectFit),
  );
}

function setHidden({ page }: Person, hidden: boolean): Promise<void> {
  return page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}

describe("what is sent of a picture", () => {
  test("is as large as it is shown: sharp when it is enlarged, smaller again when it isn't", async () => {
    const [ana] = await meet();
    await until(async () => (await linesOf(ana, "Bo")) === 240, "a small picture", 20_000);
    await ana.tileOf("Bo").dblclick();
    await until(async () => (await linesOf(ana, "Bo")) >= 360, "a sharper one", 5_000);
    await ana.tileOf("Bo").dblclick();
    await until(async () => (await linesOf(ana, "Bo")) === 240, "the small one again");
    await ana.sees("Bo");
  }, 60_000);

  test("is shown pixel for pixel where it nearly fits, and fills the tile where it doesn't", async () => {
    const [ana] = await meet(fitting);
    const becomes = (fit: string) =>
      until(async () => (await fitsOn(ana)).every((found) => found === fit), `pictures to be ${fit}`, 10_000);
    await becomes("none");
    expect(await linesOf(ana, "Bo")).toBe(360);
    await ana.page.setViewportSize({ width: fitting.width, height: fitting.height * 1.5 });
    await becomes("cover");
    await ana.page.setViewportSize(fitting);
    await becomes("none");
  }, 60_000);

  test("is nothing while the page is hidden, whose sound goes on", async () => {
    const [ana, bo] = await meet();
    await setHidden(ana, true);
    const before = await sendsNoPicture(bo.page, 2_000);
    const heard = await ana.energyOf("Bo");
    await until(async () => (await ana.energyOf("Bo")) > heard, "sound to go on");
    expect((await sentBy(bo.page)).sound).toBeGreaterThan(before.sound);
    // Nobody has hidden Bo's page.
    await bo.sees("Ana");
    await setHidden(ana, false);
    await ana.sees("Bo");
  }, 60_000);

  test("is nothing either way for whoever wants sound only, and is back soon after", async () => {
    const [ana, bo] = await meet();
    await ana.press("View");
    await ana.press("Sound only");
    await Promise.all([sendsNoPicture(ana.page, 2_000), sendsNoPicture(bo.page, 2_000)]);
    const before = {
      ana: await sentBy(ana.page),
      bo: await sentBy(bo.page),
      heard: await bo.energyOf("Ana"),
    };
    await pause(10_000);
    expect((await sentBy(ana.page)).picture).toBe(before.ana.picture);
    expect((await sentBy(bo.page)).picture).toBe(before.bo.picture);
    expect((await sentBy(ana.page)).sound).toBeGreaterThan(before.ana.sound);
    expect(await bo.energyOf("Ana")).toBeGreaterThan(before.heard);
    await ana.page.getByText("Sound only: no pictures are sent or received.").waitFor();
    await ana.press("Pictures again");
    await Promise.all([ana.sees("Bo", 5_000), bo.sees("Ana", 5_000)]);
  }, 60_000);
});
