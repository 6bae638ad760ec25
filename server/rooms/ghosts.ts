// Members whose page has died and been opened anew: the same person comes in under another id, and the
// old one would be waited for in vain.

import { without } from "./hosting.ts";
import type { Member, Room } from "./room.ts";

/** The room without those of that person who are missed; a hand of theirs stays up for whoever took their place. */
export function supersede(room: Room, { id, person }: Pick<Member, "id" | "person">): Room {
  const ghosts = room.members.filter((old) => old.person === person && !old.connected && old.away);
  const ids = ghosts.map((ghost) => ghost.id);
  const left = ghosts.reduce(without, room);
  const mine = left.hands.find((hand) => hand.id === id || ids.includes(hand.id));
  const hands = left.hands.flatMap((hand) => {
    if (hand === mine) return [{ ...hand, id, leftAt: null }];
    return hand.id === id || ids.includes(hand.id) ? [] : [hand];
  });
  return ghosts.length === 0 ? room : { ...left, hands };
}

/** The same for all who came in since that time. */
export function supersedeSince(room: Room, since: number): Room {
  const came = ({ connected, arrived }: Member) => connected && arrived >= since;
  return room.members.filter(came).reduce(supersede, room);
}
