// Short words for the tests of the rooms: who comes, what was accepted, who was told what.

import type { Hello, MemberId, MemberView, RoomView, Settings } from "../../protocol/protocol.ts";
import type { Change, Delivery } from "../../server/rooms/deliveries.ts";
import { emptyRoom, findMember, type Room } from "../../server/rooms/room.ts";
import { type Command, type Step, step } from "../../server/rooms/step.ts";
import { showTo } from "../../server/rooms/views.ts";

/** Half past nine in the morning, on the day these tests were written. */
export const morning = Date.UTC(2025, 0, 6, 9, 30);

/** More than come in any of these tests but those of a full room. */
const most = 10;

type Join = Extract<Command, { type: "join" }>;

/** What somebody says of themselves, and what the server knows of them. */
type Coming = Partial<Hello> & Partial<Pick<Join, "person" | "madeFor" | "byDeed" | "most">>;

/** Everybody is a person of their own, unless it is said whose another tab they are. */
export function join(id: MemberId, name: string = id, more: Coming = {}): Join {
  const { person = id, madeFor = null, byDeed = false, ...rest } = more;
  const { most: places = most, ...said } = rest;
  const hello = { ...{ name, microphone: true, camera: true, seal: null, ready: true }, ...said };
  return {
    ...{ type: "join", id, person, madeFor, byDeed, most: places },
    hello: { kind: "meeting", ...hello },
  };
}

/** Another tab of a person, or the same one loaded again. */
export function joinAs(person: string, id: MemberId, more: Coming = {}): Join {
  return join(id, id, { person, ...more });
}

export function accepted(outcome: Step): Change {
  if (!outcome.ok) throw new Error(`Refused: ${outcome.code}`);
  return outcome;
}

/** What comes of a command, so many milliseconds after the morning. */
export function act(room: Room, command: Command, afterMs = 0): Change {
  return accepted(step(room, command, morning + afterMs));
}

/** The room after more commands, none of which is refused. */
export function continued(room: Room, ...commands: readonly Command[]): Room {
  return commands.reduce((next, command) => act(next, command).room, room);
}

/** The room after these commands, none of which is refused. */
export function roomAfter(...commands: readonly Command[]): Room {
  return continued(emptyRoom, ...commands);
}

/** A classroom with its host, whose id is "host", and these students. */
export function classroomOf(...students: readonly MemberId[]): Room {
  return roomAfter(join("host", "host", { kind: "classroom" }), ...students.map((id) => join(id)));
}

/** A meeting with its host, whose id is "host", and these members. */
export function meetingOf(...members: readonly MemberId[]): Room {
  return roomAfter(join("host"), ...members.map((id) => join(id)));
}

export function set(settings: Partial<Settings>): Command {
  return { type: "set-room", id: "host", settings };
}

/** A member as the others see them. */
export function seen(id: MemberId, more: Partial<MemberView> = {}): MemberView {
  return { ...{ id, name: id, microphone: true, camera: true }, ...{ role: "member", ready: true }, ...more };
}

/** A room as its members see it. */
export function viewOf(
  revision: number,
  members: readonly MemberView[],
  more: Partial<RoomView> = {},
): RoomView {
  const host = members.find(({ role }) => role === "host")?.id ?? null;
  const { settings } = emptyRoom;
  return {
    ...{ revision, members, seal: null, kind: "meeting", host, settings },
    ...{ floor: null, ending: false },
    ...more,
  };
}

/** What a member sees of the room. */
export function viewFor(id: MemberId, room: Room): RoomView {
  const viewer = findMember(room, id);
  if (!viewer) throw new Error(`Nobody is ${id}`);
  return showTo(room, viewer);
}

/** Whom a member sees, themselves included. */
export function rosterOf(id: MemberId, room: Room): readonly MemberId[] {
  return viewFor(id, room).members.map((member) => member.id);
}

/** What one member is told, in order. */
export function toldTo(id: MemberId, deliveries: readonly Delivery[]): readonly Omit<Delivery, "to">[] {
  return deliveries.filter(({ to }) => to.includes(id)).map(({ event, args }) => ({ event, args }));
}

/** Of which kinds that is. */
export function eventsTo(id: MemberId, deliveries: readonly Delivery[]): readonly Delivery["event"][] {
  return toldTo(id, deliveries).map(({ event }) => event);
}

/** To whom anything goes at all. */
export function toldAnything(deliveries: readonly Delivery[]): readonly MemberId[] {
  return [...new Set(deliveries.flatMap(({ to }) => to))];
}

/** Whom each event of a kind names, and to whom it goes. */
export function calls(
  event: "call-connected" | "call-disconnected",
  deliveries: readonly Delivery[],
): readonly string[] {
  return deliveries.flatMap((delivery) =>
    delivery.event === event ? delivery.to.map((id) => `${id} hears of ${delivery.args[0]}`) : [],
  );
}
