// What members carry opens for whom it was made, and for nobody else; nothing that is shown throws.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Batons, createBatons } from "../../server/batons.ts";
import { type Past, pastFor } from "../../server/rooms/past.ts";
import type { Room } from "../../server/rooms/room.ts";
import { findMember } from "../../server/rooms/room.ts";
import { act, classroomOf, continued, join, meetingOf, morning } from "../fakes/rooms.ts";

const hourMs = 3_600_000;
const key = Buffer.alloc(32, 1);
const batons = createBatons(key, 1);
const elsewhere = createBatons(Buffer.alloc(32, 2), 1);
const keeper = { process: 1, opened: 1 };

function pastOf(room: Room, id: string): Past {
  const viewer = findMember(room, id);
  if (!viewer) throw new Error(`Nobody is ${id}`);
  return pastFor(room, viewer, keeper);
}

function sealed(by: Batons, past: Past): string {
  const baton = by.seal("maths", past, morning);
  if (baton === undefined) throw new Error("It was too large");
  return baton;
}

const meeting = meetingOf("ana", "bo");
const past = pastOf(meeting, "ana");
const baton = sealed(batons, past);
const line = { n: 7, from: "ana", name: "Ana", message: "hello", at: morning, key: "k1" };
const kept = { line, person: "ana's", to: "hosts" } as const;
const proof = batons.prove("maths", 5, kept);

describe("a baton", () => {
  test("opens in the next process, in its room, for a day", () => {
    const next = createBatons(key, 2);
    expect(next.open(baton, "maths", morning)).toEqual(past);
    expect(next.open(baton, "maths", morning + 24 * hourMs - 1)).toEqual(past);
    expect(next.open(baton, "maths", morning + 24 * hourMs)).toBeUndefined();
    expect(next.open(baton, "physics", morning)).toBeUndefined();
    expect(elsewhere.open(baton, "maths", morning)).toBeUndefined();
    expect(batons.open(sealed(elsewhere, past), "maths", morning)).toBeUndefined();
    expect(batons.open(proof, "maths", morning)).toBeUndefined();
  });

  test("is the same past where it is large enough to be folded", () => {
    const many = Array.from({ length: 40 }, (_, index) => join(`m${index}`, "x".repeat(60), { most: 60 }));
    const large = pastOf(continued(meeting, ...many), "ana");
    expect(batons.open(sealed(batons, large), "maths", morning)).toEqual(large);
  });

  test("that would unfold to more than is ever opened isn't made at all", () => {
    const person = "x".repeat(5_000);
    const huge = { ...past, known: Array.from({ length: 1_000 }, () => person) };
    expect(batons.seal("maths", huge, morning)).toBeUndefined();
  });

  test("opens for nobody who changed anything of it, and nothing throws", () => {
    const bytes = Buffer.from(baton, "base64url");
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const altered = Buffer.from(bytes);
        altered[at] = (altered[at] ?? 0) ^ by;
        expect(batons.open(altered.toString("base64url"), "maths", morning)).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.nat(200).map((end) => baton.slice(0, end)),
        ),
        (text) => {
          expect(batons.open(text, "maths", morning)).toBeUndefined();
          expect(batons.verify("maths", 5, { ...line, proof: text })).toBeUndefined();
        },
      ),
    );
  });
});

describe("a student's baton", () => {
  const lengthFor = (room: Room) => sealed(batons, pastOf(room, "ana")).length;

  test("is as long however many classmates there are, and whatever they do", () => {
    const alone = classroomOf("ana");
    let room = alone;
    for (let index = 0; index < 40; index++) {
      const id = `s${index}`;
      room = act(room, join(id, "x".repeat(60), { most: 60 })).room;
      room = act(room, { type: "raise-hand", id, up: true }).room;
      room = act(room, { type: "set-media", id, microphone: false, camera: false }).room;
      expect(lengthFor(room)).toBe(lengthFor(alone));
    }
    // It counted from one digit to three.
    expect(room.revision).toBeGreaterThan(100);
  });

  test("is as long with many hosts, where a host's would be folded", () => {
    const hosts = Array.from({ length: 12 }, (_, index) => `h${index}`);
    const made = hosts.flatMap((id) => [
      join(id, "x".repeat(60), { most: 60 }),
      { type: "make-cohost", id: "host", other: id, is: true } as const,
    ]);
    const staffed = continued(classroomOf("ana"), ...made);
    const more = continued(staffed, ...hosts.map((id) => join(`${id}s`, "y", { most: 60 })));
    expect(lengthFor(more)).toBe(lengthFor(staffed));
  });
});

describe("a proof", () => {
  test("shows who said it, and to whom", () => {
    const { line: said, person, to } = batons.verify("maths", 5, { ...line, proof }) ?? {};
    expect({ line: said, person, to }).toEqual(kept);
  });

  test.each([
    ["words", { message: "Hello" }],
    ["name", { name: "Bo" }],
    ["number", { n: 8 }],
    ["sender", { from: "bo" }],
    ["time", { at: morning + 1 }],
    ["key", { key: "k2" }],
  ])("is worth nothing for another %s", (_what, other) => {
    expect(batons.verify("maths", 5, { ...line, ...other, proof })).toBeUndefined();
  });

  test("is worth nothing in another room, another meeting, without its key, or elsewhere", () => {
    const { key: _key, ...unkeyed } = line;
    expect(batons.verify("physics", 5, { ...line, proof })).toBeUndefined();
    expect(batons.verify("maths", 6, { ...line, proof })).toBeUndefined();
    expect(batons.verify("maths", 5, { ...unkeyed, proof })).toBeUndefined();
    expect(elsewhere.verify("maths", 5, { ...line, proof })).toBeUndefined();
    expect(batons.verify("maths", 5, line)).toBeUndefined();
    expect(batons.verify("maths", 5, { ...line, proof: baton })).toBeUndefined();
  });
});
