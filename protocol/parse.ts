// From what came in to what it means, or a refusal: nothing past here is cast or guessed.

import {
  type Boot,
  type Check,
  type ClientEvent,
  type Hello,
  limits,
  type MemberId,
  type Reaction,
  type Refusal,
  type Renewal,
  type RoomKind,
  type RoomName,
  reactions,
  refuse,
  type Settings,
} from "./protocol.ts";

export type Parsed<Value> = { readonly ok: true; readonly value: Value } | Refusal;

// Marks are allowed inside: many scripts write their vowels with them.
const roomAlphabet = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}_-]*$/u;
// What PeerJS accepts, but for spaces.
const idAlphabet = /^[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*$/;
// Controls, and the marks that turn the direction of the text around them.
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const sealed = /^[A-Za-z0-9_-]+$/;
const guest = "Guest";

const accept = <Value>(value: Value): Parsed<Value> => ({ ok: true, value });

export function isRecord(input: unknown): input is Readonly<Record<string, unknown>> {
  return typeof input === "object" && input !== null && !Array.isArray(input);
}

/** Names that differ in case or in how an accent is encoded are one room. */
export function parseRoomName(input: unknown): Parsed<RoomName> {
  if (typeof input !== "string" || input.length > limits.roomName) return refuse("bad-room");
  const name = input.normalize("NFC").toLowerCase().normalize("NFC");
  return name.length <= limits.roomName && roomAlphabet.test(name) ? accept(name) : refuse("bad-room");
}

export function parseMemberId(input: unknown): Parsed<MemberId> {
  return typeof input === "string" && input.length <= limits.memberId && idAlphabet.test(input)
    ? accept(input)
    : refuse("bad-id");
}

/** A name as it will be shown: on one line, without what can't be seen, cut to length. */
export function tidyName(input: string): string {
  const printable = input.replace(unprintable, " ").replace(/\s+/gu, " ").trim();
  const name = [...printable].slice(0, limits.name).join("").trim();
  // Joiners alone, and the like, would be shown as nothing.
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(name) ? name : "";
}

function parseHello(input: unknown): Parsed<Hello> {
  if (input === undefined || input === null) return parseHello({});
  if (!isRecord(input)) return refuse("malformed");
  const { name = guest, microphone = true, camera = true, seal = null, card } = input;
  const { ready = true, kind = "meeting" } = input;
  if (typeof name !== "string" || typeof microphone !== "boolean" || typeof camera !== "boolean")
    return refuse("malformed");
  if (typeof ready !== "boolean" || !isRoomKind(kind)) return refuse("malformed");
  if (!isCheck(seal) || !(card === undefined || isSealed(card, limits.card))) return refuse("malformed");
  return accept({
    name: tidyName(name) || guest,
    microphone,
    camera,
    seal,
    ...(card !== undefined && { card }),
    ready,
    kind,
  });
}

function isRoomKind(input: unknown): input is RoomKind {
  return input === "meeting" || input === "classroom";
}

function isReaction(input: unknown): input is Reaction {
  return reactions.some((reaction) => reaction === input);
}

/** One parser for each setting. */
const settings: { readonly [Name in keyof Settings]: (input: unknown) => input is Settings[Name] } = {
  locked: isBoolean,
  waitingRoom: isBoolean,
  unmute: isBoolean,
  chat: (input) => input === "everybody" || input === "hosts",
  count: isBoolean,
};

function isBoolean(input: unknown): input is boolean {
  return typeof input === "boolean";
}

function isSettings(input: unknown): input is Partial<Settings> {
  return (
    isRecord(input) &&
    Object.entries(input).every(
      ([name, value]) => Object.hasOwn(settings, name) && settings[name as keyof Settings](value),
    )
  );
}

/** Of the form of what was sealed; nobody here can tell more. */
export function isSealed(input: unknown, longest: number = limits.sealedMessage): input is string {
  return typeof input === "string" && input.length <= longest && sealed.test(input);
}

function isCheck(input: unknown): input is Check {
  return input === null || isSealed(input, limits.seal);
}

function parseMessage(input: unknown): Parsed<string> {
  if (typeof input !== "string") return refuse("malformed");
  const message = input.trim();
  if (message === "") return refuse("empty-message");
  // What is too long for a room that isn't sealed, only the room can tell.
  return message.length > limits.message && !isSealed(message) ? refuse("message-too-long") : accept(message);
}

/** What is about somebody else, and needs no more said. */
type OfMember = "suspect" | "ask-unmute" | "stop-camera" | "lower-hand" | "remove" | "make-host";
/** The same, with nobody in particular named. */
type OfMemberOrAll = "admit" | "turn-away" | "mute" | "give-floor";

/** What a client asked for. Who it is comes from its connection, never from here. */
export type Request =
  | { readonly type: "join-room"; readonly room: RoomName; readonly id: MemberId; readonly hello: Hello }
  | { readonly type: "leave"; readonly room: RoomName; readonly id: MemberId }
  | { readonly type: "leave-chat"; readonly room: RoomName }
  | { readonly type: "send"; readonly room: RoomName; readonly message: string }
  | { readonly type: "look-in"; readonly room: RoomName }
  | { readonly type: OfMember; readonly id: MemberId }
  | { readonly type: OfMemberOrAll; readonly id: MemberId | null }
  | { readonly type: "ready" }
  | { readonly type: "get-deed" }
  | { readonly type: "raise-hand"; readonly up: boolean }
  | { readonly type: "react"; readonly reaction: Reaction }
  | { readonly type: "watch"; readonly id: MemberId; readonly height: number }
  | { readonly type: "set-room"; readonly settings: Partial<Settings> }
  | { readonly type: "make-cohost"; readonly id: MemberId; readonly is: boolean }
  | { readonly type: "end"; readonly over: boolean }
  | { readonly type: "set-media"; readonly microphone: boolean; readonly camera: boolean };

type Parser<Event extends ClientEvent> = (args: readonly unknown[]) => Parsed<Request & { type: Event }>;

function ofMember<Type extends OfMember>(type: Type) {
  return ([userId]: readonly unknown[]): Parsed<{ readonly type: Type; readonly id: MemberId }> => {
    const id = parseMemberId(userId);
    return id.ok ? accept({ type, id: id.value }) : id;
  };
}

function ofMemberOrAll<Type extends OfMemberOrAll>(type: Type) {
  return ([userId]: readonly unknown[]): Parsed<{ readonly type: Type; readonly id: MemberId | null }> => {
    const id = userId === null ? accept(null) : parseMemberId(userId);
    return id.ok ? accept({ type, id: id.value }) : id;
  };
}

/** One parser for each event a client may send. */
const parsers: { readonly [Event in ClientEvent]: Parser<Event> } = {
  "join-room": ([roomId, userId, greeting]) => {
    const room = parseRoomName(roomId);
    if (!room.ok) return room;
    const id = parseMemberId(userId);
    if (!id.ok) return id;
    const hello = parseHello(greeting);
    if (!hello.ok) return hello;
    return accept({ type: "join-room", room: room.value, id: id.value, hello: hello.value });
  },
  leave: ([roomId, userId]) => {
    const room = parseRoomName(roomId);
    if (!room.ok) return room;
    const id = parseMemberId(userId);
    if (!id.ok) return id;
    return accept({ type: "leave", room: room.value, id: id.value });
  },
  "leave-chat": ([roomId]) => {
    const room = parseRoomName(roomId);
    return room.ok ? accept({ type: "leave-chat", room: room.value }) : room;
  },
  send: ([roomId, text]) => {
    const room = parseRoomName(roomId);
    if (!room.ok) return room;
    const message = parseMessage(text);
    if (!message.ok) return message;
    return accept({ type: "send", room: room.value, message: message.value });
  },
  suspect: ofMember("suspect"),
  "ask-unmute": ofMember("ask-unmute"),
  "stop-camera": ofMember("stop-camera"),
  "lower-hand": ofMember("lower-hand"),
  remove: ofMember("remove"),
  "make-host": ofMember("make-host"),
  admit: ofMemberOrAll("admit"),
  "turn-away": ofMemberOrAll("turn-away"),
  mute: ofMemberOrAll("mute"),
  "give-floor": ofMemberOrAll("give-floor"),
  ready: () => accept({ type: "ready" }),
  "get-deed": () => accept({ type: "get-deed" }),
  "raise-hand": ([up]) => (isBoolean(up) ? accept({ type: "raise-hand", up }) : refuse("malformed")),
  react: ([reaction]) => (isReaction(reaction) ? accept({ type: "react", reaction }) : refuse("malformed")),
  watch: ([userId, height]) => {
    const id = parseMemberId(userId);
    if (!id.ok) return id;
    if (typeof height !== "number" || !(height >= 0 && height <= limits.height)) return refuse("malformed");
    return accept({ type: "watch", id: id.value, height: Math.round(height) });
  },
  "set-room": ([changes]) =>
    isSettings(changes) ? accept({ type: "set-room", settings: changes }) : refuse("malformed"),
  "make-cohost": ([userId, is]) => {
    const id = parseMemberId(userId);
    if (!id.ok) return id;
    return isBoolean(is) ? accept({ type: "make-cohost", id: id.value, is }) : refuse("malformed");
  },
  end: ([over]) => (isBoolean(over) ? accept({ type: "end", over }) : refuse("malformed")),
  "look-in": ([roomId]) => {
    const room = parseRoomName(roomId);
    return room.ok ? accept({ type: "look-in", room: room.value }) : room;
  },
  "set-media": ([media]) => {
    if (!isRecord(media)) return refuse("malformed");
    const { microphone, camera } = media;
    if (typeof microphone !== "boolean" || typeof camera !== "boolean") return refuse("malformed");
    return accept({ type: "set-media", microphone, camera });
  },
};

export const clientEvents = Object.keys(parsers) as readonly ClientEvent[];

export function isClientEvent(event: string): event is ClientEvent {
  return Object.hasOwn(parsers, event);
}

export function parseRequest(event: ClientEvent, args: readonly unknown[]): Parsed<Request> {
  return parsers[event](args);
}

export function parseBoot(json: string): Parsed<Boot> {
  let input: unknown;
  try {
    input = JSON.parse(json);
  } catch {
    return refuse("malformed");
  }
  if (!isRecord(input)) return refuse("malformed");
  const room = parseRoomName(input["room"]);
  if (!room.ok) return room;
  const renewal = parseRenewal(input);
  if (!renewal.ok) return renewal;
  const { seal, fresh } = input;
  if (!(seal === undefined || isCheck(seal)) || !isBoolean(fresh)) return refuse("malformed");
  return accept({ room: room.value, ...renewal.value, seal, fresh });
}

export function parseRenewal(input: unknown): Parsed<Renewal> {
  if (!isRecord(input)) return refuse("malformed");
  const id = parseMemberId(input["id"]);
  if (!id.ok) return id;
  const { ticket, host } = input;
  return typeof ticket === "string" && isBoolean(host)
    ? accept({ id: id.value, ticket, host })
    : refuse("malformed");
}
