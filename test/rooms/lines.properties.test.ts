// A line counts once and stands at one place, however it was said, said again and brought back.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { limits } from "../../protocol/protocol.ts";
import { add, type Chat, findSaid, type Kept, silence, takeBack, takeOver } from "../../server/rooms/chat.ts";
import { history } from "../../server/rooms/deliveries.ts";
import { findLacking } from "../../server/rooms/recovery.ts";
import { findMember, type Room } from "../../server/rooms/room.ts";
import { classroomOf, continued, meetingOf, morning, set } from "../fakes/rooms.ts";

const people = ["ana", "bo", "cy"] as const;
type Deed =
  | { readonly type: "say"; readonly who: number; readonly key: number; readonly aside: boolean }
  | { readonly type: "bring"; readonly from: number; readonly many: number; readonly last: boolean }
  | { readonly type: "die"; readonly afterMs: number };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("say"),
      who: fc.nat(2),
      key: fc.nat(5),
      aside: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("bring"),
      from: fc.nat(30),
      many: fc.nat(12),
      last: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("die"), afterMs: fc.integer({ min: 100, max: 9_000 }) }),
  },
);
const deeds = fc.array(deed, { minLength: 5, maxLength: 50, size: "max" });

/** What becomes of the chat, and all lines that anybody ever heard, with the number that each has. */
function play(script: readonly Deed[]): { readonly chat: Chat; readonly heard: readonly Kept[] } {
  let chat = silence;
  let now = morning;
  const heard: Kept[] = [];
  for (const one of script) {
    now += 10;
    if (one.type === "die") {
      now += one.afterMs;
      chat = takeOver(silence, morning, now);
    } else if (one.type === "say") {
      const [person, key] = [people[one.who] ?? "ana", `k${one.key}`];
      if (findSaid(chat, person, key)) continue;
      const said = { from: person, name: person, message: key, at: now, key };
      const to = one.aside ? "hosts" : "everybody";
      const added = add(chat, said, { person, to });
      chat = added.chat;
      heard.push({ line: added.line, person, to });
    } else {
      const some = heard.slice(one.from, one.from + one.many);
      chat = takeBack(chat, one.last ? some.reverse() : some).chat;
    }
  }
  return { chat, heard };
}

const nameOf = ({ person, line: { key } }: Kept) => `${person} ${key}`;
const placeOf = ({ line: { n, message } }: Kept) => `${n} ${message}`;

describe("a line", () => {
  test("is there once, whoever brings it and however often it is said again", () => {
    fc.assert(
      fc.property(deeds, (script) => {
        const { chat } = play(script);
        const names = chat.lines.map(nameOf);
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: 500 },
    );
  });

  test("stands where it was said last, in whatever order all of it comes back", () => {
    fc.assert(
      fc.property(
        deeds,
        fc.infiniteStream(fc.nat(1_000)),
        fc.integer({ min: 1, max: 7 }),
        (script, order, chunk) => {
          const { heard } = play(script);
          const start = takeOver(silence, morning, morning + 900_000);
          const whole = takeBack(start, heard).chat;
          const keys = new Map(heard.map((kept) => [kept, order.next().value ?? 0]));
          // Some of them twice, in packets.
          const shuffled = [...heard, ...heard.slice(0, 5)].sort(
            (a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0),
          );
          let chat = start;
          for (let at = 0; at < shuffled.length; at += chunk)
            chat = takeBack(chat, shuffled.slice(at, at + chunk)).chat;
          expect(chat).toEqual(whole);
          const newest = new Map(heard.map((kept) => [nameOf(kept), kept.line.n]));
          for (const kept of whole.lines) expect(kept.line.n).toBe(newest.get(nameOf(kept)));
          expect(whole.lines).toHaveLength(newest.size);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("has a number that no other line of everybody's, or of the same person's, ever had", () => {
    fc.assert(
      fc.property(deeds, (script) => {
        const { heard } = play(script);
        const whole = heard.filter(({ to }) => to === "everybody").map(({ line }) => line.n);
        expect(new Set(whole).size).toBe(whole.length);
        const own = heard.map(({ person, line }) => `${person} ${line.n}`);
        expect(new Set(own).size).toBe(own.length);
      }),
      { numRuns: 300 },
    );
  });

  test("said aside has the number of another's, and both come back", () => {
    const one = add(silence, said("ana", "mine"), { person: "ana", to: "hosts" });
    const { chat } = add(one.chat, said("bo", "his"), { person: "bo", to: "hosts" });
    expect(new Set(chat.lines.map(({ line }) => line.n)).size).toBe(1);
    const back = takeBack(takeOver(silence, morning, morning + 5_000), chat.lines).chat;
    expect(back.lines.map(placeOf)).toEqual(chat.lines.map(placeOf));
  });

  test("of an earlier meeting doesn't go on in one that began later", () => {
    const earlier = add(
      silence,
      { ...said("ana", "old"), at: morning - 1 },
      { person: "ana", to: "everybody" },
    );
    const { chat } = add(earlier.chat, said("bo", "new"), { person: "bo", to: "everybody" });
    expect(takeOver(chat, morning, morning + 1_000).lines.map(({ line }) => line.message)).toEqual(["new"]);
  });

  test("is forgotten beyond what is remembered, the oldest first, also where it is brought", () => {
    const lines = Array.from({ length: limits.history + 10 }, (_, index) => ({
      line: { ...said("ana", `k${index}`), n: index + 1 },
      person: "ana",
      to: "everybody" as const,
    }));
    const { chat, added } = takeBack(silence, lines);
    expect(chat.lines.map(({ line }) => line.n)).toEqual(lines.slice(10).map(({ line }) => line.n));
    expect(added).toHaveLength(limits.history);
    const long = lines
      .slice(0, 100)
      .map((kept) => ({ ...kept, line: { ...kept.line, message: "x".repeat(24_000) } }));
    const size = takeBack(silence, long).chat.lines.reduce((sum, { line }) => sum + line.message.length, 0);
    expect(size).toBeLessThanOrEqual(limits.historySize);
  });
});

function said(person: string, key: string) {
  return { from: person, name: person, message: key, at: morning, key };
}

describe("what is asked of those who come back", () => {
  const aside = set({ chat: "hosts" });
  const say = (id: string, message: string) => ({ type: "send", id, message }) as const;
  const of = (room: Room, id: string) => {
    const member = findMember(room, id);
    if (!member) throw new Error(`Nobody is ${id}`);
    return member;
  };

  test("is what nobody has brought", () => {
    const room = continued(meetingOf("ana"), say("ana", "one"), say("ana", "two"));
    expect(findLacking(room, of(room, "host"), new Set([1, 2, 3]))).toEqual([3]);
  });

  test("is of a student all they know, while nobody but a student can have brought it", () => {
    const room = continued(classroomOf("ana", "bo"), say("ana", "one"), say("ana", "two"));
    const heard = new Set([1, 2, 3]);
    expect(findLacking(room, of(room, "bo"), heard)).toEqual([3]);
    const alone = continued(room, { type: "drop", id: "host" });
    expect(findLacking(alone, of(alone, "bo"), heard)).toEqual([1, 2, 3]);
    expect(findLacking(alone, of(alone, "host"), heard)).toEqual([3]);
  });

  test("isn't settled by somebody else's line of the same number", () => {
    const room = continued(classroomOf("ana", "bo"), aside, say("ana", "mine"));
    const [n = 0] = room.chat.lines.map(({ line }) => line.n);
    expect(findLacking(room, of(room, "bo"), new Set([n]))).toEqual([n]);
    expect(findLacking(room, of(room, "ana"), new Set([n]))).toEqual([]);
    expect(findLacking(room, of(room, "host"), new Set([n]))).toEqual([n]);
  });

  test("is nothing that the room has forgotten since", () => {
    const lines = Array.from({ length: limits.history }, (_, index) => ({
      line: { ...said("ana", `k${index}`), n: index + 100 },
      person: "ana",
      to: "everybody" as const,
    }));
    const room = { ...meetingOf("ana"), chat: { newest: 1_000, lines } };
    expect(findLacking(room, of(room, "host"), new Set([3, 99, 1_000]))).toEqual([1_000]);
  });

  test("is told to a host again if it was said aside: another's may have the number that they know", () => {
    const room = continued(classroomOf("ana", "bo"), aside, say("ana", "mine"), say("bo", "his"));
    const heard = new Set(room.chat.lines.map(({ line }) => line.n));
    const told = (id: string) =>
      history(room, of(room, id), heard).map(({ args: [line] }) => JSON.stringify(line));
    expect(told("host")).toHaveLength(2);
    expect([...told("ana"), ...told("bo")]).toEqual([]);
  });
});
