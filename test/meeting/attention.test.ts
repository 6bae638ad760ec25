import { describe, expect, test } from "@jest/globals";
import { assumeHeights, findUntold } from "../../client/meeting/attention.ts";
import type { MemberView, RoomView } from "../../protocol/protocol.ts";
import { seen, viewOf } from "../fakes/rooms.ts";

const host = seen("host", { role: "host" });
const helper = seen("helper", { role: "cohost" });
const [ada, bo, cy] = [seen("ada"), seen("bo"), seen("cy")];
const nothing = new Map<string, number>();

function lesson(floor: string | null, ...members: readonly MemberView[]): RoomView {
  return viewOf(1, members, { kind: "classroom", floor });
}

describe("how high the others show us", () => {
  const attending = lesson(null, host, helper, ada);

  test("is a tile of a full wall for a student, unless they say otherwise", () => {
    const heights = (told: ReadonlyMap<string, number>) => [...assumeHeights(attending, "ada", told)];
    expect(heights(nothing)).toEqual([
      ["host", 120],
      ["helper", 120],
    ]);
    expect(heights(new Map([["host", 360]]))).toEqual([
      ["host", 360],
      ["helper", 120],
    ]);
  });

  test("is that of a wall as well for whoever has the floor, and sees all of the others", () => {
    expect([...assumeHeights(lesson("bo", host, ada, bo), "ada", nothing)]).toEqual([
      ["host", 120],
      ["bo", 120],
    ]);
  });

  test.each<readonly [string, RoomView, string]>([
    ["for a host", lesson(null, host, helper, ada), "host"],
    ["for whoever helps to host", lesson(null, host, helper, ada), "helper"],
    ["for whoever has the floor", lesson("ada", host, helper, ada), "ada"],
    ["in a meeting", viewOf(1, [host, helper, ada]), "ada"],
    ["for whoever is not yet among those who are told of", lesson(null, host, helper), "ada"],
  ])("is unknown %s, whatever was said while they were on the wall", (_who, view, self) => {
    const others = view.members.filter(({ id }) => id !== self).map(({ id }) => [id, undefined]);
    const told = new Map([
      ["host", 120],
      ["helper", 120],
      ["ada", 120],
    ]);
    expect([...assumeHeights(view, self, told)]).toEqual(others);
  });
});

describe("whom to tell how high we show them", () => {
  const teaching = lesson(null, host, helper, ada, bo, cy);
  const untold = (
    shown: ReadonlyMap<string, number>,
    told: ReadonlyMap<string, number> = nothing,
    view = teaching,
    self = "host",
  ) => [...findUntold(view, self, shown, told)];

  test("is nobody while all are on a wall, as they assume", () => {
    expect(untold(nothing)).toEqual([]);
    expect(untold(new Map([["ada", 90]]))).toEqual([]);
    expect(untold(new Map([["ada", 160]]))).toEqual([]);
  });

  test.each([
    [161, 240],
    [320, 240],
    [321, 360],
    [480, 360],
    [481, 1_080],
    [1_080, 1_080],
    [4_000, 1_080],
  ])(
    "is a student whom we show larger, in steps that are enough for it: %d is told as %d",
    (height, step) => {
      expect(untold(new Map([["ada", height]]))).toEqual([["ada", step]]);
    },
  );

  test("is told once, and again as soon as it is another step", () => {
    const shown = new Map([["ada", 400]]);
    expect(untold(shown, new Map([["ada", 360]]))).toEqual([]);
    expect(untold(new Map([["ada", 340]]), new Map([["ada", 360]]))).toEqual([]);
    expect(untold(shown, new Map([["ada", 240]]))).toEqual([["ada", 360]]);
    expect(untold(nothing, new Map([["ada", 360]]))).toEqual([["ada", 120]]);
  });

  test("is no host, nor whoever has the floor, nor ourselves, and nobody in a meeting", () => {
    const large = new Map(["host", "helper", "ada", "bo"].map((id) => [id, 700]));
    expect(untold(large, nothing, lesson("ada", host, helper, ada, bo))).toEqual([["bo", 1_080]]);
    expect(untold(large, nothing, teaching, "ada").map(([id]) => id)).toEqual(["bo"]);
    expect(untold(large, nothing, viewOf(1, teaching.members))).toEqual([]);
  });
});
