// What those who run a room may do in it.

import {
  type MediaKind,
  type MemberId,
  type Refusal,
  type Role,
  refuse,
  type Settings,
} from "../../protocol/protocol.ts";
import { type Action, can } from "../../protocol/roles.ts";
import { become, type Change, type Delivery, quietly, reach } from "./deliveries.ts";
import { ban, goAway, isOpen, letIn, turnAway } from "./door.ts";
import { lower } from "./hands.ts";
import {
  findMember,
  floorWithout,
  type Member,
  present,
  type Room,
  remember,
  roleOf,
  withMember,
  withScreen,
} from "./room.ts";

/** Long enough to read the host's last word, and to take it back. */
export const endingMs = 5_000;
const mostCohosts = 50;

export type HostCommand =
  | { readonly type: "set-room"; readonly id: MemberId; readonly settings: Partial<Settings> }
  | {
      readonly type: "admit" | "turn-away" | "mute" | "give-floor";
      readonly id: MemberId;
      readonly other: MemberId | null;
    }
  | {
      readonly type: "ask-unmute" | "stop-camera" | "stop-screen" | "lower-hand" | "remove" | "make-host";
      readonly id: MemberId;
      readonly other: MemberId;
    }
  | { readonly type: "make-cohost"; readonly id: MemberId; readonly other: MemberId; readonly is: boolean }
  | { readonly type: "end"; readonly id: MemberId; readonly over: boolean };

/** Does it, if it is theirs to do. */
export function host(room: Room, member: Member, command: HostCommand, now: number): Change | Refusal {
  const role = roleOf(room, member);
  switch (command.type) {
    case "set-room":
      return can(role, "set-room", room.kind) ? set(room, command.settings, now) : refuse("not-allowed");
    case "admit":
    case "turn-away":
      if (!can(role, command.type, room.kind)) return refuse("not-allowed");
      return answerDoor(room, command.type, command.other, now);
    case "mute":
      if (command.other !== null) return doTo(room, role, "mute", command.other, turnOff("microphone", now));
      return can(role, "mute-all", room.kind) ? muteAll(room, now) : refuse("not-allowed");
    case "give-floor":
      if (command.other !== null) return doTo(room, role, "give-floor", command.other, giveFloor(now));
      if (!can(role, "take-floor", room.kind)) return refuse("not-allowed");
      return room.floor === null ? quietly(room) : become(room, { ...room, floor: null }, now);
    case "stop-camera":
      return doTo(room, role, "stop-camera", command.other, turnOff("camera", now));
    case "stop-screen":
      return doTo(room, role, "stop-screen", command.other, turnOff("screen", now));
    case "ask-unmute":
      return doTo(room, role, "ask-unmute", command.other, askToUnmute);
    case "lower-hand":
      return doTo(room, role, "lower-hand", command.other, (_, { id }) => {
        const next = lower(room, id);
        return next === room ? quietly(room) : become(room, next, now);
      });
    case "remove":
      return doTo(room, role, "remove", command.other, remove(now));
    case "make-host":
      return doTo(room, role, "make-host", command.other, makeHost(now));
    case "make-cohost":
      return command.is
        ? doTo(room, role, "make-cohost", command.other, makeCohost(now))
        : doTo(room, role, "unmake-cohost", command.other, unmakeCohost(now));
    case "end": {
      if (!can(role, "end", room.kind)) return refuse("not-allowed");
      if (command.over === (room.endsAt !== null)) return quietly(room);
      return become(room, { ...room, endsAt: command.over ? now + endingMs : null }, now);
    }
    default:
      return command satisfies never;
  }
}

type Deed = (room: Room, other: Member) => Change;

/** Whoever may do it to nobody isn't told who is there. */
function doTo(room: Room, role: Role, action: Action, id: MemberId, deed: Deed): Change | Refusal {
  if (!can(role, action, room.kind)) return refuse("not-allowed");
  const other = findMember(room, id);
  if (!other) return refuse("not-present");
  return can(role, action, room.kind, roleOf(room, other)) ? deed(room, other) : refuse("not-allowed");
}

function set(room: Room, changes: Partial<Settings>, now: number): Change {
  const settings = { ...room.settings, ...changes };
  const same = JSON.stringify(settings) === JSON.stringify(room.settings);
  if (same) return quietly(room);
  // Whoever waits needn't, once nobody has to.
  const freed = isOpen(settings) ? room.waiting : [];
  return enter({ ...room, settings }, room, freed, now);
}

function answerDoor(
  room: Room,
  answer: "admit" | "turn-away",
  id: MemberId | null,
  now: number,
): Change | Refusal {
  // Whoever waits in several tabs is answered in each.
  const named = room.waiting.find((caller) => caller.id === id);
  const meant = room.waiting.filter(({ person }) => id === null || person === named?.person);
  if (id !== null && meant.length === 0) return refuse("not-present");
  if (meant.length === 0) return quietly(room);
  if (answer === "admit") return enter(room, room, meant, now);
  const ids = meant.map((caller) => caller.id);
  return become(room, turnAway(room, meant, now), now, { to: ids, event: "turned-away", args: [] });
}

function enter(room: Room, before: Room, callers: Room["waiting"], now: number): Change {
  const ids = callers.map(({ id }) => id);
  const open = callers.reduce((next, { person }) => letIn(next, person), goAway(room, ids));
  const words: readonly Delivery[] = ids.length === 0 ? [] : [{ to: ids, event: "admitted", args: [] }];
  return become(before, open, now, ...words);
}

function turnOff(kind: MediaKind, now: number): Deed {
  return (room, other) => {
    const word: Delivery = { to: reach(room, other.id), event: "turn-off", args: [kind] };
    const asked = other.asked && kind !== "microphone";
    const hushed = owe(other, kind);
    // Said even where it should be so already: a page may be about to switch it on.
    if (!other[kind] && asked === other.asked) return quietly(withMember(room, { ...other, hushed }), word);
    const still = kind === "screen" ? withScreen(other, false) : { ...other, [kind]: false };
    return become(room, withMember(room, { ...still, asked, hushed }), now, word);
  };
}

function muteAll(room: Room, now: number): Change {
  const isMeant = (other: Member) => roleOf(room, other) === "member";
  const word: Delivery = { to: present(room, isMeant), event: "turn-off", args: ["microphone"] };
  const speaks = (other: Member) => isMeant(other) && (other.microphone || other.asked);
  const members = room.members.map((other) =>
    isMeant(other) ? { ...other, microphone: false, asked: false, hushed: owe(other, "microphone") } : other,
  );
  if (!room.members.some(speaks)) return quietly({ ...room, members }, word);
  return become(room, { ...room, members }, now, word);
}

/** Whoever is cut off is told when they are back. */
function owe({ connected, hushed }: Member, kind: MediaKind): readonly MediaKind[] {
  return connected || hushed.includes(kind) ? hushed : [...hushed, kind];
}

function askToUnmute(room: Room, other: Member): Change {
  const word: Delivery = { to: reach(room, other.id), event: "unmute-asked", args: [] };
  return quietly(withMember(room, { ...other, asked: true }), word);
}

function giveFloor(now: number): Deed {
  return (room, { id }) =>
    room.floor === id ? quietly(room) : become(room, lower({ ...room, floor: id }, id), now);
}

function remove(now: number): Deed {
  return (room, other) => {
    const barred = ban(room, other);
    // Whoever is shut out is so in each of their tabs.
    const gone = room.members.filter(
      ({ id, person }) => id === other.id || (barred !== room && person === other.person),
    );
    const ids = gone.map(({ id }) => id);
    const word: Delivery = { to: ids.flatMap((id) => reach(room, id)), event: "removed", args: [] };
    const left = gone.reduce(without, barred);
    return become(room, { ...left, hands: room.hands.filter(({ id }) => !ids.includes(id)) }, now, word);
  };
}

/** The room without a member. */
export function without(room: Room, gone: Member): Room {
  return {
    ...room,
    members: room.members.filter(({ id }) => id !== gone.id),
    floor: floorWithout(room, gone.id),
  };
}

function makeHost(now: number): Deed {
  return (room, other) => {
    // Whoever stands in passes on what they were lent, and no more.
    if (room.absentSince !== null) return become(room, { ...room, host: other.id }, now);
    const cohosts = room.cohosts.filter((person) => person !== other.person);
    const floor = floorWithout(room, other.id);
    const next = withMember(room, { ...other, cohost: false });
    return become(room, { ...next, cohosts, floor, host: other.id, owner: other.person }, now);
  };
}

function makeCohost(now: number): Deed {
  return (room, other) => {
    const cohosts = remember(room.cohosts, other.person, mostCohosts);
    const floor = floorWithout(room, other.id);
    return become(room, { ...withMember(room, { ...other, cohost: true }), cohosts, floor }, now);
  };
}

function unmakeCohost(now: number): Deed {
  return (room, other) => {
    const { person } = other;
    const cohosts = room.cohosts.filter((cohost) => cohost !== person);
    // In each of their tabs: they came in by it.
    const members = room.members.map((old) => (old.person === person ? { ...old, cohost: false } : old));
    return become(room, { ...room, members, cohosts }, now);
  };
}
