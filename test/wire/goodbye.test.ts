// Whoever leaves while the server is away is told of to the next one, so that nobody waits for them.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { type Attendee, arrive, closeAttendees, cut, enter } from "./attendee.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  closeAttendees();
  await server.stop();
});

async function meet(): Promise<readonly [Attendee, Attendee]> {
  const room = randomUUID();
  const pair = [await enter(server.url, room), await enter(server.url, room)] as const;
  await until(() => pair[0].view()?.members.length === 2, "both to be in");
  return pair;
}

test("a member who is expected back may leave without coming in first, and is gone at once", async () => {
  const [ana, bo] = await meet();
  bo.socket.io.reconnection(false);
  cut(bo);
  const again = await arrive(server.url, bo);
  expect(await again.leave()).toMatchObject({ ok: true });
  await until(() => ana.told("call-disconnected").length === 1, "bo to be gone", 2_000);
  expect(ana.told("call-disconnected")).toEqual([[bo.id, expect.any(String)]]);
});

test("nobody leaves in the place of one who is there, whatever ticket they have", async () => {
  const [ana, bo] = await meet();
  const thief = await arrive(server.url, bo);
  expect(await thief.leave()).toMatchObject({ code: "not-joined" });
  thief.socket.disconnect();
  expect(await bo.ask("raise-hand", true)).toMatchObject({ ok: true });
  await until(() => ana.sees(bo.id)?.hand === 1, "bo's hand");
  expect(ana.told("call-disconnected")).toEqual([]);
});
