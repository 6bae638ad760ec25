// Who comes in, who waits outside, and who never comes in again.

import type { MemberId, RefusalCode, Settings } from "../../protocol/protocol.ts";
import { can } from "../../protocol/roles.ts";
import { type Member, type PersonId, type Room, remember, roleOf, type Waiting } from "./room.ts";

/** More than a room ever holds; beyond it the oldest are forgotten. */
const mostKnown = 1_000;
const mostBanned = 1_000;
const mostWaiting = 100;

/** So long somebody who was turned away is not asked about again. */
const peaceMs = 30_000;

/** Why that person may not come in, if so. */
export function findBar(room: Room, person: PersonId, now: number): RefusalCode | undefined {
  if (room.banned.includes(person)) return "removed";
  if (isInsider(room, person)) return undefined;
  if (isOpen(room.settings)) return undefined;
  const refused = room.turnedAway.some((other) => other.person === person && now - other.at < peaceMs);
  if (refused) return "turned-away";
  return room.settings.locked ? "locked" : "waiting-room";
}

export function isOpen({ locked, waitingRoom }: Settings): boolean {
  return !locked && !waitingRoom;
}

/** Those whom the door doesn't stop: they were inside before, or are to run the room. */
function isInsider({ owner, founder, cohosts, known }: Room, person: PersonId): boolean {
  return person === owner || person === founder || cohosts.includes(person) || known.includes(person);
}

export function letIn(room: Room, person: PersonId): Room {
  return { ...room, known: remember(room.known, person, mostKnown) };
}

/** With them at the door; as it is, if too many are there. */
export function knock(room: Room, caller: Waiting): Room {
  const known = room.waiting.some(({ id }) => id === caller.id);
  if (known) return { ...room, waiting: room.waiting.map((old) => (old.id === caller.id ? caller : old)) };
  return room.waiting.length >= mostWaiting ? room : { ...room, waiting: [...room.waiting, caller] };
}

export function goAway(room: Room, ids: readonly MemberId[]): Room {
  return { ...room, waiting: room.waiting.filter(({ id }) => !ids.includes(id)) };
}

export function turnAway(room: Room, callers: readonly Waiting[], now: number): Room {
  const recent = room.turnedAway.filter(({ at }) => now - at < peaceMs);
  const turnedAway = [...recent, ...callers.map(({ person }) => ({ person, at: now }))].slice(-mostBanned);
  return {
    ...goAway(
      room,
      callers.map(({ id }) => id),
    ),
    turnedAway,
  };
}

/** Shuts out whoever that member is, unless a host is the same person in another tab. */
export function ban(room: Room, { person }: Member): Room {
  const runsIt = (other: Member) => other.person === person && can(roleOf(room, other), "remove", room.kind);
  const known = room.known.filter((other) => other !== person);
  if (person === room.owner || person === room.founder || room.members.some(runsIt)) return room;
  const waiting = room.waiting.filter((caller) => caller.person !== person);
  return { ...room, known, waiting, banned: remember(room.banned, person, mostBanned) };
}
