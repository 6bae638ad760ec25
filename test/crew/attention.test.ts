import { describe, expect, test } from "@jest/globals";
import { assumeShown, findUntold } from "../../client/crew/attention.ts";
import type { Shown } from "../../client/media/ports.ts";
import type { MemberView, RoomView } from "../../protocol/protocol.ts";
import { seen, viewOf } from "../fakes/rooms.ts";

const host = seen("host", { role: "host" });
const helper = seen("helper", { role: "cohost" });
const [ada, bo] = [seen("ada"), seen("bo")];
const nothing = new Map<string, Shown>();

function lesson(floor: string | null, ...members: readonly MemberView[]): RoomView {
  return viewOf(1, members, { kind: "classroom", floor });
}

function heights(map: ReadonlyMap<string, Shown>): Readonly<Record<string, number>> {
  return Object.fromEntries([...map].map(([id, { camera }]) => [id, camera]));
}

/** Shows everybody so high. */
function showing(...how: readonly (readonly [id: string, camera: number, screen?: number])[]) {
  return new Map(how.map(([id, camera, screen = 0]) => [id, { camera, screen }]));
}

describe("how the others show us", () => {
  test("is one of a few until they tell, and then what they told", () => {
    const meeting = viewOf(1, [host, helper, ada]);
    expect(heights(assumeShown(meeting, "ada", nothing))).toEqual({ host: 240, helper: 240 });
    expect(heights(assumeShown(meeting, "ada", showing(["host", 0])))).toEqual({ host: 0, helper: 240 });
  });

  test("is a tile of a full wall for a student, but for whoever has the floor", () => {
    expect(heights(assumeShown(lesson(null, host, ada), "ada", nothing))).toEqual({ host: 120 });
    expect(heights(assumeShown(lesson("ada", host, ada), "ada", nothing))).toEqual({ host: 240 });
    expect(heights(assumeShown(lesson(null, host, ada), "host", nothing))).toEqual({ ada: 240 });
  });
});

describe("whom to tell how we show them", () => {
  const meeting = viewOf(1, [host, ada, bo]);
  const untold = (shown: ReadonlyMap<string, Shown>, told: ReadonlyMap<string, Shown> = nothing) =>
    heights(findUntold(meeting, "host", shown, told));

  test("is nobody whom we show as they assume, and nobody whom we don't know yet how we show", () => {
    expect(untold(nothing)).toEqual({});
    expect(untold(showing(["ada", 240], ["bo", 200]))).toEqual({});
  });

  test("is whoever isn't shown at all, at once", () => {
    expect(untold(showing(["ada", 0], ["bo", 200]))).toEqual({ ada: 0 });
  });

  test.each([
    [1, 120],
    [121, 160],
    [321, 480],
    [700, 960],
    [4_000, 960],
  ])("is told in steps between which nothing else would be sent: %d as %d", (height, step) => {
    expect(untold(showing(["ada", height]))).toEqual({ ada: step });
  });

  test("is told once, and again as soon as it is another step", () => {
    const told = showing(["ada", 480, 0]);
    expect(untold(showing(["ada", 400]), told)).toEqual({});
    expect(untold(showing(["ada", 481]), told)).toEqual({ ada: 640 });
    expect(untold(showing(["ada", 240]), told)).toEqual({ ada: 240 });
  });

  test("is a student on the wall only where we show them otherwise than on a wall", () => {
    const wall = lesson(null, host, ada, bo);
    const shown = showing(["ada", 120], ["bo", 240]);
    expect(heights(findUntold(wall, "host", shown, nothing))).toEqual({ bo: 240 });
  });

  test("of a screen is told only while there is one", () => {
    const shown = showing(["ada", 240, 700]);
    expect(findUntold(meeting, "host", shown, nothing).size).toBe(0);
    const sharing = viewOf(1, [host, seen("ada", { screen: true }), bo]);
    expect([...findUntold(sharing, "host", shown, nothing)]).toEqual([["ada", { camera: 240, screen: 720 }]]);
  });

  test("is never ourselves, nor anybody who isn't here", () => {
    expect(untold(showing(["host", 0], ["cy", 0]))).toEqual({});
  });
});
