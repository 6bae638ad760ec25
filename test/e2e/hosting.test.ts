// Who comes in, who goes, and whose word counts.

import { randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { drawCamera } from "./drawn-camera.ts";
import { bring, openLink, Person } from "./person.ts";
import { doTo, enter, small } from "./school.ts";
import { openCalls } from "./traffic.ts";
import { browser, openVenue, people, server, welcome } from "./venue.ts";

openVenue();

async function come(room: string, name: string): Promise<Person> {
  return welcome(await enter(browser, server.url, room, name));
}

/** In the lobby, having pressed Join. */
async function knock(room: string, name: string): Promise<Person> {
  const person = welcome(await bring(browser, server.url, room, name, small));
  await person.press("Join");
  return person;
}

function hosts(person: Person): Promise<boolean> {
  return person.button("Hosting").isVisible();
}

async function expectHost(person: Person, withinMs?: number): Promise<void> {
  await until(() => hosts(person), `${person.name} to be the host`, withinMs);
}

describe("a fresh room", () => {
  test("waits for its teacher, and so does whoever comes before them", async () => {
    const context = await browser.newContext(small);
    const page = await context.newPage();
    await page.addInitScript(drawCamera);
    const teacher = welcome(new Person(page, "Ana"));
    await page.goto(`${server.url}/?name=Ana`);
    const { pathname, hash } = new URL(page.url());
    const room = pathname.slice(1) + hash;
    const bo = welcome(await bring(browser, server.url, room, "Bo", small));
    expect(await bo.page.getByLabel("Classroom").count()).toBe(0);
    await bo.press("Join");
    await bo.page.getByText("The host isn't here yet", { exact: false }).first().waitFor();
    await bo.button("Stop waiting").waitFor();
    expect(await bo.tiles.count()).toBe(0);

    await page.getByLabel("Your name").fill("Ana");
    await page.getByLabel("Classroom").check();
    await teacher.press("Join");
    await bo.ownTile.waitFor();
    await bo.page.locator('article[data-role="host"]').waitFor();
    await teacher.seesOnly(2);
    expect(await hosts(bo)).toBe(false);
    expect(await hosts(teacher)).toBe(true);
  });
});

describe("the door", () => {
  test("locked, it lets in whom the host admits, and those who were inside before", async () => {
    const room = randomUUID();
    const ana = await come(room, "Ana");
    const bo = await come(room, "Bo");
    await ana.sees("Bo");
    expect(await bo.button("Lock").count()).toBe(0);
    await ana.press("Lock");
    await ana.button("Unlock").waitFor();

    const chloe = await knock(room, "Chloé");
    await chloe.page.getByText("The room is locked", { exact: false }).first().waitFor();
    await ana.page.getByRole("region", { name: "Waiting to come in" }).getByText("Chloé").waitFor();
    expect(await chloe.tiles.count()).toBe(0);
    expect(await chloe.page.locator("#page").innerText()).not.toMatch(/Ana|Bo/);
    await ana.press("Refuse");
    await chloe.page.getByText("did not let you in", { exact: false }).waitFor();

    const dan = await knock(room, "Dan");
    await ana.press("Admit");
    await dan.ownTile.waitFor();
    await dan.seesOnly(3);
    await ana.sees("Dan", 30_000);

    await bo.page.reload();
    await bo.join();
    await ana.sees("Bo", 30_000);
    await ana.press("Unlock");
    const eva = await come(room, "Eva");
    await eva.seesOnly(4);
  }, 120_000);

  test("with a waiting room, several are let in together, and one who gives up is gone from the list", async () => {
    const room = randomUUID();
    const ana = await come(room, "Ana");
    await ana.press("Hosting");
    await ana.page.getByLabel("Let new people in one by one").check();
    await ana.press("Close");
    const [bo, chloe, dan] = [await knock(room, "Bo"), await knock(room, "Chloé"), await knock(room, "Dan")];
    const list = ana.page.getByRole("region", { name: "Waiting to come in" });
    await list.getByText("Dan").waitFor();
    await dan.press("Stop waiting");
    await until(async () => (await list.getByText("Dan").count()) === 0, "whoever gave up to go");
    await dan.button("Join").waitFor();
    await ana.press("Admit all");
    await Promise.all([bo, chloe].map((one) => one.ownTile.waitFor()));
    await ana.seesOnly(3);
    expect(await dan.tiles.count()).toBe(0);
  }, 60_000);
});

describe("somebody who is removed", () => {
  test("is gone at once, told so, and not let in again by a reload", async () => {
    const room = randomUUID();
    const ana = await come(room, "Ana");
    const bo = await come(room, "Bo");
    const chloe = await come(room, "Chloé");
    await chloe.sees(["Ana", "Bo"], 30_000);
    await doTo(ana, "Bo", "Remove");
    await Promise.all([ana, chloe].map((one) => one.seesOnly(2, 1_000)));
    await bo.page.getByRole("heading", { name: "You were removed" }).waitFor();
    expect(await bo.trackStates()).not.toContain("live");
    expect(await openCalls(chloe)).toBe(1);
    await bo.page.reload();
    await bo.press("Join");
    await bo.page.getByText("You were removed from this room", { exact: false }).waitFor();
    expect(await bo.tiles.count()).toBe(0);
    await ana.seesOnly(2);
  }, 60_000);
});

describe("the host", () => {
  test("keeps the role over a reload, hands it on, and has it no more", async () => {
    const room = randomUUID();
    const ana = await come(room, "Ana");
    const bo = await come(room, "Bo");
    await expectHost(ana);
    await ana.page.reload();
    await ana.join();
    await expectHost(ana);
    expect(await hosts(bo)).toBe(false);
    await bo.sees("Ana", 30_000);
    await doTo(ana, "Bo", "Make host");
    await expectHost(bo);
    expect(await hosts(ana)).toBe(false);
    await doTo(bo, "Ana", "Make co-host");
    await expectHost(ana);
  }, 60_000);

  test("has a link that makes their other device a host's, and that shows in no address", async () => {
    const room = randomUUID();
    const ana = await come(room, "Ana");
    await ana.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await ana.press("Hosting");
    await ana.press("Copy host link");
    await ana.page.getByText("The link is copied", { exact: false }).waitFor();
    const link = await ana.page.evaluate(() => navigator.clipboard.readText());
    const { pathname, hash } = new URL(link);
    const phone = await openLink(
      await browser.newContext(small),
      server.url,
      pathname.slice(1) + hash,
      "Ana's phone",
      drawCamera,
    );
    welcome(phone);
    await phone.join();
    await expectHost(phone);
    expect(phone.page.url()).not.toContain("host=");
    await ana.close();
    people.splice(people.indexOf(ana), 1);
    await phone.seesOnly(1);
    await expectHost(phone);
    await phone.page.reload();
    await phone.join();
    await expectHost(phone);
  }, 60_000);

  test("ends the meeting for everybody, after a word, and may think better of it", async () => {
    const room = randomUUID();
    const ana = await come(room, "Ana");
    const bo = await come(room, "Bo");
    await bo.seesOnly(2);
    await ana.press("Hosting");
    await ana.press("End for all");
    await bo.page.getByText("The host is ending the meeting…", { exact: true }).waitFor();
    await ana.press("Keep it open");
    await bo.page.getByText("The meeting goes on after all", { exact: false }).waitFor();
    await ana.press("Hosting");
    await ana.page.getByLabel("A last word").fill("Thank you all!");
    await ana.press("End for all");
    await bo.page.getByText("Thank you all!", { exact: false }).first().waitFor();
    await Promise.all(
      [ana, bo].map((one) => one.page.getByRole("heading", { name: "The meeting is over" }).waitFor()),
    );
    expect(await bo.trackStates()).not.toContain("live");
  }, 60_000);
});
