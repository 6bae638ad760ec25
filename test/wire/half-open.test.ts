// A connection that nobody has closed, and over which nothing comes any more.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { WebSocket } from "ws";
import { until } from "../until.ts";
import { type Attendee, arrive, closeAttendees, enter } from "./attendee.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** The server asks every 5 s, and waits 10 s for an answer. */
const foundMs = 20_000;

let server: ServerProcess;
const paused: WebSocket[] = [];

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  for (const socket of paused) socket.terminate();
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
