// Nonsense and floods over Socket.IO: they end at worst the connection they come from.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Socket } from "socket.io-client";
import { WebSocket } from "ws";
import { refusals } from "../../protocol/protocol.ts";
import { clientEvents } from "../../protocol/requests.ts";
import { pause, until } from "../until.ts";
import { type BareClient, connectWith, joinBare, readBoot } from "./bare-client.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import { expectNoTicketIn } from "./tickets.ts";

let server: ServerProcess;
const closers: (() => void)[] = [];

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  for (const close of closers) close();
  await server.stop();
});

interface Hostile {
  readonly room: string;
  readonly id: string;
  readonly socket: Socket;
  /** What was refused, and with which code. */
  readonly refused: readonly (readonly [event: string, code: string])[];
}

async function comeHostile(room: string = randomUUID()): Promise<Hostile> {
  const { id, ticket } = await readBoot(server.url, room);
  const socket = await connectWith(server.url, ticket, { transports: ["websocket"] });
  closers.push(() => socket.disconnect());
  const refused: [string, string][] = [];
  socket.on("refused", (event: string, { code }: { code: string }) => refused.push([event, code]));
  return { room, id, socket, refused };
}

/** Two members whom the nonsense is none of the business of. */
async function bystanders(room: string = randomUUID()): Promise<readonly [BareClient, BareClient]> {
  const [a, b] = [await joinBare(server.url, room), await joinBare(server.url, room)];
  closers.push(a.close, b.close);
  await until(() => a.met.length === 1, "the bystanders to meet");
  return [a, b];
}

async function expectUndisturbed([a, b]: readonly [BareClient, BareClient]): Promise<void> {
  const before = a.received.length;
  b.say("Are you still there?");
  await until(() => a.received.length > before, "a line between two bystanders");
  expect([a.gone, b.gone, a.socket.connected, b.socket.connected]).toEqual([[], [], true, true]);
  expect(server.child.exitCode).toBeNull();
}

const deep = JSON.parse(`${'{"a":['.repeat(2_000)}${"]}".repeat(2_000)}`);

describe("arguments that are none, in events without an acknowledgement", () => {
  test.each<readonly [string, readonly unknown[]]>([
    ["null", [null, null, null]],
    ["nothing", []],
    ["numbers", [Number.NaN, -0, 1e308]],
    ["lists of lists", [[], [[]], [[[]]]]],
    ["a nest of two thousand", [deep, deep]],
    ["a prototype", [JSON.parse('{"__proto__":{"ok":true},"constructor":{"prototype":{}}}'), "__proto__"]],
    ["what can't be made a text", [{ toString: 1, valueOf: 1 }, { toJSON: 1 }, { length: -1 }]],
    ["an enormous one", ["x".repeat(60_000)]],
    ["a thousand", Array.from({ length: 1_000 }, () => "a")],
    ["bytes", [Buffer.from([0, 255]), { deep: Buffer.alloc(10) }]],
  ])("(%s) are refused in each, by name and with a code of the table", async (_what, args) => {
    const { socket, refused } = await comeHostile();
    for (const event of clientEvents) socket.emit(event, ...args);
    await until(() => refused.length === clientEvents.length, "every refusal");
    expect(refused.map(([event]) => event)).toEqual(clientEvents);
    for (const [, code] of refused) expect(Object.keys(refusals)).toContain(code);
    expect(socket.connected).toBe(true);
  });

  test("don't come through to those in the same room either", async () => {
    const room = randomUUID();
    const pair = await bystanders(room);
    const { socket, refused } = await comeHostile(room);
    for (const event of clientEvents) socket.emit(event, room, { toString: 1 }, { seal: {}, card: [] });
    // To leave the chat and to look in take nothing but the room.
    await until(() => refused.length >= clientEvents.length - 1, "the refusals");
    await expectUndisturbed(pair);
  });
});

describe("an event that nobody knows", () => {
  test.each<readonly [string, unknown, string]>([
    ["a word", "no-such-event", "no-such-event"],
    ["nothing", "", ""],
    ["a number", 0, "0"],
    ["what every object has", "constructor", "constructor"],
    ["a prototype", "__proto__", "__proto__"],
    ["an error", "error", "error"],
    ["an answer of the server's own", "refused", "refused"],
    ["too long to be said back whole", "x".repeat(5_000), "x".repeat(64)],
  ])("(%s) is refused, and nothing comes of it", async (_what, event, echoed) => {
    const { socket, refused } = await comeHostile();
    socket.emit(event as string, "a", { b: 1 });
    await until(() => refused.length === 1, "the refusal");
    expect(refused).toEqual([[echoed, "malformed"]]);
  });
});

describe("a packet that is none", () => {
  test.each([
    ["an event without a name", "42[]"],
    ["an event cut short", "42["],
    ["an event whose name is null", "42[null]"],
    ["an event of the library's own", '42["disconnect"]'],
    ["an event with attachments that never come", '459999-["send",{"_placeholder":true,"num":9}]'],
    ["a negative count of attachments", '45-1-["send"]'],
    ["an answer to nothing", "437[]"],
    ["an answer that is none", "43{}"],
    ["a second entry", '40{"ticket":"x"}'],
    ["another namespace", "40/admin,"],
    ["a type that isn't", "49"],
    ["a type that isn't, below", "9"],
    ["an empty message", "4"],
    ["nothing", ""],
  ])("(%s) ends at worst its own connection", async (_what, packet) => {
    const { ticket } = await readBoot(server.url, "a-room");
    const raw = new WebSocket(`${server.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
    closers.push(() => raw.terminate());
    const heard: string[] = [];
    raw.on("message", (data) => heard.push(String(data)));
    await until(() => heard.length === 1, "the handshake");
    raw.send(`40${JSON.stringify({ ticket })}`);
    await until(() => heard.length === 2, "the entry");
    raw.send(packet);
    // What is sent after it is answered, or the connection is over.
    raw.send('421["look-in","a-room"]');
    const answered = () => heard.some((text) => text.startsWith("431["));
    await until(() => answered() || raw.readyState === WebSocket.CLOSED, "either");
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });
});

/** A join and a leave cost 11 of the 15 events that a connection has in a second. */
const joinEveryMs = 800;
const mostJoins = 40;

describe("whoever asks for far more than they take", () => {
  test("is cut off, rather than have it all kept for them", async () => {
    const room = randomUUID();
    const writers = [await comeHostile(room), await comeHostile(room)];
    const greedy = await comeHostile(room);
    for (const { socket, id } of [...writers, greedy])
      await socket.emitWithAck("join-room", room, id, { seal: "key" });
    const pair = await bystanders();
    for (const { socket } of writers) {
      for (let count = 0; count < 40; count++) socket.emit("send", room, "x".repeat(24_000));
      expect(await socket.emitWithAck("send", room, "x")).toMatchObject({ ok: true });
    }
    // From here on it reads nothing, and comes in anew for the whole history each time.
    const { transport } = greedy.socket.io.engine as unknown as { transport: { ws: WebSocket } };
    transport.ws.pause();
    closers.push(() => transport.ws.terminate());
    const isCut = () => server.log().includes("connection-stalled");
    // As often as joins are let pass; the system's own buffers take the first of it.
    for (let count = 0; count < mostJoins && !isCut(); count++) {
      greedy.socket.emit("leave", room, greedy.id);
      greedy.socket.emit("join-room", room, greedy.id, { seal: "key" });
      await pause(joinEveryMs);
    }
    await until(isCut, "the cut");
    await expectUndisturbed(pair);
  }, 60_000);
});

describe("a flood", () => {
  test("of events is refused while it lasts, and its sender is heard again after it", async () => {
    const room = randomUUID();
    const pair = await bystanders(room);
    const { socket, id, refused } = await comeHostile(room);
    expect(await socket.emitWithAck("join-room", room, id)).toMatchObject({ ok: true });
    for (let count = 0; count < 200; count++)
      socket.emit("set-media", { microphone: count % 2 === 0, camera: true });
    await until(() => refused.length >= 100, "most of it to be refused");
    expect(new Set(refused.map(String))).toEqual(new Set(["set-media,too-fast"]));
    const heard = async () => (await socket.emitWithAck("send", room, "sorry")).ok;
    await until(heard, "the flooder to be heard again");
    await expectUndisturbed(pair);
  });

  test("of what pages tell each other by themselves leaves its person what they may do", async () => {
    const room = randomUUID();
    const { socket, id, refused } = await comeHostile(room);
    expect(await socket.emitWithAck("join-room", room, id)).toMatchObject({ ok: true });
    // In a full room a layout changes a few times in a row.
    for (let count = 0; count < 150; count++) socket.emit("watch", randomUUID(), 0, 720);
    expect(await socket.emitWithAck("send", room, "hello")).toMatchObject({ ok: true });
    expect(refused).toEqual([]);
    for (let count = 0; count < 110; count++) socket.emit("mend", randomUUID(), { type: "please" });
    await until(() => refused.length >= 20, "some of it to be refused");
    expect(new Set(refused.map(String))).toEqual(new Set(["mend,too-fast"]));
    expect(await socket.emitWithAck("raise-hand", true)).toMatchObject({ ok: true });
  });

  test("of packets ends their connection, and no other", async () => {
    const room = randomUUID();
    const pair = await bystanders(room);
    const { socket } = await comeHostile(room);
    let reason: string | undefined;
    socket.on("disconnect", (why) => {
      reason = why;
    });
    for (let count = 0; count < 1_000; count++) socket.emit("send", room, "x");
    await until(() => reason !== undefined, "the end of the flooder");
    // Not by its own word.
    expect(reason).toBe("transport close");
    await expectUndisturbed(pair);
  });

  test("is no quicker in many requests than over one WebSocket", async () => {
    const { ticket } = await readBoot(server.url, "a-room");
    const socket = await connectWith(server.url, ticket, { transports: ["polling"] });
    closers.push(() => socket.disconnect());
    for (let count = 0; count < 1_000; count++) socket.emit("look-in", "a-room");
    await until(() => !socket.connected, "the end of the flooder");
    expect(server.child.exitCode).toBeNull();
  });
});

test("nothing of all that leaves a ticket in what the server writes", () => {
  expectNoTicketIn(server);
});
