// A connection that nobody has closed, and over which nothing comes any more.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { WebSocket } from "ws";
import { until } from "../until.ts";
import { type Attendee, arrive, closeAttendees, enter } from "./attendee.ts";
import { closeRelays, connectRelay, join, type RelaySocket, stream, want } from "./relay-socket.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** The server asks every 5 s, and waits 10 s for an answer. */
const foundMs = 20_000;
/** The relay asks every 20 s, and cuts whoever hasn't answered by the next time. */
const foundAtRelayMs = 45_000;

let server: ServerProcess;
const paused: WebSocket[] = [];

/** Somebody who publishes, and somebody who wants it and hears nothing: found while the others are. */
let hushed: Promise<{ readonly from: RelaySocket; readonly deaf: RelaySocket; readonly at: number }>;

beforeAll(async () => {
  server = await startServer();
  hushed = hush();
  await hushed;
});

afterAll(async () => {
  for (const socket of paused) socket.terminate();
  closeRelays();
  closeAttendees();
  await server.stop();
});

interface Inside {
  readonly transport: { readonly ws: WebSocket };
  readonly _pingTimeoutTimer: NodeJS.Timeout;
}

/** From here on it hears nothing, answers nothing, and doesn't close the connection for want of pings either. */
function deafen({ socket }: Attendee): void {
  const { transport, _pingTimeoutTimer } = socket.io.engine as unknown as Inside;
  transport.ws.pause();
  clearTimeout(_pingTimeoutTimer);
  paused.push(transport.ws);
}

async function pair(): Promise<readonly [Attendee, Attendee]> {
  const room = randomUUID();
  const both = [await enter(server.url, room), await enter(server.url, room)] as const;
  await until(() => both[0].view()?.members.length === 2, "both");
  return both;
}

test("is found out within 20 s: its member is away, keeps their place, and comes back to it", async () => {
  const [ana, bo] = await pair();
  deafen(bo);
  const began = Date.now();
  await until(() => ana.sees(bo.id)?.away === true, "Bo to be missed", foundMs);
  expect(Date.now() - began).toBeGreaterThan(4_000);
  expect(ana.told("call-disconnected")).toEqual([]);
  const again = await arrive(server.url, bo);
  expect(await again.join()).toMatchObject({ ok: true });
  await until(() => ana.view()?.members.length === 2 && ana.sees(bo.id)?.away === undefined, "Bo to be back");
  expect(ana.told("call-disconnected")).toEqual([]);
});

test("gives way at once to whoever names it, and to nobody else while it is alive", async () => {
  const [ana, bo] = await pair();
  const previous = String(bo.socket.id);
  const thief = await arrive(server.url, bo);
  for (const wrong of ["x", String(ana.socket.id), String(thief.socket.id)])
    expect(await thief.join({ previous: [wrong] })).toMatchObject({ code: "id-taken" });
  expect(bo.socket.connected).toBe(true);
  deafen(bo);
  const again = await arrive(server.url, bo);
  const began = Date.now();
  expect(await again.join({ previous: ["another", previous] })).toMatchObject({ ok: true });
  expect(Date.now() - began).toBeLessThan(2_000);
  await until(() => again.view()?.members.length === 2, "the room");
  expect(ana.told("call-disconnected")).toEqual([]);
  expect(ana.sees(bo.id)?.away).toBeUndefined();
}, 90_000);

/** So many connections to the relay, and so many pairs over it, as the server counts them. */
async function countRelayed(): Promise<readonly number[]> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return ["connections", "pairs"].map((what) =>
    Number(new RegExp(`^parley_relay_${what} (\\d+)$`, "m").exec(text)?.[1]),
  );
}

async function hush() {
  const [ana, bo] = await pair();
  const [from, deaf] = [await connectRelay(server.url, ana), await connectRelay(server.url, bo)];
  await join(from, deaf);
  await until(() => from.told("wanted").at(-1)?.picture === 1, "Bo to be counted");
  deaf.socket.pause();
  return { from, deaf, at: Date.now() };
}

test("to the relay gives way at once to the same member's next one, which begins anew", async () => {
  const [ana, bo] = await pair();
  const [from, deaf] = [await connectRelay(server.url, ana), await connectRelay(server.url, bo)];
  await join(from, deaf);
  deaf.socket.pause();
  const began = Date.now();
  const again = await connectRelay(server.url, bo);
  await until(() => from.told("wanted").at(-1)?.sound === 0, "what the old one wanted to be forgotten");
  expect(Date.now() - began).toBeLessThan(5_000);
  await want(from, again);
  from.send({ kind: "sound", n: 7 });
  await until(() => again.frames.length > 0, "a sound");
  expect([again.frames.map(({ n }) => n), again.told("channel")]).toMatchObject([[7], [{ stream }]]);
  deaf.socket.resume();
  await until(() => deaf.closed() !== undefined, "the old one to learn of it");
  expect(deaf.closed()).toEqual({ code: 1008, reason: "id-taken" });
  expect(deaf.frames).toEqual([]);
  // Its end is not that of the new one.
  from.send({ kind: "sound", n: 8 });
  await until(() => again.frames.length > 1, "another sound");
  for (const relay of [from, again]) relay.socket.terminate();
}, 60_000);

test("to the relay is found out although nothing goes over it: who publishes is told that nobody wants it", async () => {
  const { from, deaf, at } = await hushed;
  await until(() => from.told("wanted").at(-1)?.sound === 0, "Bo to be missed", foundAtRelayMs);
  expect(Date.now() - at).toBeLessThan(foundAtRelayMs);
  expect(from.told("wanted").at(-1)).toEqual({ type: "wanted", sound: 0, picture: 0 });
  await until(async () => String(await countRelayed()) === "1,0", "nothing of it to be left");
  expect([from.closed(), from.socket.readyState]).toEqual([undefined, from.socket.OPEN]);
  // It was cut, without a goodbye that it wouldn't have taken.
  deaf.socket.resume();
  await until(() => deaf.closed() !== undefined, "its own side to notice");
  expect(deaf.closed()).toMatchObject({ code: 1006 });
}, 60_000);
