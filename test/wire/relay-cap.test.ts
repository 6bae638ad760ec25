// RELAY_MBPS: pictures go first, sound lives on, and people are told; RELAY=off: there is no relay.

import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "@jest/globals";
import { refusals } from "../../protocol/protocol.ts";
import { pause, until } from "../until.ts";
import { closeAttendees, enter } from "./attendee.ts";
import { closeRelays, connectRelay, join, openRelay, type RelaySocket, want } from "./relay-socket.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const servers: ServerProcess[] = [];

afterEach(async () => {
  closeRelays();
  closeAttendees();
  for (const server of servers.splice(0)) await server.stop();
});

async function start(environment: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const server = await startServer(environment);
  servers.push(server);
  return server;
}

async function gather(url: string, size: number): Promise<readonly RelaySocket[]> {
  const room = randomUUID();
  const members: RelaySocket[] = [];
  while (members.length < size) members.push(await connectRelay(url, await enter(url, room)));
  return members;
}

/** What it takes from a share of the cap has to be more than a tenth: of less nobody is told. */
const soundBytes = 200;

/** A sender that heeds nothing: 25 pictures and 50 sounds a second, for so long. */
async function flood(from: RelaySocket, seconds: number, pictureBytes: number): Promise<number> {
  const began = performance.now();
  let [n, keys] = [0, 0];
  for (; performance.now() - began < seconds * 1_000; n++) {
    const key = n === 0 || from.told("key").length > keys;
    keys = from.told("key").length;
    from.send({ kind: "picture", n, key }, new Uint8Array(pictureBytes));
    for (const half of [0, 1]) from.send({ kind: "sound", n: 2 * n + half }, new Uint8Array(soundBytes));
    await pause(Math.max(1, began + n * 40 - performance.now()));
  }
  return n;
}

test("at its cap the process forwards no more than that, all of the sound, and says what to spend", async () => {
  const { url } = await start({ RELAY_MBPS: "2" });
  const [from, ...others] = await gather(url, 4);
  if (!from) throw new Error("Nobody came");
  for (const [index, other] of others.entries())
    if (index === 0) await join(from, other);
    else await want(from, other);
  const began = performance.now();
  // Three times 1.3 Mbit/s.
  const sent = await flood(from, 8, 6_000);
  const [first] = others;
  await until(() => others.every(({ frames }) => frames.at(-1)?.n === 2 * sent - 1), "the last sound");
  const seconds = (performance.now() - began) / 1_000;
  const bytes = others.reduce((sum, other) => sum + other.bytes(), 0);
  // What is saved up counts as well.
  expect((bytes * 8) / seconds).toBeLessThan(2e6 * 1.15);
  expect((bytes * 8) / seconds).toBeGreaterThan(2e6 * 0.6);
  for (const { frames, told } of others) {
    expect(frames.filter(({ kind }) => kind === "sound").map(({ n }) => n)).toEqual(
      Array.from({ length: 2 * sent }, (_, n) => n),
    );
    expect(told("strain").map(({ pictures }) => pictures)).toContain("fewer");
    let next: number | undefined;
    for (const { kind, n, key } of frames) {
      if (kind !== "picture") continue;
      if (!key) expect(n).toBe(next);
      next = n + 1;
    }
  }
  expect(first?.frames.some(({ kind, key, n }) => kind === "picture" && key && n > 0)).toBe(true);
  // Nine tenths, less the sound of three, among three; where no sound is there, there is nothing to leave room for.
  const limits = from.told("limit").flatMap(({ kbps }) => kbps ?? []);
  expect(Math.min(...limits)).toBeGreaterThan(450);
  expect(Math.min(...limits)).toBeLessThan(600);
  expect(limits.slice(1).every((kbps) => kbps <= 600)).toBe(true);
  const late = await connectRelay(url, await enter(url, randomUUID()));
  await until(() => late.told("strain").length === 1, "a newcomer to be told");
});

test("what a still picture leaves of its share is given on to one that moves, until that is wanted back", async () => {
  const { url } = await start({ RELAY_MBPS: "2" });
  const [still, busy] = await gather(url, 2);
  if (!still || !busy) throw new Error("Somebody is missing");
  await join(still, busy);
  await join(busy, still);
  /** Ten pictures a second, until then. */
  async function play(stillBytes: number, busyBytes: number, isEnough: () => boolean, from: number) {
    let n = from;
    for (const ends = performance.now() + 40_000; !isEnough() && performance.now() < ends; n++) {
      still?.send({ kind: "picture", n, key: true }, new Uint8Array(stillBytes));
      busy?.send({ kind: "picture", n, key: true }, new Uint8Array(busyBytes));
      await pause(100);
    }
    return n;
  }
  const limitOf = (it: RelaySocket) => it.told("limit").at(-1)?.kbps ?? 2_000;
  // Equal ones would be 900.
  const n = await play(400, 20_000, () => busy.told("limit").length > 0 && limitOf(busy) > 1_200, 0);
  expect(limitOf(busy)).toBeGreaterThan(1_200);
  expect(Math.min(limitOf(still), ...still.told("limit").map(({ kbps }) => kbps ?? 2_000))).toBeGreaterThan(
    800,
  );
  await play(20_000, 20_000, () => limitOf(busy) < 1_000, n);
  expect(limitOf(busy)).toBeLessThan(1_000);
  expect(limitOf(still)).toBeGreaterThan(800);
}, 100_000);

test("where the cap makes no pictures, there are none, until fewer want them", async () => {
  const { url } = await start({ RELAY_MBPS: "0.2" });
  const [from, ...others] = await gather(url, 6);
  if (!from) throw new Error("Nobody came");
  for (const [index, other] of others.entries())
    if (index === 0) await join(from, other);
    else await want(from, other);
  await until(() => from.told("limit").at(-1)?.kbps === 0, "the sender to be told");
  await until(() => others.every(({ told }) => told("strain").at(-1)?.pictures === "none"), "the others");
  for (const other of others.slice(1)) other.ask({ type: "want", id: from.id, picture: false });
  await until(() => (from.told("limit").at(-1)?.kbps ?? 0) > 100, "pictures to come back");
  await until(
    () => others.every(({ told }) => told("strain").at(-1)?.pictures === "fewer"),
    "that to be told",
  );
});

test("without a cap nobody is told of any", async () => {
  const { url } = await start({});
  const [from, to] = await gather(url, 2);
  if (!from || !to) throw new Error("Nobody came");
  await join(from, to);
  await flood(from, 2.5, 4_000);
  expect([from.told("limit"), from.told("strain"), to.told("strain")]).toEqual([[], [], []]);
});

test("RELAY=off refuses every connection with 404 and says why", async () => {
  const { url } = await start({ RELAY: "off" });
  const member = await enter(url, randomUUID());
  const relay = openRelay(url, member);
  await until(() => relay.answer() !== undefined, "the answer");
  expect(relay.answer()).toMatchObject({ status: 404, type: "application/json" });
  expect(JSON.parse(relay.answer()?.body ?? "")).toEqual({
    ...{ ok: false, code: "relay-off" },
    message: refusals["relay-off"],
  });
});
