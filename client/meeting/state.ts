// The meeting as one page sees it: a union of phases, and what each event makes of it.

import { comparePlaces, type Place } from "../../protocol/lines.ts";
import type {
  LobbyView,
  MemberId,
  MemberView,
  Reaction,
  Role,
  RoomName,
  RoomView,
} from "../../protocol/protocol.ts";
import { can } from "../../protocol/roles.ts";
import type { HeardLine } from "./conversation.ts";
import { isSame, readAll, type ShownLine, takeIn } from "./lines.ts";
import { describeChange } from "./news.ts";
import type { Outbox } from "./outbox.ts";
import { ownerOf, type Spot } from "./spot.ts";

export type Panel = "none" | "chat" | "people" | "devices" | "hosting" | "connections";

/** Whether the server can be reached: calls go on either way. */
export type ServerState = "connecting" | "here" | "away" | "closing";

/** Something worth a word, shown for a while and announced. */
export interface Notice {
  readonly id: number;
  readonly text: string;
}

/** A reaction, shown on its sender's tile for a while. */
export interface Shown {
  readonly n: number;
  readonly from: MemberId;
  readonly reaction: Reaction;
}

export interface InRoom {
  readonly phase: "room";
  /** As the server last told it, with those who came or went since. */
  readonly view: RoomView;
  /** As the server last told it: only from one such to the next is it known what a change was. */
  readonly told: RoomView;
  readonly reactions: readonly Shown[];
  readonly reacted: number;
  /** A host asks for one's microphone. */
  readonly unmuteAsked: boolean;
  /** Which tile is to be large, until that is taken back. */
  readonly enlarged: Spot | undefined;
  readonly lines: readonly ShownLine[];
  /** What was written here and isn't among them yet. */
  readonly unsent: Outbox;
  /** What comes up to here isn't news. */
  readonly read: Place;
  readonly panel: Panel;
}

export type Phase =
  | { readonly phase: "lobby"; readonly refusal: string | undefined }
  /** `waiting`: for what, in a sentence, where it is for somebody inside to let one in. */
  | { readonly phase: "joining"; readonly waiting: string | undefined }
  | InRoom
  /** The link doesn't lead in. */
  | { readonly phase: "barred"; readonly reason: string }
  | { readonly phase: "left"; readonly reason: LeaveReason };

export type LeaveReason = "left" | "moved" | "removed" | "ended";

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
  /** Whether the room was made for whoever sits here. */
  readonly owner: boolean;
  readonly server: ServerState;
  /** Nothing until the server has told. */
  readonly lobby: LobbyView | undefined;
  readonly otherTabs: readonly OtherTab[];
  readonly notices: readonly Notice[];
  readonly noticed: number;
} & Phase;

export type MeetingEvent =
  | { readonly type: "server"; readonly server: ServerState }
  | { readonly type: "lobby"; readonly lobby: LobbyView }
  | { readonly type: "sealed" }
  | { readonly type: "owner" }
  | { readonly type: "barred"; readonly reason: string }
  | { readonly type: "other-tab"; readonly tab: OtherTab }
  | { readonly type: "other-tab-gone"; readonly id: MemberId }
  | { readonly type: "join" }
  | { readonly type: "wait"; readonly message: string }
  | { readonly type: "stop-waiting" }
  | { readonly type: "refused"; readonly message: string }
  | { readonly type: "joined"; readonly line: number; readonly at: number }
  | { readonly type: "room"; readonly view: RoomView }
  | { readonly type: "member"; readonly member: MemberView }
  | { readonly type: "member-gone"; readonly id: MemberId; readonly name: string }
  | { readonly type: "line"; readonly line: HeardLine }
  | { readonly type: "unsent"; readonly outbox: Outbox }
  | { readonly type: "reacted"; readonly id: MemberId; readonly reaction: Reaction }
  | { readonly type: "reaction-over"; readonly n: number }
  | { readonly type: "unmute-asked"; readonly asked: boolean }
  | { readonly type: "enlarge"; readonly id: Spot | undefined }
  | { readonly type: "panel"; readonly panel: Panel }
  | { readonly type: "notice"; readonly text: string }
  | { readonly type: "dismiss"; readonly id: number }
  | { readonly type: "leave"; readonly reason: LeaveReason };

/** More at once than anybody reads. */
const mostNotices = 4;
/** Characters of a chat line that a notice shows. */
const noticeLength = 120;

/** More at once than a tile has room for. */
const mostReactions = 12;

const nothingYet: RoomView = {
  revision: 0,
  members: [],
  seal: null,
  kind: "meeting",
  host: null,
  settings: { locked: false, waitingRoom: false, unmute: true, chat: "everybody", count: false },
  floor: null,
  ending: false,
};

export function enterLobby(room: RoomName, self: MemberId, sealed: boolean, owner: boolean): Meeting {
  return {
    room,
    self,
    sealed,
    owner,
    server: "connecting",
    lobby: undefined,
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
      return { ...meeting, lobby: event.lobby };
    case "sealed":
      return { ...meeting, sealed: true };
    case "owner":
      return { ...meeting, owner: true };
    case "barred":
      return { ...meeting, phase: "barred", reason: event.reason };
    case "other-tab":
      return { ...meeting, otherTabs: [...withoutTab(meeting, event.tab.id), event.tab] };
    case "other-tab-gone":
      return { ...meeting, otherTabs: withoutTab(meeting, event.id) };
    case "join":
      return meeting.phase === "lobby" ? { ...meeting, phase: "joining", waiting: undefined } : meeting;
    case "wait":
      // Also whoever was inside: the room may have been locked while they were lost.
      return meeting.phase === "joining" || meeting.phase === "room"
        ? { ...outside(meeting), phase: "joining", waiting: event.message }
        : meeting;
    case "stop-waiting":
      return meeting.phase === "joining" ? { ...meeting, phase: "lobby", refusal: undefined } : meeting;
    case "refused":
      if (meeting.phase === "joining") return { ...meeting, phase: "lobby", refusal: event.message };
      // Who was inside before the connection was lost stays where they are, but is to know.
      return meeting.phase === "room" ? notify(meeting, event.message) : meeting;
    case "joined": {
      // A member who rejoins after a break keeps what is on the screen.
      if (meeting.phase === "room") {
        const again = startOver(meeting, event.line);
        return { ...again, view: { ...again.view, revision: 0 }, told: { ...again.told, revision: 0 } };
      }
      if (meeting.phase !== "joining") return meeting;
      return {
        ...meeting,
        phase: "room",
        view: nothingYet,
        told: nothingYet,
        reactions: [],
        reacted: 0,
        unmuteAsked: false,
        enlarged: undefined,
        lines: [],
        unsent: [],
        read: { n: event.line, at: event.at },
        panel: "none",
      };
    }
    case "room":
      return meeting.phase === "room" && event.view.revision >= meeting.view.revision
        ? hearView(meeting, event.view)
        : meeting;
    case "member":
      if (meeting.phase !== "room" || memberOf(meeting, event.member.id)) return meeting;
      return setMembers(meeting, [...meeting.view.members, event.member]);
    case "member-gone":
      if (meeting.phase !== "room") return meeting;
      return setMembers(
        meeting,
        meeting.view.members.filter(({ id }) => id !== event.id),
      );
    case "reacted": {
      if (meeting.phase !== "room") return meeting;
      const shown = { n: meeting.reacted + 1, from: event.id, reaction: event.reaction };
      const reactions = [...meeting.reactions, shown].slice(-mostReactions);
      return { ...meeting, reacted: shown.n, reactions };
    }
    case "reaction-over":
      return meeting.phase === "room"
        ? { ...meeting, reactions: meeting.reactions.filter(({ n }) => n !== event.n) }
        : meeting;
    case "unmute-asked":
      if (meeting.phase !== "room") return meeting;
      return { ...meeting, unmuteAsked: event.asked && !speaks(meeting.view.members, meeting.self) };
    case "enlarge":
      return meeting.phase === "room" ? { ...meeting, enlarged: event.id } : meeting;
    case "line":
      return meeting.phase === "room" ? addLine(meeting, event.line) : meeting;
    case "unsent":
      return meeting.phase === "room"
        ? {
            ...meeting,
            unsent: event.outbox.filter(({ key }) => !meeting.lines.some((line) => line.key === key)),
          }
        : meeting;
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

export function unreadOf({ lines }: InRoom): number {
  return lines.filter(({ unread }) => unread).length;
}

/** What a page knows that isn't in the room, and nothing of what was in it. */
function outside({ room, self, sealed, owner, server, lobby, otherTabs, notices, noticed }: Meeting) {
  return { room, self, sealed, owner, server, lobby, otherTabs, notices, noticed };
}

function withoutTab({ otherTabs }: Meeting, id: MemberId): readonly OtherTab[] {
  return otherTabs.filter((tab) => tab.id !== id);
}

export function memberOf({ view }: InRoom, id: MemberId): MemberView | undefined {
  return view.members.find((member) => member.id === id);
}

export function roleOf(meeting: Meeting & InRoom): Role {
  return memberOf(meeting, meeting.self)?.role ?? "member";
}

/** Whether the host lets one unmute oneself. */
export function mayUnmute(meeting: Meeting & InRoom): boolean {
  const { view, unmuteAsked } = meeting;
  return view.settings.unmute || unmuteAsked || can(roleOf(meeting), "speak-freely", view.kind);
}

function hearView(meeting: Meeting & InRoom, view: RoomView): Meeting {
  const news = describeChange(meeting.told, view, meeting.self);
  return news.reduce(notify, setMembers({ ...meeting, view, told: view }, view.members));
}

/** What was about somebody goes with them, and so does a question that answers itself. */
function setMembers(meeting: Meeting & InRoom, members: readonly MemberView[]): Meeting & InRoom {
  const ids = new Set(members.map(({ id }) => id));
  const { view, reactions, enlarged, self } = meeting;
  return {
    ...meeting,
    view: { ...view, members },
    reactions: reactions.filter(({ from }) => ids.has(from)),
    unmuteAsked: meeting.unmuteAsked && !speaks(members, self),
    enlarged: enlarged !== undefined && ids.has(ownerOf(enlarged)) ? enlarged : undefined,
  };
}

function speaks(members: readonly MemberView[], self: MemberId): boolean {
  return members.some(({ id, microphone }) => id === self && microphone);
}

/** Lines come once and in order, however often they are sent, and under whatever number. */
function addLine(meeting: Meeting & InRoom, line: HeardLine): Meeting {
  const known = meeting.lines.find((one) => isSame(one, line));
  if (known?.n === line.n) return meeting;
  const isNews = !known && line.from !== meeting.self && comparePlaces(line, meeting.read) > 0;
  const unread = known?.unread ?? isNews;
  const unsent = meeting.unsent.filter(({ key }) => key !== line.key);
  const next = readOn({ ...meeting, unsent, lines: takeIn(meeting.lines, { ...line, unread }) });
  return isNews && meeting.panel !== "chat" ? notify(next, describeLine(line)) : next;
}

function describeLine({ name, message, doubt }: HeardLine): string {
  return doubt ? "A line came that can't be believed: see the chat." : `${name}: ${shorten(message)}`;
}

/** A room made anew counts its lines from 1 again: what was said in the old one goes before them. */
function startOver(meeting: Meeting & InRoom, newest: number): Meeting & InRoom {
  const { n: known } = meeting.lines.at(-1) ?? meeting.read;
  if (newest >= Math.floor(known)) return meeting;
  const before = Math.ceil(known);
  const lines = meeting.lines.map((line) => ({ ...line, n: line.n - before }));
  return { ...meeting, lines, read: { n: 0, at: 0 } };
}

function shorten(message: string): string {
  const shown = [...message].slice(0, noticeLength).join("");
  return shown.length < message.length ? `${shown.trimEnd()}…` : message;
}

function readOn(meeting: Meeting & InRoom): Meeting & InRoom {
  if (meeting.panel !== "chat") return meeting;
  return { ...meeting, lines: readAll(meeting.lines), read: meeting.lines.at(-1) ?? meeting.read };
}

function notify(meeting: Meeting, text: string): Meeting {
  const id = meeting.noticed + 1;
  return { ...meeting, noticed: id, notices: [...meeting.notices, { id, text }].slice(-mostNotices) };
}
