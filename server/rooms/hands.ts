// Hands go up in an order that every screen agrees on, and stay up over a reload.

import type { MemberId } from "../../protocol/protocol.ts";
import type { Hand, Member, PersonId, Room } from "./room.ts";

/** A page that loads again is back within that. */
const reloadMs = 30_000;

export function raise(room: Room, { id, person }: Member, now: number): Room {
  if (isUp(room, id)) return room;
  const last = room.hands.at(-1)?.raisedAt ?? 0;
  const hand = { id, person, leftAt: null, raisedAt: Math.max(now, last + 1) };
  return { ...room, hands: [...room.hands, hand] };
}

export function lower(room: Room, id: MemberId): Room {
  return isUp(room, id) ? { ...room, hands: room.hands.filter((hand) => hand.id !== id) } : room;
}

export function isUp({ hands }: Room, id: MemberId): boolean {
  return hands.some((hand) => hand.id === id);
}

/** Keeps the place of a hand whose owner is gone, for a while. */
export function keepPlace(room: Room, gone: MemberId, now: number): readonly Hand[] {
  return fresh(room, now).map((hand) => (hand.id === gone ? { ...hand, leftAt: now } : hand));
}

/** The hands, one of which may be of whoever comes back as another member. */
export function takePlace(room: Room, id: MemberId, person: PersonId, now: number): readonly Hand[] {
  const hands = fresh(room, now);
  const mine = hands.filter((hand) => hand.person === person && (hand.id === id || hand.leftAt !== null));
  // Whoever had several tabs may have left a hand in each.
  const own = mine.find((hand) => hand.id === id) ?? mine[0];
  return hands.flatMap((hand) => {
    if (hand === own) return [{ ...hand, id, leftAt: null }];
    return hand.id === id || mine.includes(hand) ? [] : [hand];
  });
}

function fresh({ hands }: Room, now: number): readonly Hand[] {
  return hands.filter(({ leftAt }) => leftAt === null || now - leftAt < reloadMs);
}

/** Which hand is whose, counted among those of these members. */
export function count({ hands }: Room, seen: readonly Member[]): ReadonlyMap<MemberId, number> {
  const ids = new Set(seen.map(({ id }) => id));
  const up = hands.filter(({ id, leftAt }) => leftAt === null && ids.has(id));
  return new Map(up.map(({ id }, index) => [id, index + 1]));
}
