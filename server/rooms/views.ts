// What each member may know of the room, and who is to be told of a change.

import type { LobbyView, MemberId, MemberView, RoomView } from "../../protocol/protocol.ts";
import { can } from "../../protocol/roles.ts";
import { count } from "./hands.ts";
import { type Member, type Room, roleOf } from "./room.ts";
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
  const [oldLook, newLook] = [rememberLooks(before), rememberLooks(after)];
  const then = new Map(before.members.map((member) => [member.id, member]));
  const changed = new Set<MemberId>();
  const members = after.members.map((member) => {
    const old = then.get(member.id);
    const same = old?.connected === member.connected && oldLook(old) === newLook(member);
    if (same) return member;
    changed.add(member.id);
    // Who becomes a student starts from the count that they knew.
    const known = old && isHosting(before, old) ? before.revision : member.revision;
    return { ...member, revision: known + 1 };
  });
  const room = { ...after, members };
  return { room, showings: show(room, changed) };
}

/** What is shown to members, themselves included; those who see the same share one. */
function show(room: Room, viewers: ReadonlySet<MemberId>): readonly Showing[] {
  const audiences = new Map<string, { readonly viewer: Member; readonly to: MemberId[] }>();
  for (const viewer of room.members) {
    if (!viewer.connected || !viewers.has(viewer.id)) continue;
    const key = audienceOf(room, viewer);
    const audience = audiences.get(key);
    if (audience) audience.to.push(viewer.id);
    else audiences.set(key, { viewer, to: [viewer.id] });
  }
  return [...audiences.values()].map(({ viewer, to }) => ({ to, view: showTo(room, viewer) }));
}

/** How the room looks to a member, worked out once for each audience. */
function rememberLooks(room: Room): (viewer: Member) => string {
  const looks = new Map<string, string>();
  return (viewer) => {
    const key = audienceOf(room, viewer);
    const look = looks.get(key) ?? JSON.stringify({ ...showTo(room, viewer), revision: 0 });
    looks.set(key, look);
    return look;
  };
}

/** Two of one audience see the same. */
function audienceOf(room: Room, viewer: Member): string {
  const hosting = isHosting(room, viewer);
  if (room.kind === "classroom" && !hosting) return `student ${viewer.id}`;
  // But for those at the door, hosts see what everybody sees.
  return hosting && room.waiting.length > 0 ? "hosts" : "everybody";
}

function isHosting(room: Room, viewer: Member): boolean {
  return can(roleOf(room, viewer), "admit", room.kind);
}

export function showTo(room: Room, viewer: Member): RoomView {
  const { seal, kind, host, settings, floor, endsAt, waiting, members } = room;
  const seen = members.filter((other) => other.id === viewer.id || sees(room, viewer, other));
  const hands = count(room, seen);
  const hosting = isHosting(room, viewer);
  const student = kind === "classroom" && !hosting;
  return {
    revision: student ? viewer.revision : room.revision,
    members: seen.map((member) => showMember(room, member, hands)),
    seal,
    ...{ kind, host, settings, floor },
    ending: endsAt !== null,
    ...(hosting && waiting.length > 0 && { waiting: waiting.map(({ id, name }) => ({ id, name })) }),
    ...(student && settings.count && { count: members.filter((other) => !isHosting(room, other)).length }),
  };
}

export function showMember(
  room: Room,
  member: Member,
  hands: ReadonlyMap<MemberId, number> = new Map(),
): MemberView {
  const { id, name, microphone, camera, card, ready } = member;
  const hand = hands.get(id);
  return {
    ...{ id, name, microphone, camera },
    ...(card !== undefined && { card }),
    ...{ role: roleOf(room, member), ready },
    ...(hand !== undefined && { hand }),
  };
}

/** What those outside may know. */
export function showLobby(room: Room): LobbyView {
  const { members, seal, founder, kind, owned, settings } = room;
  const { locked, waitingRoom } = settings;
  const closed = locked || waitingRoom;
  // A student is not to know of another, and whoever is outside might be one.
  const shown = closed ? [] : members.filter((member) => kind === "meeting" || isHosting(room, member));
  return {
    ...(members.length > 0 && { seal }),
    inside: shown.map(({ name }) => name),
    kind: founder === null ? null : kind,
    ...{ owned, locked, waitingRoom },
  };
}
