// What a teacher is told of the way by which each student will come, and nobody else.

import { describe, expect, test } from "@jest/globals";
import { refuse } from "../../protocol/protocol.ts";
import { step } from "../../server/rooms/step.ts";
import {
  act,
  classroomOf,
  continued,
  join,
  meetingOf,
  morning,
  set,
  toldAnything,
  viewFor,
} from "../fakes/rooms.ts";

const forecastOf = (room: Parameters<typeof viewFor>[1], viewer: string, id: string) =>
  viewFor(viewer, room).members.find((member) => member.id === id)?.forecast;

describe("what a student's page expects of the way", () => {
  const lesson = continued(classroomOf("ada"), join("bo", "Bo", { forecast: "relay" }));

  test("is seen by the teacher, and by a helper", () => {
    expect(forecastOf(lesson, "host", "bo")).toBe("relay");
    expect(forecastOf(lesson, "host", "ada")).toBeUndefined();
    const helped = continued(lesson, { type: "make-cohost", id: "host", other: "ada", is: true });
    expect(forecastOf(helped, "ada", "bo")).toBe("relay");
  });

  test("isn't seen by a student, also not of whoever has the floor, nor of themselves", () => {
    const shown = continued(lesson, { type: "give-floor", id: "host", other: "bo" });
    expect(viewFor("ada", shown).members.map(({ id }) => id)).toContain("bo");
    for (const id of ["ada", "bo"]) expect(JSON.stringify(viewFor(id, shown))).not.toContain("forecast");
  });

  test("reaches nobody in what announces them", () => {
    const came = act(classroomOf("ada"), join("bo", "Bo", { forecast: "none" }));
    const announced = came.deliveries.filter(({ event }) => event !== "room");
    expect(announced.length).toBeGreaterThan(0);
    expect(JSON.stringify(announced)).not.toContain("forecast");
  });

  test("may be told later, which none but the teacher hears of", () => {
    const told = act(lesson, { type: "set-forecast", id: "ada", forecast: "turn" });
    expect(toldAnything(told.deliveries)).toEqual(["host"]);
    expect(forecastOf(told.room, "host", "ada")).toBe("turn");
    const again = act(told.room, { type: "set-forecast", id: "ada", forecast: "turn" });
    expect(again).toEqual({ ok: true, room: told.room, deliveries: [] });
  });

  test("is brought again by whoever takes their place again", () => {
    const lost = continued(lesson, { type: "drop", id: "ada" });
    const back = act(lost, join("ada", "ada", { forecast: "none" }));
    expect(forecastOf(back.room, "host", "ada")).toBe("none");
    expect(toldAnything(back.deliveries)).toContain("host");
    const silent = act(continued(back.room, { type: "drop", id: "ada" }), join("ada"));
    expect(forecastOf(silent.room, "host", "ada")).toBe("none");
    expect(toldAnything(silent.deliveries)).toEqual(["ada"]);
  });

  test("is seen at the door, by the teacher", () => {
    const guarded = continued(lesson, set({ waitingRoom: true }), {
      ...{ type: "knock", id: "cy", person: "cy", name: "Cy", forecast: "none" },
    });
    expect(viewFor("host", guarded).waiting).toEqual([{ id: "cy", name: "Cy", forecast: "none" }]);
  });

  test("is nobody's business in a meeting", () => {
    const meeting = continued(
      meetingOf("ada"),
      join("bo", "Bo", { forecast: "relay" }),
      set({ locked: true }),
      {
        ...{ type: "knock", id: "cy", person: "cy", name: "Cy", forecast: "none" },
      },
    );
    for (const id of ["host", "ada"]) expect(JSON.stringify(viewFor(id, meeting))).not.toContain("forecast");
  });

  test("is told by nobody who isn't inside", () => {
    expect(step(lesson, { type: "set-forecast", id: "eve", forecast: "none" }, morning)).toEqual(
      refuse("not-joined"),
    );
  });
});
