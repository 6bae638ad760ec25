// PeerServer behind its gate: pages find each other, and no frame of anybody's ends the process.

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect as connectRaw } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { WebSocket } from "ws";
import { pause, until } from "../until.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

let server: ServerProcess;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await server.stop();
});

interface PeerSocket {
  readonly id: string;
  readonly socket: WebSocket;
  readonly messages: readonly { readonly type: string; readonly [field: string]: unknown }[];
  readonly closed: () => number | undefined;
}

function open(id: string = randomUUID(), token = "token"): PeerSocket {
  const address = `${server.url.replace("http", "ws")}/peerjs/peerjs?key=peerjs&id=${id}&token=${token}`;
  const socket = new WebSocket(address);
  sockets.push(socket);
  const messages: { type: string }[] = [];
  let code: number | undefined;
  socket.on("message", (data) => messages.push(JSON.parse(String(data))));
  socket.on("close", (why) => {
    code = why;
  });
  socket.on("error", () => {});
  return { id, socket, messages, closed: () => code };
}

async function connect(id?: string, token?: string): Promise<PeerSocket> {
  const peer = open(id, token);
  await until(() => peer.messages.some(({ type }) => type === "OPEN"), "PeerServer's OPEN");
  return peer;
}

/** Whether two pages can still find each other. */
async function expectService(): Promise<void> {
  const [a, b] = [await connect(), await connect()];
  const payload = { connectionId: "mc_1", sdp: { type: "offer", sdp: "v=0" } };
  a.socket.send(JSON.stringify({ type: "OFFER", dst: b.id, payload }));
  await until(() => b.messages.length === 2, "the offer");
  expect(b.messages[1]).toEqual({ type: "OFFER", src: a.id, dst: b.id, payload });
}

describe("PeerServer at /peerjs", () => {
  test("opens a WebSocket, and passes an offer on with its true sender", async () => {
    await expectService();
  });

  test("keeps an id for the page that has it", async () => {
    const owner = await connect();
    const thief = open(owner.id, "another-token");
    await until(() => thief.closed() !== undefined, "the thief to be sent away");
    expect(thief.messages).toMatchObject([{ type: "ID-TAKEN" }]);
    expect(owner.closed()).toBeUndefined();
  });

  test("lets a page that comes back take the place of its own dead socket", async () => {
    const before = await connect();
    const after = await connect(before.id);
    await until(() => before.closed() !== undefined, "the old socket's end");
    const other = await connect();
    other.socket.send(JSON.stringify({ type: "CANDIDATE", dst: before.id, payload: {} }));
    await until(() => after.messages.length === 2, "a message to the new socket");
    expect(before.messages).toHaveLength(1);
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

  test.each(["", "a b", "%F0%9F", "-", "x".repeat(100)])("opens nothing for the id %j", async (id) => {
    const peer = open(id);
    await until(() => peer.closed() !== undefined, "the refusal");
    expect(peer.messages).toEqual([]);
  });

  test("ends an upgrade that is nobody's", async () => {
    const stray = new WebSocket(`${server.url.replace("http", "ws")}/elsewhere`);
    sockets.push(stray);
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

  test("lists nobody", async () => {
    const response = await fetch(`${server.url}/peerjs/peerjs/peers`);
    expect(response.status).toBe(401);
  });
});
