// A sealed room over the wire: whom the page warns, who comes in, and who is told of a suspicion.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Socket } from "socket.io-client";
import type { RoomView } from "../../protocol/protocol.ts";
import { until } from "../until.ts";
import { connectWith, readBoot } from "./bare-client.ts";
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

interface Visitor {
  readonly id: string;
  readonly socket: Socket;
  readonly join: (hello?: object) => Promise<unknown>;
}

async function visit(room: string): Promise<Visitor> {
  const { id, ticket } = await readBoot(server.url, room);
  const socket = await connectWith(server.url, ticket, { transports: ["websocket"] });
  closers.push(() => socket.disconnect());
  return { id, socket, join: (hello) => socket.emitWithAck("join-room", room, id, hello) };
}

const seal = "check-of-the-key";

describe("a room's page", () => {
  test("says with which key the room is sealed, from the first who comes to the last who goes", async () => {
    const room = randomUUID();
    expect(await readBoot(server.url, room)).not.toHaveProperty("seal");
    const first = await visit(room);
    await first.join({ seal });
    expect((await readBoot(server.url, room)).seal).toBe(seal);
    await first.socket.emitWithAck("leave", room, first.id);
    expect(await readBoot(server.url, room)).not.toHaveProperty("seal");
  });

  test("says that a room isn't sealed", async () => {
    const room = randomUUID();
    await (await visit(room)).join();
    expect((await readBoot(server.url, room)).seal).toBeNull();
  });
});

describe("a sealed room", () => {
  test("lets in whoever has its key, shows their card to all, and turns the others away", async () => {
    const room = randomUUID();
    const [ada, bo, bare, eve] = [await visit(room), await visit(room), await visit(room), await visit(room)];
    const views: RoomView[] = [];
    ada.socket.on("room", (view: RoomView) => views.push(view));
    await ada.join({ seal, card: "card-of-ada" });
    expect(await bare.join()).toMatchObject({ ok: false, code: "key-missing" });
    expect(await eve.join({ seal: "another" })).toMatchObject({ ok: false, code: "key-wrong" });
    expect(await bo.join({ seal, card: "card-of-bo" })).toMatchObject({ ok: true });
    await until(() => views.at(-1)?.members.length === 2, "the view with both");
    expect(views.at(-1)).toMatchObject({
      seal,
      members: [{ card: "card-of-ada" }, { card: "card-of-bo" }],
    });
    expect(await bo.socket.emitWithAck("send", room, "in the clear")).toMatchObject({ code: "key-missing" });
    expect(await bo.socket.emitWithAck("send", room, "c2VhbGVk")).toMatchObject({ ok: true });
  });
});

describe("a suspicion", () => {
  test("is told to its subject alone, and answered the same whoever that is", async () => {
    const room = randomUUID();
    const [ada, bo, cy] = [await visit(room), await visit(room), await visit(room)];
    const elsewhere = await visit(randomUUID());
    const told: unknown[] = [];
    for (const { socket, id } of [ada, bo, cy, elsewhere])
      socket.on("suspected", (by) => told.push([id, by]));
    for (const visitor of [ada, bo, cy]) await visitor.join();
    await elsewhere.join();
    const answers = [];
    for (const other of [elsewhere.id, randomUUID(), ada.id, bo.id])
      answers.push(await ada.socket.emitWithAck("suspect", other));
    expect(answers).toEqual([{ ok: true }, { ok: true }, { ok: true }, { ok: true }]);
    await until(() => told.length > 0, "the suspicion");
    // Whatever else was on its way is there before these answers are.
    for (const { socket } of [cy, elsewhere, ada]) await socket.emitWithAck("set-media", {});
    expect(told).toEqual([[bo.id, ada.id]]);
  });
});
