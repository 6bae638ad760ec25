// A page that died, and the same person in another: nobody is to be seen twice for longer than a moment.

import { describe, expect, test } from "@jest/globals";
import { pastFor } from "../../server/rooms/past.ts";
import { recover } from "../../server/rooms/recovery.ts";
import { emptyRoom, findMember, type Room } from "../../server/rooms/room.ts";
import { type Command, deadline } from "../../server/rooms/step.ts";
import {
  act,
  calls,
  classroomOf,
  continued,
  join,
  joinAs,
  meetingOf,
  morning,
  rosterOf,
  viewFor,
} from "../fakes/rooms.ts";

const raise = (id: string): Command => ({ type: "raise-hand", id, up: true });
const fallSilent = (id: string): Command => ({ type: "drop", id, silent: true });
const handOf = (id: string, room: Room) =>
  viewFor("host", room).members.find((member) => member.id === id)?.hand;

/** When the next process is there. */
const laterMs = 60_000;

/** The room as that member brings it back to another process, and is in it again. */
function broughtBack(room: Room, id: string): Room {
  const bringer = findMember(room, id);
  if (!bringer) throw new Error(`Nobody is ${id}`);
  const again = recover(
    emptyRoom,
    null,
    pastFor(room, bringer, { process: 1, opened: 1 }),
    morning + laterMs,
  ).room;
  return act(again, join(id), laterMs).room;
}

describe("somebody who fell silent, and comes in by another page", () => {
  const silent = continued(meetingOf("ada", "bo"), raise("ada"), raise("bo"), fallSilent("ada"));

  test("takes the place of the one that is missed, whose tile goes, and keeps their hand", () => {
    const { room, deliveries } = act(silent, joinAs("ada", "ada2"));
    expect(rosterOf("host", room)).toEqual(["host", "bo", "ada2"]);
    expect(calls("call-disconnected", deliveries)).toEqual(["host hears of ada", "bo hears of ada"]);
    expect([handOf("ada2", room), handOf("bo", room)]).toEqual([1, 2]);
  });

  test("is nobody else's ghost", () => {
    expect(rosterOf("host", act(silent, join("cy")).room)).toEqual(["host", "ada", "bo", "cy"]);
  });

  test("is who they were if the first page comes back after all", () => {
    const room = continued(silent, joinAs("ada", "ada2"), joinAs("ada", "ada"));
    expect(rosterOf("host", room)).toEqual(["host", "bo", "ada2", "ada"]);
  });
});

describe("another tab", () => {
  test("that is there, or was merely closed a moment ago, is left alone", () => {
    const tabs = continued(meetingOf("ada"), joinAs("ada", "ada2"));
    expect(rosterOf("host", tabs)).toEqual(["host", "ada", "ada2"]);
    const closed = continued(meetingOf("ada"), { type: "drop", id: "ada" }, joinAs("ada", "ada2"));
    expect(rosterOf("host", closed)).toEqual(["host", "ada", "ada2"]);
  });

  test("that is asleep but connected is left alone", () => {
    const asleep = continued(meetingOf("ada"), { type: "set-away", id: "ada", away: true });
    expect(rosterOf("host", act(asleep, joinAs("ada", "ada2")).room)).toEqual(["host", "ada", "ada2"]);
  });
});

describe("a page that died while the process was away", () => {
  const before = continued(classroomOf("ada", "bo"), raise("ada"), raise("bo"));

  test("is missed no longer than anybody else, once its owner is in by another", () => {
    const back = act(broughtBack(before, "host"), joinAs("ada", "ada2"), laterMs + 1_000).room;
    expect(rosterOf("host", back)).toEqual(["host", "ada", "bo", "ada2"]);
    const { room } = act(back, { type: "tick" }, (deadline(back) ?? 0) - morning);
    expect(rosterOf("host", room)).toEqual(["host", "bo", "ada2"]);
    expect([handOf("ada2", room), handOf("bo", room)]).toEqual([1, 2]);
    expect(findMember(room, "bo")?.away).toBe(true);
  });

  test("goes as its owner comes, if it was missed before", () => {
    const back = broughtBack(before, "host");
    const missed = act(back, { type: "tick" }, (deadline(back) ?? 0) - morning).room;
    expect(rosterOf("host", missed)).toEqual(["host", "ada", "bo"]);
    expect(rosterOf("host", act(missed, joinAs("ada", "ada2"), laterMs + 20_000).room)).toEqual([
      "host",
      "bo",
      "ada2",
    ]);
  });

  test("doesn't take with it a tab that was there before, and is back", () => {
    const tabs = continued(before, joinAs("ada", "ada2"));
    const back = act(broughtBack(tabs, "host"), joinAs("ada", "ada2"), laterMs + 1_000).room;
    const { room } = act(back, { type: "tick" }, (deadline(back) ?? 0) - morning);
    expect(rosterOf("host", room)).toEqual(["host", "ada", "bo", "ada2"]);
    expect(findMember(room, "ada")?.away).toBe(true);
  });

  const closed = continued(meetingOf("ada", "bo"), raise("ada"), { type: "drop", id: "ada" });

  test("and whose connection had been closed before, is gone once the others are back", () => {
    const tabs = continued(closed, joinAs("ada", "ada2"));
    const back = continued(broughtBack(tabs, "host"), joinAs("ada", "ada2"), join("bo"));
    expect(rosterOf("host", back)).toEqual(["host", "ada", "bo", "ada2"]);
    const { room, deliveries } = act(back, { type: "tick" }, (deadline(back) ?? 0) - morning);
    expect(rosterOf("host", room)).toEqual(["host", "bo", "ada2"]);
    expect(calls("call-disconnected", deliveries)).toContain("bo hears of ada");
  });

  test("keeps their place if it was merely cut off, and comes back", () => {
    const back = act(broughtBack(closed, "bo"), join("ada"), laterMs + 1_000).room;
    const { room } = act(back, { type: "tick" }, (deadline(back) ?? 0) - morning);
    expect(rosterOf("bo", room)).toEqual(["host", "ada", "bo"]);
    expect(handOf("ada", act(room, join("host"), laterMs + 9_000).room)).toBe(1);
    const silent = continued(back, fallSilent("ada"));
    const missed = act(silent, { type: "tick" }, (deadline(back) ?? 0) - morning).room;
    expect(rosterOf("bo", missed)).toEqual(["host", "ada", "bo"]);
  });
});
