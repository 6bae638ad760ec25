import { describe, expect, test } from "@jest/globals";
import type { Member, Room } from "../../server/rooms/room.ts";
import { difference, maySignal, type Pair, sees } from "../../server/rooms/sees.ts";
import { join, roomAfter } from "../fakes/rooms.ts";

const named = (pairs: readonly Pair[]) => pairs.map(({ earlier, later }) => `${earlier.id}-${later.id}`);

function combinations(room: Room): readonly (readonly [Member, Member])[] {
  return room.members.flatMap((a) => room.members.map((b) => [a, b] as const));
}

describe("who sees whom", () => {
  const room = roomAfter(join("ada"), join("bo"), join("cy"));

  test("in a meeting everybody sees everybody else", () => {
    for (const [a, b] of combinations(room)) expect(sees(room, a, b)).toBe(a !== b);
  });

  test("whoever sees somebody is seen by them", () => {
    for (const [a, b] of combinations(room)) expect(sees(room, a, b)).toBe(sees(room, b, a));
  });

  test("a lost connection changes nothing about it", () => {
    const broken = roomAfter(join("ada"), join("bo"), { type: "drop", id: "bo" });
    for (const [a, b] of combinations(broken)) expect(sees(broken, a, b)).toBe(a !== b);
  });
});

describe("who may signal to whom", () => {
  const room = roomAfter(join("ada"), join("bo"), join("cy"));

  test("is who sees whom", () => {
    for (const [a, b] of combinations(room)) expect(maySignal(room, a.id, b.id)).toBe(sees(room, a, b));
  });

  test("is still so while a connection is lost: its calls may need mending", () => {
    const broken = roomAfter(join("ada"), join("bo"), { type: "drop", id: "bo" });
    expect([maySignal(broken, "ada", "bo"), maySignal(broken, "bo", "ada")]).toEqual([true, true]);
  });

  test("is nobody who isn't in the room, to nobody who isn't", () => {
    for (const [from, to] of [
      ["ada", "eve"],
      ["eve", "ada"],
      ["eve", "mal"],
      ["eve", "eve"],
      ["ada", "__proto__"],
    ] as const)
      expect(maySignal(room, from, to)).toBe(false);
  });

  test("ends with leaving", () => {
    const left = roomAfter(join("ada"), join("bo"), { type: "leave", id: "bo" });
    expect([maySignal(left, "ada", "bo"), maySignal(left, "bo", "ada")]).toEqual([false, false]);
  });
});

describe("the difference between two states of a room", () => {
  const two = roomAfter(join("ada"), join("bo"));
  const three = roomAfter(join("ada"), join("bo"), join("cy"));

  test("a newcomer meets each of the others, who came earlier", () => {
    const { met, parted } = difference(two, three);
    expect(named(met)).toEqual(["ada-cy", "bo-cy"]);
    expect(parted).toEqual([]);
  });

  test("who is gone has parted from each of the others", () => {
    const { met, parted } = difference(three, { ...three, members: three.members.slice(1) });
    expect(met).toEqual([]);
    expect(named(parted)).toEqual(["ada-bo", "ada-cy"]);
  });

  test("there is none where nobody came or went", () => {
    expect(difference(three, three)).toEqual({ met: [], parted: [] });
  });

  test("there is none where a member merely changed", () => {
    const muted = { ...three, members: three.members.map((member) => ({ ...member, microphone: false })) };
    expect(difference(three, muted)).toEqual({ met: [], parted: [] });
  });
});
