// Who is told what of a change.

import type { Line, MemberId, ServerEvents } from "../../protocol/protocol.ts";
import { can } from "../../protocol/roles.ts";
import { isKnownTo, type Kept } from "./chat.ts";
import { findMember, type Member, type Room, roleOf } from "./room.ts";
import { difference } from "./sees.ts";
import { succeed } from "./succession.ts";
import { showChanges, showMember, showTo } from "./views.ts";

type RoomEvent = Exclude<keyof ServerEvents, "lobby" | "refused" | "closing">;

/** An event, and the members (or those at the door) who are to get it. */
export type Delivery = {
  readonly [Event in RoomEvent]: {
    readonly to: readonly MemberId[];
    readonly event: Event;
    readonly args: Parameters<ServerEvents[Event]>;
  };
}[RoomEvent];

export interface Change {
  readonly ok: true;
  readonly room: Room;
  readonly deliveries: readonly Delivery[];
}

/** A change that nobody needs to be told of. */
export function quietly(room: Room, ...deliveries: readonly Delivery[]): Change {
  return { ok: true, room, deliveries };
}

/** Counts the change, and announces it: to the pairs it joins or parts, then to all who see it. */
export function become(before: Room, next: Room, now: number, ...words: readonly Delivery[]): Change {
  const changed = { ...succeed(next, now), revision: before.revision + 1 };
  const { room, showings } = showChanges(before, changed);
  const { met, parted } = difference(before, room);
  return {
    ok: true,
    room,
    deliveries: [
      ...parted.flatMap(({ earlier, later }) => [
        ...part(room, earlier, later),
        ...part(room, later, earlier),
      ]),
      ...room.members.flatMap((later) => {
        const to = met.flatMap((pair) => (pair.later === later ? reach(room, pair.earlier.id) : []));
        return meet(room, later, to);
      }),
      ...words,
      ...showings.map(({ to, view }): Delivery => ({ to, event: "room", args: [view] })),
    ],
  };
}

/** The room as that member sees it, and the lines they may read, but for those they have heard. */
export function tellAll(room: Room, member: Member, heard?: ReadonlySet<number>): readonly Delivery[] {
  return [{ to: [member.id], event: "room", args: [showTo(room, member)] }, ...history(room, member, heard)];
}

export function history(room: Room, member: Member, heard?: ReadonlySet<number>): readonly Delivery[] {
  if (!member.inChat) return [];
  return room.chat.lines.flatMap((kept) =>
    mayRead(room, member, kept) && !(heard?.has(kept.line.n) && isKnownTo(kept, member.person))
      ? [receive([member.id], kept.line)]
      : [],
  );
}

export function mayRead(room: Room, member: Member, { person, to }: Omit<Kept, "line">): boolean {
  return (
    to === "everybody" || member.person === person || can(roleOf(room, member), "speak-freely", room.kind)
  );
}

export function receive(to: readonly MemberId[], line: Line): Delivery {
  return { to, event: "receive", args: [line] };
}

/** That member, if they can be told something. */
export function reach(room: Room, id: MemberId): readonly MemberId[] {
  return findMember(room, id)?.connected ? [id] : [];
}

function meet(room: Room, later: Member, to: readonly MemberId[]): readonly Delivery[] {
  return to.length === 0 ? [] : [{ to, event: "call-connected", args: [later.id, showMember(room, later)] }];
}

function part(room: Room, member: Member, gone: Member): readonly Delivery[] {
  const to = reach(room, member.id);
  return to.length === 0 ? [] : [{ to, event: "call-disconnected", args: [gone.id, gone.name] }];
}
