// A classroom at PeerServer: no call between two students can be set up, whatever their pages send.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { pause, until } from "../until.ts";
import { type Attendee, closeAttendees, openClass } from "./attendee.ts";
import { closePeers, connectPeer, type PeerSocket } from "./peer-socket.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  closeAttendees();
  closePeers();
  await server.stop();
});

const kinds = ["OFFER", "ANSWER", "CANDIDATE"];
/** PeerServer tells the sender of a message that found nobody after 5 s, and looks once a second. */
const expiryMs = 7_000;

interface Pupil extends Attendee {
  readonly peer: PeerSocket;
}

interface Lesson {
  readonly teacher: Pupil;
  readonly students: readonly Pupil[];
}

async function open(size: number): Promise<Lesson> {
  const { teacher, students } = await openClass(server.url, randomUUID(), size);
  const withPeer = async (who: Attendee) => ({ ...who, peer: await connectPeer(server.url, who) });
  return { teacher: await withPeer(teacher), students: await Promise.all(students.map(withPeer)) };
}

/** Resolves once all that was sent over that socket has been dealt with. */
async function heardOut({ peer }: Pupil): Promise<void> {
  const answered = new Promise((resolve) => peer.socket.once("pong", resolve));
  peer.socket.ping();
  await answered;
}

function signalAll(from: Pupil, to: string): void {
  for (const kind of kinds) from.peer.signal(kind, to);
}

function messagesFrom(to: Pupil, from: Pupil): readonly string[] {
  return to.peer.messages.flatMap(({ type, src }) => (src === from.id ? [type] : []));
}

describe("two students", () => {
  test("don't reach each other, and can't tell a classmate from nobody, here or just gone", async () => {
    const { teacher, students } = await open(5);
    const [mallory, present, silent, leaving, dropped] = students as Pupil[] as [
      ...[Pupil, Pupil, Pupil, Pupil, Pupil],
    ];
    // Inside, but not within PeerServer's reach; gone a moment ago; cut off a moment ago.
    silent.peer.socket.terminate();
    await leaving.leave();
    dropped.socket.io.engine.close();
    dropped.peer.socket.terminate();
    for (const { id } of [present, silent, leaving, dropped]) signalAll(mallory, id);
    signalAll(mallory, randomUUID());
    await heardOut(mallory);
    // The same while they go.
    await present.leave();
    signalAll(mallory, present.id);
    await pause(expiryMs);
    expect(mallory.peer.messages).toEqual([{ type: "OPEN" }]);
    expect(mallory.peer.closed()).toBeUndefined();
    for (const { peer } of [present, silent, leaving, dropped, teacher])
      expect(peer.messages).toEqual([{ type: "OPEN" }]);
  });

  test("each reach the teacher, and the teacher them", async () => {
    const { teacher, students } = await open(2);
    for (const student of students) {
      signalAll(student, teacher.id);
      signalAll(teacher, student.id);
    }
    for (const student of students) {
      await until(() => messagesFrom(teacher, student).length === 3, "a student's messages");
      await until(() => messagesFrom(student, teacher).length === 3, "the teacher's messages");
      expect(messagesFrom(teacher, student)).toEqual(kinds);
      expect(messagesFrom(student, teacher)).toEqual(kinds);
      expect(student.peer.messages).toHaveLength(4);
    }
  });

  test("reach each other for as long as one of them has the floor", async () => {
    const { teacher, students } = await open(3);
    const [speaker, listener, another] = students as [Pupil, Pupil, Pupil];
    await teacher.ask("give-floor", speaker.id);
    signalAll(speaker, listener.id);
    signalAll(listener, speaker.id);
    signalAll(listener, another.id);
    await until(() => messagesFrom(listener, speaker).length === 3, "the speaker's messages");
    await until(() => messagesFrom(speaker, listener).length === 3, "the listener's messages");

    await teacher.ask("give-floor", null);
    const counts = [speaker, listener, another].map(({ peer }) => peer.messages.length);
    signalAll(speaker, listener.id);
    signalAll(listener, speaker.id);
    for (const one of [speaker, listener]) await heardOut(one);
    for (const one of [speaker, listener]) await heardOut(one);
    expect([speaker, listener, another].map(({ peer }) => peer.messages.length)).toEqual(counts);
    expect(another.peer.messages).toEqual([{ type: "OPEN" }]);
  });

  test("reach each other once one of them helps the teacher, and no longer after that", async () => {
    const { teacher, students } = await open(2);
    const [helper, student] = students as [Pupil, Pupil];
    await teacher.ask("make-cohost", helper.id, true);
    signalAll(student, helper.id);
    await until(() => messagesFrom(helper, student).length === 3, "a student's messages");
    await teacher.ask("make-cohost", helper.id, false);
    signalAll(student, helper.id);
    await heardOut(student);
    await heardOut(helper);
    expect(messagesFrom(helper, student)).toHaveLength(3);
  });
});
