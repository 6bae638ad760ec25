// Who comes in, who waits outside, and who never comes in again.

import { describe, expect, test } from "@jest/globals";
import { refuse } from "../../protocol/protocol.ts";
import type { Room } from "../../server/rooms/room.ts";
import { type Command, step } from "../../server/rooms/step.ts";
import { absenceMs } from "../../server/rooms/succession.ts";
import { showLobby } from "../../server/rooms/views.ts";
import {
  act,
  continued,
  eventsTo,
  join,
  joinAs,
  meetingOf,
  morning,
  roomAfter,
  set,
  toldAnything,
  toldTo,
  viewFor,
} from "../fakes/rooms.ts";

const knock = (id: string, person = id): Command => ({ type: "knock", id, person, name: `Name of ${id}` });
const enter = (room: Room, command: Command, afterMs = 0) => step(room, command, morning + afterMs);
const remove = (other: string): Command => ({ type: "remove", id: "host", other });
const leave = (id: string): Command => ({ type: "leave", id });

describe("a locked room", () => {
  const locked = continued(meetingOf("ada", "bo"), set({ locked: true }));

  test("lets in nobody new", () => {
    expect(enter(locked, join("cy"))).toEqual(refuse("locked"));
  });

  test("lets whoever was inside come back, as another page as well", () => {
    const left = continued(locked, leave("ada"));
    expect(enter(left, joinAs("ada", "ada2"))).toMatchObject({ ok: true });
  });

  test("lets a connection that was lost take its place again", () => {
    expect(enter(continued(locked, { type: "drop", id: "ada" }), join("ada"))).toMatchObject({ ok: true });
  });

  test("lets in whoever opened it, and whoever runs it", () => {
    const handed = continued(locked, { type: "make-host", id: "host", other: "ada" });
    // Were it but for having been inside, they would be forgotten with the thousandth after them.
    const later = { ...handed, known: [] };
    for (const person of ["host", "ada"])
      expect(enter(later, joinAs(person, `${person}2`))).toMatchObject({ ok: true });
    expect(enter(later, joinAs("bo", "bo2"))).toEqual(refuse("locked"));
  });

  test("lets in whom a host admits, and sends away whom a host turns away", () => {
    const knocked = continued(locked, knock("cy"));
    const admitted = continued(knocked, { type: "admit", id: "host", other: "cy" });
    expect(enter(admitted, join("cy"))).toMatchObject({ ok: true });
    const turned = continued(knocked, { type: "turn-away", id: "host", other: "cy" });
    expect(enter(turned, join("cy"))).toEqual(refuse("turned-away"));
  });

  test("lets in all who wait once it is unlocked", () => {
    const { room, deliveries } = act(continued(locked, knock("cy")), set({ locked: false }));
    expect(eventsTo("cy", deliveries)).toEqual(["admitted"]);
    expect(room.waiting).toEqual([]);
  });

  test("stays so while it is empty", () => {
    const empty = continued(locked, leave("ada"), leave("bo"), leave("host"));
    expect(enter(empty, join("cy"))).toEqual(refuse("locked"));
    expect(enter(empty, joinAs("host", "host2"))).toMatchObject({ ok: true });
  });

  test("shows those outside that it is, and not who is inside", () => {
    expect(showLobby(locked)).toMatchObject({ locked: true, inside: [] });
  });
});

describe("a waiting room", () => {
  const guarded = continued(meetingOf("ada"), set({ waitingRoom: true }));
  const knocked = act(guarded, knock("cy"));
  const admit = (other: string | null): Command => ({ type: "admit", id: "host", other });
  const turnAway = (other: string | null): Command => ({ type: "turn-away", id: "host", other });

  test("keeps out whoever is new, and lets through whoever was inside", () => {
    expect(enter(guarded, join("cy"))).toEqual(refuse("waiting-room"));
    expect(enter(guarded, joinAs("ada", "ada2"))).toMatchObject({ ok: true });
  });

  test("shows who waits to the hosts, and to nobody else", () => {
    expect(viewFor("host", knocked.room).waiting).toEqual([{ id: "cy", name: "Name of cy" }]);
    expect(viewFor("ada", knocked.room)).not.toHaveProperty("waiting");
    expect(toldAnything(knocked.deliveries)).toEqual(["host"]);
    expect(JSON.stringify(showLobby(knocked.room))).not.toContain("cy");
  });

  test("shows those outside that it is there, and not who is inside", () => {
    expect(showLobby(guarded)).toMatchObject({ waitingRoom: true, inside: [] });
  });

  test("keeps one place for whoever knocks twice", () => {
    const again = continued(knocked.room, { type: "knock", id: "cy", person: "cy", name: "Cy" });
    expect(again.waiting).toEqual([{ id: "cy", person: "cy", name: "Cy" }]);
  });

  test("is told when they go away, and not of whoever wasn't there", () => {
    const gone = act(knocked.room, { type: "withdraw", id: "cy" });
    expect(gone.room.waiting).toEqual([]);
    expect(toldAnything(gone.deliveries)).toEqual(["host"]);
    expect(act(guarded, { type: "withdraw", id: "cy" }).room).toBe(guarded);
  });

  test("opens for whom a host admits, who is told so", () => {
    const { room, deliveries } = act(knocked.room, admit("cy"));
    expect(toldTo("cy", deliveries)).toEqual([{ event: "admitted", args: [] }]);
    expect(room.waiting).toEqual([]);
    expect(enter(room, join("cy"))).toMatchObject({ ok: true });
    expect(enter(room, joinAs("cy", "cy2"))).toMatchObject({ ok: true });
    expect(enter(room, join("di"))).toEqual(refuse("waiting-room"));
  });

  test("opens for all who wait at once", () => {
    const { room, deliveries } = act(continued(knocked.room, knock("di")), admit(null));
    expect([eventsTo("cy", deliveries), eventsTo("di", deliveries)]).toEqual([["admitted"], ["admitted"]]);
    expect(room.waiting).toEqual([]);
    expect(act(guarded, admit(null))).toEqual({ ok: true, room: guarded, deliveries: [] });
  });

  test("that is done away with lets in all who wait", () => {
    const { room, deliveries } = act(knocked.room, set({ waitingRoom: false }));
    expect(eventsTo("cy", deliveries)).toEqual(["admitted"]);
    expect(enter(room, join("cy"))).toMatchObject({ ok: true });
  });

  test("lets in nobody for being done away with while the room is locked", () => {
    const locked = act(knocked.room, set({ waitingRoom: false, locked: true }));
    expect(eventsTo("cy", locked.deliveries)).toEqual([]);
    expect(enter(locked.room, join("cy"))).toEqual(refuse("locked"));
    expect(eventsTo("cy", act(locked.room, set({ locked: false })).deliveries)).toEqual(["admitted"]);
  });

  test("lets nobody in by another setting", () => {
    const { room, deliveries } = act(knocked.room, set({ unmute: false }));
    expect(eventsTo("cy", deliveries)).toEqual([]);
    expect(room.waiting).toHaveLength(1);
  });

  test("sends away whom a host turns away, who isn't asked about again for half a minute", () => {
    const { room, deliveries } = act(knocked.room, turnAway("cy"));
    expect(toldTo("cy", deliveries)).toEqual([{ event: "turned-away", args: [] }]);
    expect(room.waiting).toEqual([]);
    expect(enter(room, joinAs("cy", "cy2"), 29_999)).toEqual(refuse("turned-away"));
    expect(enter(room, joinAs("cy", "cy2"), 30_000)).toEqual(refuse("waiting-room"));
  });

  test("sends all away at once", () => {
    const { deliveries } = act(continued(knocked.room, knock("di")), turnAway(null));
    expect([eventsTo("cy", deliveries), eventsTo("di", deliveries)]).toEqual([
      ["turned-away"],
      ["turned-away"],
    ]);
  });

  test("can't be answered for somebody who isn't there, nor by whoever isn't a host", () => {
    for (const type of ["admit", "turn-away"] as const) {
      expect(enter(knocked.room, { type, id: "host", other: "di" })).toEqual(refuse("not-present"));
      expect(enter(knocked.room, { type, id: "host", other: "ada" })).toEqual(refuse("not-present"));
      for (const other of ["cy", "di", null])
        expect(enter(knocked.room, { type, id: "ada", other })).toEqual(refuse("not-allowed"));
    }
  });

  test("has room for so many", () => {
    const ids = Array.from({ length: 100 }, (_, index) => `caller-${index}`);
    const full = continued(guarded, ...ids.map((id) => knock(id)));
    expect(enter(full, knock("one-more"))).toEqual(refuse("room-full"));
    expect(enter(full, knock("caller-7"))).toMatchObject({ ok: true });
  });

  test("forgets whoever has come in", () => {
    const open = { ...knocked.room, settings: { ...knocked.room.settings, waitingRoom: false } };
    expect(continued(open, join("cy")).waiting).toEqual([]);
  });
});

describe("whoever was removed", () => {
  const three = meetingOf("ada", "bo");
  const removal = act(three, remove("ada"));

  test("is out at once, and is told, as are the others", () => {
    expect(removal.room.members.map(({ id }) => id)).toEqual(["host", "bo"]);
    expect(toldTo("ada", removal.deliveries)).toEqual([{ event: "removed", args: [] }]);
    expect(eventsTo("bo", removal.deliveries)).toEqual(["call-disconnected", "room"]);
  });

  test("doesn't come in again, under whatever id", () => {
    for (const id of ["ada", "ada2"])
      expect(enter(removal.room, joinAs("ada", id))).toEqual(refuse("removed"));
    expect(enter(removal.room, joinAs("ada", "ada2"), 86_400_000)).toEqual(refuse("removed"));
  });

  test("doesn't come in again after the room was left empty", () => {
    const empty = continued(removal.room, leave("bo"), leave("host"));
    expect(enter(empty, joinAs("ada", "ada2"))).toEqual(refuse("removed"));
  });

  test("is told that, rather than that the room is locked or full of people who wait", () => {
    for (const settings of [{ locked: true }, { waitingRoom: true }])
      expect(enter(continued(removal.room, set(settings)), joinAs("ada", "ada2"))).toEqual(refuse("removed"));
  });

  test("isn't let in from the waiting room by mistake", () => {
    const room = continued(removal.room, set({ waitingRoom: true }), knock("ada2", "ada"));
    const admitted = continued(room, { type: "admit", id: "host", other: "ada2" });
    expect(enter(admitted, joinAs("ada", "ada2"))).toEqual(refuse("removed"));
  });

  test("is out with each of their tabs", () => {
    const tabs = continued(three, joinAs("ada", "ada2"));
    const { room, deliveries } = act(tabs, remove("ada2"));
    expect(room.members.map(({ id }) => id)).toEqual(["host", "bo"]);
    expect([eventsTo("ada", deliveries), eventsTo("ada2", deliveries)]).toEqual([["removed"], ["removed"]]);
  });

  test("while their connection was lost can't take their place again", () => {
    const broken = continued(three, { type: "drop", id: "ada" });
    const { room, deliveries } = act(broken, remove("ada"));
    expect(toldTo("ada", deliveries)).toEqual([]);
    expect(enter(room, join("ada"))).toEqual(refuse("removed"));
  });

  test("takes their hand down with them", () => {
    const up = continued(three, { type: "raise-hand", id: "ada", up: true });
    expect(act(up, remove("ada")).room.hands).toEqual([]);
  });
});

describe("whoever is removed but can't be shut out", () => {
  test("is another tab of a host, who stays", () => {
    const tabs = continued(meetingOf("ada"), joinAs("host", "other-tab"));
    const { room } = act(tabs, remove("other-tab"));
    expect(room.members.map(({ id }) => id)).toEqual(["host", "ada"]);
    expect(enter(room, joinAs("host", "third-tab"))).toMatchObject({ ok: true });
  });

  test("is another tab of a cohost", () => {
    const tabs = continued(meetingOf("ada"), joinAs("ada", "ada2"), {
      ...{ type: "make-cohost", id: "host", other: "ada", is: true },
    });
    const { room } = act(tabs, remove("ada2"));
    expect(room.members.map(({ id }) => id)).toEqual(["host", "ada"]);
    expect(room.banned).toEqual([]);
  });

  test("is whoever opened the room, though it is another's by now", () => {
    const handed = continued(meetingOf("ada"), { type: "make-host", id: "host", other: "ada" });
    const { room } = act(handed, { type: "remove", id: "ada", other: "host" });
    expect(room.members.map(({ id }) => id)).toEqual(["ada"]);
    expect(enter(room, joinAs("host", "host2"))).toMatchObject({ ok: true });
  });
});

describe("the host, removed in a tab of theirs by whoever stands in for them", () => {
  test("is the host again when they come in", () => {
    const handed = continued(meetingOf("ada", "bo"), { type: "make-host", id: "host", other: "ada" });
    const away = continued(handed, joinAs("ada", "tab"), { type: "drop", id: "tab" }, leave("ada"));
    const { room } = act(away, { type: "tick" }, absenceMs);
    expect(room.host).toBe("host");
    const removed = act(room, remove("tab"), absenceMs).room;
    expect(act(removed, joinAs("ada", "ada2"), absenceMs).room.host).toBe("ada2");
  });
});

describe("a host", () => {
  test("can't be removed, nor a cohost", () => {
    const led = continued(meetingOf("ada", "bo"), {
      ...{ type: "make-cohost", id: "host", other: "ada", is: true },
    });
    expect(enter(led, { type: "remove", id: "ada", other: "host" })).toEqual(refuse("not-allowed"));
    expect(enter(led, remove("ada"))).toEqual(refuse("not-allowed"));
    expect(enter(led, remove("host"))).toEqual(refuse("not-allowed"));
    expect(enter(led, { type: "remove", id: "ada", other: "bo" })).toMatchObject({ ok: true });
  });
});

describe("a room that is full", () => {
  test("has no place for its host either", () => {
    const full = roomAfter(join("host", "host", { most: 2 }), join("ada", "ada", { most: 2 }));
    expect(enter(full, joinAs("host", "host2", { most: 2 }))).toEqual(refuse("room-full"));
  });
});

describe("somebody who waits in two tabs", () => {
  const waiting = continued(meetingOf(), set({ waitingRoom: true }), knock("cy1", "cy"), knock("cy2", "cy"));

  test.each([
    ["admit", "admitted"],
    ["turn-away", "turned-away"],
  ] as const)("is answered in both (%s)", (type, event) => {
    const { room, deliveries } = act(waiting, { type, id: "host", other: "cy1" });
    expect(room.waiting).toEqual([]);
    for (const id of ["cy1", "cy2"]) expect(eventsTo(id, deliveries)).toEqual([event]);
  });
});

test("whoever is removed waits at the door no longer, in another tab", () => {
  const room = continued(meetingOf("ada"), set({ locked: true }), knock("ada2", "ada"), remove("ada"));
  expect(room.waiting).toEqual([]);
});
