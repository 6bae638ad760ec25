// Other devices in mid-call: the others notice no more of it than that they are others.

import { randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { until } from "../../until.ts";
import { watchFrames } from "../frames.ts";
import { bring, type Person } from "../person.ts";
import { browser, openVenue, server } from "../venue.ts";

/** Whoever looks at a face takes a longer stop for a fault. */
const gapMs = 1_000;

declare global {
  interface Window {
    /** So long a device takes until it is there, from now on. */
    deviceMs: number;
  }
}

/** Longer than a gap may be: so long a camera takes that has to be woken. */
const slowMs = 1_500;

// The later switch counts. The second of these cameras gives a picture of depth alone, which can't be sent.
openVenue({ more: ["--use-fake-device-for-media-stream=device-count=3"] });

function slowDown(): void {
  const { mediaDevices } = navigator;
  const capture = mediaDevices.getUserMedia.bind(mediaDevices);
  window.deviceMs = 0;
  mediaDevices.getUserMedia = async (constraints) => {
    await new Promise((resolve) => setTimeout(resolve, window.deviceMs));
    return capture(constraints);
  };
}

async function meet(...names: readonly string[]): Promise<readonly Person[]> {
  const room = randomUUID();
  const people: Person[] = [];
  for (const name of names) {
    const person = await bring(browser, server.url, room, name, { before: slowDown });
    await person.join();
    people.push(person);
  }
  return people;
}

/** The devices that are held, by their names. */
function inUse({ page }: Person): Promise<readonly string[]> {
  return page.evaluate(() =>
    window.probe.tracks.flatMap(({ readyState, label }) => (readyState === "live" ? label : [])).toSorted(),
  );
}

/** Everything that a tile's name tells of somebody, until it is asked for. */
async function watchName(person: Person, name: string): Promise<() => Promise<readonly string[]>> {
  const handle = await person.tileOf(name).evaluateHandle((tile) => {
    const seen = [tile.getAttribute("aria-label") ?? ""];
    const note = () => seen.push(tile.getAttribute("aria-label") ?? "");
    new MutationObserver(note).observe(tile, { attributeFilter: ["aria-label"] });
    return seen;
  });
  return () => handle.jsonValue();
}

describe("in mid-call", () => {
  test("another camera and another microphone take over without a gap, in the same call", async () => {
    const [ana, bo] = await meet("Ana", "Bo");
    if (!ana || !bo) return;
    await Promise.all([bo.sees("Ana"), bo.hears("Ana")]);
    const calls = await bo.page.evaluate(() => window.probe.connections.length);
    await ana.press("Devices");
    const [gap, names] = [await watchFrames(bo, "Ana"), await watchName(bo, "Ana")];
    await ana.page.evaluate((ms) => {
      window.deviceMs = ms;
    }, slowMs);
    await ana.page.getByLabel("Camera").selectOption({ label: "fake_device_2" });
    await until(async () => (await inUse(ana)).includes("fake_device_2"), "the other camera");
    await bo.sees("Ana");
    await ana.page.getByLabel("Microphone").selectOption({ label: "Fake Audio Input 2" });
    await until(async () => (await inUse(ana)).includes("Fake Audio Input 2"), "the other microphone");
    await bo.hears("Ana");
    await bo.sees("Ana");
    expect(await gap()).toBeLessThan(gapMs);
    expect(await inUse(ana)).toEqual(["Fake Audio Input 2", "fake_device_2"]);
    expect(new Set(await names())).toEqual(new Set(["Ana"]));
    expect(await bo.page.evaluate(() => window.probe.connections.length)).toBe(calls);
    expect([ana.faults, bo.faults]).toEqual([[], []]);
    await Promise.all([ana.close(), bo.close()]);
  });

  test("what is done to the microphone's sound is switched, and remembered", async () => {
    const [ana, bo] = await meet("Ana", "Bo");
    if (!ana || !bo) return;
    await bo.hears("Ana");
    const names = await watchName(bo, "Ana");
    await ana.press("Devices");
    const choice = ana.page.getByLabel("Suppress noise");
    await choice.uncheck();
    await until(async () => (await suppresses(ana)) === false, "the noise to be left");
    await bo.hears("Ana");
    expect(await inUse(ana)).toHaveLength(2);
    expect(new Set(await names())).toEqual(new Set(["Ana"]));
    await ana.page.reload();
    await ana.join();
    await until(async () => (await suppresses(ana)) === false, "the noise to be left after a reload");
    await ana.press("Devices");
    expect(await choice.isChecked()).toBe(false);
    await bo.hears("Ana");
    await Promise.all([ana.close(), bo.close()]);
  });

  test("others are heard where one wants it, and so are those who come later", async () => {
    const [ana, bo] = await meet("Ana", "Bo");
    if (!ana || !bo) return;
    await ana.hearsIn("Bo");
    await ana.press("Devices");
    const picker = ana.page.getByLabel("Speaker");
    await picker.selectOption({ label: "Fake Audio Output 2" });
    const id = await picker.inputValue();
    expect(id).not.toBe("");
    await until(async () => (await sinkOf(ana, "Bo")) === id, "Bo to be heard there");
    const cy = await bring(browser, server.url, new URL(ana.page.url()).pathname.slice(1), "Cy");
    await cy.join();
    await until(async () => (await sinkOf(ana, "Cy")) === id, "Cy to be heard there");
    await Promise.all([ana.hearsIn("Bo"), ana.hearsIn("Cy")]);
    await Promise.all([ana.close(), bo.close(), cy.close()]);
  });
});

/** Whether noise is taken away from what this person says; nothing while they say nothing. */
function suppresses({ page }: Person): Promise<boolean | undefined> {
  return page.evaluate(
    () =>
      window.probe.tracks
        .find(({ kind, readyState }) => kind === "audio" && readyState === "live")
        ?.getSettings().noiseSuppression,
  );
}

async function sinkOf(person: Person, name: string): Promise<string | undefined> {
  const tile = person.tileOf(name);
  return (await tile.count()) === 0
    ? undefined
    : tile.locator("video").evaluate(({ sinkId }: HTMLVideoElement) => sinkId);
}
