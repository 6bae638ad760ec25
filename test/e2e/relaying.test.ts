// Whoever can't be called comes by way of the server: seen, heard, and taken back to a call once there is one.

import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { closeAttendees, enter as enterUnseen } from "../wire/attendee.ts";
import { readBoot } from "../wire/bare-client.ts";
import { closeRelays, connectRelay } from "../wire/relay-socket.ts";
import { watchFrames } from "./frames.ts";
import { LossyNetwork } from "./lossy-network.ts";
import { bring, type Person } from "./person.ts";
import { browser, openVenue, people, server, welcome } from "./venue.ts";
import { denyCalls } from "./wall.ts";

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

let network: LossyNetwork | undefined;

afterEach(() => {
  network?.close();
  network = undefined;
});

async function enter(room: string, name: string, denied: boolean): Promise<Person> {
  const options = denied ? { before: denyCalls } : {};
  const person = welcome(await bring(browser, server.url, room, name, options));
  await person.join();
  return person;
}

/** Pictures as they are passed on, the first of them a whole one. */
type Tapped = readonly { readonly key: boolean; readonly body: string }[];

const routeTo = (person: Person, name: string) => person.tileOf(name).getAttribute("data-link");

describe("two who can't call each other", () => {
  test.each(["", `#${"A".repeat(43)}`])(
    "are seen and heard by way of the server, and told so (%p)",
    async (key) => {
      const room = `${randomUUID()}${key}`;
      const ana = await enter(room, "Ana", true);
      const bo = await enter(room, "Bo", true);
      await Promise.all([ana.sees("Bo", liveMs), bo.sees("Ana", liveMs)]);
      await Promise.all([ana.hearsIn("Bo", liveMs), bo.hearsIn("Ana", liveMs)]);
      expect([await routeTo(ana, "Bo"), await routeTo(bo, "Ana")]).toEqual(["relayed", "relayed"]);
    },
    60_000,
  );

  test("turn their cameras and microphones off and on, and come and go", async () => {
    const room = randomUUID();
    const ana = await enter(room, "Ana", true);
    const bo = await enter(room, "Bo", true);
    await Promise.all([ana.sees("Bo", liveMs), bo.sees("Ana", liveMs)]);
    await bo.press("Stop camera");
    await until(async () => !(await ana.showsPictureOf("Bo")), "the picture to go");
    await ana.hearsIn("Bo");
    await bo.press("Start camera");
    await ana.sees("Bo");
    await bo.press("Mute");
    await ana
      .tileOf("Bo")
      .and(ana.page.getByRole("article", { name: /muted/ }))
      .waitFor();
    await bo.press("Unmute");
    await ana.hearsIn("Bo");
    await bo.page.reload();
    await bo.join();
    await Promise.all([ana.sees("Bo", liveMs), bo.sees("Ana", liveMs)]);
    await ana.seesOnly(2);
    await bo.leave();
    await ana.seesOnly(1);
  }, 90_000);
});

describe("what the server passes on", () => {
  /** All that it sees of Ana's picture and sound, as somebody without a key is sent it. */
  async function tap(room: string, ana: Person): Promise<Tapped> {
    const { seal = null } = await readBoot(server.url, room);
    const spy = await enterUnseen(server.url, room, { name: "Spy", seal });
    const socket = await connectRelay(server.url, spy);
    const id = (await ana.ownTile.getAttribute("data-member")) ?? "";
    socket.ask({ type: "want", id, picture: true });
    const enough = () =>
      socket.frames.some(({ key }) => key) &&
      (["sound", "picture"] as const).every(
        (kind) => socket.frames.filter((frame) => frame.kind === kind).length > 30,
      );
    await until(enough, "the spy to be sent frames", 20_000);
    const pictures = socket.frames.filter(({ kind }) => kind === "picture");
    const from = pictures.findIndex(({ key }) => key);
    const bodies = pictures.slice(from).map(({ key, body }) => ({ key, body: body.toString("base64") }));
    closeRelays();
    closeAttendees();
    return bodies;
  }

  /** How many of these a decoder makes pictures of, wherever in a body the codec's data may begin. */
  function decode({ page }: Person, bodies: Tapped): Promise<number> {
    return page.evaluate(async (frames) => {
      let most = 0;
      // Behind the time, the codec and what the picture needs; or nothing; or what a seal might put there.
      for (const start of [10, 0, 12]) {
        let decoded = 0;
        const decoder = new VideoDecoder({
          output: (frame) => {
            decoded += 1;
            frame.close();
          },
          error: () => {},
        });
        decoder.configure({ codec: "vp8" });
        for (const [i, { key, body }] of frames.entries()) {
          const data = Uint8Array.from(atob(body), (character) => character.charCodeAt(0)).subarray(start);
          const type = key ? "key" : "delta";
          if (decoder.state !== "configured") break;
          try {
            decoder.decode(new EncodedVideoChunk({ type, timestamp: i, data }));
          } catch {
            // Not what it says it is.
            break;
          }
        }
        if (decoder.state === "configured") await decoder.flush().catch(() => {});
        most = Math.max(most, decoded);
      }
      return most;
    }, bodies);
  }

  test.each([
    ["sealed", `#${"A".repeat(43)}`],
    ["not sealed", ""],
  ])(
    "of a room that is %s",
    async (kind, key) => {
      const room = randomUUID();
      const ana = await enter(`${room}${key}`, "Ana", true);
      const bo = await enter(`${room}${key}`, "Bo", true);
      await bo.sees("Ana", liveMs);
      const decoded = await decode(bo, await tap(room, ana));
      // The same shows, where it isn't sealed, that it would.
      if (kind === "sealed") expect(decoded).toBe(0);
      else expect(decoded).toBeGreaterThan(20);
    },
    90_000,
  );
});

test("of three, the pair that can't meet is relayed, and the others drop nothing", async () => {
  network = new LossyNetwork();
  const room = randomUUID();
  network.lose([["Ana", "Chloé"]]);
  for (const name of ["Ana", "Bo"]) {
    const person = welcome(await network.bring(browser, server.url, room, name));
    await person.join();
  }
  const [ana, bo] = people;
  if (!ana || !bo) throw new Error("two people are needed");
  await Promise.all([ana.sees("Bo"), bo.sees("Ana")]);
  const gaps = await Promise.all([watchFrames(ana, "Bo"), watchFrames(bo, "Ana")]);
  const chloe = welcome(await network.bring(browser, server.url, room, "Chloé"));
  await chloe.join();
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
  for (const name of ["Ana", "Bo"]) {
    const person = welcome(await network.bring(browser, server.url, room, name));
    await person.join();
  }
  const [ana, bo] = people;
  if (!ana || !bo) throw new Error("two people are needed");
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
