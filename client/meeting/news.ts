// What is worth a word in a change of the room. Pure.

import type { MemberId, MemberView, RoomView } from "../../protocol/protocol.ts";

/** In sentences, of those that tell this person something. */
export function describeChange(before: RoomView, after: RoomView, self: MemberId): readonly string[] {
  // Whoever comes in finds what there is.
  if (before.members.length === 0) return [];
  return [
    ...describeMembers(before, after, self),
    ...describeHosts(before, after, self),
    ...describeFloor(before, after, self),
    ...describeDoor(before, after, self),
    ...describeHands(before, after, self),
  ];
}

function has({ members }: RoomView, id: MemberId): boolean {
  return members.some((member) => member.id === id);
}

function roleIn({ members }: RoomView, id: MemberId): MemberView["role"] | undefined {
  return members.find((member) => member.id === id)?.role;
}

/** Whether that member sees everybody, and not only the hosts and whoever has the floor. */
function seesAll(view: RoomView, id: MemberId): boolean {
  return view.kind === "meeting" || view.floor === id || roleIn(view, id) !== "member";
}

function describeMembers(before: RoomView, after: RoomView, self: MemberId): readonly string[] {
  const came = after.members.filter(({ id }) => !has(before, id));
  const went = before.members.filter(({ id }) => !has(after, id));
  const all = seesAll(after, self);
  // A student who comes to see everybody, or no longer does, sees others come and go who don't.
  const told = ({ role }: MemberView) => role !== "member" || all === seesAll(before, self);
  // Another student is seen for as long as they have the floor.
  const onFloor = ({ role }: MemberView) => role === "member" && !all;
  return [
    ...came.filter(told).map((one) => `${one.name} ${onFloor(one) ? "has the floor" : "joined"}`),
    ...went.filter(told).map((one) => `${one.name} ${onFloor(one) ? "no longer has the floor" : "left"}`),
  ];
}

function describeHosts(before: RoomView, after: RoomView, self: MemberId): readonly string[] {
  const [old, now] = [roleIn(before, self), roleIn(after, self)];
  if (old !== undefined && now !== undefined && old !== now)
    return [
      now === "host"
        ? "You are the host now."
        : now === "cohost"
          ? "You help to host now."
          : "You are no longer a host.",
    ];
  if (before.host === after.host || after.revision === before.revision) return [];
  const host = after.members.find(({ id }) => id === after.host);
  if (host) return before.members.some(({ id }) => id === host.id) ? [`${host.name} is the host now`] : [];
  return [after.kind === "classroom" ? "The teacher is away. The class waits." : "The host is away."];
}

function describeFloor(before: RoomView, after: RoomView, self: MemberId): readonly string[] {
  if (before.floor === after.floor) return [];
  if (after.floor === self) return ["You have the floor: everybody sees and hears you."];
  return before.floor === self ? ["You no longer have the floor."] : [];
}

function describeDoor(before: RoomView, after: RoomView, self: MemberId): readonly string[] {
  const here = roleIn(after, self) === "member";
  const { settings: old } = before;
  const { settings } = after;
  return [
    ...(here && old.unmute !== settings.unmute
      ? [settings.unmute ? "You may unmute yourself again." : "Only the hosts may unmute people now."]
      : []),
    ...(here && old.chat !== settings.chat
      ? [
          settings.chat === "hosts"
            ? "What you write is read by the hosts only now."
            : "What you write is read by everybody now.",
        ]
      : []),
    ...(after.ending && !before.ending ? ["The host is ending the meeting."] : []),
    ...(before.ending && !after.ending ? ["The meeting goes on after all."] : []),
  ];
}

function describeHands(before: RoomView, after: RoomView, self: MemberId): readonly string[] {
  const up = (view: RoomView) => view.members.filter(({ hand }) => hand !== undefined).map(({ id }) => id);
  const old = up(before);
  return after.members
    .filter(({ id, hand }) => hand !== undefined && id !== self && has(before, id) && !old.includes(id))
    .map(({ name }) => `${name} raised their hand`);
}
