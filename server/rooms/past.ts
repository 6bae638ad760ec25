// What a room was to the process before this one, as its members bring it back. Each of them brings what
// they last saw of it; put together in any order, that is the newest there is.

import type { MemberId } from "../../protocol/protocol.ts";
import type { Hand, Member, PersonId, Room } from "./room.ts";
import { sees } from "./sees.ts";
import { seesAll } from "./views.ts";

/** By whom a room is kept: processes follow one another, and in each the rooms of one name do. */
export interface Keeper {
  /** When that process started. */
  readonly process: number;
  /** When it first had that room. */
  readonly opened: number;
}

/** Tells the newer of two states, as each room counts its changes. */
export interface Stamp extends Keeper {
  readonly revision: number;
}

/** What a room is apart from those in it. */
export type Facts = Pick<
  Room,
  | "born"
  | "seal"
  | "kind"
  | "owned"
  | "founder"
  | "owner"
  | "host"
  | "absentSince"
  | "cohosts"
  | "settings"
  | "floor"
  | "endsAt"
>;

/** A member as they are kept: whether anything of them is left is another question. */
export type Kept = Omit<Member, "connected" | "away">;

/** Something of a room, and the newest state it was seen in. */
export interface Trace<Thing> {
  readonly at: Stamp;
  readonly thing: Thing;
}

export interface Past {
  readonly stamp: Stamp;
  readonly facts: Facts;
  /** The newest state that was seen as a whole; a student sees no more than a part. */
  readonly whole: Stamp | null;
  /** Where it was not seen as a whole since: those who were seen. In order of arrival. */
  readonly members: readonly Trace<Kept>[];
  /** In the order in which they went up. */
  readonly hands: readonly Trace<Hand>[];
  readonly banned: readonly PersonId[];
  /** As whoever saw the whole knew them. */
  readonly known: readonly PersonId[];
}

/** More of those whom a room remembers would make what its members carry too large. */
const mostPersons = 200;

/** What that member may bring back: no more than they see, so that it tells nothing by its length. */
export function pastFor(room: Room, viewer: Member, keeper: Keeper): Past {
  const stamp = { ...keeper, revision: room.revision };
  const whole = seesAll(room, viewer);
  const seen = room.members.filter((other) => whole || other.id === viewer.id || sees(room, viewer, other));
  const ids = new Set(seen.map(({ id }) => id));
  const hands = room.hands.filter((hand) => whole || ids.has(hand.id));
  return {
    stamp,
    facts: factsOf(room),
    whole: whole ? stamp : null,
    members: seen.map(({ connected, away, ...thing }) => ({
      at: stamp,
      thing: { ...thing, closed: !connected && !away },
    })),
    hands: hands.map((thing) => ({ at: stamp, thing })),
    banned: whole ? room.banned.slice(-mostPersons).sort() : [],
    known: whole ? room.known.slice(-mostPersons) : [],
  };
}

export function factsOf(room: Room): Facts {
  const { born, seal, kind, owned, founder, owner, host, absentSince, cohosts, settings, floor, endsAt } =
    room;
  return { born, seal, kind, owned, founder, owner, host, absentSince, cohosts, settings, floor, endsAt };
}

export function isIn(past: Past, id: MemberId): boolean {
  return past.members.some(({ thing }) => thing.id === id);
}

/** More meetings than anybody can have been in that a room could go on with. */
const mostMeetings = 8;

/** What is known of each of a room's meetings, the newest first, with what has come now. */
export function gather(pasts: readonly Past[], past: Past): readonly Past[] {
  const known = pasts.find((other) => areOfOneMeeting(other, past));
  const others = pasts.filter((other) => other !== known);
  return [known ? unite(known, past) : past, ...others]
    .sort((a, b) => (isAfter(b.stamp, a.stamp) ? 1 : -1))
    .slice(0, mostMeetings);
}

/** Both of one meeting together: in whatever order, and however often, the same comes of it. */
export function unite(one: Past, other: Past): Past {
  const [newer, older] = isAfter(other.stamp, one.stamp) ? [other, one] : [one, other];
  const whole = older.whole && (!newer.whole || isAfter(older.whole, newer.whole)) ? older : newer;
  // Who isn't in the newest whole was gone by then.
  const since = ({ at }: Trace<unknown>) => whole.whole === null || !isAfter(whole.whole, at);
  const members = join(newer.members, older.members).filter(since);
  // Whoever saw somebody also saw whether their hand was up.
  const isUp = ({ at, thing: { id } }: Trace<Hand>) =>
    !members.some((member) => member.thing.id === id && isAfter(member.at, at));
  return {
    stamp: newer.stamp,
    facts: newer.facts,
    whole: whole.whole,
    members: members.sort((a, b) => compareArrivals(a.thing, b.thing)),
    hands: join(newer.hands, older.hands)
      .filter((hand) => since(hand) && isUp(hand))
      .sort((a, b) => compareHands(a.thing, b.thing)),
    banned: [...new Set([...one.banned, ...other.banned])].sort(),
    known: whole.known,
  };
}

export function areOfOneMeeting(one: Past, other: Past): boolean {
  return one.facts.born === other.facts.born;
}

export function compareArrivals(a: Kept, b: Kept): number {
  return a.arrived - b.arrived || compareTexts(a.id, b.id);
}

export function compareHands(a: Hand, b: Hand): number {
  return a.raisedAt - b.raisedAt || compareTexts(a.id, b.id);
}

/** Each once, as it was seen last. */
function join<Thing extends { readonly id: MemberId }>(
  one: readonly Trace<Thing>[],
  other: readonly Trace<Thing>[],
): readonly Trace<Thing>[] {
  const traces = new Map(one.map((trace) => [trace.thing.id, trace]));
  for (const trace of other) {
    const known = traces.get(trace.thing.id);
    if (!known || isNewer(trace, known)) traces.set(trace.thing.id, trace);
  }
  return [...traces.values()];
}

/** What nobody was shown isn't counted: of two that were seen in one state, either will do, but always the same. */
function isNewer(one: Trace<unknown>, other: Trace<unknown>): boolean {
  if (isAfter(one.at, other.at)) return true;
  return !isAfter(other.at, one.at) && JSON.stringify(one.thing) > JSON.stringify(other.thing);
}

function isAfter(one: Stamp, other: Stamp): boolean {
  if (one.process !== other.process) return one.process > other.process;
  if (one.opened !== other.opened) return one.opened > other.opened;
  return one.revision > other.revision;
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
