// What those who run a room may do in it.

import { describe, expect, test } from "@jest/globals";
import { refuse } from "../../protocol/protocol.ts";
import { endingMs } from "../../server/rooms/hosting.ts";
import { findMember, type Room } from "../../server/rooms/room.ts";
import { type Command, deadline, step } from "../../server/rooms/step.ts";
import {
  act,
  classroomOf,
  continued,
  eventsTo,
  join,
  joinAs,
  meetingOf,
  morning,
  roomAfter,
  seen,
  set,
  toldAnything,
  toldTo,
  viewFor,
} from "../fakes/rooms.ts";

const makeCohost = (other: string, is = true): Command => ({ type: "make-cohost", id: "host", other, is });
const media = (id: string, microphone: boolean): Command => ({
  ...{ type: "set-media", id, microphone, camera: true },
});
const isHeard = (id: string, room: Room): boolean | undefined => findMember(room, id)?.microphone;

/** Everything that only those may do who run a room, to somebody of that id. */
function everything(id: string, other: string): readonly Command[] {
  return [
    { type: "set-room", id, settings: { locked: true } },
    { type: "set-room", id, settings: {} },
    { type: "admit", id, other },
    { type: "admit", id, other: null },
    { type: "turn-away", id, other },
    { type: "turn-away", id, other: null },
    { type: "mute", id, other },
    { type: "mute", id, other: null },
    { type: "ask-unmute", id, other },
    { type: "stop-camera", id, other },
    { type: "stop-screen", id, other },
    { type: "lower-hand", id, other },
    { type: "remove", id, other },
    { type: "give-floor", id, other },
    { type: "give-floor", id, other: null },
    { type: "make-host", id, other },
    { type: "make-cohost", id, other, is: true },
    { type: "make-cohost", id, other, is: false },
    { type: "end", id, over: true },
    { type: "end", id, over: false },
  ];
}

describe("whoever runs nothing", () => {
  const rooms = [
    ["a meeting", meetingOf("ada", "bo")],
    ["a classroom", classroomOf("ada", "bo")],
    [
      "a classroom, having its floor",
      {
        ...classroomOf("ada", "bo"),
        floor: "ada",
      },
    ],
  ] as const;

  test.each(rooms)("in %s may do none of it, to anybody, themselves included, or to nobody", (_, room) => {
    for (const other of ["host", "bo", "ada", "nobody"])
      for (const command of everything("ada", other))
        expect(step(room, command, morning)).toEqual(refuse("not-allowed"));
  });
});

describe("a cohost", () => {
  const led = continued(meetingOf("ada", "bo", "cy"), makeCohost("ada"), makeCohost("bo"));

  test("does what the host does, but says nothing about who runs the room", () => {
    for (const other of ["host", "bo", "cy", "nobody"])
      for (const command of [
        { type: "make-host", id: "ada", other },
        { type: "make-cohost", id: "ada", other, is: true },
        { type: "make-cohost", id: "ada", other, is: false },
      ] as const)
        expect(step(led, command, morning)).toEqual(refuse("not-allowed"));
    for (const command of [
      { type: "mute", id: "ada", other: "cy" },
      { type: "mute", id: "ada", other: "bo" },
      { type: "set-room", id: "ada", settings: { locked: true } },
      { type: "end", id: "ada", over: true },
    ] as const)
      expect(step(led, command, morning)).toMatchObject({ ok: true });
  });

  test("doesn't mute the host, nor anybody else do", () => {
    for (const id of ["ada", "host"])
      for (const type of ["mute", "stop-camera", "ask-unmute"] as const)
        expect(step(led, { type, id, other: "host" }, morning)).toEqual(refuse("not-allowed"));
  });

  test("is one again after a reload, and after the room was left empty", () => {
    const left = continued(led, { type: "leave", id: "ada" });
    const back = continued(left, joinAs("ada", "ada2"));
    expect(viewFor("ada2", back).members.at(-1)).toMatchObject({ id: "ada2", role: "cohost" });
    const gone = ["host", "bo", "cy"].map((id) => ({ type: "leave", id }) as const);
    const empty = continued(left, ...gone, joinAs("ada", "ada2"));
    expect(viewFor("ada2", empty).members).toMatchObject([{ id: "ada2", role: "cohost" }]);
  });

  test("passes a closed door", () => {
    const shut = continued(led, set({ locked: true }), { type: "leave", id: "ada" });
    const strange = { ...shut, known: [] };
    expect(step(strange, joinAs("ada", "ada2"), morning)).toMatchObject({ ok: true });
  });

  test("is one no longer when the host says so, in none of their tabs", () => {
    const tabs = continued(led, joinAs("ada", "ada2"), makeCohost("ada", false));
    const roles = viewFor("host", tabs).members.map(({ id, role }) => `${id} ${role}`);
    expect(roles).toEqual(["host host", "ada member", "bo cohost", "cy member", "ada2 member"]);
    const back = continued(tabs, { type: "leave", id: "ada" }, joinAs("ada", "ada3"));
    expect(viewFor("ada3", back).members.at(-1)).toMatchObject({ role: "member" });
  });

  test("isn't made of a host or of a cohost, nor unmade of a member", () => {
    for (const other of ["host", "ada"])
      expect(step(led, makeCohost(other), morning)).toEqual(refuse("not-allowed"));
    for (const other of ["host", "cy"])
      expect(step(led, makeCohost(other, false), morning)).toEqual(refuse("not-allowed"));
  });
});

describe("what is done to somebody who isn't there", () => {
  test("is refused for that, to whoever might have done it", () => {
    const to = everything("host", "nobody").filter((command) => "other" in command && command.other !== null);
    for (const command of to)
      expect(step(classroomOf("ada"), command, morning)).toEqual(refuse("not-present"));
  });
});

describe("muting", () => {
  test("switches a microphone off, shows it, and tells its page", () => {
    const { room, deliveries } = act(meetingOf("ada", "bo"), { type: "mute", id: "host", other: "ada" });
    expect([isHeard("ada", room), isHeard("bo", room)]).toEqual([false, true]);
    expect(toldTo("ada", deliveries)[0]).toEqual({ event: "turn-off", args: ["microphone"] });
    expect(eventsTo("bo", deliveries)).toEqual(["room"]);
  });

  test("of a microphone that is off is said again, for it may be about to go on", () => {
    const off = continued(meetingOf("ada"), media("ada", false));
    const { room, deliveries } = act(off, { type: "mute", id: "host", other: "ada" });
    expect(room).toEqual(off);
    expect(deliveries).toEqual([{ to: ["ada"], event: "turn-off", args: ["microphone"] }]);
  });

  test("of everybody spares the hosts", () => {
    const led = continued(meetingOf("ada", "bo", "cy"), makeCohost("ada"));
    const { room, deliveries } = act(led, { type: "mute", id: "host", other: null });
    expect(room.members.map(({ id, microphone }) => [id, microphone])).toEqual([
      ...[
        ["host", true],
        ["ada", true],
      ],
      ...[
        ["bo", false],
        ["cy", false],
      ],
    ]);
    const told = deliveries.flatMap(({ to, event }) => (event === "turn-off" ? to : []));
    expect(told).toEqual(["bo", "cy"]);
    expect(act(room, { type: "mute", id: "host", other: null }).room).toEqual(room);
  });

  test("forbids nothing: whoever was muted may unmute themselves", () => {
    const muted = continued(meetingOf("ada"), { type: "mute", id: "host", other: "ada" });
    expect(isHeard("ada", continued(muted, media("ada", true)))).toBe(true);
  });
});

describe("somebody who is cut off when a host mutes them", () => {
  test.each([["ada"], [null]])("is told when they are back (%s), once", (other) => {
    const cut = act(meetingOf("ada", "bo"), { type: "drop", id: "ada" }).room;
    const { room, deliveries } = act(cut, { type: "mute", id: "host", other });
    expect(toldTo("ada", deliveries)).toEqual([]);
    const back = act(room, join("ada"));
    expect(toldTo("ada", back.deliveries)).toContainEqual({ event: "turn-off", args: ["microphone"] });
    const again = act(continued(back.room, { type: "drop", id: "ada" }), join("ada"));
    expect(toldTo("ada", again.deliveries).map(({ event }) => event)).not.toContain("turn-off");
  });
});

describe("a camera that a host has switched off", () => {
  test("is off, and is told to its page, which may switch it on again", () => {
    const { room, deliveries } = act(meetingOf("ada"), { type: "stop-camera", id: "host", other: "ada" });
    expect(findMember(room, "ada")).toMatchObject({ camera: false, microphone: true });
    expect(toldTo("ada", deliveries)[0]).toEqual({ event: "turn-off", args: ["camera"] });
    expect(findMember(continued(room, media("ada", true)), "ada")?.camera).toBe(true);
  });

  test("takes from nobody that they were asked to speak", () => {
    const room = continued(meetingOf("ada"), set({ unmute: false }), media("ada", false), {
      ...{ type: "ask-unmute", id: "host", other: "ada" },
    });
    const stopped = continued(room, { type: "stop-camera", id: "host", other: "ada" });
    expect(step(stopped, media("ada", true), morning)).toMatchObject({ ok: true });
  });
});

describe("a screen that a host has switched off", () => {
  const sharing = continued(meetingOf("ada", "bo"), {
    ...{ type: "set-media", id: "ada", microphone: true, camera: true, screen: true },
  });
  const stop: Command = { type: "stop-screen", id: "host", other: "ada" };

  test("is shown no more, and its page is told; the camera stays on", () => {
    const { room, deliveries } = act(sharing, stop);
    expect(viewFor("bo", room).members.find(({ id }) => id === "ada")).toEqual(seen("ada"));
    expect(toldTo("ada", deliveries)[0]).toEqual({ event: "turn-off", args: ["screen"] });
  });

  test("outlasts a host's word about the camera", () => {
    const room = continued(sharing, { type: "stop-camera", id: "host", other: "ada" });
    expect(findMember(room, "ada")).toMatchObject({ camera: false, screen: true });
  });

  test("is told to whoever was cut off, when they are back", () => {
    const cut = continued(sharing, { type: "drop", id: "ada" }, stop);
    const { deliveries } = act(cut, join("ada"));
    expect(toldTo("ada", deliveries)).toContainEqual({ event: "turn-off", args: ["screen"] });
  });
});

describe("where nobody may unmute themselves", () => {
  const strict = continued(meetingOf("ada", "bo"), set({ unmute: false }), {
    ...{ type: "mute", id: "host", other: null },
  });
  const ask: Command = { type: "ask-unmute", id: "host", other: "ada" };

  test("a member is refused it, and their camera is theirs all the same", () => {
    expect(step(strict, media("ada", true), morning)).toEqual(refuse("may-not-unmute"));
    const off: Command = { type: "set-media", id: "ada", microphone: false, camera: false };
    expect(step(strict, off, morning)).toMatchObject({ ok: true });
  });

  test("whoever was heard already stays so until they are muted", () => {
    const room = continued(meetingOf("ada"), set({ unmute: false }));
    expect(isHeard("ada", room)).toBe(true);
    const off: Command = { type: "set-media", id: "ada", microphone: true, camera: false };
    expect(step(room, off, morning)).toMatchObject({ ok: true });
    expect(step(continued(room, media("ada", false)), media("ada", true), morning)).toEqual(
      refuse("may-not-unmute"),
    );
  });

  test("the hosts may", () => {
    const led = continued(strict, makeCohost("ada"));
    for (const id of ["host", "ada"]) {
      const off = continued(led, media(id, false));
      expect(step(off, media(id, true), morning)).toMatchObject({ ok: true });
    }
  });

  test("whoever a host asked may, once", () => {
    const { room, deliveries } = act(strict, ask);
    expect(deliveries).toEqual([{ to: ["ada"], event: "unmute-asked", args: [] }]);
    expect(isHeard("ada", room)).toBe(false);
    expect(step(room, media("bo", true), morning)).toEqual(refuse("may-not-unmute"));
    const speaking = continued(room, media("ada", true));
    expect(isHeard("ada", speaking)).toBe(true);
    const done = continued(speaking, media("ada", false));
    expect(step(done, media("ada", true), morning)).toEqual(refuse("may-not-unmute"));
  });

  test.each([
    ["them", "ada"],
    ["everybody", null],
  ])("whoever was asked may no more once a host has muted %s", (_, other) => {
    const muted = continued(strict, ask, { type: "mute", id: "host", other });
    expect(step(muted, media("ada", true), morning)).toEqual(refuse("may-not-unmute"));
  });

  test("whoever is new comes in muted, and is told so after what they see", () => {
    const { room, deliveries } = act(strict, join("cy"));
    expect(isHeard("cy", room)).toBe(false);
    expect(eventsTo("cy", deliveries)).toEqual(["room", "turn-off"]);
    expect(viewFor("host", room).members.at(-1)).toMatchObject({ id: "cy", microphone: false });
    const off = act(strict, join("cy", "cy", { microphone: false }));
    expect(eventsTo("cy", off.deliveries)).toEqual(["room"]);
  });

  test("the host doesn't, nor a cohost, after a reload", () => {
    const led = continued(strict, makeCohost("ada"));
    for (const id of ["host", "ada"]) {
      const back = continued(led, { type: "leave", id }, joinAs(id, `${id}2`));
      expect(isHeard(`${id}2`, back)).toBe(true);
    }
  });
});

describe("settings", () => {
  const room = meetingOf("ada");

  test("are shown to everybody, and change what they name", () => {
    const { room: changed, deliveries } = act(room, set({ unmute: false, chat: "hosts" }));
    const settings = { locked: false, waitingRoom: false, unmute: false, chat: "hosts", count: false };
    expect(viewFor("ada", changed).settings).toEqual(settings);
    expect(toldAnything(deliveries).toSorted()).toEqual(["ada", "host"]);
  });

  test("that are so already change nothing", () => {
    expect(act(room, set({ locked: false }))).toEqual({ ok: true, room, deliveries: [] });
    expect(act(room, set({}))).toEqual({ ok: true, room, deliveries: [] });
  });

  test("outlive the last member", () => {
    const gone = ["ada", "host"].map((id) => ({ type: "leave", id }) as const);
    const back = continued(room, set({ unmute: false }), ...gone, joinAs("host", "host2"));
    expect(back.settings.unmute).toBe(false);
  });
});

describe("ending a meeting", () => {
  const end = (over: boolean): Command => ({ type: "end", id: "host", over });
  const ending = act(meetingOf("ada"), end(true));

  test("is shown to everybody for a few seconds", () => {
    expect(toldAnything(ending.deliveries).toSorted()).toEqual(["ada", "host"]);
    expect(viewFor("ada", ending.room).ending).toBe(true);
    expect(deadline(ending.room)).toBe(morning + endingMs);
    expect(act(ending.room, { type: "tick" }, endingMs - 1)).toMatchObject({ deliveries: [] });
  });

  test("can be taken back until then", () => {
    const { room } = act(ending.room, end(false), endingMs - 1);
    expect(viewFor("ada", room).ending).toBe(false);
    expect(deadline(room)).toBeNull();
    expect(act(room, { type: "tick" }, endingMs).room.members).toHaveLength(2);
  });

  test("isn't put off by being asked for twice", () => {
    expect(act(ending.room, end(true), 1_000).room).toBe(ending.room);
    expect(act(meetingOf("ada"), end(false)).deliveries).toEqual([]);
  });

  test("puts everybody out when it comes, and tells them", () => {
    const { room, deliveries } = act(ending.room, { type: "tick" }, endingMs);
    expect(deliveries).toEqual([{ to: ["host", "ada"], event: "ended", args: [] }]);
    expect(room.members).toEqual([]);
    expect(room.revision).toBeGreaterThan(ending.room.revision);
    expect(deadline(room)).toBeNull();
  });

  test("leaves of a room that was made for somebody nothing but its name", () => {
    const made = { person: "teacher", madeFor: "teacher" };
    const opened = roomAfter(join("host", "host", { ...made, kind: "classroom" }), join("ada"));
    const banned = continued(opened, set({ locked: true }), { type: "remove", id: "host", other: "ada" });
    const { room } = act(continued(banned, end(true)), { type: "tick" }, endingMs);
    expect(step(room, join("ada", "ada", { madeFor: "teacher" }), morning)).toEqual(refuse("host-absent"));
    const again = continued(room, join("host2", "host2", made), join("ada"));
    expect(again).toMatchObject({ kind: "meeting", settings: { locked: false }, host: "host2" });
  });

  test("of a room of a name of one's own leaves it as if everybody had left", () => {
    const banned = continued(meetingOf("ada", "bo"), { type: "remove", id: "host", other: "bo" });
    const { room } = act(continued(banned, end(true)), { type: "tick" }, endingMs);
    expect(step(room, joinAs("bo", "bo2"), morning)).toEqual(refuse("removed"));
    const back = continued(room, join("ada"), joinAs("host", "host2"));
    expect(back).toMatchObject({ host: "host2", endsAt: null });
  });

  test("is forgotten when all have left by then", () => {
    const gone = continued(ending.room, { type: "leave", id: "ada" }, { type: "leave", id: "host" });
    expect(deadline(gone)).toBeNull();
    expect(viewFor("host2", continued(gone, joinAs("host", "host2"))).ending).toBe(false);
  });
});
