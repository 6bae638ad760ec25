// Whatever anybody has arrives at whoever is there, whatever those have themselves, and in
// whichever order they came. What somebody doesn't have, the browser was told to refuse.

import { randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { bring, type Person } from "./person.ts";
import { browser, openVenue, server } from "./venue.ts";

// Without the switch that says yes to everything, only what was granted is had.
openVenue({ flags: ["--autoplay-policy=no-user-gesture-required", "--deny-permission-prompts"] });

const outfits = {
  "sound and picture": ["microphone", "camera"],
  sound: ["microphone"],
  picture: ["camera"],
  nothing: [],
} as const;

type Outfit = keyof typeof outfits;

const names = Object.keys(outfits) as readonly Outfit[];

async function enter(room: string, name: string, outfit: Outfit): Promise<Person> {
  const person = await bring(browser, server.url, room, name, { permissions: [...outfits[outfit]] });
  await person.join();
  return person;
}

async function expectArrival(of: Person, outfit: Outfit, at: Person): Promise<void> {
  const has: readonly string[] = outfits[outfit];
  if (has.includes("camera")) await at.sees(of.name);
  if (has.includes("microphone")) await at.hears(of.name);
  const label = await at.tileOf(of.name).getAttribute("aria-label");
  expect(label?.includes("muted")).toBe(!has.includes("microphone"));
  expect(label?.includes("camera off")).toBe(!has.includes("camera"));
  expect(await at.showsPictureOf(of.name)).toBe(has.includes("camera"));
}

// Both orders are in it: each combination stands there twice, the other way round.
describe.each(names)("whoever came first, with %s,", (first) => {
  test.each(names)("and a newcomer with %s get all that the other has", async (second) => {
    const room = randomUUID();
    const ana = await enter(room, "Ana", first);
    const bo = await enter(room, "Bo", second);
    await Promise.all([expectArrival(ana, first, bo), expectArrival(bo, second, ana)]);
    await Promise.all([ana.close(), bo.close()]);
  });
});
