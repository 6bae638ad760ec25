import { beforeEach, describe, expect, test } from "@jest/globals";
import type { Route } from "../../client/media/ports.ts";
import { type Break, watchBreaks } from "../../client/view/breaks.ts";
import { createClock, type FakeClock } from "../fakes/clock.ts";

let clock: FakeClock;
/** Every answer that was given, the newest last. */
let told: string[][];
/** How those of the last answer are out of reach. */
let how: ReadonlyMap<string, Break>;
let tell: (...states: readonly (Route | undefined)[]) => void;
let lose: (away: boolean, link?: Route) => void;

beforeEach(() => {
  clock = createClock();
  told = [];
  how = new Map();
  const see = watchBreaks(clock.after, (broken) => {
    told.push([...broken.keys()]);
    how = broken;
  });
  tell = (...states) => {
    for (const state of states) see([{ id: "ada" }], new Map(state && [["ada", state]]));
  };
  lose = (away, link = "direct") =>
    see([{ id: "ada", ...(away && { away: true }) }], new Map([["ada", link]]));
});

const broken = () => told.at(-1) ?? [];

describe("somebody whom one had", () => {
  beforeEach(() => tell("connecting", "direct"));

  test.each(["mending", "lost"] as const)("is out of reach once it has lasted: %s", (state) => {
    tell(state);
    clock.turn(299);
    expect(told).toEqual([]);
    clock.turn(1);
    expect(broken()).toEqual(["ada"]);
  });

  test("is never said to be, for a blip", () => {
    for (const state of ["mending", "lost"] as const) {
      tell(state);
      clock.turn(299);
      tell("direct");
    }
    clock.turn(60_000);
    expect(told).toEqual([]);
  });

  test("stays so while the call is dialled anew, however often, and is back at once", () => {
    tell("mending", "lost");
    clock.turn(300);
    for (const state of ["connecting", "lost", undefined, "connecting"] as const) {
      tell(state);
      clock.turn(1_000);
    }
    expect(told).toEqual([["ada"]]);
    tell("direct");
    expect(broken()).toEqual([]);
    tell("mending");
    expect(broken()).toEqual([]);
  });

  test("has lasted since the first of several states in a row", () => {
    tell("mending");
    clock.turn(200);
    tell("lost");
    clock.turn(100);
    expect(broken()).toEqual(["ada"]);
  });

  test("isn't out of reach where somebody was found in between: that is another matter", () => {
    tell("lost");
    clock.turn(300);
    tell("intercepted");
    expect(broken()).toEqual([]);
  });
});

describe("somebody whom the server has lost", () => {
  test("is out of reach though the call stands, until the server has them again", () => {
    tell("direct");
    lose(true);
    clock.turn(299);
    expect(told).toEqual([]);
    clock.turn(1);
    expect(broken()).toEqual(["ada"]);
    lose(false);
    expect(broken()).toEqual([]);
  });

  test("is so within a moment also where there never was a call", () => {
    lose(false, "lost");
    lose(true, "lost");
    clock.turn(300);
    expect(broken()).toEqual(["ada"]);
  });
});

describe("how somebody is out of reach", () => {
  test("is that they are missed, where they were there by either way", () => {
    for (const way of ["direct", "relayed"] as const) {
      tell(way, "lost");
      clock.turn(300);
      expect(how.get("ada")).toBe("missed");
      tell(way);
      expect(how.has("ada")).toBe(false);
    }
  });

  test("is that nothing has come about yet, until they are missed by the server as well", () => {
    tell("connecting", "lost");
    clock.turn(3_000);
    expect(how.get("ada")).toBe("unmet");
    lose(true, "lost");
    expect(how.get("ada")).toBe("missed");
    lose(false, "lost");
    expect(how.get("ada")).toBe("unmet");
    expect(told).toEqual([["ada"], ["ada"], ["ada"]]);
  });
});

describe("a first call", () => {
  test("may take its time, and may fail, before that is said", () => {
    tell("connecting");
    clock.turn(60_000);
    expect(told).toEqual([]);
    tell("lost");
    clock.turn(1_500);
    tell("connecting");
    clock.turn(1_499);
    expect(told).toEqual([]);
    clock.turn(1);
    expect(broken()).toEqual(["ada"]);
    tell("direct");
    expect(broken()).toEqual([]);
  });
});

test("whoever has gone is forgotten, with what was about to be said of them", () => {
  const see = watchBreaks(clock.after, (ids) => told.push([...ids.keys()]));
  const links = new Map<string, Route>([["ada", "lost"]]);
  see([{ id: "ada", away: true }, { id: "bo" }], links);
  clock.turn(300);
  expect(broken()).toEqual(["ada"]);
  see([{ id: "bo", away: true }], links);
  expect(broken()).toEqual([]);
  see([], links);
  clock.turn(60_000);
  expect(told).toEqual([["ada"], []]);
  expect(clock.waiting()).toBe(0);
});
