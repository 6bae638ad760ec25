// Whatever members bring back to a process that knows nothing, in whatever order and however old: it
// comes to the newest that any of them has seen, and what was changed since stays changed.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { MemberId } from "../../protocol/protocol.ts";
import { findBar, isOpen } from "../../server/rooms/door.ts";
import { gather, isIn, type Past, unite } from "../../server/rooms/past.ts";
import { findMember, type Room } from "../../server/rooms/room.ts";
import { morning } from "../fakes/rooms.ts";
import { aHistory, everyId, isOnStage, personOf, roleIn } from "./history.ts";
import {
  begin,
  bring,
  carry,
  type Happened,
  type Held,
  heldAfter,
  heldIn,
  pick,
  returns,
  run,
  turns,
} from "./takeover.ts";

const first = { process: 1, opened: 1 };
/** A day after the histories, all of which are over by then. */
const later = morning + 24 * 3_600_000;
const runs = { numRuns: Number(process.env["RUNS"] ?? 60) };

/** A history is too long to be read: what was expected is said, and how to come to it again. */
function hold<Drawn>(property: fc.IPropertyWithHooks<Drawn>, again = seed): void {
  const { failed, counterexamplePath, errorInstance } = fc.check(property, {
    ...{ ...runs, seed: again, endOnFailure: true },
  });
  if (!failed) return;
  const said = errorInstance instanceof Error ? errorInstance.stack : String(errorInstance);
  throw new Error(`With the seed ${again}, at ${counterexamplePath}: ${said}`);
}

/** The same each time, so that what breaks was broken by a change; `SEED` and `RUNS` look elsewhere. */
const seed = Number(process.env["SEED"] ?? 1);

/** A history, and what happens in the process after it. */
const takeover = fc.record({ history: aHistory, script: turns });
/** Two processes that end, and the one after them. */
const twice = fc.record({ history: aHistory, script: turns, last: returns });

function heldTwice({
  history,
  script,
}: {
  history: Parameters<typeof heldIn>[0];
  script: Parameters<typeof run>[2];
}) {
  const held = heldIn(history, first);
  return [...held, ...heldAfter(run(begin(2, later), held, script))];
}

describe("what two have seen of a room", () => {
  const some = twice.map((drawn) => {
    const held = heldTwice(drawn);
    const pasts = drawn.last
      .flatMap((turn) => (turn.type === "return" ? (pick(held, turn) ?? []) : []))
      .map(carry);
    return pasts;
  });

  test("comes to the same whoever comes first, however they come together, and however often", () => {
    hold(
      fc.property(some, (pasts) => {
        for (const [index, a] of pasts.entries()) {
          expect(unite(a, a)).toEqual(a);
          const b = pasts[index + 1];
          const c = pasts[index + 2];
          if (b) expect(text(join(a, b))).toBe(text(join(b, a)));
          if (b) expect(text(join(a, b, b))).toBe(text(join(a, b)));
          if (b && c) {
            expect(text(join(a, b, c))).toBe(text(join(c, a, b)));
            expect(text(join(a, b, c))).toBe(text(join(b, c, a)));
          }
          if (!b || !c || a.facts.born !== b.facts.born || b.facts.born !== c.facts.born) continue;
          expect(text([unite(unite(a, b), c)])).toBe(text([unite(a, unite(b, c))]));
        }
      }),
    );
  });
});

/** The newest of each, worked out from the rooms as they were rather than from what was carried. */
function newestOf(held: readonly Held[]) {
  const byAge = [...held].sort((a, b) => ageOf(b) - ageOf(a));
  const [newest] = byAge;
  if (!newest) throw new Error("Nobody has anything");
  const meeting = byAge.filter(({ room }) => room.born === newest.room.born);
  const whole = meeting.find(({ id, room }) => seesAll(room, id));
  const recent = meeting.filter((one) => !whole || ageOf(one) >= ageOf(whole));
  const banned = new Set(meeting.flatMap(({ id, room }) => (seesAll(room, id) ? room.banned : [])));
  const members = everyId.flatMap((id) => {
    const seen = recent.find(({ id: viewer, room }) => knows(room, viewer, id));
    const member = seen && findMember(seen.room, id);
    return member && !banned.has(member.person) ? [{ member, room: seen.room }] : [];
  });
  return { ...newest, banned, members: members.sort((a, b) => a.member.arrived - b.member.arrived) };
}

const ageOf = ({ keeper, room }: Held) => keeper.process * 1e6 + room.revision;
const seesAll = (room: Room, id: MemberId) => room.kind === "meeting" || roleIn(room, id) !== "member";
const knows = (room: Room, viewer: MemberId, id: MemberId) =>
  findMember(room, id) !== undefined &&
  (id === viewer || seesAll(room, viewer) || room.floor === viewer || isOnStage(room, id));

function expectNewest(room: Room, held: readonly Held[]): void {
  const { room: newest, members, banned } = newestOf(held);
  expect(room.members.map(({ id }) => id)).toEqual(members.map(({ member }) => member.id));
  for (const name of [
    "born",
    "seal",
    "kind",
    "owned",
    "founder",
    "owner",
    "settings",
    "cohosts",
    "endsAt",
  ] as const)
    expect([name, room[name]]).toEqual([name, newest[name]]);
  expect(new Set(room.banned)).toEqual(banned);
  const isHere = (id: MemberId | null) => room.members.some((member) => member.id === id);
  expect(room.host).toBe(isHere(newest.host) ? newest.host : null);
  expect(room.floor).toBe(isHere(newest.floor) ? newest.floor : null);
  const up = members.flatMap(({ member, room: seen }) => seen.hands.filter(({ id }) => id === member.id));
  const raised = room.hands.filter(({ id }) => isHere(id));
  expect(raised).toEqual(up.sort((a, b) => a.raisedAt - b.raisedAt || (a.id < b.id ? -1 : 1)));
  for (const { member } of members) {
    const { name, microphone, camera, screen, card, person } = member;
    expect(findMember(room, member.id)).toMatchObject({ name, microphone, camera, person });
    expect(findMember(room, member.id)?.screen).toBe(screen);
    expect(findMember(room, member.id)?.card).toBe(card);
    const may = [...newest.cohosts, newest.owner, newest.founder].includes(person);
    expect(findMember(room, member.id)?.cohost).toBe(member.cohost && may);
  }
}

describe("a room that is brought back", () => {
  test("is the newest that any of them has seen, in whatever order they come", () => {
    hold(
      fc.property(
        fc.record({ history: aHistory, script: returns, cut: fc.nat(60) }),
        ({ history, script, cut }) => {
          const held = heldIn(history.slice(0, 5 + cut), first);
          let process = begin(2, later);
          const brought: Held[] = [];
          for (const turn of script) {
            const one = turn.type === "return" ? pick(held, turn) : undefined;
            if (!one) continue;
            process = bring(process, one.id, carry(one));
            brought.push(one);
            expectNewest(process.room, brought);
          }
        },
      ),
    );
  });

  test("is so as well after a second process that didn't last", () => {
    hold(
      fc.property(twice, (drawn) => {
        const held = heldTwice(drawn);
        let process = begin(3, later + 3_600_000);
        const brought: Held[] = [];
        for (const turn of drawn.last) {
          const one = turn.type === "return" ? pick(held, turn) : undefined;
          if (!one) continue;
          const next = bring(process, one.id, carry(one));
          if (next === process) continue;
          process = next;
          brought.push(one);
          expectNewest(process.room, brought);
        }
      }),
    );
  });

  test("has nobody in it twice, and all in order of arrival", () => {
    eachTurn(({ after: { room } }) => {
      expect(new Set(room.members.map(({ id }) => id)).size).toBe(room.members.length);
      const arrivals = room.members.map(({ arrived }) => arrived);
      expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b));
      const raised = room.hands.map(({ raisedAt }) => raisedAt);
      expect(raised).toEqual([...raised].sort((a, b) => a - b));
    });
  });

  test("has nobody in it who is known to be banned, and tells those who came in nevertheless", () => {
    eachTurn(({ before, change, after: { room, past } }) => {
      // In another meeting than that, they are as good as new.
      const known = past?.facts.born === room.born ? past.banned : [];
      const banned = new Set([...room.banned, ...known]);
      for (const { person } of room.members) expect(banned).not.toContain(person);
      for (const { id, person, connected } of before.room.members) {
        if (!connected || findMember(room, id) || !banned.has(person)) continue;
        expect(change?.deliveries).toContainEqual(expect.objectContaining({ event: "removed" }));
        expect(change?.deliveries.flatMap(({ event, to }) => (event === "removed" ? to : []))).toContain(id);
      }
    });
  });

  test("lets nobody stay who came in before it was known that its door was closed", () => {
    eachTurn(({ turn, command, before, after: { room, past, now } }) => {
      if (turn.type !== "return" || command || before.past === past || !past) return;
      // What was brought has closed it, or it was found closed.
      const found = before.past === null || before.past.facts.born !== past.facts.born;
      if (isOpen(room.settings) || !(found || isOpen(before.room.settings))) return;
      const insiders = new Set([...past.known, ...past.members.map(({ thing }) => thing.person)]);
      for (const { id, person, connected } of room.members) {
        if (!connected || isIn(past, id) || insiders.has(person)) continue;
        expect([room.owner, room.founder, ...room.cohosts]).toContain(person);
      }
      for (const member of room.members)
        if (!isIn(past, member.id)) expect(findBar(room, member.person, now)).toBe(undefined);
    });
  });

  test("gives nobody a role that those who were there hadn't given them", () => {
    eachTurn(({ turn, command, before, after: { room, past } }) => {
      if (turn.type !== "return" || command || before.past || !past) return;
      for (const { id, person } of room.members) {
        if (roleIn(room, id) === "member") continue;
        expect([
          past.facts.owner,
          past.facts.founder,
          ...past.facts.cohosts,
          personOf(past.facts.host ?? ""),
        ]).toContain(person);
      }
    });
  });

  test("gives the floor only to a student who is there", () => {
    eachTurn(({ after: { room } }) => {
      if (room.floor !== null) expect([room.kind, roleIn(room, room.floor)]).toEqual(["classroom", "member"]);
    });
  });

  test("has no hand up of anybody who isn't there", () => {
    eachTurn(({ turn, command, after: { room } }) => {
      if (turn.type !== "return" || command) return;
      for (const { id, leftAt } of room.hands)
        if (leftAt === null) expect(findMember(room, id)).toBeDefined();
    });
  });

  test("counts on from what its members have seen", () => {
    eachTurn(({ before, after, change }) => {
      if (!change || before.past === after.past) return;
      expect(after.room.revision).toBeGreaterThanOrEqual(after.past?.stamp.revision ?? 0);
      expect(after.room.revision).toBeGreaterThanOrEqual(before.room.revision);
    });
  });
});

/** What may be changed of a room, and what the past says of it. */
const aspects: readonly (readonly [
  name: string,
  now: (room: Room) => unknown,
  then: (past: Past) => unknown,
])[] = [
  ...(["locked", "waitingRoom", "unmute", "chat", "count"] as const).map(
    (name) => [name, (room: Room) => room.settings[name], (past: Past) => past.facts.settings[name]] as const,
  ),
  ["owner", (room) => room.owner, (past) => past.facts.owner],
  ["end", (room) => room.endsAt, (past) => past.facts.endsAt],
  ...everyId.flatMap((id) => {
    const person = personOf(id);
    const kept = (past: Past) => past.members.find(({ thing }) => thing.id === id)?.thing;
    const cohost = (past: Past) => kept(past)?.cohost === true;
    return [
      [`${id} is gone`, (room: Room) => !findMember(room, id), (past: Past) => !isIn(past, id)],
      [
        `${id}'s hand`,
        (room: Room) => handOf(room.hands, id),
        (past: Past) =>
          handOf(
            past.hands.map((one) => one.thing),
            id,
          ),
      ],
      [`${id} as a cohost`, (room: Room) => findMember(room, id)?.cohost, cohost],
      [`${id} was asked`, (room: Room) => findMember(room, id)?.asked, (past: Past) => kept(past)?.asked],
      [
        `${id}'s microphone`,
        (room: Room) => findMember(room, id)?.microphone,
        (past: Past) => kept(past)?.microphone,
      ],
      [`${id}'s screen`, (room: Room) => findMember(room, id)?.screen, (past: Past) => kept(past)?.screen],
      [`${id} is hushed`, (room: Room) => findMember(room, id)?.hushed, (past: Past) => kept(past)?.hushed],
      [
        `${person} as a cohost`,
        (room: Room) => room.cohosts.includes(person),
        (past: Past) => past.facts.cohosts.includes(person),
      ],
      [
        `${person} is banned`,
        (room: Room) => room.banned.includes(person),
        (past: Past) => past.banned.includes(person),
      ],
    ] as const;
  }),
];

/** Which place it has is the earlier one's, where it had one. */
function handOf(hands: Room["hands"], id: MemberId) {
  return hands.some((hand) => hand.id === id && hand.leftAt === null);
}

test("what was changed in the new process stays changed, whatever is brought then", () => {
  eachTurn(({ turn, command, before, after }) => {
    if (turn.type !== "return" || command || !before.past || !after.past) return;
    if (before.past.facts.born !== after.past.facts.born) return;
    for (const [name, now, then] of aspects) {
      const about = everyId.find((id) => name.startsWith(id));
      // Who is put out, or was never brought back before, has nothing that could stay.
      if (
        about !== undefined &&
        !name.endsWith("gone") &&
        !(isIn(before.past, about) && findMember(after.room, about) && findMember(before.room, about))
      )
        continue;
      if (about !== undefined && name.endsWith("gone") && !isIn(before.past, about)) continue;
      const [was, is] = [then(before.past), now(before.room)];
      if (JSON.stringify(was) !== JSON.stringify(is)) expect([name, now(after.room)]).toEqual([name, is]);
    }
  });
});

/** Played once for all: it is most of what they would cost. */
const played: (readonly Happened[])[] = [];
hold(
  fc.property(takeover, ({ history, script }) => {
    played.push(run(begin(2, later), heldIn(history, first), script));
  }),
);

function eachTurn(holds: (happened: Happened) => void): void {
  for (const happened of played.flat()) holds(happened);
}

function join(...pasts: readonly Past[]): readonly Past[] {
  return pasts.reduce<readonly Past[]>(gather, []);
}

function text(pasts: readonly Past[]): string {
  return JSON.stringify(pasts);
}
