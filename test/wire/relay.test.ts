// The relay between members of a room: who gets whose frames, and what they are told.

import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { refusals } from "../../protocol/protocol.ts";
import { until } from "../until.ts";
import { type Attendee, closeAttendees, enter, openClass, visit } from "./attendee.ts";
import {
  challenge,
  closeRelays,
  connectRelay,
  join,
  type RelaySocket,
  stream,
  want,
} from "./relay-socket.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterEach(() => {
  closeRelays();
  closeAttendees();
});

afterAll(async () => {
  await server.stop();
});

async function pair(): Promise<readonly [Attendee, Attendee, RelaySocket, RelaySocket]> {
  const room = randomUUID();
  const [ana, bo] = [await enter(server.url, room), await enter(server.url, room)];
  return [ana, bo, await connectRelay(server.url, ana), await connectRelay(server.url, bo)];
}

describe("what somebody sends", () => {
  test("reaches all who want it, whole, in order, under the number they were told", async () => {
    const room = randomUUID();
    const members = [
      await enter(server.url, room),
      await enter(server.url, room),
      await enter(server.url, room),
    ];
    const [ana, bo, cy] = await Promise.all(members.map((member) => connectRelay(server.url, member)));
    if (!ana || !bo || !cy) throw new Error("Somebody is missing");
    await join(ana, bo);
    await want(ana, cy, false);
    await until(() => ana.told("wanted").length >= 2, "the count");
    expect(ana.told("wanted").at(-1)).toEqual({ type: "wanted", sound: 2, picture: 1 });
    const bodies = Array.from({ length: 60 }, (_, n) => randomBytes(n % 3 === 0 ? 3_000 : 100));
    for (const [n, body] of bodies.entries())
      if (n % 3 === 0) ana.send({ kind: "picture", n: n / 3, key: n === 0 }, body);
      else ana.send({ kind: "sound", n }, body);
    ana.send({ kind: "greeting", n: 0 });
    await until(() => bo.frames.length === 61 && cy.frames.length === 41, "all of it");
    const ofBo = bo.frames;
    for (const kind of ["sound", "picture"] as const) {
      const sent = bodies.filter((_, n) => (kind === "picture") === (n % 3 === 0));
      expect(ofBo.filter((frame) => frame.kind === kind).map(({ body }) => body)).toEqual(sent);
    }
    expect(ofBo.filter(({ key }) => key).map(({ n }) => n)).toEqual([0]);
    expect(cy.frames.some(({ kind }) => kind === "picture")).toBe(false);
    expect(cy.frames.filter(({ kind }) => kind === "sound")).toHaveLength(40);
    for (const { frames, told } of [bo, cy]) {
      const [word] = told("channel");
      expect(word).toMatchObject({ id: ana.id, stream });
      expect(new Set(frames.map(({ channel }) => channel))).toEqual(new Set([word?.channel]));
    }
    expect(ana.frames).toEqual([]);
  });

  test("is acknowledged in bytes, soon, whether or not anybody wants it", async () => {
    const [, , ana] = await pair();
    ana.ask({ type: "publish", stream });
    ana.send({ kind: "sound", n: 0 }, new Uint8Array(95));
    await until(() => ana.acknowledged() === 100, "the acknowledgement of a small one");
    ana.send({ kind: "picture", n: 0, key: true }, new Uint8Array(50_000));
    await until(() => ana.acknowledged() === 50_105, "that of a large one");
  });

  test("comes under another number once it is of another stream, whose first picture is to be whole", async () => {
    const [, , ana, bo] = await pair();
    await join(ana, bo);
    ana.send({ kind: "picture", n: 0, key: true });
    ana.send({ kind: "picture", n: 1 });
    const second = "BBBBBBBBBBBBBBBBBBBBBB";
    ana.ask({ type: "publish", stream: second });
    ana.send({ kind: "picture", n: 1 });
    ana.send({ kind: "picture", n: 2, key: true });
    await until(() => bo.frames.length === 3, "three frames");
    const [one, two] = bo.told("channel");
    expect(two).toMatchObject({ id: ana.id, stream: second });
    // Numbers that count up would tell how many publish in other rooms.
    expect([0, 1]).not.toContain((two?.channel ?? 0) - (one?.channel ?? 0));
    expect(bo.frames.map(({ channel, n }) => [channel, n])).toEqual([
      [one?.channel, 0],
      [one?.channel, 1],
      [two?.channel, 2],
    ]);
  });
});

describe("who wants somebody", () => {
  test("waits for them to publish; has them greet, asked for once; and gets a whole picture first", async () => {
    const [, , ana, bo] = await pair();
    bo.ask({ type: "want", id: ana.id, picture: true, challenge });
    await until(() => ana.told("wanted").length === 1, "Ana to know");
    expect(bo.words).toEqual([]);
    ana.ask({ type: "publish", stream });
    await until(() => ana.told("greet").length === 1, "the challenge");
    expect(ana.told("greet")).toEqual([{ type: "greet", challenge }]);
    await until(() => ana.told("key").length === 1, "the whole picture to be asked for");
    ana.send({ kind: "picture", n: 0 });
    ana.send({ kind: "picture", n: 1, key: true });
    await until(() => bo.frames.length > 0, "a picture");
    expect(bo.frames.map(({ n, key }) => [n, key])).toEqual([[1, true]]);
    bo.ask({ type: "want", id: ana.id, picture: true });
    bo.ask({ type: "want", id: ana.id, picture: false, challenge: stream });
    await until(() => ana.told("wanted").length === 2, "that Bo wants no picture any more");
    expect(ana.told("wanted").at(-1)).toEqual({ type: "wanted", sound: 1, picture: 0 });
    expect(ana.told("greet").map((word) => word.challenge)).toEqual([challenge, stream]);
    expect(bo.told("channel")).toHaveLength(1);
  });

  test("gets nothing more once they drop it", async () => {
    const [, , ana, bo] = await pair();
    await join(ana, bo);
    bo.ask({ type: "drop", id: ana.id });
    await until(() => ana.told("wanted").at(-1)?.sound === 0, "Ana to know");
    ana.send({ kind: "sound", n: 0 });
    await until(() => ana.acknowledged() > 0, "the frame to have come");
    await want(ana, bo);
    ana.send({ kind: "sound", n: 1 });
    await until(() => bo.frames.length > 0, "the next frame");
    expect(bo.frames.map(({ n }) => n)).toEqual([1]);
  });

  test("may ask for a whole picture, which the sender is asked for at most about once a second", async () => {
    const [, , ana, bo] = await pair();
    await join(ana, bo);
    await until(() => ana.told("key").length === 1, "the first to be asked for");
    ana.send({ kind: "picture", n: 0, key: true });
    await until(() => bo.frames.length === 1, "it");
    const began = performance.now();
    for (let count = 0; count < 20; count++) bo.ask({ type: "key", id: ana.id });
    await until(() => ana.told("key").length === 2, "another");
    bo.ask({ type: "key", id: ana.id });
    await until(() => ana.told("key").length === 3, "a third");
    expect(performance.now() - began).toBeGreaterThan(900);
  });

  test("who is in no room gets a refusal, and so does who asks for somebody of another", async () => {
    const outside = await visit(server.url, randomUUID());
    const [stranger] = [await enter(server.url, randomUUID())];
    const [a, b] = [await connectRelay(server.url, outside), await connectRelay(server.url, stranger)];
    b.ask({ type: "publish", stream });
    a.ask({ type: "want", id: stranger.id, picture: true });
    b.ask({ type: "want", id: outside.id, picture: true });
    await until(() => a.words.length > 0 && b.words.length > 0, "both answers");
    const refusal = (id: string, code: "not-joined" | "not-present") => ({
      ...{ type: "refused", id, code },
      message: refusals[code],
    });
    expect(a.words).toEqual([refusal(stranger.id, "not-joined")]);
    expect(b.words).toEqual([refusal(outside.id, "not-present")]);
  });
});

describe("in a classroom", () => {
  test("a student who wants a classmate is refused as if they weren't there, and gets not a byte", async () => {
    const { teacher, students } = await openClass(server.url, randomUUID(), 2);
    const [one, two] = students;
    if (!one || !two) throw new Error("A student is missing");
    const [t, s, c] = await Promise.all([teacher, one, two].map((who) => connectRelay(server.url, who)));
    if (!t || !s || !c) throw new Error("Somebody is missing");
    c.ask({ type: "publish", stream });
    s.ask({ type: "want", id: c.id, picture: true, challenge });
    s.ask({ type: "want", id: "nobody-at-all", picture: true });
    await join(c, t);
    await until(() => s.words.length === 2, "both refusals");
    const [unseen, absent] = s.words;
    expect(unseen).toEqual({ ...absent, id: c.id });
    for (let n = 0; n < 20; n++) c.send({ kind: "sound", n }, randomBytes(100));
    await until(() => t.frames.length === 20, "the teacher to have heard it all");
    expect([s.bytes(), s.words.length]).toEqual([0, 2]);
    // Nor is the classmate told that anybody asked.
    expect(c.told("greet")).toEqual([]);
    expect(c.told("wanted")).toEqual([{ type: "wanted", sound: 1, picture: 1 }]);
  });

  test("whoever is given the floor is heard by all, and by nobody but the teacher once it is taken", async () => {
    const { teacher, students } = await openClass(server.url, randomUUID(), 2);
    const [one, two] = students;
    if (!one || !two) throw new Error("A student is missing");
    const [t, s, c] = await Promise.all([teacher, one, two].map((who) => connectRelay(server.url, who)));
    if (!t || !s || !c) throw new Error("Somebody is missing");
    await join(c, t);
    expect(await teacher.ask("give-floor", two.id)).toMatchObject({ ok: true });
    await join(c, s);
    c.send({ kind: "sound", n: 0 });
    await until(() => s.frames.length === 1 && t.frames.length === 1, "the sound of the floor");
    expect(await teacher.ask("give-floor", null)).toMatchObject({ ok: true });
    // Sent at once, while everybody else is still being told.
    for (let n = 1; n < 20; n++) c.send({ kind: "sound", n });
    await until(() => t.frames.length === 20 && s.told("gone").length === 1, "the end");
    expect(s.told("gone")).toEqual([{ type: "gone", id: c.id }]);
    expect(s.frames).toHaveLength(1);
    expect(c.told("wanted").at(-1)).toEqual({ type: "wanted", sound: 1, picture: 1 });
  });
});

describe("a connection", () => {
  test("ends when its member leaves the room, and who wanted them is told", async () => {
    const [ana, , a, b] = await pair();
    await join(a, b);
    await ana.leave();
    await until(() => a.closed() !== undefined && b.told("gone").length === 1, "both to be told");
    expect(b.told("gone")).toEqual([{ type: "gone", id: ana.id }]);
    expect(b.closed()).toBeUndefined();
  });

  test("gives way to a newer one of the same page, which publishes anew to those who wait", async () => {
    const [ana, , old, b] = await pair();
    await join(old, b);
    const young = await connectRelay(server.url, ana);
    await until(() => old.closed() !== undefined, "the old one to end");
    expect(old.closed()).toEqual({ code: 1008, reason: "id-taken" });
    await until(() => young.told("wanted").length === 1, "the new one to be told who wants it");
    young.ask({ type: "publish", stream });
    await until(() => b.told("channel").length === 2, "the new number");
    young.send({ kind: "sound", n: 0 });
    await until(() => b.frames.length === 1, "a frame");
    expect(b.frames[0]?.channel).toBe(b.told("channel")[1]?.channel);
    expect(b.told("gone")).toEqual([]);
  });
});
