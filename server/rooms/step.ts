// What becomes of a room: no socket, no clock, no chance in here.

import { isSealed } from "../../protocol/parse.ts";
import {
  type Forecast,
  type Hello,
  limits,
  type MemberId,
  type Mending,
  type Reaction,
  type Refusal,
  refuse,
} from "../../protocol/protocol.ts";
import { can } from "../../protocol/roles.ts";
import * as chat from "./chat.ts";
import {
  become,
  type Change,
  type Delivery,
  history,
  mayRead,
  quietly,
  reach,
  receive,
  tellAll,
} from "./deliveries.ts";
import { findBar, goAway, knock, letIn } from "./door.ts";
import { supersede, supersedeSince } from "./ghosts.ts";
import { keepPlace, lower, raise, takePlace } from "./hands.ts";
import { type HostCommand, host, without } from "./hosting.ts";
import { returnMs } from "./recovery.ts";
import {
  emptyRoom,
  findMember,
  type Member,
  type PersonId,
  present,
  type Room,
  roleOf,
  type Waiting,
  withMember,
  withScreen,
} from "./room.ts";
import { sees } from "./sees.ts";
import { succeed, successionAt } from "./succession.ts";

/** What a member asks for. */
export type MemberCommand =
  /** The connection is gone without a word, or has fallen silent. */
  | { readonly type: "drop"; readonly id: MemberId; readonly silent?: boolean }
  | { readonly type: "leave" | "leave-chat" | "ready"; readonly id: MemberId }
  | { readonly type: "send"; readonly id: MemberId; readonly message: string; readonly key?: string }
  /** What was said before, and was shown to have been. */
  | { readonly type: "bring"; readonly id: MemberId; readonly lines: readonly chat.Kept[] }
  | { readonly type: "set-away"; readonly id: MemberId; readonly away: boolean }
  | { readonly type: "suspect"; readonly id: MemberId; readonly other: MemberId }
  | {
      readonly type: "set-media";
      readonly id: MemberId;
      readonly microphone: boolean;
      readonly camera: boolean;
      readonly screen?: boolean;
    }
  | { readonly type: "set-forecast"; readonly id: MemberId; readonly forecast: Forecast }
  | { readonly type: "raise-hand"; readonly id: MemberId; readonly up: boolean }
  | { readonly type: "react"; readonly id: MemberId; readonly reaction: Reaction }
  | {
      readonly type: "watch";
      readonly id: MemberId;
      readonly other: MemberId;
      readonly height: number;
      readonly screenHeight?: number;
    }
  | { readonly type: "mend"; readonly id: MemberId; readonly other: MemberId; readonly mending: Mending }
  | HostCommand;

interface Join {
  readonly type: "join";
  readonly id: MemberId;
  readonly person: PersonId;
  readonly hello: Hello;
  /** How many a room may hold. */
  readonly most: number;
  /** For whom the room was made, if it was: nobody else can open it. */
  readonly madeFor: PersonId | null;
  /** They have shown that they are that person, and want to be a host beside one who is here. */
  readonly byDeed: boolean;
  /** The numbers of the lines of this meeting that they know. */
  readonly heard?: ReadonlySet<number>;
}

export type Command =
  | Join
  /** Somebody who has to be let in is at the door, or no longer. */
  | ({ readonly type: "knock" } & Waiting)
  | { readonly type: "withdraw"; readonly id: MemberId }
  /** The time has come: see `deadline`. */
  | { readonly type: "tick" }
  | MemberCommand;

export type Step = Change | Refusal;

/** Decides what a command makes of the room, and who is told what. */
export function step(room: Room, command: Command, now: number): Step {
  switch (command.type) {
    case "join": {
      const member = findMember(room, command.id);
      return member ? rejoin(room, member, command, now) : join(room, command, now);
    }
    case "knock": {
      const { type, ...caller } = command;
      const next = knock(room, caller);
      return next === room ? refuse("room-full") : become(room, next, now);
    }
    case "withdraw": {
      const next = goAway(room, [command.id]);
      return next.waiting.length === room.waiting.length ? quietly(room) : become(room, next, now);
    }
    case "tick":
      return tick(room, now);
    default: {
      const member = findMember(room, command.id);
      return member ? act(room, member, command, now) : refuse("not-joined");
    }
  }
}

/** When the room is to be told the time, if ever. */
export function deadline(room: Room): number | null {
  const times = [successionAt(room), room.endsAt, returnAt(room)].filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
}

function tick(room: Room, now: number): Change {
  if (room.endsAt !== null && now >= room.endsAt) return end(room, now);
  const due = returnAt(room);
  if (due !== null && now >= due) return become(room, missThose(room, now), now);
  const next = succeed(room, now);
  return next.host === room.host ? quietly(next) : become(room, next, now);
}

/** When whoever hasn't come back with the room is to be missed. */
function returnAt({ recoveredAt }: Room): number | null {
  return recoveredAt === null ? null : recoveredAt + returnMs;
}

function missThose(room: Room, now: number): Room {
  const members = room.members.map((member) => (member.connected ? member : { ...member, away: true }));
  const gone = members.filter(({ connected, closed }) => !connected && closed);
  const left = gone.reduce((rest: Room, member) => letGo(rest, member, now), { ...room, members });
  return { ...supersedeSince(vacate(left), room.recoveredAt ?? 0), recoveredAt: null };
}

/** Whoever opens it again finds it as new, if only its founder can. */
function end(room: Room, now: number): Change {
  const to = present(room, () => true);
  const next = room.owned ? emptyRoom : succeed(vacate({ ...room, members: [] }), now);
  return quietly({ ...next, revision: room.revision + 1 }, { to, event: "ended", args: [] });
}

/** A hand of theirs stays up for a while, for whoever merely reloads. */
function letGo(room: Room, member: Member, now: number): Room {
  return without({ ...room, hands: keepPlace(room, member.id, now) }, member);
}

/** What a room without members goes by for as long as its host may come back. */
function vacate(room: Room): Room {
  if (room.members.length > 0) return room;
  const { chat, seal, floor, hands, endsAt, recoveredAt } = emptyRoom;
  return { ...room, chat, seal, floor, hands, endsAt, recoveredAt };
}

function join(room: Room, command: Join, now: number): Step {
  const { id, person, hello, most, madeFor, byDeed, heard } = command;
  const { seal, kind, name, microphone, camera, screen, card, ready, forecast } = hello;
  const isNew = room.founder === null;
  if (isNew && madeFor !== null && person !== madeFor) return refuse("host-absent");
  if (room.members.length >= most) return refuse("room-full");
  if (room.members.length > 0 && seal !== room.seal) return refuseKey(room.seal, seal);
  const bar = findBar(room, person, now);
  if (bar !== undefined) return refuse(bar);

  const opened = isNew ? { ...room, kind, owned: madeFor !== null, founder: person, owner: person } : room;
  // Whoever founded it has it back from an owner who is away.
  const owner = opened.absentSince !== null && person === opened.founder ? person : opened.owner;
  const cohost = room.cohosts.includes(person) || (byDeed && person === owner);
  const born = room.members.length === 0 ? now : room.born;
  const inside = letIn(
    { ...goAway(opened, [id]), born, seal, owner, hands: takePlace(opened, id, person, now) },
    person,
  );
  const newcomer: Member = {
    ...{ id, person, name, microphone, camera, ready, cohost, ...(card !== undefined && { card }) },
    ...{ ...(screen && { screen }), ...(forecast !== undefined && { forecast }) },
    ...{ connected: true, closed: false, away: false, inChat: true, asked: false, hushed: [], revision: 0 },
    arrived: Math.max(now, (room.members.at(-1)?.arrived ?? 0) + 1),
  };
  const seated = succeed(supersede({ ...inside, members: [...inside.members, newcomer] }, newcomer), now);
  const quiet = newcomer.microphone && !mayUnmute(seated, newcomer);
  const member = quiet ? { ...newcomer, microphone: false } : newcomer;
  const entered = become(room, withMember(seated, member), now);
  const hush: Delivery = { to: quiet ? [id] : [], event: "turn-off", args: ["microphone"] };
  return {
    ...entered,
    deliveries: [...entered.deliveries, ...(quiet ? [hush] : []), ...history(entered.room, member, heard)],
  };
}

/** A connection that was lost takes its place again, told what it missed; nobody else need know. */
function rejoin(room: Room, member: Member, { hello, heard }: Join, now: number): Step {
  const { seal, forecast = member.forecast } = hello;
  if (member.connected) return refuse("id-taken");
  if (seal !== room.seal) return refuseKey(room.seal, seal);
  const known = { ...member, ...(forecast !== undefined && { forecast }) };
  const back = { ...known, connected: true, closed: false, away: false, hushed: [] };
  const words = member.hushed.map((kind): Delivery => ({ to: [member.id], event: "turn-off", args: [kind] }));
  const next = succeed(withMember(room, back), now);
  const same = next.host === room.host && !member.away && member.forecast === forecast;
  if (same) return quietly(next, ...tellAll(next, back, heard), ...words);
  const change = become(room, next, now);
  return { ...change, deliveries: [...change.deliveries, ...history(change.room, back, heard), ...words] };
}

function refuseKey(needed: Hello["seal"], given: Hello["seal"]): Refusal {
  if (needed === null) return refuse("not-sealed");
  return refuse(given === null ? "key-missing" : "key-wrong");
}

function act(room: Room, member: Member, command: MemberCommand, now: number): Step {
  switch (command.type) {
    case "drop":
      return drop(room, member, command.silent === true, now);
    case "leave":
      return become(room, vacate(letGo(room, member, now)), now);
    case "leave-chat":
      return quietly(withMember(room, { ...member, inChat: false }));
    case "ready":
      if (member.ready) return quietly(room);
      return become(room, withMember(room, { ...member, ready: true }), now);
    case "set-forecast":
      if (member.forecast === command.forecast) return quietly(room);
      return become(room, withMember(room, { ...member, forecast: command.forecast }), now);
    case "send":
      return say(room, member, command, now);
    case "bring":
      return takeBack(room, member, command.lines);
    case "set-away":
      if (member.away === command.away) return quietly(room);
      return become(room, withMember(room, { ...member, away: command.away }), now);
    case "suspect":
      return tell(room, member, command.other, (to) => ({ to, event: "suspected", args: [member.id] }));
    case "watch": {
      const { height, screenHeight } = command;
      const heights = screenHeight === undefined ? ([height] as const) : ([height, screenHeight] as const);
      return tell(room, member, command.other, (to) => ({
        to,
        event: "watched",
        args: [member.id, ...heights],
      }));
    }
    case "mend":
      return tell(room, member, command.other, (to) => ({
        to,
        event: "mend",
        args: [member.id, command.mending],
      }));
    case "set-media":
      return setMedia(room, member, command, now);
    case "raise-hand": {
      const next = command.up ? raise(room, member, now) : lower(room, member.id);
      return next === room ? quietly(room) : become(room, next, now);
    }
    case "react": {
      const to = present(room, (other) => other.id === member.id || sees(room, member, other));
      return quietly(room, { to, event: "reacted", args: [member.id, command.reaction] });
    }
    default:
      return host(room, member, command, now);
  }
}

/** Whoever falls silent is missed; a connection that was closed is back, or they are gone, in a moment. */
function drop(room: Room, member: Member, silent: boolean, now: number): Change {
  const away = member.away || silent;
  const next = succeed(withMember(room, { ...member, connected: false, away }), now);
  const same = next.host === room.host && away === member.away;
  return same ? quietly(next) : become(room, next, now);
}

/** Whoever may not be met can't be told from whoever isn't there. */
function tell(
  room: Room,
  member: Member,
  id: MemberId,
  word: (to: readonly MemberId[]) => Change["deliveries"][number],
): Change {
  const other = findMember(room, id);
  return quietly(room, word(other && sees(room, member, other) ? reach(room, id) : []));
}

function setMedia(
  room: Room,
  member: Member,
  { microphone, camera, screen = false }: Extract<MemberCommand, { type: "set-media" }>,
  now: number,
): Step {
  const same = member.microphone === microphone && member.camera === camera;
  if (same && (member.screen ?? false) === screen) return quietly(room);
  if (microphone && !member.microphone && !mayUnmute(room, member)) return refuse("may-not-unmute");
  const asked = member.asked && !microphone;
  return become(room, withMember(room, withScreen({ ...member, microphone, camera, asked }, screen)), now);
}

function mayUnmute(room: Room, member: Member): boolean {
  return room.settings.unmute || member.asked || can(roleOf(room, member), "speak-freely", room.kind);
}

function say(
  room: Room,
  member: Member,
  { message, key }: { readonly message: string; readonly key?: string },
  now: number,
): Step {
  // Sent again, since its sender never heard that it had come.
  const before = chat.findSaid(room.chat, member.person, key);
  if (before) return quietly(room, receive([], before));
  if (!member.inChat) return refuse("not-in-chat");
  if (room.seal === null && message.length > limits.message) return refuse("message-too-long");
  // What nobody sealed by mistake is not passed on where all believe that everything is.
  if (room.seal !== null && !isSealed(message)) return refuse("key-missing");
  const free = can(roleOf(room, member), "speak-freely", room.kind);
  const audience = { person: member.person, to: free ? "everybody" : room.settings.chat } as const;
  const said = { from: member.id, name: member.name, message, at: now, ...(key !== undefined && { key }) };
  const { chat: heard, line } = chat.add(room.chat, said, audience);
  const to = present(
    room,
    (other) => other.inChat && other.id !== member.id && mayRead(room, other, audience),
  );
  return quietly({ ...room, chat: heard }, receive(to, line));
}

/** Those who may read what was brought back are told; whoever brought it has heard of it. */
function takeBack(room: Room, { id }: Member, lines: readonly chat.Kept[]): Change {
  const { chat: whole, added } = chat.takeBack(room.chat, lines);
  const deliveries = added.map((kept) =>
    receive(
      present(room, (other) => other.inChat && other.id !== id && mayRead(room, other, kept)),
      kept.line,
    ),
  );
  return quietly({ ...room, chat: whole }, ...deliveries);
}
