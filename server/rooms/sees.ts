// The one rule about who may meet whom. The roster, the calls and the chat all ask it.

import type { MemberId } from "../../protocol/protocol.ts";
import type { Member, Room } from "./room.ts";

/** In a meeting everybody sees everybody. */
export function sees(_room: Room, a: Member, b: Member): boolean {
  return a.id !== b.id;
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
  const [a, b] = [from, to].map((id) => room.members.find((member) => member.id === id));
  return a !== undefined && b !== undefined && sees(room, a, b);
}
