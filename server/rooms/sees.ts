// The one rule about who may meet whom. The roster, the calls and the chat all ask it.

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

function pairs(room: Room): readonly Pair[] {
  return room.members.flatMap((later, index) =>
    room.members
      .slice(0, index)
      .filter((earlier) => sees(room, earlier, later))
      .map((earlier) => ({ earlier, later })),
  );
}

const keyOf = ({ earlier, later }: Pair): string => `${earlier.id} ${later.id}`;

function without(some: readonly Pair[], others: readonly Pair[]): readonly Pair[] {
  const known = new Set(others.map(keyOf));
  return some.filter((pair) => !known.has(keyOf(pair)));
}

/** Who met and who parted between two states of a room. */
export function difference(
  before: Room,
  after: Room,
): { readonly met: readonly Pair[]; readonly parted: readonly Pair[] } {
  const [old, now] = [pairs(before), pairs(after)];
  return { met: without(now, old), parted: without(old, now) };
}
