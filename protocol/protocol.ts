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
  /** What lets its holder be the host: a room, and a signature. */
  deed: 512,
  /** Pixels of a picture's height that anybody could want. */
  height: 8_192,
  /** What a member brings back to a process that knows nothing of the room. */
  baton: 96_000,
  /** What a sender calls a line of theirs; what Socket.IO calls a connection. */
  key: 64,
  /** Connections that were lost in a row. */
  previous: 8,
  /** What lets whoever heard a line bring it back. */
  proof: 512,
  /** A description of one side of a call. */
  description: 32_000,
} as const;

/** In a classroom a student sees nobody but the hosts, and whoever was given the floor. */
export type RoomKind = "meeting" | "classroom";

/** What somebody may do in a room: see `roles.ts`. */
export type Role = "host" | "cohost" | "member";

/** What can be said without a word. */
export const reactions = ["👍", "👏", "❤️", "😂", "😮", "🎉"] as const;
export type Reaction = (typeof reactions)[number];

/**
 * By which way a page expects to come: straight, by a TURN server, by way of this server, or not at all.
 */
export const forecasts = ["direct", "turn", "relay", "none"] as const;
export type Forecast = (typeof forecasts)[number];

/** What a member shows of themselves to whoever may meet them. */
export interface MemberView {
  readonly id: MemberId;
  readonly name: string;
  readonly microphone: boolean;
  readonly camera: boolean;
  /** They show their screen. */
  readonly screen?: true;
  /** In a sealed room: the fingerprints of their certificate, as only its members can read them. */
  readonly card?: string;
  readonly role: Role;
  /** Whether their devices have been had, or refused. */
  readonly ready: boolean;
  /** Their hand is up: which it is, counted from 1, of those that the viewer sees. */
  readonly hand?: number;
  /** The server has lost them, or their page is asleep; they are waited for. */
  readonly away?: true;
  /** In a classroom, to its hosts: what their page expects of the way. */
  readonly forecast?: Forecast;
}

/** Shows that two have the same key, and nothing of the key; none where a room isn't sealed. */
export type Check = string | null;

/** What the hosts of a room have set. */
export interface Settings {
  /** Nobody new is expected: whoever comes is told so, and waits until a host lets them in. */
  readonly locked: boolean;
  /** Whoever is new is expected, and waits until a host lets them in. */
  readonly waitingRoom: boolean;
  /** Whether those who aren't hosts may unmute themselves. */
  readonly unmute: boolean;
  /** Who reads what is written by those who aren't hosts, besides themselves. */
  readonly chat: "everybody" | "hosts";
  /** Whether students are told how many they are. */
  readonly count: boolean;
}

/** Somebody outside who asked to come in. */
export interface Caller {
  readonly id: MemberId;
  readonly name: string;
  /** In a classroom: what their page expects of the way. */
  readonly forecast?: Forecast;
}

/** The room as one member may see it, in order of arrival: the earlier dials the later. */
export interface RoomView {
  /** Grows with each change of this member's view, and tells nothing of what they don't see. */
  readonly revision: number;
  readonly members: readonly MemberView[];
  readonly seal: Check;
  readonly kind: RoomKind;
  /** Nobody, while the host is away and nobody stands in. */
  readonly host: MemberId | null;
  readonly settings: Settings;
  /** The student whom everybody sees. */
  readonly floor: MemberId | null;
  /** A host has ended the meeting: it will be over in a few seconds. */
  readonly ending: boolean;
  /** To those who may let them in. */
  readonly waiting?: readonly Caller[];
  /** How many are in a classroom, where its students are to know. */
  readonly count?: number;
}

/** What somebody who hasn't joined may know. */
export interface LobbyView {
  /** The key they need, settled by whoever comes in first; absent while nobody is inside. */
  readonly seal?: Check;
  /** Of those inside, where that is for everybody to know. */
  readonly inside: readonly string[];
  /** Nothing until somebody has opened the room, which settles it. */
  readonly kind: RoomKind | null;
  /** Only whoever it was made for can open it; otherwise whoever comes first. */
  readonly owned: boolean;
  readonly locked: boolean;
  readonly waitingRoom: boolean;
}

/**
 * A line of the chat. `n` grows from line to line for as long as the room lives, by one, but for a leap
 * wherever another process has taken the room over.
 */
export interface Line {
  readonly n: number;
  readonly from: MemberId;
  readonly name: string;
  /** In a sealed room, base64url that only its members can open. */
  readonly message: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number;
  /** What its sender calls it, so that it counts once however often it is sent. */
  readonly key?: string;
  /** Lets whoever heard it bring it back to a process that knows nothing of the room. */
  readonly proof?: string;
}

/** What a client says of itself when it joins; a bare client says nothing. */
export interface Hello {
  readonly name: string;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly screen?: boolean;
  readonly seal: Check;
  readonly card?: string;
  readonly ready: boolean;
  /** What the room is to be; counts for whoever opens it. */
  readonly kind: RoomKind;
  /** By which way we expect to come, where that is known by then. */
  readonly forecast?: Forecast;
  /** The newest that came with `room`, from whoever was inside before. */
  readonly baton?: string;
  /** The numbers of the lines that are known here already. */
  readonly heard?: readonly number[];
  /** The connections that this one may take the place of, by their Socket.IO ids, which nobody else knows. */
  readonly previous?: readonly string[];
}

/** What the two sides of a call say to each other, by the server; whoever dialled makes the offers. */
export type Mending = (
  | { readonly type: "please" }
  | { readonly type: "offer" | "answer"; readonly sdp: string }
) & {
  /** Of the call that shows that member's screen; otherwise it is of the one with sound and cameras. */
  readonly screen?: MemberId;
};

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
  "host-absent": "The host isn't here yet. You come in by yourself as soon as they do.",
  "waiting-room": "The host has been told that you are here, and will let you in.",
  "turned-away": "The host did not let you in.",
  locked: "The room is locked. The host has been told that you are here, and can let you in.",
  removed: "You were removed from this room.",
  "not-allowed": "That is not yours to do in this room.",
  "not-present": "Nobody of that id is here.",
  "may-not-unmute": "The host has muted everybody. Raise your hand to speak.",
  "relay-off": "This server relays no sound and no pictures.",
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

/**
 * `line` is the newest line's number at that moment, `at`: what comes up to it is history. `lacks` are the
 * numbers of lines that the newcomer has heard and the server hasn't.
 */
export type JoinReply = Reply<{
  readonly id: MemberId;
  readonly line: number;
  readonly at: number;
  readonly lacks?: readonly number[];
}>;
export type SendReply = Reply<{ readonly line: Line }>;
export type LookReply = Reply<LobbyView>;
/** What makes another device of the host's a host's as well. */
export type DeedReply = Reply<{ readonly deed: string }>;

/** A STUN or TURN server, as a browser is to be told of it. */
export interface IceServer {
  readonly urls: string[];
  readonly username?: string;
  readonly credential?: string;
}

/** What a member may send. */
export type MediaKind = "microphone" | "camera" | "screen";

export interface ServerEvents {
  /** Somebody you may meet is here, and came after you: dial them. */
  "call-connected": (id: MemberId, member: MemberView) => void;
  /** Gone for you: close the call, remove the tile. */
  "call-disconnected": (id: MemberId, name: string) => void;
  receive: (line: Line) => void;
  /** That member found somebody in between the two of you: end the call. */
  suspected: (id: MemberId) => void;
  /** With what to bring back to a process that knows nothing of the room. */
  room: (view: RoomView, baton?: string) => void;
  /** From the other side of a call that is to be mended. */
  mend: (id: MemberId, mending: Mending) => void;
  /** What calls are to be set up and mended with from now on; comes before those known so far run out. */
  "ice-servers": (iceServers: readonly IceServer[]) => void;
  /** A host has muted us, or turned our camera or our screen off. */
  "turn-off": (kind: MediaKind) => void;
  /** A host asks us to unmute ourselves. */
  "unmute-asked": () => void;
  reacted: (id: MemberId, reaction: Reaction) => void;
  /** So many pixels high that member shows us and our screen: no more need be sent to them. */
  watched: (id: MemberId, height: number, screenHeight?: number) => void;
  /** Waiting is over: join again. */
  admitted: () => void;
  "turned-away": () => void;
  /** Out, by a host's word, and not to come back. */
  removed: () => void;
  /** The meeting is over for everybody. */
  ended: () => void;
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
  /** `key` is what the sender calls it: sent again under the same, it is the same line. */
  send: (roomId: RoomName, message: string, key?: string, ack?: (reply: SendReply) => void) => void;
  /** Lines that the server lacks, each with its proof. */
  bring: (lines: readonly Line[], ack?: (reply: Reply) => void) => void;
  /** To the other side of a call that is to be mended. */
  mend: (userId: MemberId, mending: Mending, ack?: (reply: Reply) => void) => void;
  /** Our page is being put to sleep, or has woken. */
  "set-away": (away: boolean, ack?: (reply: Reply) => void) => void;
  /** Somebody is in between us and that member: they are told. */
  suspect: (userId: MemberId, ack?: (reply: Reply) => void) => void;
  "look-in": (roomId: RoomName, ack?: (reply: LookReply) => void) => void;
  "set-media": (
    media: { readonly microphone: boolean; readonly camera: boolean; readonly screen?: boolean },
    ack?: (reply: Reply) => void,
  ) => void;
  /** Our devices have been had, or refused. */
  ready: (ack?: (reply: Reply) => void) => void;
  /** By which way we expect to come, where it wasn't known when we joined. */
  "set-forecast": (forecast: Forecast, ack?: (reply: Reply) => void) => void;
  "raise-hand": (up: boolean, ack?: (reply: Reply) => void) => void;
  react: (reaction: Reaction, ack?: (reply: Reply) => void) => void;
  /** So many pixels high we show that member and their screen; 0 is not at all. They need not send more. */
  watch: (userId: MemberId, height: number, screenHeight?: number, ack?: (reply: Reply) => void) => void;
  /** From here on it is the hosts who may: see `roles.ts`. */
  "set-room": (settings: Partial<Settings>, ack?: (reply: Reply) => void) => void;
  /** Somebody who waits, or all of them. */
  admit: (userId: MemberId | null, ack?: (reply: Reply) => void) => void;
  "turn-away": (userId: MemberId | null, ack?: (reply: Reply) => void) => void;
  /** A member, or everybody who isn't a host. */
  mute: (userId: MemberId | null, ack?: (reply: Reply) => void) => void;
  "ask-unmute": (userId: MemberId, ack?: (reply: Reply) => void) => void;
  "stop-camera": (userId: MemberId, ack?: (reply: Reply) => void) => void;
  "stop-screen": (userId: MemberId, ack?: (reply: Reply) => void) => void;
  "lower-hand": (userId: MemberId, ack?: (reply: Reply) => void) => void;
  remove: (userId: MemberId, ack?: (reply: Reply) => void) => void;
  /** A student, or nobody any more. */
  "give-floor": (userId: MemberId | null, ack?: (reply: Reply) => void) => void;
  "make-host": (userId: MemberId, ack?: (reply: Reply) => void) => void;
  "make-cohost": (userId: MemberId, is: boolean, ack?: (reply: Reply) => void) => void;
  /** In a few seconds; `false` takes it back. */
  end: (over: boolean, ack?: (reply: Reply) => void) => void;
  /** For a link that makes another device the host's as well. */
  "get-deed": (ack?: (reply: DeedReply) => void) => void;
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
  /** Whether the room was made for this page's browser, which then is the host's. */
  readonly host: boolean;
  /** Those that anybody may ask; whoever comes in is told the others. */
  readonly iceServers: readonly IceServer[];
  /** Whether this server carries the media of those who can't meet. */
  readonly relay: boolean;
}

/** What a page gets in exchange for a ticket that has run out: the same id, if it was a good one. */
export interface Renewal {
  readonly id: MemberId;
  readonly ticket: string;
  readonly host: boolean;
  /** In exchange for a good ticket: those that calls would be set up with, to be tried within a minute. */
  readonly iceServers: readonly IceServer[];
  readonly relay: boolean;
}
