// Whoever can't be called comes by way of the server: seen, heard, and sealed where the room is.

import { randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { closeAttendees, enter as enterUnseen } from "../wire/attendee.ts";
import { readBoot } from "../wire/bare-client.ts";
import { closeRelays, connectRelay } from "../wire/relay-socket.ts";
import { bring, type Person } from "./person.ts";
import { browser, openVenue, server, welcome } from "./venue.ts";
import { denyCalls } from "./wall.ts";

/** What is promised: live by then. */
const liveMs = 10_000;

openVenue();

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
