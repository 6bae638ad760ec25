import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  enterLobby,
  type InRoom,
  type Meeting,
  type MeetingEvent,
  reduce,
  unreadOf,
} from "../../client/meeting/state.ts";
import type { Reaction } from "../../protocol/protocol.ts";
import { seen, viewOf } from "../fakes/rooms.ts";

const self = "me";
const ids = [self, "ada", "bo", "cy"];
const one = fc.constantFrom(...ids);

// A line's number stands for the line, as in one room it does.
const line = fc.integer({ min: 1, max: 12 }).map((n) => {
  const from = ids[n % ids.length] ?? self;
  return { n, from, name: from, message: `line ${n}`, at: n };
});

const event: fc.Arbitrary<MeetingEvent> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("line"), line }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("room"),
      view: fc.tuple(fc.nat(20), fc.shuffledSubarray(ids)).map(([revision, present]) =>
        viewOf(
          revision,
          present.map((id) => seen(id)),
        ),
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("member"), member: one.map((id) => seen(id)) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("member-gone"), id: one, name: one }) },
  fc.record({ type: fc.constant("reacted"), id: one, reaction: fc.constant<Reaction>("👍") }),
  fc.record({ type: fc.constant("reaction-over"), n: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ type: fc.constant("enlarge"), id: fc.option(one, { nil: undefined }) }),
  fc.record({ type: fc.constant("panel"), panel: fc.constantFrom("none", "chat", "people", "devices") }),
);

/** Each event may come again, at once or much later. */
const interleaved = fc
  .array(event, { minLength: 1, maxLength: 25, size: "max" })
  .chain((events) =>
    fc.shuffledSubarray([...events, ...events], { minLength: events.length, maxLength: events.length * 2 }),
  );

const start = reduce(reduce(enterLobby("standup", self, false, false), { type: "join" }), {
  type: "joined",
  line: 3,
  at: 0,
});

function inRoom(meeting: Meeting): Meeting & InRoom {
  if (meeting.phase !== "room") throw new Error(`In the phase ${meeting.phase}`);
  return meeting;
}

/** Holds after each event of each interleaving, given what came in until then. */
function always(
  holds: (meeting: Meeting & InRoom, events: readonly MeetingEvent[], before: Meeting & InRoom) => void,
) {
  fc.assert(
    fc.property(interleaved, (events) => {
      let meeting = inRoom(start);
      for (const [index, next] of events.entries()) {
        const before = meeting;
        meeting = inRoom(reduce(before, next));
        holds(meeting, events.slice(0, index + 1), before);
      }
    }),
    { numRuns: 60 },
  );
}

const numbersIn = (events: readonly MeetingEvent[]) => [
  ...new Set(events.flatMap((past) => (past.type === "line" ? [past.line.n] : []))),
];

test("no member is in the room twice", () => {
  always(({ view: { members } }) => {
    expect(new Set(members.map(({ id }) => id)).size).toBe(members.length);
  });
});

test("whoever is announced is there, and whoever is said to be gone is not", () => {
  always(({ view: { members } }, events) => {
    const last = events.at(-1);
    const present = members.map(({ id }) => id);
    if (last?.type === "member") expect(present).toContain(last.member.id);
    if (last?.type === "member-gone") expect(present).not.toContain(last.id);
  });
});

test("no view takes the place of a newer one", () => {
  always(({ view }, events, before) => {
    expect(view.revision).toBeGreaterThanOrEqual(before.view.revision);
    const last = events.at(-1);
    if (last?.type === "room")
      expect(view).toEqual(last.view.revision < before.view.revision ? before.view : last.view);
  });
});

test("whoever goes takes their large tile and their reactions along, and nobody else's", () => {
  always(({ view, reactions, enlarged }, _events, before) => {
    if (view === before.view) return;
    const present = new Set(view.members.map(({ id }) => id));
    if (before.enlarged !== undefined)
      expect(enlarged).toBe(present.has(before.enlarged) ? before.enlarged : undefined);
    expect(reactions).toEqual(before.reactions.filter(({ from }) => present.has(from)));
  });
});

test("there are never more reactions than a tile has room for, and no two are taken for one", () => {
  always(({ reactions }) => {
    expect(reactions.length).toBeLessThanOrEqual(12);
    expect(new Set(reactions.map(({ n }) => n)).size).toBe(reactions.length);
  });
});

test("every line that came in is there, once and in order", () => {
  always(({ lines }, events) => {
    const expected = numbersIn(events).sort((a, b) => a - b);
    expect(lines.map(({ n }) => n)).toEqual(expected);
  });
});

test("a line counts once under however many numbers, and what was read never turns unread", () => {
  const keys = ["a", "b", "c", "d"];
  const told = fc.oneof(
    fc.record({
      type: fc.constant("line"),
      key: fc.constantFrom(...keys),
      n: fc.integer({ min: 4, max: 40 }),
    }),
    fc.record({ type: fc.constant("panel"), panel: fc.constantFrom("none", "chat") }),
  );
  fc.assert(
    fc.property(fc.array(told, { maxLength: 30 }), (events) => {
      let meeting = inRoom(start);
      const [heard, read] = [new Map<string, number>(), new Set<string>()];
      for (const next of events) {
        // No two lines have one number.
        if (next.type === "line" && [...heard].some(([key, n]) => n === next.n && key !== next.key)) continue;
        if (next.type === "line") heard.set(next.key, next.n);
        const event: MeetingEvent =
          next.type === "line"
            ? {
                ...next,
                line: { n: next.n, key: next.key, from: "ada", name: "Ada", message: next.key, at: 0 },
              }
            : { type: "panel", panel: next.panel === "chat" ? "chat" : "none" };
        meeting = inRoom(reduce(meeting, event));
        if (meeting.panel === "chat") for (const key of heard.keys()) read.add(key);
        const expected = [...heard].sort(([, one], [, other]) => one - other).map(([key]) => key);
        expect(meeting.lines.map(({ key }) => key)).toEqual(expected);
        expect(meeting.lines.filter(({ key, unread }) => unread && key && read.has(key))).toEqual([]);
      }
      expect(meeting.noticed).toBeLessThanOrEqual(heard.size);
    }),
    { numRuns: 200 },
  );
});

test("the chat that lies open has nothing unread", () => {
  always((meeting) => {
    if (meeting.panel === "chat") expect(unreadOf(meeting)).toBe(0);
  });
});

test("only a line of somebody else's adds to what is unread, and one at a time", () => {
  always((meeting, events, before) => {
    const last = events.at(-1);
    const more = unreadOf(meeting) - unreadOf(before);
    const others = last?.type === "line" && last.line.from !== self;
    expect(more).toBeLessThanOrEqual(others ? 1 : 0);
  });
});

test("what is unread never comes to count what we have read or said", () => {
  always((meeting, events) => {
    const opened = events.some((past) => past.type === "panel" && past.panel === "chat");
    if (opened) return;
    const unheard = numbersIn(events).filter((n) => n > 3 && ids[n % ids.length] !== self);
    expect(unreadOf(meeting)).toBe(unheard.length);
  });
});

test("a line is noticed once, however often it comes in", () => {
  always(({ noticed }, events, before) => {
    const last = events.at(-1);
    const again = last?.type === "line" && before.lines.some(({ n }) => n === last.line.n);
    if (again) expect(noticed).toBe(before.noticed);
  });
});

test("there are never more notices than anybody reads, and no two are taken for one", () => {
  always(({ notices }) => {
    expect(notices.length).toBeLessThanOrEqual(4);
    expect(new Set(notices.map(({ id }) => id)).size).toBe(notices.length);
  });
});
