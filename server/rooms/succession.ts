// Who is the host: the owner of the role while they are here. Away, they keep it for a while; then in a
// meeting somebody stands in for them, and in a classroom nobody does.

import { findMember, type Room } from "./room.ts";

/** Long enough for a reload, a change of device, or a tunnel. */
export const absenceMs = 30_000;

/** The room with whoever should be its host by now. */
export function succeed(room: Room, now: number): Room {
  const host = room.host === null ? undefined : findMember(room, room.host);
  if (host?.connected && host.person === room.owner) return { ...room, absentSince: null };
  const owner = room.members.find(({ person, connected }) => connected && person === room.owner);
  // A host needs no floor: another tab of theirs may have had it.
  const floor = room.floor === owner?.id ? null : room.floor;
  if (owner) return { ...room, host: owner.id, absentSince: null, floor };
  // Their connection may come back to the seat it has.
  if (host && host.person === room.owner) return room;
  const absentSince = room.absentSince ?? now;
  if (host) return { ...room, absentSince };
  const longest = room.members.find(({ connected }) => connected);
  const due = room.kind === "meeting" && now >= absentSince + absenceMs;
  return { ...room, absentSince, host: (due ? longest?.id : undefined) ?? null };
}

/** When somebody is to stand in, if ever. */
export function successionAt({ kind, host, absentSince, members }: Room): number | null {
  const waits = kind === "meeting" && host === null && absentSince !== null;
  return waits && members.some(({ connected }) => connected) ? absentSince + absenceMs : null;
}
