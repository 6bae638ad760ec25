import { describe, expect, test } from "@jest/globals";
import type { Room } from "../../server/rooms/room.ts";
import type { Command } from "../../server/rooms/step.ts";
import { act, classroomOf, continued, joinAs, meetingOf, toldAnything, viewFor } from "../fakes/rooms.ts";

const raise = (id: string, up = true): Command => ({ type: "raise-hand", id, up });

/** The hands as somebody sees them, by their number. */
function handsFor(id: string, room: Room): readonly string[] {
  return viewFor(id, room)
    .members.flatMap((member) => (member.hand === undefined ? [] : [{ id: member.id, hand: member.hand }]))
    .toSorted((a, b) => a.hand - b.hand)
    .map((member) => `${member.hand} ${member.id}`);
}

describe("hands", () => {
  const three = continued(meetingOf("ada", "bo", "cy"), raise("cy"), raise("ada"), raise("bo"));

  test("stand in the order in which they went up, on every screen", () => {
    for (const id of ["host", "ada", "bo", "cy"])
      expect(handsFor(id, three)).toEqual(["1 cy", "2 ada", "3 bo"]);
  });

  test("move up when one goes down, and one that goes up again is the last", () => {
    const lowered = continued(three, raise("cy", false));
    expect(handsFor("bo", lowered)).toEqual(["1 ada", "2 bo"]);
    expect(handsFor("bo", continued(lowered, raise("cy")))).toEqual(["1 ada", "2 bo", "3 cy"]);
  });

  test("that are up, or down, already change nothing", () => {
    expect(act(three, raise("cy"))).toEqual({ ok: true, room: three, deliveries: [] });
    const none = meetingOf("ada");
    expect(act(none, raise("ada", false))).toEqual({ ok: true, room: none, deliveries: [] });
  });

  test("are lowered by a host, whose own may be up as well", () => {
    const all = continued(three, raise("host"));
    const { room } = act(all, { type: "lower-hand", id: "host", other: "ada" });
    expect(handsFor("cy", room)).toEqual(["1 cy", "2 bo", "3 host"]);
    expect(act(room, { type: "lower-hand", id: "host", other: "ada" }).room).toBe(room);
  });

  test("of students are counted among those that a student sees", () => {
    const lesson = continued(classroomOf("ada", "bo"), raise("ada"), raise("bo"));
    expect(handsFor("host", lesson)).toEqual(["1 ada", "2 bo"]);
    expect(handsFor("ada", lesson)).toEqual(["1 ada"]);
    expect(handsFor("bo", lesson)).toEqual(["1 bo"]);
  });

  test("of a student are news to the hosts and to them alone", () => {
    expect(toldAnything(act(classroomOf("ada", "bo"), raise("bo")).deliveries)).toEqual(["host", "bo"]);
  });

  test("go down with being given the floor", () => {
    const lesson = continued(classroomOf("ada", "bo"), raise("ada"), raise("bo"));
    const { room } = act(lesson, { type: "give-floor", id: "host", other: "ada" });
    expect(handsFor("host", room)).toEqual(["1 bo"]);
  });
});

describe("a hand over a reload", () => {
  const up = continued(meetingOf("ada", "bo"), raise("ada"), raise("bo"));
  const left = act(up, { type: "leave", id: "ada" }).room;

  test("keeps its place, and is down meanwhile", () => {
    expect(handsFor("bo", left)).toEqual(["1 bo"]);
    const back = act(left, joinAs("ada", "ada2"), 29_999).room;
    expect(handsFor("bo", back)).toEqual(["1 ada2", "2 bo"]);
  });

  test("is down for good after half a minute", () => {
    const back = act(left, joinAs("ada", "ada2"), 30_000).room;
    expect(handsFor("bo", back)).toEqual(["1 bo"]);
    expect(handsFor("bo", continued(back, raise("ada2")))).toEqual(["1 bo", "2 ada2"]);
  });

  test("isn't another's who comes meanwhile", () => {
    expect(handsFor("bo", continued(left, joinAs("cy", "cy")))).toEqual(["1 bo"]);
  });

  test("is one hand, where somebody left one in each of two tabs", () => {
    const tabs = continued(meetingOf("ada"), joinAs("ada", "ada2"), raise("ada2"), raise("ada"));
    const gone = continued(tabs, { type: "leave", id: "ada" }, { type: "leave", id: "ada2" });
    const { room } = act(gone, joinAs("ada", "ada"), 1_000);
    expect(room.hands.map(({ id }) => id)).toEqual(["ada"]);
  });

  test("isn't passed to a tab that was open before", () => {
    const tabs = continued(meetingOf("ada"), raise("ada"), joinAs("ada", "ada2"));
    expect(handsFor("host", tabs)).toEqual(["1 ada"]);
    expect(handsFor("host", continued(tabs, { type: "leave", id: "ada" }))).toEqual([]);
  });

  test("is kept over a connection that is lost, for everybody to see", () => {
    expect(handsFor("bo", continued(up, { type: "drop", id: "ada" }))).toEqual(["1 ada", "2 bo"]);
  });

  test("can be lowered by whoever came back, and raised again", () => {
    const back = continued(left, joinAs("ada", "ada2"), raise("ada2", false));
    expect(handsFor("bo", back)).toEqual(["1 bo"]);
    expect(handsFor("bo", continued(back, raise("ada2")))).toEqual(["1 bo", "2 ada2"]);
  });

  test("is forgotten with the last member", () => {
    const empty = continued(left, { type: "leave", id: "bo" }, { type: "leave", id: "host" });
    expect(handsFor("ada2", act(empty, joinAs("ada", "ada2")).room)).toEqual([]);
  });
});
