// Rooms over real sockets: a bare client takes part fully, and a hostile one hurts nobody.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { io, Socket } from "socket.io-client";
import type { Line, RoomView } from "../../protocol/protocol.ts";
import { until } from "../until.ts";
import { type BareClient, connectWith, joinBare, readBoot } from "./bare-client.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

let server: ServerProcess;
const closers: (() => void)[] = [];

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  for (const close of closers) close();
  await server.stop();
});

async function join(room: string): Promise<BareClient> {
  const client = await joinBare(server.url, room);
  closers.push(client.close);
  return client;
}

/** Two bare clients in a fresh room, the first told of the second. */
async function meet(): Promise<{ room: string; first: BareClient; second: BareClient }> {
  const room = randomUUID();
  const first = await join(room);
  const second = await join(room);
  await until(() => first.met.length === 1, "the first to be told of the second");
  return { room, first, second };
}

interface Visitor {
  readonly room: string;
  readonly id: string;
  readonly ticket: string;
  readonly socket: Socket;
}

/** Somebody with a page of that room, who has not joined it. */
async function visit(room: string = randomUUID(), options?: Parameters<typeof io>[1]): Promise<Visitor> {
  const { id, ticket } = await readBoot(server.url, room);
  const socket = await connectWith(server.url, ticket, options);
  closers.push(() => socket.disconnect());
  return { room, id, ticket, socket };
}

describe("a bare client, which knows only the seeds' events", () => {
  test("is announced to those already in the room, who are the ones to dial", async () => {
    const { first, second } = await meet();
    expect(first.met).toEqual([second.id]);
    expect(second.met).toEqual([]);
  });

  test("hears what the others say, under their name, and not its own echo", async () => {
    const { first, second } = await meet();
    second.say("Guten Abend");
    await until(() => first.received.length === 1, "the line");
    expect(first.received[0]).toMatchObject({ message: "Guten Abend", name: "Guest" });
    first.say("Hello");
    await until(() => second.received.length === 1, "the answer");
    expect(second.received.map(({ message }) => message)).toEqual(["Hello"]);
  });

  test("is told what was said before it came", async () => {
    const { room, first, second } = await meet();
    first.say("one");
    first.say("two");
    await until(() => second.received.length === 2, "both lines");
    const late = await join(room);
    await until(() => late.received.length === 2, "the history");
    expect(late.received.map(({ message }) => message)).toEqual(["one", "two"]);
  });

  test("is gone for the others as soon as it says so", async () => {
    const { first, second } = await meet();
    second.leave();
    await until(() => first.gone.length === 1, "the announcement", 1_000);
    expect(first.gone).toEqual([{ id: second.id, name: "Guest" }]);
  });

  test("is gone at once when it disconnects by its own word", async () => {
    const { first, second } = await meet();
    second.close();
    await until(() => first.gone.length === 1, "the announcement", 1_000);
  });

  test("is gone within the grace when it is cut off without a word", async () => {
    const { first, second } = await meet();
    second.socket.io.engine.close();
    await until(() => first.gone.length === 1, "the announcement");
    expect(first.gone[0]?.id).toBe(second.id);
  });

  test("that was cut off and is back in time was never gone", async () => {
    const { room, first, second } = await meet();
    second.socket.io.engine.close();
    const back = await joinBare(server.url, room, { as: second });
    closers.push(back.close);
    back.say("I am still here");
    await until(() => first.received.length === 1, "a line from whoever is back");
    expect(first.gone).toEqual([]);
    expect(first.met).toEqual([second.id]);
  });

  test("hears nothing of other rooms", async () => {
    const { first } = await meet();
    const elsewhere = await meet();
    elsewhere.second.say("not for you");
    await until(() => elsewhere.first.received.length === 1, "the line in its own room");
    expect(first.received).toEqual([]);
    expect(first.met).toHaveLength(1);
  });
});

describe("the connection", () => {
  test("becomes a WebSocket even for a client that starts by polling", async () => {
    const { socket } = await visit();
    await until(() => socket.io.engine.transport.name === "websocket", "the upgrade");
  });

  test("is a WebSocket from the start for a client that asks for one", async () => {
    const { socket } = await visit(randomUUID(), { transports: ["websocket"] });
    expect(socket.io.engine.transport.name).toBe("websocket");
  });
});

describe("a member's view", () => {
  test("holds everybody in order of arrival, with what each shows of themselves", async () => {
    const room = randomUUID();
    const [a, b] = [await visit(room), await visit(room)];
    const views: RoomView[] = [];
    a.socket.on("room", (view: RoomView) => views.push(view));
    const hello = { name: "Ana", camera: false };
    const reply = await a.socket.emitWithAck("join-room", room, a.id, hello);
    expect(reply).toMatchObject({ ok: true, id: a.id });
    await b.socket.emitWithAck("join-room", room, b.id, { name: "Bo" });
    await b.socket.emitWithAck("set-media", { microphone: false, camera: true });
    await until(() => views.at(-1)?.members[1]?.microphone === false, "the last change");
    expect(views.at(-1)?.members).toEqual([
      { id: a.id, name: "Ana", microphone: true, camera: false, role: "host", ready: true },
      { id: b.id, name: "Bo", microphone: false, camera: true, role: "member", ready: true },
    ]);
    const revisions = views.map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.toSorted((x, y) => x - y));
  });

  test("is not given to the lobby, which learns only the names inside, and learns them anew", async () => {
    const room = randomUUID();
    const [inside, outside] = [await visit(room), await visit(room)];
    const told: unknown[] = [];
    outside.socket.onAny((event, ...args) => told.push([event, ...args]));
    const looked = await outside.socket.emitWithAck("look-in", room);
    const known = { owned: false, locked: false, waitingRoom: false };
    expect(looked).toEqual({ ok: true, inside: [], kind: null, ...known });
    await inside.socket.emitWithAck("join-room", room, inside.id, { name: "Ana" });
    await until(() => told.length === 1, "the lobby's news");
    expect(told).toEqual([["lobby", { inside: ["Ana"], seal: null, kind: "meeting", ...known }]]);
  });
});

describe("whoever sends what they should not", () => {
  const room = randomUUID();

  test.each([
    ["a room's name outside the alphabet", "join-room", ["<img onerror>", "x1"], "bad-room"],
    ["an id outside the alphabet", "join-room", [room, "../x"], "bad-id"],
    ["an id that is no string", "join-room", [room, { toString: 1 }], "bad-id"],
    ["a hello that is none", "join-room", [room, "x1", "hello"], "malformed"],
    ["a line before joining", "send", [room, "hi"], "not-joined"],
    ["no arguments at all", "send", [], "bad-room"],
    ["a goodbye before joining", "leave", [room, "x1"], "not-joined"],
    ["media that are none", "set-media", [null], "malformed"],
  ] as const)("is told why: %s", async (_what, event, args, code) => {
    const { socket } = await visit(room);
    const reply = await socket.emitWithAck(event, ...args);
    expect(reply).toMatchObject({ ok: false, code, message: expect.stringMatching(/\S/) });
  });

  test("is told without an acknowledgement as well", async () => {
    const { socket } = await visit(room);
    const refused: unknown[] = [];
    socket.on("refused", (event, refusal) => refused.push(event, refusal));
    socket.emit("send", room, "hi");
    await until(() => refused.length > 0, "the refusal");
    expect(refused).toMatchObject(["send", { code: "not-joined" }]);
  });

  test("can't speak or leave as somebody else, be in two rooms, or say too much", async () => {
    const { room: other, first } = await meet();
    const { socket, room: own, id } = await visit();
    expect(await socket.emitWithAck("join-room", own, id)).toMatchObject({ ok: true });
    expect(await socket.emitWithAck("join-room", own, id)).toMatchObject({ code: "already-joined" });
    expect(await socket.emitWithAck("join-room", other, first.id)).toMatchObject({ code: "ticket-foreign" });
    expect(await socket.emitWithAck("send", other, "hi")).toMatchObject({ code: "not-you" });
    expect(await socket.emitWithAck("leave", own, first.id)).toMatchObject({ code: "not-you" });
    const reply = await socket.emitWithAck("send", own, "much, ".repeat(700));
    expect(reply).toMatchObject({ code: "message-too-long" });
    expect(first.gone).toEqual([]);
  });

  test("whose packet is far too large loses only their own connection", async () => {
    const { first, second } = await meet();
    const { socket } = await visit(room, { transports: ["websocket"] });
    socket.emit("send", room, "x".repeat(200_000));
    await until(() => !socket.connected, "the disconnection");
    second.say("still here?");
    await until(() => first.received.length === 1, "a line between two others");
  });

  test("has left the conversation when they say so, and may still see", async () => {
    const { room: own, first, second } = await meet();
    expect(await second.socket.emitWithAck("leave-chat", own, "Guest")).toEqual({ ok: true });
    expect(await second.socket.emitWithAck("send", own, "hi")).toMatchObject({ code: "not-in-chat" });
    const reply: { line: Line } = await first.socket.emitWithAck("send", own, "alone");
    expect(reply.line).toMatchObject({ n: 1, message: "alone", from: first.id });
    expect(second.received).toEqual([]);
  });
});
