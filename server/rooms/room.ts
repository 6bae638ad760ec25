// A room: what it knows, and what can be asked of it without changing it.

import type {
  Caller,
  Check,
  MediaKind,
  MemberId,
  MemberView,
  Role,
  RoomKind,
  Settings,
} from "../../protocol/protocol.ts";
import { type Chat, silence } from "./chat.ts";

/** Who somebody is to this room over reloads. Nobody but the server knows it. */
export type PersonId = string;

export interface Member
  extends Pick<
    MemberView,
    "id" | "name" | "microphone" | "camera" | "screen" | "card" | "ready" | "forecast"
  > {
  readonly person: PersonId;
  /** When they came, by a clock that never tells the same time twice: their place among the others. */
  readonly arrived: number;
  /** False while the connection is lost and may still come back. */
  readonly connected: boolean;
  /** Another process had seen their connection closed: they would be gone by now. */
  readonly closed: boolean;
  /** Shown to the others as away: lost without a word, or asleep by their own. */
  readonly away: boolean;
  /** False once they have left the conversation. */
  readonly inChat: boolean;
  readonly cohost: boolean;
  /** What a host turned off while they could not be told. */
  readonly hushed: readonly MediaKind[];
  /** A host has asked them to unmute, so they may. */
  readonly asked: boolean;
  /** Counts the changes of what a student sees: the room's own count would tell of the others. */
  readonly revision: number;
}

/** A hand that is up; its owner may be about to come back from a reload. */
export interface Hand {
  readonly id: MemberId;
  readonly person: PersonId;
  readonly leftAt: number | null;
  /** By a clock that never tells the same time twice. */
  readonly raisedAt: number;
}

export interface Waiting extends Caller {
  readonly person: PersonId;
}

export interface Room {
  /** Counts every change of anything but chat. */
  readonly revision: number;
  /** When the first of those inside came in; nothing said before that belongs to this meeting. */
  readonly born: number;
  /** When it was taken back from another process, if it was: not all of its members may be here yet. */
  readonly recoveredAt: number | null;
  /** In order of arrival. */
  readonly members: readonly Member[];
  readonly chat: Chat;
  /** Whoever comes in first settles it for as long as anybody is inside. */
  readonly seal: Check;
  readonly kind: RoomKind;
  /** Whether the room was made for its founder, so that nobody else could open it. */
  readonly owned: boolean;
  /** Nobody, until somebody has opened the room. */
  readonly founder: PersonId | null;
  /** Whose the host's role is, here or away. */
  readonly owner: PersonId | null;
  /** Who has it at the moment. */
  readonly host: MemberId | null;
  /** Since when the owner is away. */
  readonly absentSince: number | null;
  readonly cohosts: readonly PersonId[];
  readonly settings: Settings;
  readonly floor: MemberId | null;
  /** In the order in which they went up. */
  readonly hands: readonly Hand[];
  readonly banned: readonly PersonId[];
  /** Those who were let in once. */
  readonly known: readonly PersonId[];
  readonly waiting: readonly Waiting[];
  readonly turnedAway: readonly { readonly person: PersonId; readonly at: number }[];
  /** When the meeting will be over. */
  readonly endsAt: number | null;
}

const openDoor: Settings = {
  locked: false,
  waitingRoom: false,
  unmute: true,
  chat: "everybody",
  count: false,
};

export const emptyRoom: Room = {
  revision: 0,
  born: 0,
  recoveredAt: null,
  members: [],
  chat: silence,
  seal: null,
  kind: "meeting",
  owned: false,
  founder: null,
  owner: null,
  host: null,
  absentSince: null,
  cohosts: [],
  settings: openDoor,
  floor: null,
  hands: [],
  banned: [],
  known: [],
  waiting: [],
  turnedAway: [],
  endsAt: null,
};

export function findMember({ members }: Room, id: MemberId): Member | undefined {
  return members.find((member) => member.id === id);
}

export function roleOf({ host }: Room, { id, cohost }: Member): Role {
  if (id === host) return "host";
  return cohost ? "cohost" : "member";
}

export function withMember(room: Room, changed: Member): Room {
  return { ...room, members: room.members.map((old) => (old.id === changed.id ? changed : old)) };
}

/** That member, showing their screen or not. */
export function withScreen({ screen, ...member }: Member, shows: boolean): Member {
  return shows ? { ...member, screen: true } : member;
}

/** The floor, unless it is that member's, who is to have it no more. */
export function floorWithout({ floor }: Room, id: MemberId): MemberId | null {
  return floor === id ? null : floor;
}

/** Those of them who can be told something. */
export function present({ members }: Room, wanted: (member: Member) => boolean): readonly MemberId[] {
  return members.flatMap((member) => (member.connected && wanted(member) ? [member.id] : []));
}

/** With one more, or as it is; the oldest give way. */
export function remember(persons: readonly PersonId[], person: PersonId, most: number): readonly PersonId[] {
  return persons.includes(person) ? persons : [...persons, person].slice(-most);
}
