import { describe, expect, test } from "@jest/globals";
import { describeChange } from "../../client/meeting/news.ts";
import type { MemberView, RoomView, Settings } from "../../protocol/protocol.ts";
import { seen, viewOf } from "../fakes/rooms.ts";

const me = seen("me");
const ada = seen("ada", { name: "Ada" });
const bo = seen("bo", { name: "Bo" });
const tess = seen("tess", { name: "Tess", role: "host" });
const everybody = [tess, ada, bo, me];

const as = (member: MemberView, role: MemberView["role"]): MemberView => ({ ...member, role });

function meeting(revision: number, members: readonly MemberView[], more: Partial<RoomView> = {}): RoomView {
  return viewOf(revision, members, more);
}

function lesson(revision: number, members: readonly MemberView[], more: Partial<RoomView> = {}): RoomView {
  return viewOf(revision, members, { kind: "classroom", ...more });
}

function setTo(revision: number, changes: Partial<Settings>, self: MemberView = me): RoomView {
  const view = meeting(revision, [tess, self]);
  return { ...view, settings: { ...view.settings, ...changes } };
}

/** What I am told. */
const told = (before: RoomView, after: RoomView) => describeChange(before, after, "me");

describe("whoever comes in", () => {
  test("is told nothing of what they find", () => {
    const found = meeting(7, [tess, seen("ada", { hand: 1 }), as(me, "cohost")], { ending: true });
    expect(told(meeting(0, []), found)).toEqual([]);
  });

  test("is announced to the others, as is whoever goes", () => {
    expect(told(meeting(1, [tess, ada, me]), meeting(2, [tess, me, bo]))).toEqual(["Bo joined", "Ada left"]);
  });

  test("has only come in, although their hand is up", () => {
    const back = seen("bo", { name: "Bo", hand: 1 });
    expect(told(meeting(1, [tess, me]), meeting(2, [tess, me, back]))).toEqual(["Bo joined"]);
  });
});

test("a change of what nobody needs a word for has none", () => {
  const switched = { ...ada, microphone: false, camera: false, ready: false };
  const after = meeting(2, [tess, switched, me], { waiting: [{ id: "cy", name: "Cy" }], count: 3 });
  expect(told(meeting(1, [tess, ada, me]), after)).toEqual([]);
});

test("whoever the server has lost and waits for has neither gone nor come, nor has their hand", () => {
  const up = { ...ada, hand: 1 };
  const away = { ...up, away: true } as const;
  expect(told(meeting(1, [tess, up, me]), meeting(2, [{ ...tess, away: true }, away, me]))).toEqual([]);
  expect(told(meeting(2, [{ ...tess, away: true }, away, me]), meeting(3, [tess, up, me]))).toEqual([]);
});

describe("the floor of a classroom", () => {
  const given = lesson(2, [tess, me, ada], { floor: "ada" });

  test("is what a student sees another by, who has neither come nor gone", () => {
    expect(told(lesson(1, [tess, me]), given)).toEqual(["Ada has the floor"]);
    expect(told(given, lesson(3, [tess, me]))).toEqual(["Ada no longer has the floor"]);
  });

  test("goes from one to the next in two sentences", () => {
    expect(told(given, lesson(3, [tess, me, bo], { floor: "bo" }))).toEqual([
      "Bo has the floor",
      "Ada no longer has the floor",
    ]);
  });

  test("is told to whoever has it, and not that the others came and went", () => {
    const mine = lesson(2, everybody, { floor: "me" });
    expect(told(lesson(1, [tess, me]), mine)).toEqual(["You have the floor: everybody sees and hears you."]);
    expect(told(mine, lesson(3, [tess, me]))).toEqual(["You no longer have the floor."]);
  });

  test("is taken over by me with what concerns me", () => {
    expect(told(given, lesson(3, everybody, { floor: "me" }))).toEqual([
      "You have the floor: everybody sees and hears you.",
    ]);
    expect(told(lesson(3, everybody, { floor: "me" }), lesson(4, [tess, me, ada], { floor: "ada" }))).toEqual(
      ["You no longer have the floor."],
    );
  });

  test("keeps nobody who has it from being told who comes and goes", () => {
    const mine = lesson(2, [tess, ada, me], { floor: "me" });
    expect(told(mine, lesson(3, [tess, me, bo], { floor: "me" }))).toEqual(["Bo joined", "Ada left"]);
  });

  test("is nothing to a host, who sees everybody anyway", () => {
    const teaching = [as(me, "host"), ada, bo];
    const floor = lesson(2, teaching, { floor: "ada" });
    expect(told(lesson(1, teaching), floor)).toEqual([]);
    expect(told(floor, lesson(3, teaching))).toEqual([]);
    expect(told(floor, lesson(3, [as(me, "host"), bo]))).toEqual(["Ada left"]);
  });

  test("doesn't hide that a host comes or goes", () => {
    const helper = as(ada, "cohost");
    expect(told(lesson(1, [tess, me]), lesson(2, [tess, me, helper]))).toEqual(["Ada joined"]);
    expect(
      told(lesson(1, [tess, me]), lesson(2, [...everybody, as(seen("cy"), "cohost")], { floor: "me" })),
    ).toEqual(["cy joined", "You have the floor: everybody sees and hears you."]);
    expect(told(lesson(2, [tess, me, helper]), lesson(3, [tess, me]))).toEqual(["Ada left"]);
  });
});

describe("who runs the room", () => {
  const roles = ["host", "cohost", "member"] as const;
  const sentences = {
    host: "You are the host now.",
    cohost: "You help to host now.",
    member: "You are no longer a host.",
  };
  const changes = roles.flatMap((old) =>
    roles.filter((now) => now !== old).map((now) => [old, now] as const),
  );

  test.each(changes)("is told to whoever it is about: from %s to %s", (old, now) => {
    const others = old === "host" || now === "host" ? [ada] : [tess, ada];
    const [before, after] = [meeting(1, [...others, as(me, old)]), meeting(2, [...others, as(me, now)])];
    expect(told(before, after)).toEqual([sentences[now]]);
  });

  test.each(["host", "cohost"] as const)(
    "in a classroom is told without a word of the students who come to be seen, or no longer are: %s",
    (role) => {
      const others = role === "host" ? [ada, bo] : [tess, ada, bo];
      const running = lesson(2, [...others, as(me, role)]);
      const attending = lesson(1, [tess, me]);
      const to = told({ ...attending, host: running.host }, running);
      expect(to).not.toContain("Ada joined");
      expect(to).toContain(sentences[role]);
      expect(told(running, { ...attending, revision: 3 })).not.toContain("Ada left");
    },
  );

  test("is told to the others where it is somebody they knew", () => {
    expect(told(meeting(1, [tess, ada, me]), meeting(2, [as(tess, "member"), as(ada, "host"), me]))).toEqual([
      "Ada is the host now",
    ]);
  });

  test("is not told of whoever comes in as the host, beyond that they came", () => {
    const empty = meeting(1, [ada, me]);
    expect(told(empty, meeting(2, [ada, me, tess]))).toEqual(["Tess joined"]);
  });

  test("is told to be nobody while the host is away", () => {
    const away = { host: null };
    expect(told(meeting(1, [tess, me]), meeting(2, [tess, me], away))).toEqual(["The host is away."]);
    expect(told(lesson(1, [tess, me]), lesson(2, [me], away))).toEqual([
      "Tess left",
      "The teacher is away. The class waits.",
    ]);
  });

  test("is not told anew where it is the same view, or the same host", () => {
    const before = meeting(1, [tess, ada, me]);
    expect(told(before, { ...before, host: null })).toEqual([]);
    expect(told(before, { ...before, revision: 2 })).toEqual([]);
  });
});

describe("what the hosts set", () => {
  test.each<readonly [Partial<Settings>, Partial<Settings>, string]>([
    [{ unmute: true }, { unmute: false }, "Only the hosts may unmute people now."],
    [{ unmute: false }, { unmute: true }, "You may unmute yourself again."],
    [{ chat: "everybody" }, { chat: "hosts" }, "What you write is read by the hosts only now."],
    [{ chat: "hosts" }, { chat: "everybody" }, "What you write is read by everybody now."],
  ])("is told to whom it concerns, from %j to %j: %s", (old, now, sentence) => {
    expect(told(setTo(1, old), setTo(2, now))).toEqual([sentence]);
    expect(told(setTo(1, old), setTo(2, old))).toEqual([]);
    for (const role of ["host", "cohost"] as const)
      expect(told(setTo(1, old, as(me, role)), setTo(2, now, as(me, role)))).toEqual([]);
  });

  test("has no word where it is about the door, or how many are in", () => {
    expect(told(setTo(1, {}), setTo(2, { locked: true, waitingRoom: true, count: true }))).toEqual([]);
  });
});

test("the end is announced to everybody, and that it was taken back", () => {
  const ending = (revision: number, is: boolean, self = me) =>
    meeting(revision, [tess, self], { ending: is });
  for (const self of [me, as(me, "cohost")]) {
    expect(told(ending(1, false, self), ending(2, true, self))).toEqual(["The host is ending the meeting."]);
    expect(told(ending(1, true, self), ending(2, false, self))).toEqual(["The meeting goes on after all."]);
    expect(told(ending(1, true, self), ending(2, true, self))).toEqual([]);
  }
});

describe("a hand", () => {
  const up = (member: MemberView, hand: number): MemberView => ({ ...member, hand });

  test("is announced as it goes up, once, and not as it goes down", () => {
    const raised = meeting(2, [tess, up(ada, 1), bo, me]);
    expect(told(meeting(1, everybody), raised)).toEqual(["Ada raised their hand"]);
    expect(told(raised, meeting(3, [tess, up(ada, 2), up(bo, 1), me]))).toEqual(["Bo raised their hand"]);
    expect(told(raised, meeting(3, everybody))).toEqual([]);
  });

  test("is not announced to whoever raised it", () => {
    expect(told(meeting(1, everybody), meeting(2, [tess, ada, bo, up(me, 1)]))).toEqual([]);
  });
});
