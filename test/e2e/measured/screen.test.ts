// Screens beside the faces: who sees them, how sharp, since when, and that they are gone everywhere when they end.

import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { until } from "../../until.ts";
import { type ServerProcess, startServer } from "../../wire/server-process.ts";
import { launchChromium } from "../chromium.ts";
import { bring, type Person } from "../person.ts";

let browser: Browser;
let server: ServerProcess;
const people: Person[] = [];

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchChromium()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

afterEach(async () => {
  await Promise.all(people.splice(0).map((person) => person.close()));
});

/** Stands in for the bar by which a browser lets a person end what they share. Runs in the page. */
function offerBar(): void {
  // How busy the machine is with other tests is to make nothing smaller here.
  Reflect.deleteProperty(window, "PressureObserver");
  const tracks: MediaStreamTrack[] = [];
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getDisplayMedia.bind(mediaDevices);
  mediaDevices.getDisplayMedia = async (options) => {
    const stream = await ask(options);
    tracks.push(...stream.getVideoTracks());
    return stream;
  };
  addEventListener("browser-bar", () => {
    const track = tracks.at(-1);
    track?.stop();
    // A track that the page itself stops says nothing.
    track?.dispatchEvent(new Event("ended"));
  });
}

async function enter(room: string, name: string): Promise<Person> {
  const person = await bring(browser, server.url, room, name, { before: offerBar });
  people.push(person);
  await person.join();
  return person;
}

const idOf = async ({ ownTile }: Person): Promise<string> =>
  (await ownTile.getAttribute("data-member")) ?? "nobody";

interface Screen {
  readonly frames: number;
  readonly height: number;
}

/** What somebody is shown of whose screen. */
async function screensOf({ page }: Person): Promise<Readonly<Record<string, Screen>>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll("article[data-screen-of]")].map((tile) => {
        const video = tile.querySelector("video");
        const frames = video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
        return [tile.getAttribute("data-screen-of"), { frames, height: video?.videoHeight ?? 0 }];
      }),
    ),
  );
}

/** Waits until exactly these screens are there for somebody, all but their own moving. */
async function seesScreens(person: Person, ...owners: readonly Person[]): Promise<void> {
  const ids = await Promise.all(owners.map(idOf));
  const own = await idOf(person);
  const before = await screensOf(person);
  let now = before;
  await until(
    async () => {
      now = await screensOf(person);
      const moves = (id: string) => (now[id]?.frames ?? 0) > (before[id]?.frames ?? 0);
      return (
        Object.keys(now).length === ids.length && ids.every((id) => id in now && (id === own || moves(id)))
      );
    },
    `${person.name} to see ${owners.length === 0 ? "no screen" : `the screens of ${owners.map(({ name }) => name)}`}`,
    20_000,
  ).catch((error: unknown) => {
    throw new Error(`${error}; what is there is ${JSON.stringify(now)}`);
  });
}

/** As many lines as the screen has: letters are to be read. */
async function seesWhole(person: Person, owner: Person): Promise<void> {
  const id = await idOf(owner);
  // The browser may have made it smaller than it is, before anybody encodes it.
  const lines = await owner.page.evaluate(() => {
    const senders = window.probe.connections.flatMap((connection) => connection.getSenders());
    return senders.findLast(({ track }) => track?.contentHint === "detail")?.track?.getSettings().height;
  });
  // More than any tile beside it has.
  expect(lines).toBeGreaterThan(500);
  const isWhole = async () => (await screensOf(person))[id]?.height === lines;
  await until(isWhole, `${person.name} to see all lines of ${owner.name}'s screen`, 20_000);
}

/** Energy of the sound that comes with somebody's screen. */
async function energyOf({ page }: Person, owner: Person): Promise<number> {
  return page.evaluate(
    async (id) => {
      const stream = document.querySelector<HTMLVideoElement>(`[data-screen-of="${id}"] video`)?.srcObject;
      const [track] = stream instanceof MediaStream ? stream.getAudioTracks() : [];
      const receivers = window.probe.connections.flatMap((connection) => connection.getReceivers());
      const stats = await receivers.find((receiver) => receiver.track === track)?.getStats();
      const inbound = [...(stats?.values() ?? [])].find(({ type }) => type === "inbound-rtp");
      return Number(inbound?.totalAudioEnergy ?? 0);
    },
    await idOf(owner),
  );
}

async function allSee(all: readonly Person[], ...owners: readonly Person[]): Promise<void> {
  await Promise.all(all.map((person) => seesScreens(person, ...owners)));
}

const endByBar = ({ page }: Person) => page.evaluate(() => void dispatchEvent(new Event("browser-bar")));

describe("screens that are shared", () => {
  test("are seen whole by all, by whoever comes later, several at once, and end by the browser's bar", async () => {
    const room = randomUUID();
    const [ana, bo] = [await enter(room, "Ana"), await enter(room, "Bo")];
    await bo.sees("Ana");
    for (const person of [ana, bo]) await person.press("Stop camera");
    await ana.press("Share screen");
    await allSee([ana, bo], ana);
    await seesWhole(bo, ana);
    const chloe = await enter(room, "Chloé");
    await seesScreens(chloe, ana);
    await seesWhole(chloe, ana);
    await until(async () => (await energyOf(chloe, ana)) > 0, "the sound of the screen");
    await bo.press("Share screen");
    const all = [ana, bo, chloe];
    await allSee(all, ana, bo);
    await endByBar(ana);
    await allSee(all, bo);
    await ana.button("Share screen").waitFor();
    await bo.press("Stop sharing");
    await allSee(all);
    expect(people.flatMap(({ faults }) => faults)).toEqual([]);
  }, 90_000);

  test("are right everywhere after five switches with somebody coming in between, and after a restart", async () => {
    const room = randomUUID();
    const [ana, bo] = [await enter(room, "Ana"), await enter(room, "Bo")];
    await bo.sees("Ana");
    const coming: Promise<Person>[] = [];
    for (const turn of [0, 1, 2, 3, 4]) {
      await ana.press("Share screen");
      if (turn === 1) coming.push(enter(room, "Chloé"));
      await ana.button("Stop sharing").waitFor();
      if (turn < 4) await ana.press("Stop sharing");
    }
    const all = [ana, bo, ...(await Promise.all(coming))];
    await allSee(all, ana);
    const { port } = new URL(server.url);
    await server.stop("SIGKILL");
    server = await startServer({ PORT: port });
    await allSee(all, ana);
    await seesScreens(await enter(room, "Dan"), ana);
    await ana.press("Stop sharing");
    await allSee(people);
  }, 90_000);
});
