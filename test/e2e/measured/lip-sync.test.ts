// What is seen and heard of a moment comes at the same time, and once, by whichever way it comes.

import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "@jest/globals";
import { pause, until } from "../../until.ts";
import { useClapper } from "../clapper.ts";
import { type Delays, delaysOf, lipSyncOf, middleOf } from "../delays.ts";
import { LossyNetwork } from "../lossy-network.ts";
import type { Person } from "../person.ts";
import { browser, openVenue, server } from "../venue.ts";

/** Beyond that nobody bears it (ITU-R BT.1359): 90 ms early or 185 ms late; and what a busy machine adds. */
const unbearableMs = 185 + 65;
/** Several beeps, of which the middle one says how late they are. */
const listenMs = 6_000;
const leastBeeps = 3;
const settledMs = 60_000;
/** Sound that is later than that by the relay comes from a browser that has no time: it can't catch up with a call. */
const starvedMs = 400;
const liveMs = 20_000;
const backMs = 30_000;

openVenue();

let network: LossyNetwork | undefined;
const people: Person[] = [];

afterEach(async () => {
  await Promise.all(people.splice(0).map((person) => person.close()));
  network?.close();
  network = undefined;
});

/** Gives them the clapper instead of the browser's own devices, which are there from the next load on. */
async function equip(person: Person): Promise<Person> {
  people.push(person);
  await person.page.addInitScript(useClapper);
  await person.page.reload();
  return person;
}

/** Those two in a room, each of whom sees the other. */
async function meet(open: (room: string, name: string) => Promise<Person>): Promise<[Person, Person]> {
  const room = randomUUID();
  const ana = await equip(await open(room, "Ana"));
  await ana.join();
  const bo = await equip(await open(room, "Bo"));
  await bo.join();
  await Promise.all([ana.sees("Bo", liveMs), bo.sees("Ana", liveMs)]);
  return [ana, bo];
}

async function becomes(route: string, pair: readonly [Person, Person], withinMs: number): Promise<void> {
  const [ana, bo] = pair;
  const routes = () => [ana.tileOf("Bo"), bo.tileOf("Ana")].map((tile) => tile.getAttribute("data-link"));
  const holds = async () => (await Promise.all(routes())).every((found) => found === route);
  await until(holds, `the way to be ${route}`, withinMs);
}

/** Each with the other. */
function bothOf([ana, bo]: readonly [Person, Person], from: number): Promise<Delays[]> {
  return Promise.all([delaysOf(ana, bo, from), delaysOf(bo, ana, from)]);
}

function isInStep(delays: Delays): boolean {
  const isLegible = delays.pictures.length > delays.unread && delays.sounds.length >= leastBeeps;
  return isLegible && Math.abs(lipSyncOf(delays)) < unbearableMs;
}

/** A browser that had no time for a while plays what it hears late for some seconds: they get as long as that. */
async function comeInStep(pair: readonly [Person, Person]): Promise<void> {
  let told: readonly Delays[] = [];
  for (const end = Date.now() + settledMs; Date.now() < end && !(told.length > 0 && told.every(isInStep)); ) {
    const from = Date.now();
    await pause(listenMs);
    told = await bothOf(pair, from);
  }
  expect(told.filter((delays) => !isInStep(delays))).toEqual([]);
}

test("by a call, by the relay, on the way back, and after it; by one of them at a time", async () => {
  const lossy = new LossyNetwork();
  network = lossy;
  const pair = await meet((room, name) => lossy.bring(browser, server.url, room, name));
  await comeInStep(pair);
  lossy.lose([["Ana", "Bo"]]);
  await becomes("relayed", pair, liveMs);
  await comeInStep(pair);
  lossy.lose([]);
  const allowedAt = Date.now();
  const relayed = await bothOf(pair, allowedAt - listenMs);
  await becomes("direct", pair, backMs);
  await comeInStep(pair);
  const since = await bothOf(pair, allowedAt);
  const isStarved = [...relayed, ...since].some(({ sounds }) => middleOf(sounds) > starvedMs);
  if (!isStarved) expect(since.map(({ echoes }) => echoes)).toEqual([0, 0]);
  const voices = pair.map(({ page }) => page.evaluate(() => window.clapper.voices));
  expect(await Promise.all(voices)).toEqual([1, 1]);
}, 240_000);
