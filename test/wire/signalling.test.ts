// Who reaches whom through PeerServer, who holds an id, and for how long.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { pause, until } from "../until.ts";
import { type BareClient, joinBare, readBoot } from "./bare-client.ts";
import { closePeers, connectPeer, openPeer, type PeerSocket } from "./peer-socket.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import { expectNoTicketIn } from "./tickets.ts";

let server: ServerProcess;
const closers: (() => void)[] = [];

beforeAll(async () => {
  server = await startServer({ GRACE_SECONDS: "3" });
});

afterAll(async () => {
  for (const close of closers) close();
  closePeers();
  await server.stop();
});

interface Member {
  readonly client: BareClient;
  readonly peer: PeerSocket;
}

async function enter(room: string): Promise<Member> {
  const client = await joinBare(server.url, room);
  closers.push(client.close);
  // Answered once the join before it is.
  expect(await client.socket.emitWithAck("send", room, "here")).toMatchObject({ ok: true });
  return { client, peer: await connectPeer(server.url, client) };
}

/** PeerServer tells the sender of a message that found nobody after 5 s, and looks once a second. */
const expiryMs = 7_000;
const kinds = ["OFFER", "ANSWER", "CANDIDATE"];

describe("a message through PeerServer", () => {
  test("to whom one may not meet comes to nothing, whoever they are and whether they are there", async () => {
    const room = randomUUID();
    const [sender, stranger] = [await enter(room), await enter(randomUUID())];
    // Both have a page of the room open, and have not joined it.
    const lobby = await connectPeer(server.url, await readBoot(server.url, room));
    for (const kind of kinds) {
      sender.peer.signal(kind, stranger.peer.id);
      sender.peer.signal(kind, randomUUID());
      sender.peer.signal(kind, lobby.id);
      sender.peer.signal(kind, sender.peer.id);
      lobby.signal(kind, sender.peer.id);
      lobby.signal(kind, randomUUID());
    }
    await pause(expiryMs);
    for (const { messages } of [sender.peer, stranger.peer, lobby])
      expect(messages).toEqual([{ type: "OPEN" }]);
    // All of that was heard: what is sent after it arrives.
    const friend = await enter(room);
    sender.peer.signal("OFFER", friend.peer.id);
    await until(() => friend.peer.messages.length === 2, "the offer to a friend");
    expect(friend.peer.messages[1]).toMatchObject({ type: "OFFER", src: sender.peer.id });
    for (const { messages } of [sender.peer, stranger.peer, lobby]) expect(messages).toHaveLength(1);
  });

  test("reaches nobody any more once its sender has left the room", async () => {
    const room = randomUUID();
    const [stays, goes] = [await enter(room), await enter(room)];
    goes.client.leave();
    await until(() => goes.peer.closed() !== undefined, "the end of signalling", 1_000);
    const back = await connectPeer(server.url, goes.client);
    back.signal("OFFER", stays.peer.id);
    // A connection is served in order, so that this answer comes after the offer was dealt with.
    back.socket.ping();
    await new Promise((resolve) => back.socket.once("pong", resolve));
    expect(stays.peer.messages).toEqual([{ type: "OPEN" }]);
  });
});

describe("a member who leaves the room", () => {
  test.each<readonly [string, (client: BareClient) => void]>([
    ["by the button", (client) => client.leave()],
    ["by disconnecting", (client) => client.close()],
  ])("%s is gone from PeerServer in the same moment", async (_how, go) => {
    const room = randomUUID();
    const [stays, goes] = [await enter(room), await enter(room)];
    go(goes.client);
    await until(() => goes.peer.closed() !== undefined, "the end of their signalling", 1_000);
    expect(stays.client.gone.map(({ id }) => id)).toEqual([goes.client.id]);
    expect(stays.peer.closed()).toBeUndefined();
  });
});

/** What the server gives whoever is out of reach, and some. */
const graceMs = 10_000;

test(
  "a member whose signalling is gone for longer than its grace is gone from the room, and may come back",
  async () => {
    const room = randomUUID();
    const [stays, returns, goes] = [await enter(room), await enter(room), await enter(room)];
    returns.peer.socket.terminate();
    goes.peer.socket.terminate();
    const back = await connectPeer(server.url, returns.client);
    await until(() => stays.client.gone.length > 0, "the announcement", graceMs);
    expect(stays.client.gone.map(({ id }) => id)).toEqual([goes.client.id]);
    // Their page learns of it by its connection, and joins again.
    await until(() => !goes.client.socket.connected, "the end of their connection");
    expect(returns.client.socket.connected).toBe(true);
    expect(back.closed()).toBeUndefined();
    const again = await joinBare(server.url, room, { as: goes.client });
    closers.push(again.close);
    await until(() => stays.client.met.includes(goes.client.id), "them to be back");
  },
  2 * graceMs,
);

describe("an id at PeerServer", () => {
  test("stays with the connection that has it and lives, whoever shows the same ticket", async () => {
    const { client, peer } = await enter(randomUUID());
    const second = openPeer(server.url, client);
    await until(() => second.closed() !== undefined, "the second one to be sent away");
    expect(second.closed()).toEqual({ code: 1008, reason: "id-taken" });
    expect(second.messages).toEqual([]);
    expect(peer.closed()).toBeUndefined();
  });

  test("passes from a connection that is dead to the one that shows its ticket", async () => {
    const room = randomUUID();
    const [other, member] = [await enter(room), await enter(room)];
    // It neither answers nor closes, as that of a laptop that was shut.
    member.peer.socket.pause();
    const back = await connectPeer(server.url, member.client);
    other.peer.signal("OFFER", member.client.id);
    await until(() => back.messages.length === 2, "an offer to the new connection");
    expect(other.client.gone).toEqual([]);
  });

  test("can't be used to end the process by breaking rules while one waits for it", async () => {
    const { client, peer } = await enter(randomUUID());
    peer.socket.pause();
    const waiting = openPeer(server.url, client);
    await new Promise((resolve) => waiting.socket.once("open", resolve));
    const { _socket: stream } = waiting.socket as unknown as { _socket: NodeJS.WritableStream };
    stream.write(Buffer.from([0xff, 0xff, 0xff]));
    await until(() => waiting.closed() !== undefined, "the end of whoever broke the rules");
    await enter(randomUUID());
    expect(server.child.exitCode).toBeNull();
  });
});

describe("whoever signals without end", () => {
  test.each<readonly [string, (peer: PeerSocket, other: string) => void]>([
    ["small messages", (peer, other) => peer.signal("CANDIDATE", other)],
    ["heartbeats", (peer) => peer.socket.send('{"type":"HEARTBEAT"}')],
    ["messages to nobody", (peer) => peer.signal("OFFER", "nobody")],
  ])("%s is cut off, and nobody else", async (_what, send) => {
    const room = randomUUID();
    const [bystander, flooder] = [await enter(room), await enter(room)];
    for (let count = 0; count < 2_500; count++) send(flooder.peer, bystander.peer.id);
    await until(() => flooder.peer.closed() !== undefined, "the end of the flood");
    expect(flooder.peer.closed()).toEqual({ code: 1008, reason: "too-fast" });
    const friend = await enter(room);
    friend.peer.signal("OFFER", bystander.peer.id);
    const heard = () => bystander.peer.messages.some(({ src }) => src === friend.peer.id);
    await until(heard, "an offer past the flood");
    expect(bystander.peer.closed()).toBeUndefined();
    expect(bystander.client.socket.connected).toBe(true);
  });

  test("large messages is cut off after far fewer of them", async () => {
    const room = randomUUID();
    const [bystander, flooder] = [await enter(room), await enter(room)];
    const payload = { sdp: "x".repeat(60_000) };
    const frame = JSON.stringify({ type: "OFFER", dst: bystander.peer.id, payload });
    for (let count = 0; count < 200; count++) flooder.peer.socket.send(frame);
    await until(() => flooder.peer.closed() !== undefined, "the end of the flood");
    expect(flooder.peer.closed()).toEqual({ code: 1008, reason: "too-fast" });
    expect(bystander.peer.closed()).toBeUndefined();
  });
});

test("nothing of all that leaves a ticket in what the server writes", () => {
  expectNoTicketIn(server);
});
