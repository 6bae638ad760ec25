// Whoever can't be called any more goes on by way of the server, and back: nobody notices.

import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "@jest/globals";
import { until } from "../../until.ts";
import { watchFrames } from "../frames.ts";
import { LossyNetwork } from "../lossy-network.ts";
import type { Person } from "../person.ts";
import { browser, openVenue, server, welcome } from "../venue.ts";

/** What is promised: live by then. */
const liveMs = 10_000;
/** A break is found within three seconds, and mended in five more, or gone round. */
const aroundMs = 20_000;
/** What is promised: back on the call so long after there can be one. */
const backMs = 30_000;
/** On a busy machine a picture stands still for so long at times, with nothing the matter. */
const unnoticedMs = 1_500;
/** What is promised of the way back; and what a busy machine adds to it. */
const longestGapMs = 1_000 + 500;

openVenue();

let network: LossyNetwork;

afterEach(() => network.close());

async function enter(room: string, name: string): Promise<Person> {
  const person = welcome(await network.bring(browser, server.url, room, name));
  await person.join();
  return person;
}

const routeTo = (person: Person, name: string) => person.tileOf(name).getAttribute("data-link");

test("of three, the pair that can't meet is relayed, and the others drop nothing", async () => {
  network = new LossyNetwork();
  const room = randomUUID();
  network.lose([["Ana", "Chloé"]]);
  const ana = await enter(room, "Ana");
  const bo = await enter(room, "Bo");
  await Promise.all([ana.sees("Bo"), bo.sees("Ana")]);
  const gaps = await Promise.all([watchFrames(ana, "Bo"), watchFrames(bo, "Ana")]);
  const chloe = await enter(room, "Chloé");
  await Promise.all([chloe.sees("Bo", liveMs), bo.sees("Chloé", liveMs)]);
  await Promise.all([ana.sees("Chloé", liveMs), chloe.sees("Ana", liveMs)]);
  await Promise.all([ana.hearsIn("Chloé"), chloe.hearsIn("Ana")]);
  const routes = [routeTo(ana, "Chloé"), routeTo(chloe, "Ana"), routeTo(ana, "Bo"), routeTo(bo, "Chloé")];
  expect(await Promise.all(routes)).toEqual(["relayed", "relayed", "direct", "direct"]);
  for (const longest of gaps) expect(await longest()).toBeLessThan(unnoticedMs);
}, 90_000);

test("a call that breaks for good goes on by way of the server, and back when it can, without a gap", async () => {
  network = new LossyNetwork();
  const room = randomUUID();
  const ana = await enter(room, "Ana");
  const bo = await enter(room, "Bo");
  await Promise.all([ana.sees("Bo"), bo.sees("Ana")]);
  network.lose([["Ana", "Bo"]]);
  const isRoute = (person: Person, name: string, route: string, withinMs: number) =>
    until(async () => (await routeTo(person, name)) === route, `${name} to be ${route}`, withinMs);
  await Promise.all([isRoute(ana, "Bo", "relayed", aroundMs), isRoute(bo, "Ana", "relayed", aroundMs)]);
  await Promise.all([ana.sees("Bo"), bo.sees("Ana"), ana.hearsIn("Bo"), bo.hearsIn("Ana")]);
  const gaps = await Promise.all([watchFrames(ana, "Bo"), watchFrames(bo, "Ana")]);
  network.lose([]);
  await Promise.all([isRoute(ana, "Bo", "direct", backMs), isRoute(bo, "Ana", "direct", backMs)]);
  await Promise.all([ana.sees("Bo"), bo.sees("Ana"), ana.hears("Bo"), bo.hears("Ana")]);
  for (const longest of gaps) expect(await longest()).toBeLessThan(longestGapMs);
}, 120_000);
