// A host who is away, and a room that everybody has left: both are waited for, and for so long.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { closeAttendees, enter, openClass, visit } from "./attendee.ts";
import { createBrowser } from "./browser.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  closeAttendees();
  await server.stop();
});

/** What the server waits in both cases, less what a busy machine takes to notice. */
const [leastMs, mostMs] = [29_000, 40_000];

async function meetingLosesItsHost(): Promise<void> {
  const room = randomUUID();
  const browser = createBrowser(server.url);
  const host = await enter(server.url, room, {}, browser);
  const [ana, bo] = [await enter(server.url, room), await enter(server.url, room)];
  const began = Date.now();
  host.socket.disconnect();
  await until(() => bo.view()?.host === null, "the host to be gone");
  expect(await ana.ask("mute", bo.id)).toMatchObject({ code: "not-allowed" });
  await until(() => bo.view()?.host !== null, "somebody to stand in", mostMs);
  expect(Date.now() - began).toBeGreaterThan(leastMs);
  expect(bo.view()?.host).toBe(ana.id);
  expect(await ana.ask("mute", bo.id)).toMatchObject({ ok: true });
  const back = await enter(server.url, room, {}, browser);
  await until(() => bo.view()?.host === back.id, "the host to have their role back");
  expect(await ana.ask("mute", bo.id)).toMatchObject({ code: "not-allowed" });
}

async function classroomLosesItsTeacher(): Promise<void> {
  const { teacher, students } = await openClass(server.url, randomUUID(), 2);
  const began = Date.now();
  teacher.socket.disconnect();
  const [one, other] = students;
  await until(() => one?.view()?.host === null, "the teacher to be gone");
  await until(() => Date.now() - began > leastMs + 4_000, "longer than a meeting waits", mostMs);
  // Whatever happens then is no occasion either.
  expect(await one?.ask("raise-hand", true)).toMatchObject({ ok: true });
  await until(() => one?.sees(one.id)?.hand === 1, "the hand");
  expect(one?.view()).toMatchObject({ host: null, members: [{ id: one?.id }] });
  expect(await one?.ask("mute", other?.id)).toMatchObject({ code: "not-allowed" });
  expect(one?.told("call-connected")).toEqual([]);
}

async function roomIsLeftEmpty(): Promise<void> {
  const room = randomUUID();
  const browser = createBrowser(server.url);
  const host = await enter(server.url, room, { kind: "classroom" });
  const mallory = await enter(server.url, room, {}, browser);
  await host.ask("remove", mallory.id);
  await host.ask("set-room", { waitingRoom: true });
  await host.leave();
  const began = Date.now();
  // Whoever waits there is told that there is nobody left to wait for.
  const caller = await visit(server.url, room);
  await caller.ask("look-in", room);
  expect(await caller.join()).toMatchObject({ code: "waiting-room" });
  expect(await mallory.join()).toMatchObject({ code: "removed" });
  await until(() => caller.told("lobby").length > 0, "the room to be forgotten", mostMs);
  expect(Date.now() - began).toBeGreaterThan(leastMs);
  expect(caller.told("lobby")).toEqual([
    [{ inside: [], kind: null, owned: false, locked: false, waitingRoom: false }],
  ]);
  expect(await caller.join()).toMatchObject({ ok: true });
  await until(() => caller.view()?.host === caller.id, "the caller to run it");
  // They are as good as new to it.
  expect(await mallory.join()).toMatchObject({ ok: true });
}

test(
  "a meeting finds somebody to stand in, a classroom nobody, and an empty room is forgotten",
  async () => {
    await Promise.all([meetingLosesItsHost(), classroomLosesItsTeacher(), roomIsLeftEmpty()]);
  },
  2 * mostMs,
);
