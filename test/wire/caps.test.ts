// How much is too much: rooms, members, joins, and connections from one address.

import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { closeAttendees, enter, visit } from "./attendee.ts";
import { connectWith, readBoot } from "./bare-client.ts";
import { createBrowser } from "./browser.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const servers: ServerProcess[] = [];
const closers: (() => void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) close();
  closeAttendees();
  for (const server of servers.splice(0)) await server.stop();
});

async function serve(environment: Readonly<Record<string, string>>): Promise<string> {
  const server = await startServer(environment);
  servers.push(server);
  return server.url;
}

interface Guest {
  readonly reply: { readonly ok: boolean; readonly code?: string; readonly message?: string };
  readonly leave: () => Promise<unknown>;
  readonly again: () => Promise<unknown>;
}

async function join(url: string, room: string): Promise<Guest> {
  const { id, ticket } = await readBoot(url, room);
  const socket = await connectWith(url, ticket, { transports: ["websocket"] });
  closers.push(() => socket.disconnect());
  return {
    reply: await socket.emitWithAck("join-room", room, id),
    leave: () => socket.emitWithAck("leave", room, id),
    again: () => socket.emitWithAck("join-room", room, id),
  };
}

describe("a server", () => {
  test("with as many rooms as it may have opens no more, and lets people into those it has", async () => {
    const url = await serve({ MAX_ROOMS: "2" });
    const first = await join(url, "one");
    expect((await join(url, "two")).reply).toMatchObject({ ok: true });
    const late = await join(url, "three");
    expect(late.reply).toMatchObject({
      ok: false,
      code: "server-full",
      message: expect.stringMatching(/\S/),
    });
    expect((await join(url, "two")).reply).toMatchObject({ ok: true });
    await first.leave();
    expect(await late.again()).toMatchObject({ ok: true });
  });

  test("isn't filled with rooms by those who only look in, or are refused", async () => {
    const url = await serve({ MAX_ROOMS: "1" });
    const { ticket } = await readBoot(url, "looked-at");
    const looker = await connectWith(url, ticket);
    closers.push(() => looker.disconnect());
    await looker.emitWithAck("look-in", "looked-at");
    await looker.emitWithAck("join-room", "looked-at", randomUUID());
    expect((await join(url, "joined")).reply).toMatchObject({ ok: true });
  });
});

describe("a room that was left empty", () => {
  const roomsOf = async (url: string) =>
    ((await (await fetch(`${url}/health`)).json()) as { readonly rooms: number }).rooms;

  test("is counted no more, and gives way to the next, the longest empty first", async () => {
    const url = await serve({ MAX_ROOMS: "2" });
    for (const room of ["one", "two"]) {
      const host = await enter(url, room, { kind: "classroom" });
      expect(await roomsOf(url)).toBe(1);
      await host.leave();
    }
    expect(await roomsOf(url)).toBe(0);
    const kindOf = async (room: string) => (await (await visit(url, room)).ask("look-in", room))["kind"];
    expect([await kindOf("one"), await kindOf("two")]).toEqual(["classroom", "classroom"]);
    const outside = await visit(url, "one");
    await outside.ask("look-in", "one");
    await enter(url, "three");
    await until(() => outside.told("lobby").length === 1, "the news for whoever is outside");
    expect([await kindOf("one"), await kindOf("two")]).toEqual([null, "classroom"]);
    // Whoever is in one keeps it.
    await enter(url, "four");
    expect(await (await visit(url, "five")).join()).toMatchObject({ code: "server-full" });
    expect(await roomsOf(url)).toBe(2);
  });

  test("doesn't give way to whoever is refused", async () => {
    const url = await serve({ MAX_ROOMS: "1", MAX_JOINS_PER_MINUTE: "1" });
    const host = await enter(url, "one", { kind: "classroom" });
    await host.leave();
    const founder = createBrowser(url);
    const fresh = await founder.open();
    await founder.visit(fresh);
    expect(await (await visit(url, fresh)).join()).toMatchObject({ code: "host-absent" });
    expect(await (await visit(url, "two")).join()).toMatchObject({ code: "too-many-joins" });
    expect(await host.ask("look-in", "one")).toMatchObject({ kind: "classroom" });
  });
});

describe("a room", () => {
  test("with as many members as it may have takes nobody, until somebody leaves", async () => {
    const url = await serve({ MAX_MEMBERS: "2" });
    const first = await join(url, "a-room");
    await join(url, "a-room");
    const late = await join(url, "a-room");
    expect(late.reply).toMatchObject({ ok: false, code: "room-full" });
    expect((await join(url, "b-room")).reply).toMatchObject({ ok: true });
    await first.leave();
    expect(await late.again()).toMatchObject({ ok: true });
  });
});

describe("one address", () => {
  test("may join so often in a minute, however many pages it opens", async () => {
    const url = await serve({ MAX_JOINS_PER_MINUTE: "3" });
    for (let count = 0; count < 3; count++)
      expect((await join(url, randomUUID())).reply).toMatchObject({ ok: true });
    expect((await join(url, randomUUID())).reply).toMatchObject({ ok: false, code: "too-many-joins" });
  });

  const poll = (url: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${url}/socket.io/?EIO=4&transport=polling`, { headers });

  test("may connect so often at a time, and again once a connection is over", async () => {
    const url = await serve({ MAX_CONNECTIONS_PER_ADDRESS: "2" });
    await poll(url);
    const { ticket } = await readBoot(url, "a-room");
    const socket = await connectWith(url, ticket, { transports: ["websocket"] });
    const refused = await poll(url);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ message: "too-many-connections" });
    socket.disconnect();
    await until(async () => (await poll(url)).status === 200, "a place");
  });

  test("is that of the connection: to name another in a header changes nothing", async () => {
    const url = await serve({ MAX_CONNECTIONS_PER_ADDRESS: "1" });
    expect((await poll(url, { "x-forwarded-for": "192.0.2.1" })).status).toBe(200);
    expect((await poll(url, { "x-forwarded-for": "192.0.2.2" })).status).toBe(403);
  });

  test("is that which a proxy of ours names last, and what its visitor made up before it isn't", async () => {
    const url = await serve({ MAX_CONNECTIONS_PER_ADDRESS: "1", TRUST_PROXY: "1" });
    expect((await poll(url, { "x-forwarded-for": "192.0.2.1" })).status).toBe(200);
    expect((await poll(url, { "x-forwarded-for": "192.0.2.2" })).status).toBe(200);
    expect((await poll(url, { "x-forwarded-for": "198.51.100.7, 192.0.2.1" })).status).toBe(403);
  });
});
