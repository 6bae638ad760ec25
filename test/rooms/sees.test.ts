import { describe, expect, test } from "@jest/globals";
import type { Member, Room } from "../../server/rooms/room.ts";
import { difference, type Pair, sees } from "../../server/rooms/sees.ts";
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
