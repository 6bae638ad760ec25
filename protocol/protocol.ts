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
  /** Lines a room remembers: an evening's chat, and at most some 2 MB. */
  history: 500,
} as const;

/** What a member shows of themselves to whoever may meet them. */
export interface MemberView {
  readonly id: MemberId;
  readonly name: string;
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** The room as one member may see it, in order of arrival: the earlier dials the later. */
export interface RoomView {
  readonly revision: number;
  readonly members: readonly MemberView[];
}

/** What somebody who hasn't joined may know: the names of those inside. */
export interface LobbyView {
  readonly inside: readonly string[];
}

/** A line of the chat. `n` counts from 1 for as long as the room lives. */
export interface Line {
  readonly n: number;
  readonly from: MemberId;
  readonly name: string;
  readonly message: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number;
}

/** What a client says of itself when it joins; a bare client says nothing. */
export interface Hello {
  readonly name: string;
  readonly microphone: boolean;
  readonly camera: boolean;
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
}
