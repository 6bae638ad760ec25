// PeerServer behind its gate: pages find each other, and no frame of anybody's ends the process.

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect as connectRaw } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { WebSocket } from "ws";
import { pause, until } from "../until.ts";
import { joinBare } from "./bare-client.ts";
import { closePeers, connectPeer, offer, type PeerSocket } from "./peer-socket.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import { tickets } from "./tickets.ts";

let server: ServerProcess;
const closers: (() => void)[] = [];

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  for (const close of closers) close();
  closePeers();
  await server.stop();
});

/** Somebody who may connect, and is in no room. */
function connect(): Promise<PeerSocket> {
  const id = randomUUID();
  return connectPeer(server.url, {
    id,
    ticket: tickets.issue({ room: "nowhere", id, person: "somebody", byDeed: false }, Date.now()),
  });
}

/** Two members of a room, and their signalling. */
async function pair(): Promise<readonly [PeerSocket, PeerSocket]> {
  const room = randomUUID();
  const [a, b] = [await joinBare(server.url, room), await joinBare(server.url, room)];
  closers.push(a.close, b.close);
  await until(() => a.met.length === 1, "the two to meet");
  return [await connectPeer(server.url, a), await connectPeer(server.url, b)];
}

/** Whether two pages can still find each other. */
async function expectService(): Promise<void> {
  const [a, b] = await pair();
  a.signal("OFFER", b.id);
  await until(() => b.messages.length === 2, "the offer");
  expect(b.messages[1]).toEqual({ type: "OFFER", src: a.id, dst: b.id, payload: offer });
}

describe("PeerServer at /peerjs", () => {
  test("opens a WebSocket, and passes an offer on with its true sender", async () => {
    await expectService();
  });

  test.each([
    ["malformed JSON", "{"],
    ["null", "null"],
    ["a number", "7"],
    ["an array", "[]"],
    ["an unknown type", '{"type":"NO-SUCH"}'],
    ["a LEAVE without a destination", '{"type":"LEAVE"}'],
    ["an EXPIRE of its own making", '{"type":"EXPIRE","dst":"a"}'],
    [
      "a destination with a broken toString",
      '{"type":"OFFER","dst":{"toString":1,"valueOf":1},"payload":{}}',
    ],
    ["no payload", '{"type":"OFFER","dst":"a"}'],
    [
      "a deeply nested payload",
      `{"type":"OFFER","dst":"a","payload":${"[".repeat(9_000)}${"]".repeat(9_000)}}`,
    ],
    [
      "a payload beyond the limit",
      JSON.stringify({ type: "OFFER", dst: "a", payload: { x: "x".repeat(70_000) } }),
    ],
  ])("ends the connection of whoever sends %s, and goes on", async (_what, frame) => {
    const bystander = await connect();
    const bad = await connect();
    bad.socket.send(frame);
    await until(() => bad.closed() !== undefined, "the bad connection's end");
    await expectService();
    expect(bystander.closed()).toBeUndefined();
  });

  test("survives raw bytes: binary, bad UTF-8, a frame that promises too much", async () => {
    const binary = await connect();
    binary.socket.send(Buffer.from([0, 255, 254, 1]));
    await until(() => binary.closed() !== undefined, "the end of the binary one");
    for (const bytes of [
      [0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28],
      [0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
      [0xff, 0xff, 0xff],
    ]) {
      const raw = await connect();
      const { _socket: stream } = raw.socket as unknown as { _socket: NodeJS.WritableStream };
      stream.write(Buffer.from(bytes));
      await until(() => raw.closed() !== undefined, "the end of the raw one");
    }
    await expectService();
  });

  test("ends an upgrade that is nobody's", async () => {
    const stray = new WebSocket(`${server.url.replace("http", "ws")}/elsewhere`);
    closers.push(() => stray.terminate());
    let ended = false;
    stray.on("error", () => {});
    stray.on("close", () => {
      ended = true;
    });
    await until(() => ended, "the stray upgrade's end");
    await expectService();
  });

  test.each(["/elsewhere", "/peerjs/peerjs?id=", "/socket.io/?transport=websocket"])(
    "survives a connection to %s that is reset in the middle of its upgrade",
    async (path) => {
      const { port } = new URL(server.url);
      const raw = connectRaw(Number(port));
      await once(raw, "connect");
      raw.write(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
      // The server has to have taken up the upgrade, which shows nowhere.
      await pause(50);
      raw.resetAndDestroy();
      await once(raw, "close");
      await expectService();
    },
  );

  test("forgets whoever was told to go, even if they keep their half of the connection", async () => {
    const { port } = new URL(server.url);
    for (const path of ["/elsewhere", "/peerjs/peerjs"]) {
      const raw = connectRaw({ port: Number(port), allowHalfOpen: true });
      closers.push(() => raw.destroy());
      raw.on("error", () => {});
      raw.resume();
      raw.write(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
      await once(raw, "end");
      // Whoever writes to a connection that is really over is reset.
      await until(() => {
        raw.write("x");
        return raw.destroyed;
      }, `the end of both halves at ${path}`);
    }
  });

  test.each(["/peerjs", "/peerjs/", "/peerjs/peerjs/id", "/peerjs/peerjs/peers", "/PeerJS/anything"])(
    "gives out no id and lists nobody at %s",
    async (path) => {
      const response = await fetch(server.url + path);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ ok: false, code: "not-here" });
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    },
  );
});
