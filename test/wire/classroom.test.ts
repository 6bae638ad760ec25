// A classroom over the wire: what a student's connection carries of a classmate, which is nothing.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { type Attendee, catchUp, closeAttendees, cut, enter, openClass, since, visit } from "./attendee.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  closeAttendees();
  await server.stop();
});

const open = (size: number) => openClass(server.url, randomUUID(), size);

/** The teacher sees that so many are inside, so that whoever was told of it has been. */
function seen(teacher: Attendee, count: number): Promise<void> {
  return until(() => teacher.view()?.members.length === count, `${count} to be inside`);
}

test("the teacher is told by which way each will come, as they come in and later", async () => {
  const { room, teacher, students } = await open(1);
  const [first] = students as [Attendee];
  const late = await enter(server.url, room, { name: "Late", forecast: "none" });
  await until(() => teacher.sees(late.id)?.forecast === "none", "the forecast with which they came");
  await first.ask("set-forecast", "turn");
  await until(() => teacher.sees(first.id)?.forecast === "turn", "the forecast that was told later");
  expect(await first.ask("set-forecast", "somehow")).toMatchObject({ ok: false, code: "malformed" });
  expect(first.sees(first.id)).not.toHaveProperty("forecast");
});

describe("a student", () => {
  test("sees the teacher and nobody else, and the teacher sees all", async () => {
    const { teacher, students } = await open(2);
    for (const student of students) {
      expect(student.view()?.members.map(({ id }) => id)).toEqual([teacher.id, student.id]);
      expect(student.view()).toMatchObject({ kind: "classroom", host: teacher.id, floor: null });
      expect(student.told("call-connected")).toEqual([]);
    }
    expect(teacher.told("call-connected").map(([id]) => id)).toEqual(students.map(({ id }) => id));
    expect(teacher.view()?.members).toHaveLength(3);
  });

  test("gets no byte of a classmate, whatever they do and whatever is done to them", async () => {
    const { room, teacher, students } = await open(3);
    const [student, busy, dropped] = students as [Attendee, Attendee, Attendee];
    await teacher.ask("set-room", { chat: "hosts" });
    await until(() => student.view()?.settings.chat === "hosts", "the setting");
    await catchUp(student);
    const [from, revision] = [student.packets.length, student.view()?.revision ?? 0];

    cut(dropped);
    const late = await enter(server.url, room, { name: "Late", camera: false, ready: false });
    await late.ask("ready");
    await late.ask("set-forecast", "relay");
    await busy.ask("set-media", { microphone: false, camera: false });
    await busy.ask("set-media", { microphone: true, camera: true });
    await busy.ask("raise-hand", true);
    await late.ask("raise-hand", true);
    await busy.ask("react", "👏");
    await busy.ask("send", room, "to the teacher");
    await busy.ask("set-media", { microphone: true, camera: true, screen: true });
    await busy.ask("watch", teacher.id, 360);
    await busy.ask("suspect", teacher.id);
    await busy.ask("leave-chat", room);
    await teacher.ask("watch", busy.id, 360);
    await teacher.ask("suspect", busy.id);
    await teacher.ask("lower-hand", busy.id);
    await teacher.ask("mute", busy.id);
    await teacher.ask("stop-camera", busy.id);
    await teacher.ask("stop-screen", busy.id);
    await teacher.ask("ask-unmute", busy.id);
    await teacher.ask("remove", late.id);
    // Whoever is outside is none of a student's business either.
    const caller = await visit(server.url, room);
    await caller.ask("look-in", room);
    await busy.leave();
    // The grace of whoever was cut off is over.
    await seen(teacher, 2);
    await catchUp(teacher, student);
    expect(since(student, from)).toEqual([]);

    // Their own count goes on as if nothing had been.
    await student.ask("raise-hand", true);
    await until(() => student.sees(student.id)?.hand !== undefined, "their own hand");
    expect(student.view()).toMatchObject({ revision: revision + 1, members: [{}, { hand: 1 }] });
  });

  test("is not told where a classmate waits, or that the teacher lets them in", async () => {
    const { room, teacher, students } = await open(1);
    const [student] = students as [Attendee];
    await teacher.ask("set-room", { waitingRoom: true });
    await until(() => student.view()?.settings.waitingRoom === true, "the setting");
    const from = student.packets.length;
    const [in_, away] = [await visit(server.url, room), await visit(server.url, room)];
    for (const caller of [in_, away])
      expect(await caller.join({ name: "Caller" })).toMatchObject({ code: "waiting-room" });
    await until(() => teacher.view()?.waiting?.length === 2, "both callers");
    await teacher.ask("admit", in_.id);
    await teacher.ask("turn-away", away.id);
    await until(() => in_.told("admitted").length === 1, "the admission");
    expect(await in_.join()).toMatchObject({ ok: true });
    await seen(teacher, 3);
    await catchUp(teacher, student);
    expect(since(student, from)).toEqual([]);
    expect(JSON.stringify(student.view())).not.toContain('waiting"');
  });

  test("reads the same numbers in the chat however much a classmate has written to the teacher", async () => {
    const { room, teacher, students } = await open(2);
    const [student, other] = students as [Attendee, Attendee];
    await teacher.ask("set-room", { chat: "hosts" });
    for (const line of ["one", "two", "three"]) await other.ask("send", room, line);
    const own = await student.ask("send", room, "mine");
    const public_ = await teacher.ask("send", room, "to all");
    await until(() => teacher.told("receive").length === 4, "all lines");
    await until(() => student.told("receive").length === 1, "the teacher's line");
    expect(student.told("receive")).toMatchObject([[{ n: 1, message: "to all" }]]);
    expect(public_).toMatchObject({ line: { n: 1 } });
    const { n } = own["line"] as { n: number };
    const alone = await openClass(server.url, randomUUID(), 1);
    await alone.teacher.ask("set-room", { chat: "hosts" });
    expect(await alone.students[0]?.ask("send", alone.room, "mine")).toMatchObject({ line: { n } });
    // Nor does whoever comes later.
    const late = await visit(server.url, room);
    expect(await late.join()).toMatchObject({ ok: true, line: 1 });
    await until(() => late.told("receive").length === 1, "the history");
    await catchUp(late);
    expect(late.told("receive")).toMatchObject([[{ n: 1, message: "to all" }]]);
  });

  test("is told how many there are only where the teacher says so", async () => {
    const { room, teacher, students } = await open(2);
    const [student] = students as [Attendee];
    expect(student.view()).not.toHaveProperty("count");
    await teacher.ask("set-room", { count: true });
    await until(() => student.view()?.count === 2, "the count");
    await enter(server.url, room);
    await until(() => student.view()?.count === 3, "one more");
    expect(student.view()?.members).toHaveLength(2);
    await teacher.ask("set-room", { count: false });
    await until(() => student.view()?.settings.count === false, "the setting");
    expect(student.view()).not.toHaveProperty("count");
  });

  test("hears nothing of the others in the answers to whoever is outside", async () => {
    const { room, teacher, students } = await open(2);
    const outside = await visit(server.url, room);
    const looked = await outside.ask("look-in", room);
    expect(looked).toMatchObject({ kind: "classroom", inside: ["Teacher"] });
    const from = outside.packets.length;
    await students[0]?.leave();
    await enter(server.url, room, { name: "Another" });
    await seen(teacher, 3);
    await catchUp(teacher, outside);
    expect(since(outside, from)).toEqual([]);
  });
});

describe("the floor", () => {
  test("lets everybody see who has it, and goes without a trace of the others", async () => {
    const { teacher, students } = await open(3);
    const [speaker, listener, another] = students as [Attendee, Attendee, Attendee];
    await speaker.ask("raise-hand", true);
    expect(await teacher.ask("give-floor", speaker.id)).toMatchObject({ ok: true });
    const all = [teacher, speaker, listener, another];
    for (const one of all) await until(() => one.view()?.floor === speaker.id, "the floor");
    expect(listener.view()?.members.map(({ id }) => id)).toEqual([teacher.id, speaker.id, listener.id]);
    expect(speaker.view()?.members).toHaveLength(4);
    // The earlier one dials.
    expect(speaker.told("call-connected").map(([id]) => id)).toEqual([listener.id, another.id]);
    expect(listener.told("call-connected")).toEqual([]);
    await listener.ask("react", "🎉");
    await until(() => speaker.told("reacted").length === 1, "the reaction");

    expect(await teacher.ask("give-floor", null)).toMatchObject({ ok: true });
    for (const one of all) await until(() => one.view()?.floor === null, "the end of it");
    expect(listener.told("call-disconnected").map(([id]) => id)).toEqual([speaker.id]);
    expect(speaker.told("call-disconnected").map(([id]) => id)).toEqual([listener.id, another.id]);
    expect(listener.view()?.members).toHaveLength(2);
    await catchUp(another);
    expect(another.told("reacted")).toEqual([]);
    const from = listener.packets.length;
    await speaker.ask("set-media", { microphone: false, camera: true });
    await until(() => teacher.sees(speaker.id)?.microphone === false, "the change");
    await catchUp(teacher, listener);
    expect(since(listener, from)).toEqual([]);
  });
});
