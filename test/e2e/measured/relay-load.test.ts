// What goes by way of the server where there is more than one to send it to, and where it may carry next to nothing.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { until } from "../../until.ts";
import { type ServerProcess, startServer } from "../../wire/server-process.ts";
import { bring, type Person, type PersonOptions } from "../person.ts";
import { browser, openVenue, people, server, welcome } from "../venue.ts";
import { denyCalls } from "../wall.ts";

/** What is promised, live by then; and what a busy machine adds to it. */
const liveMs = 10_000 + 5_000;
/** Of Opus, as it is sent here: one for each 20 ms. */
const soundsPerSecond = 50;
const camerasRate = 20;

openVenue();

let narrow: ServerProcess;

beforeAll(async () => {
  narrow = await startServer({ RELAY_MBPS: "0.4" });
});

afterAll(() => narrow.stop());

async function gather(url: string, names: readonly string[]): Promise<void> {
  const room = randomUUID();
  const options: PersonOptions = { viewport: { width: 640, height: 480 }, before: denyCalls };
  for (const name of names) {
    const person = welcome(await bring(browser, url, room, name, options));
    await person.join();
  }
}

interface Frames {
  readonly picture: number;
  readonly sound: number;
}

/** How many came to the server so far, and how many went on from there. */
async function countFrames(url: string): Promise<{ readonly in: Frames; readonly out: Frames }> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const read = (direction: string, kind: string) => {
    const line = `parley_relay_frames_total{direction="${direction}",kind="${kind}"} `;
    return Number(
      text
        .split("\n")
        .find((other) => other.startsWith(line))
        ?.slice(line.length),
    );
  };
  const both = (direction: string) => ({
    picture: read(direction, "picture"),
    sound: read(direction, "sound"),
  });
  return { in: both("in"), out: both("out") };
}

/** Notes how often the page's worker encodes a picture, and how often one that it has encoded already. */
async function watchEncoding({ page }: Person) {
  const [worker] = page.workers();
  if (!worker) throw new Error("There is no worker");
  const handle = await worker.evaluateHandle(() => {
    const times = new Set<number>();
    const count = { all: 0, again: 0 };
    const { encode } = VideoEncoder.prototype;
    VideoEncoder.prototype.encode = function (frame, options) {
      count.all += 1;
      if (times.has(frame.timestamp)) count.again += 1;
      times.add(frame.timestamp);
      encode.call(this, frame, options);
    };
    return count;
  });
  return () => handle.evaluate(({ all, again }) => ({ all, again }));
}

test("three who can't call each other see and hear both others, and each encodes and sends once", async () => {
  await gather(server.url, ["Ana", "Bo", "Chloé"]);
  const pairs = people.flatMap((one) =>
    people.filter((other) => other !== one).map(({ name }) => [one, name] as const),
  );
  await Promise.all(pairs.map(([one, name]) => one.sees(name, liveMs)));
  await Promise.all(pairs.map(([one, name]) => one.hearsIn(name)));
  const routes = pairs.map(([one, name]) => one.tileOf(name).getAttribute("data-link"));
  expect(await Promise.all(routes)).toEqual(pairs.map(() => "relayed"));
  const encoded = await Promise.all(people.map(watchEncoding));
  const [before, began] = [await countFrames(server.url), performance.now()];
  let now = before;
  await until(async () => {
    now = await countFrames(server.url);
    return now.in.sound - before.in.sound >= people.length * 3 * soundsPerSecond;
  }, "some seconds of everybody's sound");
  const seconds = (performance.now() - began) / 1_000;
  const came = (kind: "picture" | "sound") => now.in[kind] - before.in[kind];
  const went = (kind: "picture" | "sound") => now.out[kind] - before.out[kind];
  // Halfway between once and twice.
  expect(came("sound") / seconds / people.length).toBeLessThan(1.5 * soundsPerSecond);
  expect(came("picture") / seconds / people.length).toBeLessThan(1.5 * camerasRate);
  expect(went("sound") / came("sound")).toBeCloseTo(2, 1);
  // Of pictures some may be left out, where a busy machine is late.
  expect(went("picture") / came("picture")).toBeGreaterThan(1.5);
  for (const find of encoded) {
    const { all, again } = await find();
    expect(all).toBeGreaterThan(10);
    expect(again).toBe(0);
  }
}, 60_000);

test("where the server may carry the sound of three alone, people are told, no face stands still, and sound goes on", async () => {
  await gather(narrow.url, ["Ana", "Bo", "Chloé"]);
  const [ana, bo, chloe] = people;
  if (!ana || !bo || !chloe) throw new Error("three people are needed");
  const label = "Bo, by way of the server, picture paused";
  await until(
    async () => (await ana.tileOf("Bo").getAttribute("aria-label")) === label,
    "Bo's picture to be paused",
    liveMs,
  );
  const notices = ana.page.getByRole("status");
  await notices.getByText("This server carries as much as it may: pictures are paused.").waitFor();
  await ana.tileOf("Bo").getByText("Picture paused", { exact: true }).waitFor();
  expect(await ana.showsPictureOf("Bo")).toBe(false);
  await Promise.all([ana.hearsIn("Bo"), bo.hearsIn("Ana")]);
  await ana.press("People");
  await ana.press("Connections");
  await ana.page
    .getByText(/as much as it may, so .* paused\. Sound goes on/)
    .first()
    .waitFor();
  // There is room for the pictures of two.
  await chloe.leave();
  await ana.sees("Bo", liveMs);
  await notices.getByText("This server carries as much as it may: pictures are smaller.").waitFor();
  expect(await ana.tileOf("Bo").getAttribute("aria-label")).toBe("Bo, by way of the server");
  await ana.hearsIn("Bo");
}, 60_000);
