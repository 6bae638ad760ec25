// A room, and what becomes of it: no socket, no clock, no chance in here.

import { isSealed } from "../../protocol/parse.ts";
import {
  type Check,
  type Hello,
  type Line,
  type LobbyView,
  limits,
  type MemberId,
  type MemberView,
  type Refusal,
  type RoomView,
  refuse,
  type ServerEvents,
} from "../../protocol/protocol.ts";
import * as chat from "./chat.ts";
import { difference, sees } from "./sees.ts";

export interface Member extends MemberView {
  /** False while the connection is lost and may still come back. */
  readonly connected: boolean;
  /** False once they have left the conversation. */
  readonly inChat: boolean;
}

export interface Room {
  /** Counts every change of anything but chat. */
  readonly revision: number;
  /** In order of arrival. */
  readonly members: readonly Member[];
  readonly chat: chat.Chat;
  /** Whoever comes in first settles it for as long as the room lives. */
  readonly seal: Check;
}

export const emptyRoom: Room = { revision: 0, members: [], chat: chat.silence, seal: null };

export type Command =
  /** `most`: how many a room may hold. */
  | { readonly type: "join"; readonly id: MemberId; readonly hello: Hello; readonly most: number }
  /** The connection is gone without a word. */
  | { readonly type: "drop"; readonly id: MemberId }
  | { readonly type: "leave"; readonly id: MemberId }
  | { readonly type: "leave-chat"; readonly id: MemberId }
  | { readonly type: "send"; readonly id: MemberId; readonly message: string }
  | { readonly type: "suspect"; readonly id: MemberId; readonly other: MemberId }
  | {
      readonly type: "set-media";
      readonly id: MemberId;
      readonly microphone: boolean;
      readonly camera: boolean;
    };

type RoomEvent = "call-connected" | "call-disconnected" | "receive" | "suspected" | "room";

/** An event, and the members who are to get it. */
export type Delivery = {
  readonly [Event in RoomEvent]: {
    readonly to: readonly MemberId[];
    readonly event: Event;
    readonly args: Parameters<ServerEvents[Event]>;
  };
}[RoomEvent];

interface Change {
  readonly ok: true;
  readonly room: Room;
  readonly deliveries: readonly Delivery[];
}

export type Step = Change | Refusal;

/** Decides what a command makes of the room, and who is told what. */
export function step(room: Room, command: Command, now: number): Step {
  const member = room.members.find(({ id }) => id === command.id);
  if (command.type === "join") return member ? rejoin(room, member, command.hello) : join(room, command);
  if (!member) return refuse("not-joined");
  switch (command.type) {
    case "drop":
      return quietly(withMember(room, { ...member, connected: false }));
    case "leave":
      return become(room, { ...room, members: room.members.filter((other) => other !== member) });
    case "leave-chat":
      return quietly(withMember(room, { ...member, inChat: false }));
    case "send":
      return say(room, member, command.message, now);
    case "suspect": {
      const other = room.members.find(({ id }) => id === command.other);
      // Whoever may not be met can't be told from whoever isn't there.
      const to = other && sees(room, member, other) ? present(room, other) : [];
      return { ok: true, room, deliveries: [{ to, event: "suspected", args: [member.id] }] };
    }
    case "set-media": {
      const { microphone, camera } = command;
      if (member.microphone === microphone && member.camera === camera) return quietly(room);
      return become(room, withMember(room, { ...member, microphone, camera }));
    }
    default:
      return command satisfies never;
  }
}

/** What the lobby shows of those inside. */
export function lobbyView(room: Room): LobbyView {
  return { inside: room.members.map(({ name }) => name), seal: room.seal };
}

function join(room: Room, { id, hello, most }: Extract<Command, { type: "join" }>): Step {
  if (room.members.length >= most) return refuse("room-full");
  const { seal, ...shown } = hello;
  if (room.members.length > 0 && seal !== room.seal) return refuseKey(room.seal, seal);
  const member = { id, ...shown, connected: true, inChat: true };
  const { room: joined, deliveries } = become(room, { ...room, seal, members: [...room.members, member] });
  return { ok: true, room: joined, deliveries: [...deliveries, ...history(joined, id)] };
}

/** A connection that was lost takes its place again, told what it missed; nobody else need know. */
function rejoin(room: Room, member: Member, { seal }: Hello): Step {
  if (member.connected) return refuse("id-taken");
  if (seal !== room.seal) return refuseKey(room.seal, seal);
  const joined = withMember(room, { ...member, connected: true });
  const own = views(joined).flatMap((view) =>
    view.to.includes(member.id) ? [{ ...view, to: [member.id] }] : [],
  );
  return {
    ok: true,
    room: joined,
    deliveries: [...own, ...(member.inChat ? history(joined, member.id) : [])],
  };
}

function refuseKey(needed: Check, given: Check): Refusal {
  if (needed === null) return refuse("not-sealed");
  return refuse(given === null ? "key-missing" : "key-wrong");
}

function history(room: Room, id: MemberId): readonly Delivery[] {
  return room.chat.lines.map((line) => receive([id], line));
}

function quietly(room: Room): Change {
  return { ok: true, room, deliveries: [] };
}

function say(room: Room, member: Member, message: string, now: number): Step {
  if (!member.inChat) return refuse("not-in-chat");
  if (room.seal === null && message.length > limits.message) return refuse("message-too-long");
  // What nobody sealed by mistake is not passed on where all believe that everything is.
  if (room.seal !== null && !isSealed(message)) return refuse("key-missing");
  const said = { from: member.id, name: member.name, message, at: now };
  const { chat: heard, line } = chat.add(room.chat, said);
  const to = room.members
    .filter((other) => other.connected && other.inChat && sees(room, member, other))
    .map(({ id }) => id);
  return { ok: true, room: { ...room, chat: heard }, deliveries: [receive(to, line)] };
}

function receive(to: readonly MemberId[], line: Line): Delivery {
  return { to, event: "receive", args: [line] };
}

function withMember(room: Room, changed: Member): Room {
  return { ...room, members: room.members.map((old) => (old.id === changed.id ? changed : old)) };
}

/** Counts the change, and announces it: to the pairs it joins or parts, then to all. */
function become(before: Room, next: Omit<Room, "revision">): Change {
  const room = { ...next, revision: before.revision + 1 };
  const { met, parted } = difference(before, room);
  return {
    ok: true,
    room,
    deliveries: [
      ...parted.flatMap(({ earlier, later }) => [
        ...part(room, earlier, later),
        ...part(room, later, earlier),
      ]),
      ...room.members.flatMap((later) =>
        meet(
          later,
          met.flatMap((pair) => (pair.later === later ? present(room, pair.earlier) : [])),
        ),
      ),
      ...views(room),
    ],
  };
}

function meet(later: Member, to: readonly MemberId[]): readonly Delivery[] {
  return to.length === 0 ? [] : [{ to, event: "call-connected", args: [later.id, view(later)] }];
}

function part(room: Room, member: Member, gone: Member): readonly Delivery[] {
  const to = present(room, member);
  return to.length === 0 ? [] : [{ to, event: "call-disconnected", args: [gone.id, gone.name] }];
}

function present(room: Room, { id }: Member): readonly MemberId[] {
  return room.members.some((member) => member.id === id && member.connected) ? [id] : [];
}

/** Each member's view of the room; those who see the same share one. */
function views(room: Room): readonly Delivery[] {
  const audiences = new Map<string, { to: MemberId[]; seen: readonly Member[] }>();
  for (const viewer of room.members) {
    if (!viewer.connected) continue;
    const seen = room.members.filter((other) => other.id === viewer.id || sees(room, viewer, other));
    const key = seen.map(({ id }) => id).join(" ");
    const audience = audiences.get(key);
    if (audience) audience.to.push(viewer.id);
    else audiences.set(key, { to: [viewer.id], seen });
  }
  return [...audiences.values()].map(({ to, seen }): Delivery => {
    const roster: RoomView = { revision: room.revision, members: seen.map(view), seal: room.seal };
    return { to, event: "room", args: [roster] };
  });
}

function view({ id, name, microphone, camera, card }: Member): MemberView {
  return { id, name, microphone, camera, ...(card !== undefined && { card }) };
}
