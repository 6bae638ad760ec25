// The meeting as one page sees it: a union of phases, and what each event makes of it.

import type { LobbyView, MemberId, MemberView, RoomName, RoomView } from "../../protocol/protocol.ts";
import type { HeardLine } from "./conversation.ts";

export type Panel = "none" | "chat" | "people" | "devices";

/** Whether the server can be reached: calls go on either way. */
export type ServerState = "connecting" | "here" | "away" | "closing";

/** Something worth a word, shown for a while and announced. */
export interface Notice {
  readonly id: number;
  readonly text: string;
}

export interface InRoom {
  readonly phase: "room";
  readonly revision: number;
  readonly members: readonly MemberView[];
  readonly lines: readonly HeardLine[];
  /** The newest line that this person has had before them. */
  readonly read: number;
  readonly panel: Panel;
}

export type Phase =
  | { readonly phase: "lobby"; readonly refusal: string | undefined }
  | { readonly phase: "joining" }
  | InRoom
  /** The link doesn't lead in. */
  | { readonly phase: "barred"; readonly reason: string }
  | { readonly phase: "left"; readonly reason: LeaveReason };

export type LeaveReason = "left" | "moved";

/** Another tab of this browser that is in the room already, under the same name. */
export interface OtherTab {
  readonly id: MemberId;
  readonly name: string;
}

export type Meeting = {
  readonly room: RoomName;
  readonly self: MemberId;
  /** Whether the link has the key that the room is sealed with, or is to be. */
  readonly sealed: boolean;
  readonly server: ServerState;
  /** Names of those inside, as the lobby is told them; nothing until it has been. */
  readonly inside: readonly string[] | undefined;
  readonly otherTabs: readonly OtherTab[];
  readonly notices: readonly Notice[];
  readonly noticed: number;
} & Phase;

export type MeetingEvent =
  | { readonly type: "server"; readonly server: ServerState }
  | ({ readonly type: "lobby" } & LobbyView)
  | { readonly type: "sealed" }
  | { readonly type: "barred"; readonly reason: string }
  | { readonly type: "other-tab"; readonly tab: OtherTab }
  | { readonly type: "other-tab-gone"; readonly id: MemberId }
  | { readonly type: "join" }
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "joined"; readonly line: number }
  | { readonly type: "room"; readonly view: RoomView }
  | { readonly type: "member"; readonly member: MemberView }
  | { readonly type: "member-gone"; readonly id: MemberId; readonly name: string }
  | { readonly type: "line"; readonly line: HeardLine }
  | { readonly type: "panel"; readonly panel: Panel }
  | { readonly type: "notice"; readonly text: string }
  | { readonly type: "dismiss"; readonly id: number }
  | { readonly type: "leave"; readonly reason: LeaveReason };

/** More at once than anybody reads. */
const mostNotices = 4;
/** Characters of a chat line that a notice shows. */
const noticeLength = 120;

export function enterLobby(room: RoomName, self: MemberId, sealed: boolean): Meeting {
  return {
    room,
    self,
    sealed,
    server: "connecting",
    inside: undefined,
    otherTabs: [],
    notices: [],
    noticed: 0,
    phase: "lobby",
    refusal: undefined,
  };
}

export function reduce(meeting: Meeting, event: MeetingEvent): Meeting {
  switch (event.type) {
    case "server":
      return { ...meeting, server: event.server };
    case "lobby":
      return { ...meeting, inside: event.inside };
    case "sealed":
      return { ...meeting, sealed: true };
    case "barred":
      return { ...meeting, phase: "barred", reason: event.reason };
    case "other-tab":
      return { ...meeting, otherTabs: [...withoutTab(meeting, event.tab.id), event.tab] };
    case "other-tab-gone":
      return { ...meeting, otherTabs: withoutTab(meeting, event.id) };
    case "join":
      return meeting.phase === "lobby" ? { ...meeting, phase: "joining" } : meeting;
    case "refused":
      return meeting.phase === "joining" ? { ...meeting, phase: "lobby", refusal: event.message } : meeting;
    case "joined": {
      // A member who rejoins after a break keeps what is on the screen.
      if (meeting.phase === "room") return { ...startOver(meeting, event.line), revision: 0 };
      if (meeting.phase !== "joining") return meeting;
      return {
        ...meeting,
        phase: "room",
        revision: 0,
        members: [],
        lines: [],
        read: event.line,
        panel: "none",
      };
    }
    case "room":
      return meeting.phase === "room" && event.view.revision >= meeting.revision
        ? setMembers({ ...meeting, revision: event.view.revision }, event.view.members)
        : meeting;
    case "member": {
      if (meeting.phase !== "room") return meeting;
      const known = meeting.members.some(({ id }) => id === event.member.id);
      return known ? meeting : setMembers(meeting, [...meeting.members, event.member]);
    }
    case "member-gone":
      return meeting.phase === "room"
        ? setMembers(
            meeting,
            meeting.members.filter(({ id }) => id !== event.id),
          )
        : meeting;
    case "line":
      return meeting.phase === "room" ? addLine(meeting, event.line) : meeting;
    case "panel":
      return meeting.phase === "room" ? readOn({ ...meeting, panel: event.panel }) : meeting;
    case "notice":
      return notify(meeting, event.text);
    case "dismiss":
      return { ...meeting, notices: meeting.notices.filter(({ id }) => id !== event.id) };
    case "leave":
      return { ...meeting, phase: "left", reason: event.reason, notices: [] };
    default:
      return event satisfies never;
  }
}

export function unreadOf({ lines, read }: InRoom, self: MemberId): number {
  return lines.filter(({ n, from }) => n > read && from !== self).length;
}

function withoutTab({ otherTabs }: Meeting, id: MemberId): readonly OtherTab[] {
  return otherTabs.filter((tab) => tab.id !== id);
}

function setMembers(meeting: Meeting & InRoom, members: readonly MemberView[]): Meeting {
  const first = meeting.members.length === 0;
  const came = members.filter(({ id }) => !first && !has(meeting.members, id));
  const went = meeting.members.filter(({ id }) => !has(members, id));
  return [...came.map(({ name }) => `${name} joined`), ...went.map(({ name }) => `${name} left`)].reduce(
    notify,
    { ...meeting, members },
  );
}

function has(members: readonly MemberView[], id: MemberId): boolean {
  return members.some((member) => member.id === id);
}

/** Lines come once and in order, however often they are sent; one under another's number is another. */
function addLine(meeting: Meeting & InRoom, line: HeardLine): Meeting {
  if (meeting.lines.some((known) => isSame(known, line))) return meeting;
  const lines = [...meeting.lines, line].sort((a, b) => a.n - b.n);
  const heard = meeting.panel === "chat" || line.n <= meeting.read || line.from === meeting.self;
  const next = readOn({ ...meeting, lines });
  return heard ? next : notify(next, describeLine(line));
}

function isSame(one: HeardLine, other: HeardLine): boolean {
  return (
    one.n === other.n && one.from === other.from && one.message === other.message && one.doubt === other.doubt
  );
}

function describeLine({ name, message, doubt }: HeardLine): string {
  return doubt ? "A line came that can't be believed: see the chat." : `${name}: ${shorten(message)}`;
}

/** A room made anew counts its lines from 1 again: what was said in the old one goes before them. */
function startOver(meeting: Meeting & InRoom, newest: number): Meeting & InRoom {
  const known = meeting.lines.at(-1)?.n ?? meeting.read;
  if (newest >= known) return meeting;
  return { ...meeting, lines: meeting.lines.map((line) => ({ ...line, n: line.n - known })), read: 0 };
}

function shorten(message: string): string {
  const shown = [...message].slice(0, noticeLength).join("");
  return shown.length < message.length ? `${shown.trimEnd()}…` : message;
}

function readOn(meeting: Meeting & InRoom): Meeting & InRoom {
  return meeting.panel === "chat" ? { ...meeting, read: meeting.lines.at(-1)?.n ?? meeting.read } : meeting;
}

function notify(meeting: Meeting, text: string): Meeting {
  const id = meeting.noticed + 1;
  return { ...meeting, noticed: id, notices: [...meeting.notices, { id, text }].slice(-mostNotices) };
}
