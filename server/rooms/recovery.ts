// A room as its members bring it back to a process that knows nothing of it, one after the other, each as
// they last saw it; those who were quicker may have changed it meanwhile.

import { limits, type MemberId, type Settings } from "../../protocol/protocol.ts";
import { isKnownTo, takeOver } from "./chat.ts";
import { become, type Change, type Delivery, history, quietly, reach } from "./deliveries.ts";
import { findBar, isOpen } from "./door.ts";
import {
  areOfOneMeeting,
  compareArrivals,
  compareHands,
  type Facts,
  factsOf,
  isIn,
  type Kept,
  type Past,
} from "./past.ts";
import { findMember, type Hand, type Member, type PersonId, type Room, roleOf, withScreen } from "./room.ts";
import { seesAll } from "./views.ts";

/** Who hasn't come back by then is shown as away: sooner, every tile would flicker at each restart. */
export const returnMs = 5_000;

/** `before` is what was known of the past already, and `past` the same with what has come now. */
export function recover(room: Room, before: Past | null, past: Past, now: number): Change {
  if (before && same(before, past)) return quietly(room);
  // What is known of this meeting, and not of one that was there before it.
  const base = before && areOfOneMeeting(before, past) ? before : null;
  const facts = mergeFacts(room, base, past, now);
  const banned = base ? [...new Set([...room.banned, ...past.banned])] : past.banned;
  const merged = mergeMembers(room, before, base, past)
    .map((member) => ({ ...member, cohost: isCohostStill(member, facts) }))
    .filter(({ connected, person }) => connected || !banned.includes(person));
  const inside = {
    ...{ ...room, ...facts, banned, members: merged },
    known: mergeKnown(room, base, past, facts.settings),
    chat: base ? room.chat : takeOver(room.chat, facts.born, now),
    recoveredAt: room.recoveredAt ?? now,
  };
  const gone = findStrays(inside, room, past, now);
  const members = merged.filter(({ id }) => !gone.includes(id));
  const freed = room.waiting.filter(({ person }) => findBar(inside, person, now) === undefined);
  const next = {
    ...{ ...inside, members, floor: findFloor(inside, members) },
    hands: mergeHands(room, before, past).filter(
      ({ id, leftAt }) => leftAt !== null || members.some((member) => member.id === id),
    ),
    waiting: room.waiting.filter((caller) => !freed.includes(caller)),
  };
  const counted = { ...room, revision: Math.max(room.revision, past.stamp.revision) };
  const removed = gone.filter((id) => banned.includes(findMember(inside, id)?.person ?? ""));
  const words: readonly Delivery[] = [
    { to: removed.flatMap((id) => reach(inside, id)), event: "removed", args: [] },
    { to: freed.map(({ id }) => id), event: "admitted", args: [] },
  ];
  const change = become(counted, next, now, ...words.filter(({ to }) => to.length > 0));
  // What newcomers said before anybody came back stands at another place now.
  const moved = base
    ? []
    : change.room.members.flatMap((member) => (member.connected ? history(change.room, member) : []));
  return { ...change, deliveries: [...change.deliveries, ...moved] };
}

/** Of the lines that a member has heard, those that are to be brought. */
export function findLacking(room: Room, member: Member, heard: ReadonlySet<number>): readonly number[] {
  const { lines } = room.chat;
  const known = new Set(lines.flatMap((kept) => (isKnownTo(kept, member.person) ? [kept.line.n] : [])));
  const forgotten = lines.length < limits.history ? 0 : (lines[0]?.line.n ?? 0);
  // What is known where no host is back, only other students can have brought, of whom nobody is to learn.
  const mayTell = room.members.some(
    (other) => seesAll(room, other) && (other.connected || other.id === member.id),
  );
  return [...heard].filter((n) => n > forgotten && !(mayTell && known.has(n)));
}

/** What has been changed since, stays so. */
function mergeFacts(room: Room, base: Past | null, past: Past, at: number): Facts {
  const [now, then] = [factsOf(room), past.facts];
  // Whoever may stand in for a host has to come back first: until then a newcomer would be it.
  if (!base) return { ...then, absentSince: then.absentSince === null ? null : at };
  const was = base.facts;
  const merge = <Name extends keyof Facts>(name: Name): Facts[Name] =>
    choose(was[name], now[name], then[name]);
  const mergeSetting = <Name extends keyof Settings>(name: Name): Settings[Name] =>
    choose(was.settings[name], now.settings[name], then.settings[name]);
  return {
    born: merge("born"),
    seal: merge("seal"),
    kind: merge("kind"),
    owned: merge("owned"),
    founder: merge("founder"),
    owner: merge("owner"),
    host: merge("host"),
    absentSince: merge("absentSince"),
    cohosts: mergePersons(was.cohosts, now.cohosts, then.cohosts),
    settings: {
      locked: mergeSetting("locked"),
      waitingRoom: mergeSetting("waitingRoom"),
      unmute: mergeSetting("unmute"),
      chat: mergeSetting("chat"),
      count: mergeSetting("count"),
    },
    floor: merge("floor"),
    endsAt: merge("endsAt"),
  };
}

/** `was`: as it was known when it was brought back; `now`: as it is here; `then`: as it is known now. */
function choose<Value>(was: Value, now: Value, then: Value): Value {
  return same(was, now) ? then : now;
}

function mergePersons(
  was: readonly PersonId[],
  now: readonly PersonId[],
  then: readonly PersonId[],
): readonly PersonId[] {
  const kept = then.filter((person) => now.includes(person) || !was.includes(person));
  return [...kept, ...now.filter((person) => !was.includes(person) && !then.includes(person))];
}

/** Whoever came in by an open door that turns out to have been closed was not let in by anybody. */
function mergeKnown(room: Room, base: Past | null, past: Past, settings: Settings): readonly PersonId[] {
  const passed = isOpen(room.settings) && !isOpen(settings);
  const letIn = base && !passed ? room.known.filter((person) => !base.known.includes(person)) : [];
  return [...new Set([...past.known, ...past.members.map(({ thing }) => thing.person), ...letIn])];
}

/** `before` is all that was brought back, and `base` what of it is of the same meeting. */
function mergeMembers(room: Room, before: Past | null, base: Past | null, past: Past): readonly Member[] {
  const returning = past.members.flatMap(({ thing }): readonly Member[] => {
    const [kept, here] = [findKept(base, thing.id), findMember(room, thing.id)];
    // As they were brought back.
    const was = kept && base ? { ...kept, cohost: isCohostStill(kept, base.facts) } : undefined;
    if (here) return [mergeMember(was, here, thing)];
    // Whoever was brought back before has gone in the meantime.
    return was ? [] : [{ ...thing, connected: false, away: false }];
  });
  const others = room.members.filter(
    ({ id, connected }) => !isIn(past, id) && (connected || before === null || !isIn(before, id)),
  );
  return [...returning, ...others].sort(compareArrivals);
}

function mergeMember(was: Kept | undefined, here: Member, thing: Kept): Member {
  const merge = <Name extends keyof Kept>(name: Name): Kept[Name] =>
    was ? choose(was[name], here[name], thing[name]) : thing[name];
  const { connected, closed, away, card, microphone, camera, screen, ready } = here;
  const revision = Math.max(thing.revision, here.revision);
  const inChat = thing.inChat && here.inChat;
  const member = {
    ...thing,
    connected,
    closed: connected ? closed : thing.closed,
    away,
    revision,
    inChat,
    cohost: merge("cohost"),
    asked: merge("asked"),
  };
  if (!connected) {
    const sent = { microphone: merge("microphone"), camera: merge("camera") };
    return withScreen({ ...member, ...sent, hushed: merge("hushed") }, merge("screen") ?? false);
  }
  // What they send, their page itself knows best.
  const sends = { ...member, microphone, camera, ready, hushed: [], ...(card !== undefined && { card }) };
  return withScreen(sends, screen ?? false);
}

/** Nobody was made one by whoever opened the room in the meantime. */
function isCohostStill({ person, cohost }: Kept, { cohosts, owner, founder }: Facts): boolean {
  return cohost && (cohosts.includes(person) || person === owner || person === founder);
}

function mergeHands(room: Room, before: Past | null, past: Past): readonly Hand[] {
  const back = past.hands.map(({ thing }) => thing);
  const ids = new Set([...room.hands, ...back].map(({ id }) => id));
  return [...ids]
    .flatMap((id) => {
      const [was, now, then] = [before?.hands.map(({ thing }) => thing), room.hands, back].map((hands) =>
        hands?.find((hand) => hand.id === id),
      );
      return (was ? choose(was, now, then) : (then ?? now)) ?? [];
    })
    .sort(compareHands);
}

/** Nobody's who isn't here any more, or became a host meanwhile. */
function findFloor(room: Room, members: readonly Member[]): MemberId | null {
  const holder = members.find(({ id }) => id === room.floor);
  return holder && roleOf(room, holder) === "member" ? holder.id : null;
}

/** Those who came in while nobody knew that they may not; of those who come back, the key is asked then. */
function findStrays(inside: Room, room: Room, past: Past, now: number): readonly MemberId[] {
  return room.members.flatMap(({ id, person, connected }) => {
    const isBarred = isIn(past, id)
      ? inside.banned.includes(person)
      : findBar(inside, person, now) !== undefined;
    return isBarred || (connected && room.seal !== inside.seal) ? [id] : [];
  });
}

function findKept(past: Past | null, id: MemberId): Kept | undefined {
  return past?.members.find(({ thing }) => thing.id === id)?.thing;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
