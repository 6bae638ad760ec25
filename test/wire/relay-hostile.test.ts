// Nonsense and floods at the relay: they end at worst the connection they come from.

import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { WebSocket } from "ws";
import { longestFrame, writeAcknowledgement, writeHead } from "../../protocol/frames.ts";
import { until } from "../until.ts";
import { type Attendee, closeAttendees, enter } from "./attendee.ts";
import {
  addressOf,
  closeRelays,
  connectRelay,
  join,
  openRelay,
  type RelaySocket,
  stream,
} from "./relay-socket.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import { expectNoTicketIn, expired, forged, tickets } from "./tickets.ts";

/** On a machine that is busy with much else. */
const floodMs = 40_000;
/** Between which it hears what it is told. */
const batch = 1_000;

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterEach(() => {
  closeRelays();
  closeAttendees();
});

afterAll(async () => {
  expectNoTicketIn(server);
  await server.stop();
});

interface Scene {
  readonly mallory: RelaySocket;
  readonly member: Attendee;
  readonly ana: RelaySocket;
  readonly bo: RelaySocket;
}

/** Somebody hostile in a room with two whom the nonsense is none of the business of. */
async function meet(): Promise<Scene> {
  const room = randomUUID();
  const member = await enter(server.url, room);
  const connectNew = async () => connectRelay(server.url, await enter(server.url, room));
  const [mallory, ana, bo] = [await connectRelay(server.url, member), await connectNew(), await connectNew()];
  await join(ana, bo);
  return { mallory, member, ana, bo };
}

async function expectUndisturbed({ ana, bo }: Scene): Promise<void> {
  const n = 1_000 + bo.frames.length;
  ana.send({ kind: "sound", n }, randomBytes(50));
  await until(() => bo.frames.some((frame) => frame.n === n), "a sound between two bystanders");
  expect([ana.closed(), bo.closed(), server.child.exitCode]).toEqual([undefined, undefined, null]);
}

async function expectClosed({ mallory }: Scene, code: number, reason?: string): Promise<void> {
  await until(() => mallory.closed() !== undefined, "the hostile connection to be closed", floodMs);
  expect(mallory.closed()).toMatchObject({ code, ...(reason !== undefined && { reason }) });
}

/** As fast as it can, until it is shown out. */
function flood(it: RelaySocket, send: (n: number) => void, from = 0): void {
  if (it.socket.readyState !== WebSocket.OPEN) return;
  for (let n = from; n < from + batch; n++) send(n);
  setImmediate(() => flood(it, send, from + batch));
}

describe("at the door", () => {
  test.each<readonly [string, () => string, string]>([
    ["no ticket", () => "", "ticket-missing"],
    ["a forged one", () => forged("a-room", "an-id"), "ticket-forged"],
    ["one that ran out", () => expired("a-room", "an-id"), "ticket-expired"],
  ])("%s is answered with 401 and the reason", async (_what, ticket, code) => {
    const relay = openRelay(server.url, { id: "an-id", ticket: ticket() });
    await until(() => relay.answer() !== undefined, "the answer");
    expect(relay.answer()).toMatchObject({ status: 401, type: "application/json" });
    expect(JSON.parse(relay.answer()?.body ?? "")).toMatchObject({ ok: false, code });
  });

  test("a page of another site is answered with 403", async () => {
    const ticket = tickets.issue({ room: "r", id: "i", person: "p", byDeed: false }, Date.now());
    const relay = openRelay(server.url, { id: "i", ticket }, { Origin: "https://evil.example" });
    await until(() => relay.answer() !== undefined, "the answer");
    expect(relay.answer()?.status).toBe(403);
    expect(JSON.parse(relay.answer()?.body ?? "")).toMatchObject({ code: "foreign-origin" });
  });

  test("one too many of an address is answered with 429, until one is gone", async () => {
    const small = await startServer({ MAX_CONNECTIONS_PER_ADDRESS: "2" });
    try {
      const holder = (id: string): { readonly id: string; readonly ticket: string } => ({
        id,
        ticket: tickets.issue({ room: "r", id, person: id, byDeed: false }, Date.now()),
      });
      const [first] = [
        await connectRelay(small.url, holder("a")),
        await connectRelay(small.url, holder("b")),
      ];
      const third = openRelay(small.url, holder("c"));
      await until(() => third.answer() !== undefined, "the answer");
      expect(third.answer()?.status).toBe(429);
      first.socket.terminate();
      await until(async () => {
        const again = openRelay(small.url, holder("c"));
        await Promise.race([once(again.socket, "open"), once(again.socket, "close")]);
        return again.answer() === undefined && again.closed() === undefined;
      }, "another to be let in");
    } finally {
      await small.stop();
    }
  });

  test("an upgrade that is broken off ends nothing", async () => {
    const { ticket } = await enter(server.url, randomUUID());
    const { hostname, port, pathname, search } = new URL(addressOf(server.url, ticket));
    const head = `GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`;
    const handshake = `${head}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`;
    for (const text of [head, `${head}\r\n`, `${head}Sec-WebSocket-Key: x\r\n\r\n`, handshake]) {
      const raw = connect(Number(port), hostname);
      raw.on("error", () => {});
      await once(raw, "connect");
      raw.write(text);
      raw.write(randomBytes(100));
      raw.resetAndDestroy();
    }
    await expectUndisturbed(await meet());
  });
});

describe("closes whoever sends", () => {
  test.each<readonly [string, number, string | undefined, (mallory: RelaySocket) => void]>([
    ["malformed text", 1008, "malformed", ({ socket }) => socket.send("{")],
    ["an unknown request", 1008, "malformed", ({ socket }) => socket.send('{"type":"limit","kbps":1}')],
    ["no id", 1008, "bad-id", ({ socket }) => socket.send('{"type":"drop","id":"a b"}')],
    ["a long text", 1008, "malformed", ({ socket }) => socket.send(JSON.stringify("x".repeat(5_000)))],
    ["an unknown kind of frame", 1008, "malformed", ({ socket }) => socket.send(Buffer.alloc(10, 3))],
    ["an empty frame", 1008, "malformed", ({ socket }) => socket.send(Buffer.alloc(0))],
    ["a frame before anything is published", 1008, "malformed", (it) => it.send({ kind: "sound", n: 0 })],
    [
      "a frame beyond all measure",
      1009,
      undefined,
      (it) => it.send({ kind: "picture", n: 0 }, new Uint8Array(longestFrame)),
    ],
    [
      "a flood of frames",
      1008,
      "too-fast",
      (it) => {
        it.ask({ type: "publish", stream });
        for (let n = 0; n < 30; n++) it.send({ kind: "picture", n }, new Uint8Array(200_000));
      },
    ],
    [
      "a flood of tiny ones",
      1008,
      "too-fast",
      (it) => {
        it.ask({ type: "publish", stream });
        flood(it, (n) => it.send({ kind: "sound", n }));
      },
    ],
    [
      "a flood of acknowledgements",
      1008,
      "too-fast",
      (it) => flood(it, (n) => it.socket.send(writeAcknowledgement(n))),
    ],
    // More pings than it could answer at once are ended by ws itself.
    ["a flood of pings", 1006, undefined, (it) => flood(it, () => it.socket.ping())],
    ["a flood of pongs", 1008, "too-fast", (it) => flood(it, () => it.socket.pong())],
    [
      "wants for hundreds",
      1008,
      "too-fast",
      (it) => {
        for (let n = 0; n < 400; n++) it.ask({ type: "want", id: `nobody-${n}`, picture: true });
      },
    ],
  ])("%s", async (_what, code, reason, attack) => {
    const scene = await meet();
    attack(scene.mallory);
    await expectClosed(scene, code, reason);
    await expectUndisturbed(scene);
    // Whoever was closed may come back, and be better.
    const again = await connectRelay(server.url, scene.member);
    await join(scene.ana, again);
  });
});

test("a forged acknowledgement makes nothing go faster, nor ends anything", async () => {
  const scene = await meet();
  const { mallory, ana } = scene;
  await join(ana, mallory);
  mallory.acknowledge(false);
  for (const total of [1, 2 ** 31, 2 ** 32 - 1, 5_000_000]) mallory.socket.send(writeAcknowledgement(total));
  for (let n = 0; n < 60; n++) ana.send({ kind: "picture", n, key: n === 0 }, new Uint8Array(8_000));
  await until(() => ana.acknowledged() > 60 * 8_000, "all of it to have come");
  await expectUndisturbed(scene);
  // The first window, and what crosses it: nothing it said was true.
  expect(mallory.bytes()).toBeLessThan(40_000);
});

test("frames of a hand that is wrong by a bit are forwarded or refused, and nothing else", async () => {
  const scene = await meet();
  const { mallory, bo } = scene;
  await join(mallory, bo);
  const before = bo.frames.length;
  const head = writeHead({ kind: "greeting", key: true, spare: true, n: 2 ** 32 - 1 });
  mallory.socket.send(Buffer.concat([head, randomBytes(33)]));
  await until(() => bo.frames.length > before, "it");
  expect(bo.frames.at(-1)).toMatchObject({ kind: "greeting", n: 2 ** 32 - 1 });
  await expectUndisturbed(scene);
});
