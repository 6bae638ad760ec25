// In a classroom a student meets the hosts, and whoever has the floor.

import { describe, expect, test } from "@jest/globals";
import { refuse } from "../../protocol/protocol.ts";
import { emptyRoom } from "../../server/rooms/room.ts";
import { step } from "../../server/rooms/step.ts";
import {
  act,
  calls,
  classroomOf,
  continued,
  eventsTo,
  join,
  joinAs,
  meetingOf,
  morning,
  roomAfter,
  rosterOf,
  set,
  toldAnything,
  toldTo,
  viewFor,
} from "../fakes/rooms.ts";

const lesson = classroomOf("ada", "bo", "cy");
const give = (other: string | null) => ({ type: "give-floor", id: "host", other }) as const;
const heard = continued(lesson, give("bo"));

describe("what a room is", () => {
  test("is settled by whoever opens it, and by nobody who comes later", () => {
    expect(lesson.kind).toBe("classroom");
    const meeting = roomAfter(join("ada"), join("bo", "bo", { kind: "classroom" }));
    expect(meeting.kind).toBe("meeting");
  });

  test("outlives its last member, and is shown to those outside", () => {
    const left = roomAfter(join("host", "host", { kind: "classroom" }), { type: "leave", id: "host" });
    expect(continued(left, join("host")).kind).toBe("classroom");
  });
});

describe("a student", () => {
  test("sees the host and themselves, and the host sees everybody", () => {
    expect(rosterOf("ada", lesson)).toEqual(["host", "ada"]);
    expect(rosterOf("cy", lesson)).toEqual(["host", "cy"]);
    expect(rosterOf("host", lesson)).toEqual(["host", "ada", "bo", "cy"]);
  });

  test("who comes is met by the host alone, and no other student is sent anything", () => {
    const { deliveries } = act(lesson, join("di"));
    expect(calls("call-connected", deliveries)).toEqual(["host hears of di"]);
    expect(toldAnything(deliveries).toSorted()).toEqual(["di", "host"]);
  });

  test.each([
    ["leaves", { type: "leave", id: "bo" }],
    ["is cut off", { type: "drop", id: "bo" }],
    ["raises a hand", { type: "raise-hand", id: "bo", up: true }],
    ["switches a microphone off", { type: "set-media", id: "bo", microphone: false, camera: true }],
    ["reacts", { type: "react", id: "bo", reaction: "👏" }],
    ["is removed", { type: "remove", id: "host", other: "bo" }],
    ["is muted", { type: "mute", id: "host", other: "bo" }],
    ["is asked to unmute", { type: "ask-unmute", id: "host", other: "bo" }],
  ] as const)(
    "isn't sent anything when another %s, and sees what they saw, to the revision",
    (_, command) => {
      const { room, deliveries } = act(lesson, command);
      expect(toldTo("ada", deliveries)).toEqual([]);
      expect(viewFor("ada", room)).toEqual(viewFor("ada", lesson));
    },
  );

  test("can't suspect another, watch them, or tell from trying that they are there", () => {
    const [there, nobody] = ["bo", "nobody"].map((other) =>
      act(lesson, { type: "suspect", id: "ada", other }),
    );
    expect(there).toEqual(nobody);
    const [seen, unseen] = ["bo", "nobody"].map((other) =>
      act(lesson, { type: "watch", id: "ada", other, height: 90 }),
    );
    expect(seen).toEqual(unseen);
  });

  test("reacts for the host to see, and themselves", () => {
    const { deliveries } = act(lesson, { type: "react", id: "bo", reaction: "👏" });
    expect(toldAnything(deliveries)).toEqual(["host", "bo"]);
  });

  test("isn't told how many they are, unless the host has it so", () => {
    expect(viewFor("ada", lesson)).not.toHaveProperty("count");
    const counted = act(lesson, set({ count: true }));
    expect(viewFor("ada", counted.room).count).toBe(3);
    expect(viewFor("host", counted.room)).not.toHaveProperty("count");
    // Then the number is news to each of them.
    expect(eventsTo("ada", act(counted.room, join("di")).deliveries)).toEqual(["room"]);
  });

  test("isn't counted in a meeting, where everybody can count for themselves", () => {
    expect(viewFor("ada", continued(meetingOf("ada"), set({ count: true })))).not.toHaveProperty("count");
  });
});

describe("a cohost of a classroom", () => {
  const led = act(lesson, { type: "make-cohost", id: "host", other: "bo", is: true });

  test("meets everybody", () => {
    expect(rosterOf("bo", led.room)).toEqual(["host", "ada", "bo", "cy"]);
    expect(rosterOf("ada", led.room)).toEqual(["host", "ada", "bo"]);
    expect(calls("call-connected", led.deliveries)).toEqual(["ada hears of bo", "bo hears of cy"]);
  });

  test("parts from the students again with the role", () => {
    const { room, deliveries } = act(led.room, { type: "make-cohost", id: "host", other: "bo", is: false });
    expect(rosterOf("bo", room)).toEqual(["host", "bo"]);
    expect(calls("call-disconnected", deliveries).toSorted()).toEqual([
      "ada hears of bo",
      "bo hears of ada",
      "bo hears of cy",
      "cy hears of bo",
    ]);
  });

  test("is sent views in the order of their revisions, on the way down and up again", () => {
    const down = continued(led.room, { type: "make-cohost", id: "host", other: "bo", is: false });
    const up = continued(down, { type: "make-cohost", id: "host", other: "bo", is: true });
    const [first, second, third] = [led.room, down, up].map((room) => viewFor("bo", room).revision);
    expect(second).toBeGreaterThan(first ?? 0);
    expect(third).toBeGreaterThan(second ?? 0);
  });
});

describe("the floor", () => {
  test("is a student's whom then everybody sees, and who sees everybody", () => {
    expect(rosterOf("ada", heard)).toEqual(["host", "ada", "bo"]);
    expect(rosterOf("bo", heard)).toEqual(["host", "ada", "bo", "cy"]);
    expect(viewFor("ada", heard).floor).toBe("bo");
  });

  test("is one student's at a time: it passes from one to the next", () => {
    const { room, deliveries } = act(heard, give("cy"));
    expect(room.floor).toBe("cy");
    expect(rosterOf("ada", room)).toEqual(["host", "ada", "cy"]);
    expect(calls("call-disconnected", deliveries).toSorted()).toEqual(["ada hears of bo", "bo hears of ada"]);
    expect(calls("call-connected", deliveries)).toEqual(["ada hears of cy"]);
  });

  test("is taken back, and nobody sees them any more", () => {
    const { room } = act(heard, give(null));
    expect(room.floor).toBeNull();
    expect(rosterOf("ada", room)).toEqual(["host", "ada"]);
    expect(rosterOf("bo", room)).toEqual(["host", "bo"]);
  });

  test("taken back from nobody, or given to whoever has it, changes nothing", () => {
    expect(act(lesson, give(null))).toEqual({ ok: true, room: lesson, deliveries: [] });
    expect(act(heard, give("bo"))).toEqual({ ok: true, room: heard, deliveries: [] });
  });

  test.each([
    ["leaving", { type: "leave", id: "bo" }],
    ["being removed", { type: "remove", id: "host", other: "bo" }],
    ["becoming a cohost", { type: "make-cohost", id: "host", other: "bo", is: true }],
    ["becoming the host", { type: "make-host", id: "host", other: "bo" }],
  ] as const)("ends with %s", (_, command) => {
    expect(act(heard, command).room.floor).toBeNull();
  });

  test("ends with becoming the host because one's other tab is gone", () => {
    const tabs = continued(classroomOf("ada"), joinAs("host", "other-tab"), give("other-tab"));
    const { room } = act(tabs, { type: "leave", id: "host" });
    expect([room.host, room.floor]).toEqual(["other-tab", null]);
  });

  test("outlasts a connection that is lost", () => {
    expect(act(heard, { type: "drop", id: "bo" }).room.floor).toBe("bo");
  });

  test("is no longer theirs once they come back after leaving", () => {
    const back = continued(heard, { type: "leave", id: "bo" }, joinAs("bo", "bo2"));
    expect(back.floor).toBeNull();
    expect(rosterOf("ada", back)).toEqual(["host", "ada"]);
  });

  test("isn't given to a host, who needs none, nor in a meeting, which has none", () => {
    expect(step(lesson, give("host"), morning)).toEqual(refuse("not-allowed"));
    expect(step(meetingOf("ada"), give("ada"), morning)).toEqual(refuse("not-allowed"));
    expect(step(meetingOf("ada"), give(null), morning)).toEqual(refuse("not-allowed"));
  });

  test("lets nobody write to everybody, or do what is the hosts' to do", () => {
    const room = continued(heard, set({ chat: "hosts" }));
    const { deliveries } = act(room, { type: "send", id: "bo", message: "hello all" });
    expect(toldAnything(deliveries)).toEqual(["host"]);
    expect(step(room, { type: "mute", id: "bo", other: "ada" }, morning)).toEqual(refuse("not-allowed"));
  });
});

describe("what is written where the hosts alone may read it", () => {
  const quiet = continued(lesson, set({ chat: "hosts" }));
  const asked = act(quiet, { type: "send", id: "ada", message: "may I?" });
  const linesOf = (id: string, deliveries: ReturnType<typeof act>["deliveries"]) =>
    deliveries.flatMap(({ to, event, args }) =>
      event === "receive" && to.includes(id) ? [args[0].message] : [],
    );

  test("by a student reaches the hosts and nobody else", () => {
    expect(toldAnything(asked.deliveries)).toEqual(["host"]);
    const { room } = act(quiet, { type: "make-cohost", id: "host", other: "cy", is: true });
    const { deliveries } = act(room, { type: "send", id: "ada", message: "may I?" });
    expect(toldAnything(deliveries)).toEqual(["host", "cy"]);
  });

  test("by a host reaches everybody", () => {
    const { deliveries } = act(quiet, { type: "send", id: "host", message: "welcome" });
    expect(toldAnything(deliveries)).toEqual(["ada", "bo", "cy"]);
  });

  test("is read again by whoever wrote it, after a reload, and by a host who comes later", () => {
    const gone = continued(asked.room, { type: "leave", id: "ada" }, { type: "leave", id: "host" });
    expect(linesOf("ada2", act(gone, joinAs("ada", "ada2")).deliveries)).toEqual(["may I?"]);
    expect(linesOf("host2", act(gone, joinAs("host", "host2")).deliveries)).toEqual(["may I?"]);
  });

  test("isn't read by another student, whenever they come", () => {
    expect(linesOf("di", act(asked.room, join("di")).deliveries)).toEqual([]);
    const broken = continued(asked.room, { type: "drop", id: "bo" });
    expect(linesOf("bo", act(broken, join("bo")).deliveries)).toEqual([]);
  });

  test("stays so when everybody may read what comes after", () => {
    const open = continued(asked.room, set({ chat: "everybody" }), {
      type: "send",
      id: "ada",
      message: "thanks",
    });
    expect(linesOf("di", act(open, join("di")).deliveries)).toEqual(["thanks"]);
  });

  test("goes to the hosts in a meeting as well", () => {
    const room = continued(meetingOf("ada", "bo"), set({ chat: "hosts" }));
    const { deliveries } = act(room, { type: "send", id: "ada", message: "psst" });
    expect(toldAnything(deliveries)).toEqual(["host"]);
  });
});

describe("a room that nobody has opened", () => {
  test("made for somebody is opened by them, and by nobody else", () => {
    const madeFor = "teacher";
    expect(step(emptyRoom, join("ada", "ada", { madeFor }), morning)).toEqual(refuse("host-absent"));
    const opened = roomAfter(
      join("t1", "t1", { person: "teacher", madeFor }),
      join("ada", "ada", { madeFor }),
    );
    expect(opened).toMatchObject({ host: "t1", owner: "teacher", founder: "teacher", owned: true });
  });

  test("made for somebody lets others in once it was opened, whether or not they are still there", () => {
    const madeFor = "teacher";
    const left = roomAfter(join("t1", "t1", { person: "teacher", madeFor }), { type: "leave", id: "t1" });
    const room = continued(left, join("ada", "ada", { madeFor }));
    expect([room.host, room.owner]).toEqual([null, "teacher"]);
  });

  test("of a name of one's own is whoever's who comes first", () => {
    expect(roomAfter(join("ada"), join("bo"))).toMatchObject({
      ...{ host: "ada", owner: "ada", founder: "ada", owned: false },
    });
  });
});
