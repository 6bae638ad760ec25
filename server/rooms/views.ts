// What each member may know of the room, and who is to be told of a change.

import type { Caller, LobbyView, MemberId, MemberView, RoomView } from "../../protocol/protocol.ts";
import { can } from "../../protocol/roles.ts";
import { count } from "./hands.ts";
import { type Member, type Room, roleOf, type Waiting } from "./room.ts";
import { sees } from "./sees.ts";

/** One view, and those to whom it is to be sent. */
export interface Showing {
  readonly to: readonly MemberId[];
  readonly view: RoomView;
}

/** Those for whom the room looks other than before, with what they see of it now. */
export function showChanges(
  before: Room,
  after: Room,
): { readonly room: Room; readonly showings: readonly Showing[] } {
  const [lookBefore, lookAfter] = [rememberLooks(before), rememberLooks(after)];
  const then = new Map(before.members.map((member) => [member.id, member]));
  const changed = new Set<MemberId>();
  const members = after.members.map((member) => {
    const old = then.get(member.id);
    const same = old?.connected === member.connected && lookBefore(old).text === lookAfter(member).text;
    if (same) return member;
    changed.add(member.id);
    // Who becomes a student starts from the count that they knew.
    const known = old && isHosting(before, old) ? before.revision : member.revision;
    return { ...member, revision: known + 1 };
  });
  const room = { ...after, members };
  const audiences = new Map<RoomView, { readonly viewer: Member; readonly to: MemberId[] }>();
  for (const viewer of members) {
    if (!viewer.connected || !changed.has(viewer.id)) continue;
    const { view } = lookAfter(viewer);
    const audience = audiences.get(view);
    if (audience) audience.to.push(viewer.id);
    else audiences.set(view, { viewer, to: [viewer.id] });
  }
  const showings = [...audiences].map(([view, { viewer, to }]) => ({
    to,
    view: { ...view, revision: revisionFor(room, viewer) },
  }));
  return { room, showings };
}

/** What a member sees, and the same to compare: but for the revision, which comes of comparing. */
interface Look {
  readonly view: RoomView;
  readonly text: string;
}

/** How the room looks to a member, worked out once for each audience. */
function rememberLooks(room: Room): (viewer: Member) => Look {
  const looks = new Map<string, Look>();
  return (viewer) => {
    const key = audienceOf(room, viewer);
    const known = looks.get(key);
    if (known) return known;
    const view = { ...showTo(room, viewer), revision: 0 };
    const look = { view, text: JSON.stringify(view) };
    looks.set(key, look);
    return look;
  };
}

/** Two of one audience see the same. */
function audienceOf(room: Room, viewer: Member): string {
  const hosting = isHosting(room, viewer);
  if (!seesAll(room, viewer)) return `student ${viewer.id}`;
  // But for those at the door, hosts see what everybody sees.
  return hosting && room.waiting.length > 0 ? "hosts" : "everybody";
}

/** Whether nothing of those inside is kept from them, as it is from a student. */
export function seesAll(room: Room, viewer: Member): boolean {
  return room.kind === "meeting" || isHosting(room, viewer);
}

function isHosting(room: Room, viewer: Member): boolean {
  return can(roleOf(room, viewer), "admit", room.kind);
}

function revisionFor(room: Room, viewer: Member): number {
  return seesAll(room, viewer) ? room.revision : viewer.revision;
}

export function showTo(room: Room, viewer: Member): RoomView {
  const { seal, kind, host, settings, floor, endsAt, waiting, members } = room;
  const seen = members.filter((other) => other.id === viewer.id || sees(room, viewer, other));
  const hands = count(room, seen);
  const hosting = isHosting(room, viewer);
  const student = !seesAll(room, viewer);
  const teaching = hosting && kind === "classroom";
  return {
    revision: revisionFor(room, viewer),
    members: seen.map((member) => ({
      ...showMember(room, member, hands),
      ...(teaching && member.forecast !== undefined && { forecast: member.forecast }),
    })),
    seal,
    ...{ kind, host, settings, floor },
    ending: endsAt !== null,
    ...(hosting && waiting.length > 0 && { waiting: waiting.map((caller) => showCaller(caller, teaching)) }),
    ...(student && settings.count && { count: members.filter((other) => !isHosting(room, other)).length }),
  };
}

export function showMember(
  room: Room,
  member: Member,
  hands: ReadonlyMap<MemberId, number> = new Map(),
): MemberView {
  const { id, name, microphone, camera, screen, card, ready, away } = member;
  const hand = hands.get(id);
  return {
    ...{ id, name, microphone, camera },
    ...(screen && { screen }),
    ...(card !== undefined && { card }),
    ...{ role: roleOf(room, member), ready },
    ...(hand !== undefined && { hand }),
    ...(away && { away }),
  };
}

function showCaller({ id, name, forecast }: Waiting, teaching: boolean): Caller {
  return { id, name, ...(teaching && forecast !== undefined && { forecast }) };
}

/** What those outside may know. */
export function showLobby(room: Room): LobbyView {
  const { members, seal, founder, kind, owned, settings } = room;
  const { locked, waitingRoom } = settings;
  const closed = locked || waitingRoom;
  // A student is not to know of another, and whoever is outside might be one.
  const shown = closed ? [] : members.filter((member) => seesAll(room, member));
  return {
    ...(members.length > 0 && { seal }),
    inside: shown.map(({ name }) => name),
    kind: founder === null ? null : kind,
    ...{ owned, locked, waitingRoom },
  };
}
