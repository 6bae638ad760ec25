// A class: the teacher sees everybody, a student sees the teacher, and whoever is given the floor.

import { randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { pause, until } from "../until.ts";
import type { Person } from "./person.ts";
import { bundle, openPlainPage } from "./plain-page.ts";
import { doTo, enter, openClass } from "./school.ts";
import { openCalls, receivedBy, watchTraffic } from "./traffic.ts";
import { browser, openVenue, server, welcome } from "./venue.ts";

openVenue();

const classmates = ["Bo", "Chloé", "Dan", "Eva", "Finn", "Gil"];

interface Class {
  readonly room: string;
  readonly teacher: Person;
  readonly students: readonly Person[];
}

async function gather(names: readonly string[]): Promise<Class> {
  const room = randomUUID();
  const teacher = welcome(await openClass(browser, server.url, room, "Ana"));
  const students: Person[] = [];
  for (const name of names) students.push(welcome(await enter(browser, server.url, room, name)));
  return { room, teacher, students };
}

function one(students: readonly Person[], index: number): Person {
  const student = students[index];
  if (!student) throw new Error("that student is needed");
  return student;
}

const namesOn = ({ tiles }: Person) => tiles.locator(".name").allTextContents();

/** That is a call with oneself, which comes seconds after joining where it wasn't done before. */
function hasCheckedItsLine({ name, page }: Person): Promise<void> {
  // Besides the call that only warms the browser up.
  const calls = 1 + 2;
  const countClosed = () =>
    page.evaluate(
      () => window.probe.connections.filter(({ connectionState }) => connectionState === "closed").length,
    );
  return until(async () => (await countClosed()) >= calls, `${name}'s line to be checked`, 20_000);
}

describe("a teacher and six students", () => {
  test("meet each other, and no student another; the wall stays right as they come and go", async () => {
    const { teacher, students } = await gather(classmates);
    await teacher.seesOnly(7);
    await teacher.sees(classmates, 30_000);
    expect(await namesOn(teacher)).toEqual(["Ana (you)", ...classmates]);
    for (const student of students) {
      await student.sees("Ana", 30_000);
      await student.hears("Ana", 30_000);
      expect((await namesOn(student)).toSorted()).toEqual(["Ana", `${student.name} (you)`]);
      expect(await openCalls(student)).toBe(1);
      const shown = await student.page.locator("#page").innerText();
      for (const other of classmates) if (other !== student.name) expect(shown).not.toContain(other);
    }

    const [bo, dan] = [one(students, 0), one(students, 2)];
    await dan.page.close();
    await teacher.seesOnly(6, 1_000);
    expect(await namesOn(teacher)).toEqual(["Ana (you)", "Bo", "Chloé", "Eva", "Finn", "Gil"]);
    await bo.leave();
    await teacher.seesOnly(5, 1_000);
    const eva = one(students, 3);
    await eva.page.reload();
    await eva.join();
    await teacher.seesOnly(5);
    await teacher.sees("Eva", 30_000);
    expect(await namesOn(teacher)).toEqual(["Ana (you)", "Chloé", "Finn", "Gil", "Eva"]);
    await eva.seesOnly(2);
  }, 120_000);
});

describe("the floor", () => {
  test("shows one student to everybody at once, and after it is taken back not one byte more", async () => {
    const { teacher, students } = await gather(["Bo", "Chloé", "Dan"]);
    const [bo, chloe, dan] = [one(students, 0), one(students, 1), one(students, 2)];
    await teacher.sees(["Bo", "Chloé", "Dan"], 30_000);
    await Promise.all([chloe, dan].map(hasCheckedItsLine));
    await Promise.all([chloe, dan].map(watchTraffic));

    await doTo(teacher, "Bo", "Give the floor");
    await Promise.all([chloe, dan].map((student) => student.sees("Bo", 3_000)));
    await Promise.all([chloe, dan].map((student) => student.hears("Bo", 3_000)));
    for (const student of [chloe, dan]) {
      await student.seesOnly(3);
      expect(await openCalls(student)).toBe(2);
    }
    await bo.seesOnly(4);
    await bo.page.getByText("You have the floor", { exact: false }).first().waitFor();

    await doTo(teacher, "Bo", "Take back the floor");
    await Promise.all([chloe, dan].map((student) => student.seesOnly(2, 1_000)));
    await until(
      async () =>
        (await openCalls(chloe)) === 1 && (await openCalls(dan)) === 1 && (await openCalls(bo)) === 1,
      "the calls to be over",
      1_000,
    );
    const then = await Promise.all([chloe, dan].map(receivedBy));
    const grown = async (least: number) => {
      const now = await Promise.all([chloe, dan].map(receivedBy));
      return now.map((calls, who) => calls.filter((bytes, call) => bytes > (then[who]?.[call] ?? 0) + least));
    };
    // The teacher's call goes on; nothing else comes.
    await until(
      async () => (await grown(20_000)).every((calls) => calls.length === 1),
      "the teacher to go on being seen",
    );
    for (const calls of await grown(0)) expect(calls).toHaveLength(1);
    await teacher.sees("Bo");
  }, 120_000);

  test("moves on to another student, and ends when its holder goes", async () => {
    const { teacher, students } = await gather(["Bo", "Chloé", "Dan"]);
    const [bo, chloe, dan] = [one(students, 0), one(students, 1), one(students, 2)];
    await teacher.sees(["Bo", "Chloé", "Dan"], 30_000);
    await doTo(teacher, "Bo", "Give the floor");
    await dan.sees("Bo");
    await doTo(teacher, "Chloé", "Give the floor");
    await dan.sees("Chloé");
    await dan.seesOnly(3);
    await bo.sees("Chloé");
    await chloe.leave();
    await dan.seesOnly(2, 1_000);
    await bo.seesOnly(2, 1_000);
    await doTo(teacher, "Dan", "Give the floor");
    await bo.sees("Dan");
  }, 120_000);
});

describe("a student with a client of their own making", () => {
  test("dials, asks after and listens for a classmate in vain", async () => {
    const { room, teacher, students } = await gather(["Bo"]);
    const bo = one(students, 0);
    await bo.sees("Ana", 30_000);
    const victim = (await bo.ownTile.getAttribute("data-member")) ?? "";
    const before = await openCalls(bo);
    const rogue = await openPlainPage(browser, server.url, room, await bundle("rogue-page.ts"));
    await rogue.page.waitForFunction(() => "attack" in window);
    await teacher.seesOnly(3);
    const refusals = await rogue.page.evaluate((id) => window.attack(id), victim);
    // Passed over in silence, so that nobody can tell whether that id is here.
    const absent = await rogue.page.evaluate(() => window.attack("nobody-at-all"));
    expect(refusals).toEqual(absent);
    expect(Object.values(refusals)).not.toContain("done");
    // What would have come of it has had its time, once the teacher's call has come about.
    await teacher.sees("Guest", 30_000);
    await pause(1_000);
    expect(await rogue.page.evaluate(() => window.streams())).toBe(1);
    expect(await rogue.page.evaluate(() => window.told().join(" "))).not.toContain(victim);
    // In quotes: the baton is two thousand letters of chance.
    expect(await rogue.page.evaluate(() => window.told().join(" "))).not.toContain('"Bo"');
    expect(await openCalls(bo)).toBe(before);
    await bo.seesOnly(2);
    await bo.leave();
    await teacher.seesOnly(2);
    expect(await rogue.page.evaluate(() => window.told().join(" "))).not.toContain('"Bo"');
    await rogue.page.context().close();
  }, 120_000);
});
