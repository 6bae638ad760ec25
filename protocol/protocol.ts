// What the two sides say to each other. Both import this; it imports nothing.

/** The PeerJS id that a page uses, which names the member everywhere. */
export type MemberId = string;
/** A room's name in its canonical form, as `parseRoomName` returns it. */
export type RoomName = string;

/** Upper bounds on what a client may send, in characters unless said otherwise. */
export const limits = {
  roomName: 64,
  memberId: 64,
  name: 60,
  message: 4000,
  /** A sealed message: the longest there may be, in UTF-8, with what else is sealed, as base64. */
  sealedMessage: 24_000,
  /** A sealed card: the fingerprints of a page's certificate. */
  card: 1_000,
  /** What shows that two have the same key. */
  seal: 64,
  /** Lines a room remembers: an evening's chat. */
  history: 500,
  /** Their characters in all: that many lines of the longest kind, or fewer sealed ones. */
  historySize: 2_000_000,
} as const;

/** What a member shows of themselves to whoever may meet them. */
export interface MemberView {
  readonly id: MemberId;
  readonly name: string;
  readonly microphone: boolean;
  readonly camera: boolean;
  /** In a sealed room: the fingerprints of their certificate, as only its members can read them. */
  readonly card?: string;
}

/** Shows that two have the same key, and nothing of the key; none where a room isn't sealed. */
export type Check = string | null;

/** The room as one member may see it, in order of arrival: the earlier dials the later. */
export interface RoomView {
  readonly revision: number;
  readonly members: readonly MemberView[];
  readonly seal: Check;
}

/** What somebody who hasn't joined may know: the names of those inside, and the key they need. */
export interface LobbyView {
  /** Settled by whoever comes in first. */
  readonly seal: Check;
  readonly inside: readonly string[];
}

/** A line of the chat. `n` counts from 1 for as long as the room lives. */
export interface Line {
  readonly n: number;
  readonly from: MemberId;
  readonly name: string;
  /** In a sealed room, base64url that only its members can open. */
  readonly message: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number;
}

/** What a client says of itself when it joins; a bare client says nothing. */
export interface Hello {
  readonly name: string;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly seal: Check;
  readonly card?: string;
}

/** Why something was refused: the code is for programs, the sentence for people. */
export const refusals = {
  malformed: "That request was not of the form this server understands.",
  "bad-room":
    "A room's name is made of letters, digits, hyphens and underscores, and starts with a letter or a digit.",
  "bad-id": "That is not an id a page of this server would use.",
  "id-taken": "Somebody is in the room under that id already.",
  "already-joined": "This connection is in a room already.",
  "not-joined": "Join the room first.",
  "not-you": "That would have been in somebody else's name, or in another room.",
  "not-in-chat": "You have left the conversation.",
  "empty-message": "There is nothing in that message.",
  "message-too-long": `A message is at most ${limits.message} characters long.`,
  "ticket-missing": "A page's ticket is needed here.",
  "ticket-forged": "That ticket was not made by this server. Load the page again.",
  "ticket-expired": "That ticket has run out. Load the page again.",
  "ticket-foreign": "That ticket is for another id or another room.",
  "not-here": "There is nothing at this address.",
  "foreign-origin": "A page of another site may not connect here.",
  "server-full": "This server has no room left for another meeting. Try again later.",
  "room-full": "The room is full.",
  "too-many-connections": "There are too many connections from your network. Try again later.",
  "too-many-joins": "Too many people of your network are coming in at once. Try again in a minute.",
  "too-fast": "That was too much in too short a time.",
  "key-missing": "This room is sealed, and your link lacks the key. Ask for the whole link.",
  "key-wrong": "This room is sealed with another key than your link has. Ask for the link again.",
  "not-sealed":
    "Your link has a key, but the room is open without one, so nothing would be sealed. Ask who sent it.",
  closing: "The server is about to restart. Try again in a moment.",
} as const satisfies Record<string, string>;

export type RefusalCode = keyof typeof refusals;

export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly message: string;
}

export function refuse(code: RefusalCode): Refusal {
  return { ok: false, code, message: refusals[code] };
}

export type Reply<Fields extends object = object> = ({ readonly ok: true } & Fields) | Refusal;

/** `line` is the newest line's number at that moment: what comes up to it is history. */
export type JoinReply = Reply<{ readonly id: MemberId; readonly line: number }>;
export type SendReply = Reply<{ readonly line: Line }>;
export type LookReply = Reply<LobbyView>;

export interface ServerEvents {
  /** Somebody you may meet is here, and came after you: dial them. */
  "call-connected": (id: MemberId, member: MemberView) => void;
  /** Gone for you: close the call, remove the tile. */
  "call-disconnected": (id: MemberId, name: string) => void;
  receive: (line: Line) => void;
  /** That member found somebody in between the two of you: end the call. */
  suspected: (id: MemberId) => void;
  room: (view: RoomView) => void;
  /** To those who look in from the lobby, whenever it changes. */
  lobby: (view: LobbyView) => void;
  /** Something sent without an acknowledgement was refused. */
  refused: (event: string, refusal: Refusal) => void;
  /** The process is about to end: calls go on, and the connection comes back. */
  closing: () => void;
}

export interface ClientEvents {
  "join-room": (
    roomId: RoomName,
    userId: MemberId,
    hello?: Partial<Hello>,
    ack?: (reply: JoinReply) => void,
  ) => void;
  leave: (roomId: RoomName, userId: MemberId, ack?: (reply: Reply) => void) => void;
  "leave-chat": (roomId: RoomName, name: string, ack?: (reply: Reply) => void) => void;
  send: (roomId: RoomName, message: string, ack?: (reply: SendReply) => void) => void;
  /** Somebody is in between us and that member: they are told. */
  suspect: (userId: MemberId, ack?: (reply: Reply) => void) => void;
  "look-in": (roomId: RoomName, ack?: (reply: LookReply) => void) => void;
  "set-media": (
    media: { readonly microphone: boolean; readonly camera: boolean },
    ack?: (reply: Reply) => void,
  ) => void;
}

export type ClientEvent = keyof ClientEvents;

/** What the room page tells its script, in `<script id="boot">`. */
export interface Boot {
  readonly room: RoomName;
  readonly id: MemberId;
  /** Lets this page in at both of the server's sockets. */
  readonly ticket: string;
  /** Whether the room is sealed, and with which key; nothing while nobody is in it. */
  readonly seal: Check | undefined;
  /** Made for whoever opened this page: nobody else can know of the room. */
  readonly fresh: boolean;
}

/** What a page gets in exchange for a ticket that has run out: the same id, if it was a good one. */
export interface Renewal {
  readonly id: MemberId;
  readonly ticket: string;
}
