// What each may know of a room, and who is told of a change.

import { describe, expect, test } from "@jest/globals";
import { emptyRoom } from "../../server/rooms/room.ts";
import { type Command, step } from "../../server/rooms/step.ts";
import { showLobby } from "../../server/rooms/views.ts";
import {
  accepted,
  act,
  classroomOf,
  continued,
  join,
  meetingOf,
  morning,
  roomAfter,
  seen,
  set,
  toldAnything,
  viewFor,
  viewOf,
} from "../fakes/rooms.ts";

const views = ({ deliveries }: ReturnType<typeof act>) =>
  deliveries.flatMap(({ to, event, args }) => (event === "room" ? [{ to, view: args[0] }] : []));

describe("what a room looks like", () => {
  test("to a member of a meeting is everybody in it, with what they are", () => {
    const led = continued(meetingOf("ada", "bo"), {
      ...{ type: "make-cohost", id: "host", other: "ada", is: true },
    });
    const members = [seen("host", { role: "host" }), seen("ada", { role: "cohost" }), seen("bo")];
    for (const id of ["host", "ada", "bo"]) expect(viewFor(id, led)).toEqual(viewOf(4, members));
  });

  test("to a student is who they see, at a revision of their own", () => {
    const lesson = classroomOf("ada", "bo", "cy");
    const host = seen("host", { role: "host" });
    expect(viewFor("cy", lesson)).toEqual(viewOf(1, [host, seen("cy")], { kind: "classroom" }));
    expect(viewFor("host", lesson).revision).toBe(lesson.revision);
  });

  test("holds nothing of who somebody is to the server, or of what is between them and the hosts", () => {
    const room = roomAfter(join("ada", "Ada", { person: "secret" }), join("bo", "Bo", { person: "hidden" }), {
      ...{ type: "ask-unmute", id: "ada", other: "bo" },
    });
    for (const id of ["ada", "bo"]) {
      const text = JSON.stringify(viewFor(id, room));
      for (const word of ["secret", "hidden", "person", "asked", "owner", "connected"])
        expect(text).not.toContain(word);
    }
    expect(JSON.stringify(showLobby(room))).not.toMatch(/secret|hidden/);
  });
});

describe("who is sent a view", () => {
  test("is whoever sees the room change, and nobody for whom it looks as before", () => {
    const guarded = continued(meetingOf("ada", "bo"), set({ waitingRoom: true }));
    const knocked = act(guarded, { type: "knock", id: "cy", person: "cy", name: "Cy" });
    expect(toldAnything(knocked.deliveries)).toEqual(["host"]);
    expect(viewFor("ada", knocked.room)).toMatchObject({ members: viewFor("ada", guarded).members });
  });

  test("is nobody whose connection is lost, who is shown it when they are back", () => {
    const broken = continued(classroomOf("ada"), { type: "drop", id: "ada" });
    const muted = act(broken, { type: "mute", id: "host", other: "ada" });
    expect(toldAnything(muted.deliveries)).toEqual(["host"]);
    const [own, ...more] = views(act(muted.room, join("ada")));
    expect(more).toEqual([]);
    expect(own).toEqual({ to: ["ada"], view: viewFor("ada", muted.room) });
    expect(own?.view.revision).toBe(viewFor("ada", broken).revision + 1);
  });

  test("are those who see the same, in one; and each student, in one of their own", () => {
    const meeting = views(act(meetingOf("ada", "bo"), set({ unmute: false })));
    expect(meeting.map(({ to }) => to)).toEqual([["host", "ada", "bo"]]);
    const lesson = views(act(classroomOf("ada", "bo"), set({ unmute: false })));
    expect(lesson.map(({ to }) => to)).toEqual([["host"], ["ada"], ["bo"]]);
    expect(lesson.map(({ view }) => view.members.map(({ id }) => id))).toEqual([
      ["host", "ada", "bo"],
      ["host", "ada"],
      ["host", "bo"],
    ]);
  });
});

describe("what those outside may know", () => {
  test("of a room that nobody has opened is nothing, and of a classroom who runs it", () => {
    expect(showLobby(emptyRoom)).toMatchObject({ inside: [], kind: null });
    const led = continued(classroomOf("ada", "bo"), {
      ...{ type: "make-cohost", id: "host", other: "bo", is: true },
    });
    expect(showLobby(led)).toMatchObject({ inside: ["host", "bo"], kind: "classroom" });
  });

  test.each([
    ["comes", join("di")],
    ["leaves", { type: "leave", id: "ada" }],
    ["raises a hand", { type: "raise-hand", id: "ada", up: true }],
    ["is given the floor", { type: "give-floor", id: "host", other: "ada" }],
    ["knocks", { type: "knock", id: "di", person: "di", name: "Di" }],
  ] satisfies readonly (readonly [string, Command])[])("isn't that a student %s", (_, command) => {
    const lesson = classroomOf("ada", "bo");
    expect(showLobby(act(lesson, command).room)).toEqual(showLobby(lesson));
  });

  test("is what the room is, and whose, while it is empty", () => {
    const made = { person: "teacher", madeFor: "teacher" };
    const opened = accepted(step(emptyRoom, join("host", "host", { ...made, kind: "classroom" }), morning));
    const { room } = act(opened.room, { type: "leave", id: "host" });
    expect(showLobby(room)).toEqual({
      ...{ inside: [], kind: "classroom", owned: true, locked: false, waitingRoom: false },
    });
  });
});
