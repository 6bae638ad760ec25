// Two or three people meet: they see and hear each other, switch things, and leave.

import { randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { bring, type Person, type PersonOptions } from "./person.ts";
import { browser, openVenue, server, welcome } from "./venue.ts";

openVenue();

async function enter(room: string, name: string, options: PersonOptions = {}): Promise<Person> {
  const person = welcome(await bring(browser, server.url, room, name, options));
  await person.join();
  return person;
}

async function meet(...names: readonly string[]): Promise<{ room: string; all: readonly Person[] }> {
  const room = randomUUID();
  const all: Person[] = [];
  for (const name of names) all.push(await enter(room, name));
  for (const one of all) await one.sees(others(all, one));
  return { room, all };
}

function others(all: readonly Person[], one: Person): readonly string[] {
  return all.flatMap(({ name }) => (name === one.name ? [] : name));
}

function pair(all: readonly Person[]): readonly [Person, Person] {
  const [first, second] = all;
  if (!first || !second) throw new Error("two people are needed");
  return [first, second];
}

describe("a meeting of three", () => {
  test("shows and sounds everybody to everybody, each in one tile with one video", async () => {
    const { all } = await meet("Ana", "Bo", "Chloé");
    for (const one of all) {
      for (const other of all) if (one !== other) await one.hears(other.name);
      await one.seesOnly(3);
      expect(await one.ownTile.count()).toBe(1);
      for (const tile of await one.tiles.all()) expect(await tile.locator("video").count()).toBe(1);
      const videos = await one.page.locator("video").evaluateAll((elements) =>
        elements.map((element) => {
          const video = element as HTMLVideoElement;
          return { inline: video.playsInline, own: !!video.closest("[data-self]"), muted: video.muted };
        }),
      );
      expect(videos.every(({ inline }) => inline)).toBe(true);
      // Oneself is never heard, the others always.
      for (const { own, muted } of videos) expect(muted).toBe(own);
    }
  });

  test("uses two WebSockets, really WebSockets, and nothing of another origin", async () => {
    const room = randomUUID();
    const person = welcome(await bring(browser, server.url, room, "Ana"));
    const asked: string[] = [];
    person.page.on("request", (request) => asked.push(request.url()));
    await person.page.reload();
    await person.join();
    const sockets = await person.page.evaluate(() => window.probe.sockets.map((url) => new URL(url)));
    const paths = (await person.page.evaluate(() => window.probe.sockets)).map(
      (url) => new URL(url).pathname,
    );
    expect(paths.toSorted()).toEqual(["/peerjs/peerjs", "/socket.io/"]);
    expect(sockets).toHaveLength(2);
    expect(asked.filter((url) => new URL(url).origin !== server.url)).toEqual([]);
    // Polling would show as requests under Socket.IO's path.
    expect(asked.filter((url) => url.includes("/socket.io"))).toEqual([]);
  });
});

describe("the camera", () => {
  test("turned off is really released, and its picture gives way to initials for everybody", async () => {
    const [ana, bo] = pair((await meet("Ana Lima", "Bo")).all);
    await ana.press("Stop camera");
    await until(async () => !(await bo.showsPictureOf("Ana Lima")), "the picture to go");
    expect(await bo.tileOf("Ana Lima").locator(".initials").textContent()).toBe("AL");
    expect(await bo.tileOf("Ana Lima").getAttribute("aria-label")).toBe("Ana Lima, camera off");
    const video = await ana.page.evaluate(() =>
      window.probe.tracks.filter(({ kind }) => kind === "video").map(({ readyState }) => readyState),
    );
    expect(video).toEqual(["ended"]);
    await bo.hears("Ana Lima");

    await ana.press("Start camera");
    await bo.sees("Ana Lima");
    expect(await bo.tileOf("Ana Lima").getAttribute("aria-label")).toBe("Ana Lima");
  });

  test("turned on later, by whoever joined without one, arrives as well", async () => {
    const room = randomUUID();
    const ana = await enter(room, "Ana");
    const bo = welcome(await bring(browser, server.url, room, "Bo"));
    await bo.press("Stop camera");
    await bo.join();
    await bo.sees("Ana");
    await ana.hears("Bo");
    expect(await ana.showsPictureOf("Bo")).toBe(false);
    await bo.press("Start camera");
    await ana.sees("Bo");
  });

  test("chosen anew in mid-call is what the others see, in the same call", async () => {
    const [ana, bo] = pair((await meet("Ana", "Bo")).all);
    const before = await bo.page.evaluate(() => window.probe.connections.length);
    await ana.press("Devices");
    const camera = ana.page.getByLabel("Camera", { exact: true });
    const choices = await camera
      .locator("option")
      .evaluateAll((options) => options.map((o) => (o as HTMLOptionElement).value));
    await camera.selectOption(choices.at(-1) ?? "");
    // Once more where its size was decided just then.
    const isNew = (states: readonly string[]) => states.length >= 3 && states.at(-1) === "live";
    await until(async () => isNew(await ana.trackStates()), "the camera to be taken anew");
    await bo.sees("Ana");
    expect(await bo.page.evaluate(() => window.probe.connections.length)).toBe(before);
  });
});

describe("the microphone", () => {
  test("muted is silent and said to be so, and speaks again", async () => {
    const [ana, bo] = pair((await meet("Ana", "Bo")).all);
    await bo.hears("Ana");
    await ana.press("Mute");
    await until(
      async () => (await bo.tileOf("Ana").getAttribute("aria-label")) === "Ana, muted",
      "the tile to say so",
    );
    // What was under way arrives; then there is silence for longer than the fake beep's pause.
    await until(async () => {
      const before = await bo.energyOf("Ana");
      await ana.page.waitForTimeout(1_200);
      return (await bo.energyOf("Ana")) - before < 1e-6;
    }, "silence");
    await ana.press("Unmute");
    await bo.hears("Ana");
    expect(await bo.tileOf("Ana").getAttribute("aria-label")).toBe("Ana");
  });
});

describe("leaving", () => {
  test("releases everything, takes the tile away within a second, and offers a way back in", async () => {
    const [ana, bo] = pair((await meet("Ana", "Bo")).all);
    await bo.leave();
    await ana.seesOnly(1, 1_000);
    expect(await bo.trackStates()).toEqual(["ended", "ended"]);
    const states = await bo.page.evaluate(() =>
      window.probe.connections.map(({ connectionState }) => connectionState),
    );
    expect(states.every((state) => state === "closed")).toBe(true);
    expect(await bo.tiles.count()).toBe(0);
    await bo.press("Go back in");
    await bo.join();
    await ana.sees("Bo");
    await bo.sees("Ana");
  });

  test("by closing the tab is as fast", async () => {
    const [ana, bo] = pair((await meet("Ana", "Bo")).all);
    await bo.page.close();
    await ana.seesOnly(1, 1_000);
  });

  test("is announced, and whoever stays can go on meeting others", async () => {
    const { room, all } = await meet("Ana", "Bo");
    const [ana, bo] = pair(all);
    await bo.leave();
    await ana.page.getByText("Bo left", { exact: true }).waitFor();
    const chloe = await enter(room, "Chloé");
    await ana.sees("Chloé");
    await chloe.sees("Ana");
  });
});

describe("reloading", () => {
  test("five times never leaves a ghost or a second tile", async () => {
    const { all } = await meet("Ana", "Bo", "Chloé", "Dan");
    const dan = all.at(-1);
    if (!dan) throw new Error("four people are needed");
    for (let time = 0; time < 5; time++) {
      await dan.page.reload();
      await dan.join();
      // At times with the calls up, at times in the middle of dialling.
      if (time % 3 === 0) await dan.sees(others(all, dan));
    }
    for (const one of all) {
      await one.seesOnly(4);
      await one.sees(others(all, one));
      const ids = await one.tiles.evaluateAll((tiles) =>
        tiles.map((tile) => tile.getAttribute("data-member")),
      );
      expect(new Set(ids).size).toBe(4);
    }
  }, 240_000);
});
