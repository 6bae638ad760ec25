// A receiver that takes too little: it loses pictures, and no sound; the others lose nothing.

import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { pause, until } from "../until.ts";
import { closeAttendees, enter } from "./attendee.ts";
import { closeRelays, connectRelay, join, type RelaySocket, want } from "./relay-socket.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterEach(() => {
  closeRelays();
  closeAttendees();
});

afterAll(async () => {
  await server.stop();
});

async function three(): Promise<readonly [RelaySocket, RelaySocket, RelaySocket]> {
  const room = randomUUID();
  const connect = async () => connectRelay(server.url, await enter(server.url, room));
  const [from, quick, slow] = [await connect(), await connect(), await connect()];
  await join(from, quick);
  await want(from, slow);
  await until(() => from.told("wanted").at(-1)?.picture === 2, "both to be counted");
  return [from, quick, slow];
}

const pictureBytes = 8_000;
const soundEvery = 40;

/** Pictures, whole ones where they are asked for, with two sounds for each, until enough is sent. */
async function play(from: RelaySocket, isEnough: () => boolean, start = 0): Promise<number> {
  let [n, keys] = [start, from.told("key").length];
  for (; !isEnough(); n++) {
    const key = n === 0 || from.told("key").length > keys;
    keys = from.told("key").length;
    from.send({ kind: "picture", n, key }, new Uint8Array(pictureBytes));
    for (const half of [0, 1]) from.send({ kind: "sound", n: 2 * n + half }, new Uint8Array(100));
    await pause(soundEvery);
  }
  return n;
}

function numbers({ frames }: RelaySocket, kind: "sound" | "picture"): readonly number[] {
  return frames.filter((frame) => frame.kind === kind).map(({ n }) => n);
}

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

function expectShowable({ frames }: RelaySocket): void {
  let next: number | undefined;
  for (const { kind, n, key } of frames) {
    if (kind !== "picture") continue;
    if (!key) expect(n).toBe(next);
    next = n + 1;
  }
}

test("acknowledging nothing for a while costs it pictures, up to a whole one, and nobody else anything", async () => {
  const [from, quick, slow] = await three();
  slow.acknowledge(false);
  const heldBack = () => {
    const newest = numbers(quick, "picture").at(-1) ?? 0;
    return newest > (numbers(slow, "picture").at(-1) ?? 0) + 60;
  };
  const stopped = await play(from, heldBack);
  slow.acknowledge(true);
  const keysBefore = from.told("key").length;
  const isBack = () => (numbers(slow, "picture").at(-1) ?? 0) > stopped;
  const all = await play(from, isBack, stopped);
  await until(() => numbers(quick, "sound").length === 2 * all, "the last sound");
  expect(numbers(quick, "picture")).toEqual(upTo(all));
  expect(numbers(quick, "sound")).toEqual(upTo(2 * all));
  expect(from.told("key").length).toBeGreaterThan(keysBefore);
  expectShowable(slow);
  expect(numbers(slow, "picture").length).toBeLessThan(all - 20);
  // Of the sound only what was too old by the time there was room for it.
  const sounds = numbers(slow, "sound");
  expect(sounds).toEqual([...sounds].sort((a, b) => a - b));
  expect(sounds.at(-1)).toBe(2 * all - 1);
});

test("acknowledging late costs it pictures and not a sound", async () => {
  const [from, quick, slow] = await three();
  slow.acknowledge(false);
  // As over a line with 400 ms of its own, of which nothing is ever heard sooner.
  const late = setInterval(() => slow.acknowledge(true), 400);
  const hush = setInterval(() => slow.acknowledge(false), 50);
  const all = await play(from, () => numbers(quick, "picture").length >= 100);
  clearInterval(late);
  clearInterval(hush);
  await until(() => numbers(slow, "sound").length === 2 * all, "every sound");
  expect(numbers(slow, "sound")).toEqual(upTo(2 * all));
  expect(numbers(quick, "sound")).toEqual(upTo(2 * all));
  expect(numbers(quick, "picture")).toEqual(upTo(all));
  expectShowable(slow);
});

test("reading nothing at all is cut off after a while, and nobody else notices", async () => {
  const [from, quick, slow] = await three();
  slow.socket.pause();
  await play(from, () => from.told("wanted").at(-1)?.sound === 1);
  expect(numbers(quick, "picture")).toEqual(upTo(numbers(quick, "picture").length));
  expect(numbers(quick, "picture").length).toBeGreaterThan(100);
  expect(server.log()).toContain('"event":"relay-stalled"');
  expect(quick.closed()).toBeUndefined();
});
