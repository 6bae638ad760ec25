// Who is the host, and who is when the host is away.

import { describe, expect, test } from "@jest/globals";
import { emptyRoom, type Room } from "../../server/rooms/room.ts";
import { type Command, deadline } from "../../server/rooms/step.ts";
import { absenceMs } from "../../server/rooms/succession.ts";
import {
  act,
  classroomOf,
  continued,
  eventsTo,
  join,
  joinAs,
  meetingOf,
  morning,
  toldAnything,
  viewFor,
} from "../fakes/rooms.ts";

const leave = (id: string): Command => ({ type: "leave", id });
const drop = (id: string): Command => ({ type: "drop", id });
const makeHost = (id: string, other: string): Command => ({ type: "make-host", id, other });
const tick: Command = { type: "tick" };

/** What everybody who is here sees of it. */
function rolesIn(room: Room): readonly string[] {
  return room.members.flatMap(({ id }) =>
    viewFor(id, room).members.flatMap((member) => (member.id === id ? [`${id}: ${member.role}`] : [])),
  );
}

const alone = act(meetingOf("ada", "bo"), leave("host")).room;
const replaced = act(alone, tick, absenceMs).room;

describe("a host who is away", () => {
  test("is replaced by nobody for half a minute", () => {
    expect(alone).toMatchObject({ host: null, owner: "host", absentSince: morning });
    const soon = act(alone, tick, absenceMs - 1);
    expect([soon.room.host, soon.deliveries]).toEqual([null, []]);
  });

  test("is replaced then, in a meeting, by who has been in it longest, and everybody is shown so", () => {
    expect(deadline(alone)).toBe(morning + absenceMs);
    const { room, deliveries } = act(alone, tick, absenceMs);
    expect(rolesIn(room)).toEqual(["ada: host", "bo: member"]);
    expect(toldAnything(deliveries).toSorted()).toEqual(["ada", "bo"]);
    expect(deadline(room)).toBeNull();
  });

  test("isn't replaced by somebody whose connection is lost", () => {
    expect(act(act(alone, drop("ada")).room, tick, absenceMs).room.host).toBe("bo");
    const nobody = continued(alone, drop("ada"), drop("bo"));
    expect(deadline(nobody)).toBeNull();
    expect(act(nobody, tick, absenceMs).room.host).toBeNull();
    expect(act(nobody, join("bo"), absenceMs).room.host).toBe("bo");
  });

  test("is replaced by whatever happens at that time, though nobody told it to the room", () => {
    expect(act(alone, { type: "raise-hand", id: "bo", up: true }, absenceMs).room.host).toBe("ada");
  });

  test("has their role back when they come in, whoever stood in for them meanwhile", () => {
    const { room, deliveries } = act(replaced, joinAs("host", "host2"), 2 * absenceMs);
    expect(rolesIn(room)).toEqual(["ada: member", "bo: member", "host2: host"]);
    expect(room.absentSince).toBeNull();
    expect(toldAnything(deliveries).toSorted()).toEqual(["ada", "bo", "host2"]);
  });

  test("has it back within the half minute as well, and then nothing is due", () => {
    const { room } = act(alone, joinAs("host", "host2"), 1_000);
    expect(room).toMatchObject({ host: "host2", absentSince: null });
    expect(deadline(room)).toBeNull();
  });

  test("is replaced once more by the next, at once, when whoever stood in is gone", () => {
    expect(act(replaced, leave("ada"), absenceMs + 1).room.host).toBe("bo");
  });

  test("is replaced by nobody in a classroom, however long it takes", () => {
    const lesson = act(classroomOf("ada", "bo"), leave("host")).room;
    expect(deadline(lesson)).toBeNull();
    expect(act(lesson, tick, 100 * absenceMs).room.host).toBeNull();
    expect(act(lesson, join("cy"), 100 * absenceMs).room.host).toBeNull();
    expect(act(lesson, joinAs("host", "host2"), 100 * absenceMs).room.host).toBe("host2");
  });

  test("is away from an empty room too, and is its host again when they come", () => {
    const empty = act(meetingOf(), leave("host")).room;
    expect(act(empty, join("ada"), 1_000).room.host).toBeNull();
    expect(act(empty, joinAs("host", "host2"), 1_000).room.host).toBe("host2");
  });
});

describe("a host whose connection is lost", () => {
  const broken = act(meetingOf("ada"), drop("host"));

  test("is still the host, and nobody is told anything", () => {
    expect(broken.room).toMatchObject({ host: "host", absentSince: null });
    expect(broken.deliveries).toEqual([]);
    expect(deadline(broken.room)).toBeNull();
  });

  test("is still the host when it comes back", () => {
    expect(act(broken.room, join("host"), 20_000).room.host).toBe("host");
  });

  test("is away from when they are given up", () => {
    expect(act(broken.room, leave("host"), 20_000).room.absentSince).toBe(morning + 20_000);
  });
});

describe("a host with several tabs", () => {
  const tabs = continued(meetingOf("ada"), joinAs("host", "tab"));

  test("is the host in one of them", () => {
    expect(rolesIn(tabs)).toEqual(["host: host", "ada: member", "tab: member"]);
  });

  test.each([leave("host"), drop("host")])(
    "is the host in the next when that one is gone by $type",
    (command) => {
      const { room, deliveries } = act(tabs, command);
      expect([room.host, room.absentSince]).toEqual(["tab", null]);
      expect(toldAnything(deliveries)).toContain("ada");
    },
  );

  test("stays the host in the one that took over when the other comes back", () => {
    expect(rolesIn(continued(tabs, drop("host"), join("host")))).toEqual([
      ...["host: member", "ada: member", "tab: host"],
    ]);
  });

  test("is told what was said meanwhile in one that comes back to be the host in", () => {
    const away = continued(tabs, drop("tab"), { type: "send", id: "ada", message: "hello?" }, leave("host"));
    const { room, deliveries } = act(away, join("tab"));
    expect(room.host).toBe("tab");
    expect(eventsTo("tab", deliveries)).toEqual(["room", "receive"]);
  });

  test("is a cohost in one that shows the deed while the host is here", () => {
    const shown = continued(tabs, joinAs("host", "phone", { byDeed: true }));
    expect(rolesIn(shown)).toContain("phone: cohost");
  });

  test("is nothing by a deed that isn't the host's", () => {
    expect(rolesIn(continued(tabs, join("eve", "eve", { byDeed: true })))).toContain("eve: member");
  });

  test("comes into a room of their own by the deed alone, as its host", () => {
    const room = act(
      act(meetingOf("ada"), leave("host")).room,
      joinAs("host", "phone", { byDeed: true }),
    ).room;
    expect(room.host).toBe("phone");
  });
});

describe("a host's role that is handed over", () => {
  const handed = act(meetingOf("ada", "bo"), makeHost("host", "ada")).room;

  test("is the other's, for good", () => {
    expect(rolesIn(handed)).toEqual(["host: member", "ada: host", "bo: member"]);
    const reloaded = continued(handed, leave("host"), joinAs("host", "host2"));
    expect(reloaded.host).toBe("ada");
  });

  test("is kept by the other over a reload", () => {
    const reloaded = continued(handed, leave("ada"), joinAs("ada", "ada2"));
    expect([reloaded.host, reloaded.owner]).toEqual(["ada2", "ada"]);
  });

  test("falls back to who opened the room, if they come in while the other is away", () => {
    const left = continued(handed, leave("host"), leave("ada"), joinAs("host", "host2"));
    expect([left.host, left.owner]).toEqual(["host2", "host"]);
    expect(continued(left, joinAs("ada", "ada2")).host).toBe("host2");
  });

  test("of somebody who stands in is lent, as it was to them: it isn't theirs to give away", () => {
    const passed = act(replaced, makeHost("ada", "bo"), absenceMs).room;
    expect(rolesIn(passed)).toEqual(["ada: member", "bo: host"]);
    expect(rolesIn(act(passed, joinAs("host", "host2"), 2 * absenceMs).room)).toEqual([
      ...["ada: member", "bo: member", "host2: host"],
    ]);
  });

  test("of somebody who stands in isn't kept by giving it to another tab of theirs", () => {
    const tabs = act(replaced, joinAs("ada", "ada2"), absenceMs).room;
    const passed = act(tabs, makeHost("ada", "ada2"), absenceMs).room;
    expect(passed.owner).toBe("host");
    expect(act(passed, joinAs("host", "host2"), 2 * absenceMs).room.host).toBe("host2");
  });

  test("of a cohost leaves them no cohost", () => {
    const led = continued(meetingOf("ada"), { type: "make-cohost", id: "host", other: "ada", is: true });
    const swapped = continued(led, makeHost("host", "ada"), makeHost("ada", "host"));
    expect(rolesIn(swapped)).toEqual(["host: host", "ada: member"]);
    expect(rolesIn(continued(swapped, leave("ada"), joinAs("ada", "ada2")))).toContain("ada2: member");
  });
});

describe("a room with nobody in it", () => {
  test("waits for nothing", () => {
    expect(deadline(emptyRoom)).toBeNull();
    expect(deadline(act(meetingOf(), leave("host")).room)).toBeNull();
  });

  test("is told the time to no end", () => {
    const empty = act(meetingOf(), leave("host")).room;
    expect(act(empty, tick, 2 * absenceMs).deliveries).toEqual([]);
  });
});
