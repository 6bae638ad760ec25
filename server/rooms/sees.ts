// The one rule about who may meet whom. The roster, the calls and the signalling all ask it.

import type { MemberId } from "../../protocol/protocol.ts";
import { can } from "../../protocol/roles.ts";
import { findMember, type Member, type Room, roleOf } from "./room.ts";

/**
 * In a meeting everybody sees everybody. In a classroom the hosts see everybody, and whoever has the
 * floor does; two others don't see each other.
 */
export function sees(room: Room, a: Member, b: Member): boolean {
  if (a.id === b.id) return false;
  return room.kind === "meeting" || isPublic(room, a) || isPublic(room, b);
}

/** Whether everybody sees them, and they everybody. */
export function isPublic(room: Room, member: Member): boolean {
  return room.floor === member.id || can(roleOf(room, member), "see-everybody", room.kind);
}

/** Two members who see each other; the earlier one came first, and dials. */
export interface Pair {
  readonly earlier: Member;
  readonly later: Member;
}

/** The pairs of a room that were none in another state of it. */
function pairsNewTo(other: Room, room: Room): readonly Pair[] {
  const then = new Map(other.members.map((member) => [member.id, member]));
  const metThen = (a: Member, b: Member): boolean => {
    const [oldA, oldB] = [then.get(a.id), then.get(b.id)];
    return oldA !== undefined && oldB !== undefined && sees(other, oldA, oldB);
  };
  return room.members.flatMap((later, index) =>
    room.members
      .slice(0, index)
      .filter((earlier) => sees(room, earlier, later) && !metThen(earlier, later))
      .map((earlier) => ({ earlier, later })),
  );
}

/** Who met and who parted between two states of a room. */
export function difference(
  before: Room,
  after: Room,
): { readonly met: readonly Pair[]; readonly parted: readonly Pair[] } {
  return { met: pairsNewTo(before, after), parted: pairsNewTo(after, before) };
}

/** Whether one may send the other what sets up a call; who isn't there may neither. */
export function maySignal(room: Room, from: MemberId, to: MemberId): boolean {
  const [a, b] = [findMember(room, from), findMember(room, to)];
  return a !== undefined && b !== undefined && sees(room, a, b);
}
