// A process that is killed in mid-meeting, and the next one, which knows nothing: members bring it back.

import { randomUUID } from "node:crypto";
import { afterAll, afterEach, describe, expect, test } from "@jest/globals";
import type { Line, MemberView } from "../../protocol/protocol.ts";
import { until } from "../until.ts";
import { type Attendee, arrive, closeAttendees, enter, since, visit } from "./attendee.ts";
import { joinBare, readBoot } from "./bare-client.ts";
import { comeBack, keepsakesOf, namesIn, type Return, textsTo } from "./comeback.ts";
import { closePages, isIn, type Page, show, viewOf } from "./page.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const running: ServerProcess[] = [];

afterEach(async () => {
  closePages();
  closeAttendees();
  await Promise.all(running.splice(0).map((server) => server.stop("SIGKILL")));
});

afterAll(() => void Reflect.deleteProperty(globalThis, "location"));

async function start(environment: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const server = await startServer(environment);
  running.push(server);
  return server;
}

/** Dies, and is followed by one at the same address. */
async function startAgain(first: ServerProcess): Promise<ServerProcess> {
  await first.stop("SIGKILL");
  return start({ PORT: new URL(first.url).port });
}

test("a room is what it was for whoever comes back, in whatever order", async () => {
  const first = await start();
  const room = randomUUID();
  const ana = await enter(first.url, room, { name: "Ana", kind: "classroom" });
  const bo = await enter(first.url, room, { name: "Bo" });
  const chloe = await enter(first.url, room, { name: "Chloé" });
  const dan = await enter(first.url, room, { name: "Dan" });
  await ana.ask("make-cohost", dan.id, true);
  await chloe.ask("raise-hand", true);
  await bo.ask("raise-hand", true);
  await bo.ask("set-media", { microphone: true, camera: false, screen: true });
  await ana.ask("give-floor", chloe.id);
  await ana.ask("set-room", { locked: true, unmute: false, count: true });
  const everybody = [ana, bo, chloe, dan];
  await until(() => everybody.every(({ view }) => view()?.settings.locked === true), "all of it");
  const views = everybody.map(({ view }) => view());
  const second = await startAgain(first);
  const back: Return[] = [];
  for (const one of [chloe, bo, dan, ana]) back.push(await comeBack(second.url, one));
  const returned = everybody.map(({ id }) => back.find((one) => one.id === id));
  const look = (view?: object) => JSON.stringify({ ...view, revision: 0 });
  await until(
    () => returned.every((one, index) => look(one?.view()) === look(views[index])),
    "the same views",
    5_000,
  ).catch(() => expect(returned.map((one) => one?.view())).toEqual(views));
  const host = returned[0];
  const newcomer = await visit(second.url, room);
  expect(await newcomer.join({ name: "New" })).toMatchObject({ code: "locked" });
  await until(() => host?.view()?.waiting?.length === 1, "the host to be told");
  await host?.ask("admit", null);
  expect(await newcomer.join({ name: "New" })).toMatchObject({ ok: true });
}, 60_000);

test("pages come back by themselves within 5 s, with their chat, and what was written meanwhile once", async () => {
  const first = await start();
  const room = randomUUID();
  const pages: Page[] = [];
  for (const name of ["Ana", "Bo", "Chloé"]) {
    const page = show(first.url, await readBoot(first.url, room));
    page.join({ name });
    await until(() => isIn(page), "the page to be in");
    pages.push(page);
  }
  const [ana, bo, chloe] = pages;
  if (!ana || !bo || !chloe) throw new Error("Nobody came");
  const seen = (page: typeof ana) =>
    viewOf(page)?.members.map(({ name, hand, role, away }: MemberView) => [name, hand, role, away]);
  const whole = [
    ["Ana", undefined, "host", undefined],
    ["Bo", 2, "member", undefined],
    ["Chloé", 1, "member", undefined],
  ];
  await chloe.connection.ask("raise-hand", true);
  await bo.connection.ask("raise-hand", true);
  for (let count = 0; count < 450; count += 1) {
    const page = pages[count % 3] ?? ana;
    // As fast as one may write.
    await until(async () => (await page.connection.say(`line ${count}`, `k${count}`))?.ok === true, "a line");
  }
  await until(
    () =>
      pages.every((page) => page.lines.length >= 450 && JSON.stringify(seen(page)) === JSON.stringify(whole)),
    "all of it",
  );
  await first.stop("SIGKILL");
  await until(() => pages.every((page) => page.meeting().server === "away"), "all to be cut off");
  const second = await start({ PORT: new URL(first.url).port });
  const began = Date.now();
  const isBack = (page: typeof ana) =>
    page.meeting().server === "here" && JSON.stringify(seen(page)) === JSON.stringify(whole);
  const joins = (page: typeof ana) => page.events.filter(({ type }) => type === "joined").length;
  await until(() => pages.every((page) => joins(page) === 2 && isBack(page)), "all to be back", 5_000);
  expect(Date.now() - began).toBeLessThan(5_000);
  const said = await Promise.all(
    [ana, bo].map((page, index) => page.connection.say(`after ${index}`, `after${index}`)),
  );
  expect(said).toEqual([expect.objectContaining({ ok: true }), expect.objectContaining({ ok: true })]);
  expect(await ana.connection.say("after 0", "after0")).toEqual(said[0]);
  const newcomer = await enter(second.url, room, { name: "New" });
  await until(() => textsTo(newcomer).length >= 452, "its history");
  const texts = textsTo(newcomer);
  expect(texts.slice(0, 450)).toEqual(Array.from({ length: 450 }, (_, count) => `line ${count}`));
  expect(texts.slice(450).sort()).toEqual(["after 0", "after 1"]);
  for (const page of pages) expect(joins(page)).toBe(2);
}, 120_000);

describe("whoever comes back to a classroom", () => {
  test("learns nothing of classmates, from what is said or how long it is", async () => {
    const lengths: number[][] = [];
    for (const size of [1, 6]) {
      const first = await start();
      const room = randomUUID();
      const teacher = await enter(first.url, room, { name: "Tess", kind: "classroom" });
      await teacher.ask("set-room", { chat: "hosts" });
      await teacher.ask("send", room, "welcome", "k0");
      const students: Attendee[] = [];
      for (let index = 0; index < size; index += 1)
        students.push(await enter(first.url, room, { name: "Sam Student" }));
      for (const [index, { ask }] of students.entries()) await ask("send", room, `aside of ${index}`, "k1");
      await until(
        () =>
          students.every(({ view, told }) => view()?.settings.chat === "hosts" && told("receive").length > 0),
        "all",
      );
      const [one, ...others] = students;
      if (!one) throw new Error("Nobody came");
      const second = await startAgain(first);
      // The others are back before, the teacher is not.
      const classmates = await Promise.all(others.map((other) => comeBack(second.url, other)));
      const again = await comeBack(second.url, one);
      expect(again.reply).toMatchObject({ ok: true, lacks: [1] });
      expect(await again.ask("send", room, "aside", "k2")).toMatchObject({ ok: true });
      for (const { ask } of classmates) await ask("raise-hand", true);
      await comeBack(second.url, teacher);
      await until(() => again.view()?.host === teacher.id, "the teacher");
      const text = again.packets.join("\n");
      for (const { id } of others) expect(text).not.toContain(id);
      expect(text).not.toContain("aside of");
      expect(again.told("receive")).toEqual([]);
      lengths.push([...new Set(again.told("room").map(([, baton]) => String(baton).length))]);
    }
    expect(lengths[1]).toEqual(lengths[0]);
  }, 60_000);
});

test("what is said to the hosts alone comes back to them and its writer, and to no other student", async () => {
  const first = await start();
  const room = randomUUID();
  const teacher = await enter(first.url, room, { name: "Tess", kind: "classroom" });
  await teacher.ask("set-room", { chat: "hosts" });
  const [ana, bo] = [await enter(first.url, room), await enter(first.url, room)];
  const asides = [await ana.ask("send", room, "of ana", "k1"), await bo.ask("send", room, "of bo", "k1")];
  // Both have one number, so that neither can tell that the other wrote.
  expect(new Set(asides.map(({ line }) => (line as Line).n)).size).toBe(1);
  await until(() => textsTo(teacher).length === 2, "both");
  const second = await startAgain(first);
  const [ana2, bo2] = [await comeBack(second.url, ana), await comeBack(second.url, bo)];
  const teacher2 = await comeBack(second.url, teacher);
  const another = await enter(second.url, room);
  const newTeacher = await comeBackAs(second.url, teacher2);
  await until(() => textsTo(newTeacher).length === 2, "both to be remembered");
  expect(textsTo(newTeacher).sort()).toEqual(["of ana", "of bo"]);
  for (const one of [ana2, bo2, another])
    expect(textsTo(one).filter((text) => text.startsWith("of "))).toEqual(
      one === ana2 ? textsTo(ana2) : one === bo2 ? textsTo(bo2) : [],
    );
  expect(textsTo(ana2)).not.toContain("of bo");
  expect(textsTo(bo2)).not.toContain("of ana");

  async function comeBackAs(url: string, one: Attendee): Promise<Attendee> {
    const again = await arrive(url, one);
    expect(await again.join({ previous: [String(one.socket.id)] })).toMatchObject({ ok: true });
    return again;
  }
});

test("a bare client goes on as the same member", async () => {
  const first = await start();
  const room = randomUUID();
  const ana = await enter(first.url, room, { name: "Ana" });
  const bare = await joinBare(first.url, room);
  await until(() => ana.view()?.members.length === 2, "both");
  await bare.socket.emitWithAck("raise-hand", true);
  await until(() => ana.sees(bare.id)?.hand === 1, "the hand");
  const second = await startAgain(first);
  const again = await joinBare(second.url, room, { as: bare });
  const ana2 = await comeBack(second.url, ana);
  await until(() => ana2.view()?.members.length === 2, "both to be back");
  expect(ana2.view()?.members.map(({ id }) => id)).toEqual([ana.id, bare.id]);
  expect(ana2.view()?.host).toBe(ana.id);
  again.close();
});

test("whoever never comes back is away after 5 s, and gone after the grace", async () => {
  const first = await start();
  const room = randomUUID();
  const [ana, bo] = [
    await enter(first.url, room, { name: "Ana" }),
    await enter(first.url, room, { name: "Bo" }),
  ];
  await until(() => ana.view()?.members.length === 2, "both");
  await first.stop("SIGKILL");
  const second = await start({ GRACE_SECONDS: "8" });
  const ana2 = await comeBack(second.url, ana);
  const began = Date.now();
  expect(ana2.sees(bo.id)?.away).toBeUndefined();
  await until(() => ana2.sees(bo.id)?.away === true, "Bo to be missed");
  expect(Date.now() - began).toBeGreaterThan(4_000);
  await until(() => ana2.view()?.members.length === 1, "Bo to be gone", 12_000);
  expect(Date.now() - began).toBeGreaterThan(7_000);
});

test("a process that dies again at once, with some back and others not, is followed all the same", async () => {
  const first = await start();
  const room = randomUUID();
  const people = [
    await enter(first.url, room, { name: "Ana" }),
    await enter(first.url, room, { name: "Bo" }),
    await enter(first.url, room, { name: "Chloé" }),
  ];
  const [ana, bo, chloe] = people;
  if (!ana || !bo || !chloe) throw new Error("Nobody came");
  await ana.ask("send", room, "one", "k1");
  await until(
    () => people.every(({ view }) => view()?.members.length === 3) && textsTo(bo).length === 1,
    "all",
  );
  const second = await startAgain(first);
  const bo2 = await comeBack(second.url, bo);
  await bo2.ask("raise-hand", true);
  await until(() => bo2.sees(bo.id)?.hand === 1, "the hand");
  const third = await startAgain(second);
  const chloe3 = await comeBack(third.url, chloe);
  const { baton } = keepsakesOf(bo2);
  const bo3 = await comeBack(third.url, bo, { baton });
  const ana3 = await comeBack(third.url, ana);
  const backs = [ana3, bo3, chloe3];
  await until(
    () => backs.every((one) => namesIn(one).join() === "Ana,Bo,Chloé" && one.sees(bo.id)?.hand === 1),
    "all of it",
  );
  for (const one of backs) expect(one.view()).toMatchObject({ host: ana.id });
  const newcomer = await enter(third.url, room);
  await until(() => textsTo(newcomer).length > 0, "the line");
  expect(textsTo(newcomer)).toEqual(["one"]);
  expect(since(newcomer, 0).length).toBeGreaterThan(0);
});
