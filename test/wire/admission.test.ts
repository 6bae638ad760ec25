// The door of Socket.IO: who is let in, as whom, and from whose page.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { io, type Socket } from "socket.io-client";
import { WebSocket } from "ws";
import { until } from "../until.ts";
import { connectWith, joinBare, readBoot } from "./bare-client.ts";
import { SECRET, type ServerProcess, startServer } from "./server-process.ts";
import { dayMs, expectNoTicketIn, expired, forged, tickets } from "./tickets.ts";

const friend = "https://friend.example";
let server: ServerProcess;
const closers: (() => void)[] = [];

beforeAll(async () => {
  server = await startServer({ ORIGINS: friend });
});

afterAll(async () => {
  for (const close of closers) close();
  await server.stop();
});

async function enter(ticket: string): Promise<Socket> {
  const socket = await connectWith(server.url, ticket);
  closers.push(() => socket.disconnect());
  return socket;
}

/** What whoever shows that is told instead of being let in. */
async function refusalOf(auth: Record<string, unknown> | undefined): Promise<unknown> {
  const socket = io(server.url, { forceNew: true, reconnection: false, ...(auth && { auth }) });
  closers.push(() => socket.disconnect());
  const refused = new Promise((resolve) => {
    socket.once("connect_error", (error: Error & { data?: unknown }) => resolve(error.data));
  });
  const admitted = new Promise((resolve) => socket.once("connect", () => resolve("admitted")));
  return Promise.race([refused, admitted]);
}

async function renew(room: string, ticket: string): Promise<{ id: string; ticket: string }> {
  const response = await fetch(`${server.url}/${room}/ticket`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ticket }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as { id: string; ticket: string };
}

describe("whoever comes to Socket.IO", () => {
  const [room, id] = ["a-room", randomUUID()];
  const good = tickets.issue({ room, id, person: "somebody", byDeed: false }, Date.now());
  const [body = "", signature = ""] = good.split(".");

  test.each<readonly [what: string, auth: Record<string, unknown> | undefined, code: string]>([
    ["showing nothing", undefined, "ticket-missing"],
    ["without a ticket", { name: "Eve" }, "ticket-missing"],
    ["with a ticket that is null", { ticket: null }, "ticket-missing"],
    ["with a ticket that is no text", { ticket: { toString: 1 } }, "ticket-forged"],
    ["with a list of good ones", { ticket: [good] }, "ticket-forged"],
    ["with one that has run out", { ticket: expired(room, id) }, "ticket-expired"],
    ["with one that somebody else signed", { ticket: forged(room, id) }, "ticket-forged"],
    ["with one that nobody signed", { ticket: `${body}.` }, "ticket-forged"],
    ["with another text under a good signature", { ticket: `${body}x.${signature}` }, "ticket-forged"],
    ["with far too long a one", { ticket: `${good}${"A".repeat(20_000)}` }, "ticket-forged"],
  ])("%s is not let in, and told why", async (_what, auth, code) => {
    expect(await refusalOf(auth)).toEqual({
      ok: false,
      status: 401,
      code,
      message: expect.stringMatching(/\S/),
    });
  });

  test("with the ticket of their page is let in, under its id and into its room alone", async () => {
    const boot = await readBoot(server.url, room);
    const socket = await enter(boot.ticket);
    for (const args of [
      [room, randomUUID()],
      ["b-room", boot.id],
    ])
      expect(await socket.emitWithAck("join-room", ...args)).toMatchObject({ code: "ticket-foreign" });
    expect(await socket.emitWithAck("look-in", "b-room")).toMatchObject({ code: "ticket-foreign" });
    expect(await socket.emitWithAck("join-room", room, boot.id)).toMatchObject({ ok: true, id: boot.id });
  });
});

describe("a ticket that has run out", () => {
  test("is renewed under the same id, which enters again", async () => {
    const [room, id] = [randomUUID(), randomUUID()];
    const renewed = await renew(room, expired(room, id));
    expect(renewed.id).toBe(id);
    const socket = await enter(renewed.ticket);
    expect(await socket.emitWithAck("join-room", room, id)).toMatchObject({ ok: true, id });
  });

  test.each<readonly [string, (room: string, id: string) => string]>([
    ["was forged", forged],
    ["ran out more than a week ago", (room, id) => expired(room, id, 8 * dayMs)],
    ["was for another room", (_room, id) => expired("another-room", id)],
    ["is nonsense", () => "nonsense"],
  ])("and %s gets a new id", async (_what, make) => {
    const [room, id] = [randomUUID(), randomUUID()];
    const renewed = await renew(room, make(room, id));
    expect(renewed.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(renewed.id).not.toBe(id);
    const socket = await enter(renewed.ticket);
    expect(await socket.emitWithAck("join-room", room, id)).toMatchObject({ code: "ticket-foreign" });
  });
});

describe("a second connection with the ticket of a first", () => {
  test("that lives is told that the id is taken, and the first notices nothing", async () => {
    const room = randomUUID();
    const [first, other] = [await joinBare(server.url, room), await joinBare(server.url, room)];
    closers.push(first.close, other.close);
    await until(() => first.met.length === 1, "the two to meet");
    const second = await enter(first.ticket);
    expect(await second.emitWithAck("join-room", room, first.id)).toMatchObject({
      ok: false,
      code: "id-taken",
    });
    expect(await first.socket.emitWithAck("send", room, "still me")).toMatchObject({ ok: true });
    expect(other.gone).toEqual([]);
  });

  test("that is dead takes its place, and nobody else notices", async () => {
    const room = randomUUID();
    const [other, first] = [await joinBare(server.url, room), await joinBare(server.url, room)];
    closers.push(other.close);
    await until(() => other.met.length === 1, "the two to meet");
    // It neither answers nor closes, as that of a laptop that was shut.
    const { transport } = first.socket.io.engine as unknown as { transport: { ws: WebSocket } };
    transport.ws.pause();
    closers.push(() => transport.ws.terminate());
    const second = await enter(first.ticket);
    expect(await second.emitWithAck("join-room", room, first.id)).toMatchObject({ ok: true });
    expect(other.gone).toEqual([]);
    expect(other.met).toEqual([first.id]);
  });
});

describe("a page of another site", () => {
  const polling = (origin: string) =>
    fetch(`${server.url}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });

  /** Whether a WebSocket is opened for a page of that origin. */
  function opens(origin: string): Promise<boolean> {
    const address = `${server.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
    const socket = new WebSocket(address, { origin });
    closers.push(() => socket.terminate());
    return new Promise((resolve) => {
      socket.once("open", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
  }

  test.each([
    "https://elsewhere.example",
    "null",
    "http://localhost:1",
    "https://friend.example.evil.example",
  ])("(%s) is turned away by polling and by WebSocket", async (origin) => {
    const answer = await polling(origin);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ message: "foreign-origin" });
    expect(await opens(origin)).toBe(false);
  });

  test("is let in if the operator named it, as this site's own are", async () => {
    for (const origin of [friend, server.url]) {
      expect((await polling(origin)).status).toBe(200);
      expect(await opens(origin)).toBe(true);
    }
  });
});

describe("two processes", () => {
  test("with one secret take each other's tickets", async () => {
    const twin = await startServer({ SECRET });
    const boot = await readBoot(twin.url, "a-room");
    const socket = await enter(boot.ticket);
    expect(await socket.emitWithAck("join-room", "a-room", boot.id)).toMatchObject({ ok: true });
    await twin.stop();
  });

  test("with two secrets do not", async () => {
    const stranger = await startServer({ SECRET: "the secret of some other server, as long" });
    const { ticket } = await readBoot(stranger.url, "a-room");
    expect(await refusalOf({ ticket })).toMatchObject({ code: "ticket-forged" });
    await stranger.stop();
  });
});

test("nothing of all that leaves a ticket in what the server writes", () => {
  expectNoTicketIn(server);
});
