// What a client asks for, from what it sent: one parser for each event.

import {
  accept,
  isBoolean,
  isCheck,
  isRecord,
  isSealed,
  type Parsed,
  parseMemberId,
  parseRoomName,
  tidyName,
} from "./parse.ts";
import {
  type ClientEvent,
  type Forecast,
  forecasts,
  type Hello,
  type Line,
  limits,
  type MemberId,
  type Mending,
  type Reaction,
  type RoomKind,
  type RoomName,
  reactions,
  refuse,
  type Settings,
} from "./protocol.ts";

// What a server signs, in parts, and what clients name things by.
const token = /^[A-Za-z0-9_.-]+$/;
const guest = "Guest";
/** Of a name's characters, some take two units. */
const longestName = 2 * limits.name;

function parseHello(input: unknown): Parsed<Hello> {
  if (input === undefined || input === null) return parseHello({});
  if (!isRecord(input)) return refuse("malformed");
  const { name = guest, microphone = true, camera = true, screen, seal = null, card } = input;
  const { ready = true, kind = "meeting", forecast, baton, heard, previous } = input;
  if (typeof name !== "string" || typeof microphone !== "boolean" || typeof camera !== "boolean")
    return refuse("malformed");
  if (!(screen === undefined || isBoolean(screen))) return refuse("malformed");
  if (typeof ready !== "boolean" || !isRoomKind(kind)) return refuse("malformed");
  if (!(forecast === undefined || isForecast(forecast))) return refuse("malformed");
  if (!isCheck(seal) || !(card === undefined || isSealed(card, limits.card))) return refuse("malformed");
  if (!(baton === undefined || isToken(baton, limits.baton))) return refuse("malformed");
  if (!(previous === undefined || areNames(previous))) return refuse("malformed");
  if (!(heard === undefined || areNumbers(heard))) return refuse("malformed");
  return accept({
    name: tidyName(name) || guest,
    microphone,
    camera,
    ...(screen !== undefined && { screen }),
    seal,
    ...(card !== undefined && { card }),
    ready,
    kind,
    ...(forecast !== undefined && { forecast }),
    ...(baton !== undefined && { baton }),
    ...(heard !== undefined && { heard }),
    ...(previous !== undefined && { previous }),
  });
}

function isToken(input: unknown, longest: number): input is string {
  return typeof input === "string" && input.length <= longest && token.test(input);
}

function areNames(input: unknown): input is readonly string[] {
  const isName = (name: unknown) => isToken(name, limits.key);
  return Array.isArray(input) && input.length <= limits.previous && input.every(isName);
}

/** Those of lines, no more than are ever kept. */
function areNumbers(input: unknown): input is readonly number[] {
  return Array.isArray(input) && input.length <= limits.history && input.every(isPlace);
}

function isPlace(input: unknown): input is number {
  return typeof input === "number" && input > 0 && input <= Number.MAX_SAFE_INTEGER;
}

function isRoomKind(input: unknown): input is RoomKind {
  return input === "meeting" || input === "classroom";
}

function isForecast(input: unknown): input is Forecast {
  return forecasts.some((forecast) => forecast === input);
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

function isSettings(input: unknown): input is Partial<Settings> {
  return (
    isRecord(input) &&
    Object.entries(input).every(
      ([name, value]) => Object.hasOwn(settings, name) && settings[name as keyof Settings](value),
    )
  );
}

function parseMessage(input: unknown): Parsed<string> {
  if (typeof input !== "string") return refuse("malformed");
  const message = input.trim();
  if (message === "") return refuse("empty-message");
  // What is too long for a room that isn't sealed, only the room can tell.
  return message.length > limits.message && !isSealed(message) ? refuse("message-too-long") : accept(message);
}

/** A line as it once came from a server; whether it did, its proof will show. */
function parseLine(input: unknown): Line | undefined {
  if (!isRecord(input)) return undefined;
  const { n, from, name, message, at, key, proof } = input;
  const id = parseMemberId(from);
  if (!isPlace(n) || !id.ok || typeof at !== "number" || !isPlace(at)) return undefined;
  if (typeof name !== "string" || name.length > longestName) return undefined;
  if (typeof message !== "string" || message.length > limits.sealedMessage) return undefined;
  if (!(key === undefined || isToken(key, limits.key)) || !isToken(proof, limits.proof)) return undefined;
  return { n, from: id.value, name, message, at, ...(key !== undefined && { key }), proof };
}

function parseMending(input: unknown): Mending | undefined {
  if (!isRecord(input)) return undefined;
  const { type, sdp, screen } = input;
  const id = screen === undefined ? undefined : parseMemberId(screen);
  if (id && !id.ok) return undefined;
  const about = id && { screen: id.value };
  if (type === "please") return { type, ...about };
  const isDescription = typeof sdp === "string" && sdp.length <= limits.description;
  return (type === "offer" || type === "answer") && isDescription ? { type, sdp, ...about } : undefined;
}

function isHeight(input: unknown): input is number {
  return typeof input === "number" && input >= 0 && input <= limits.height;
}

/** What is about somebody else, and needs no more said. */
type OfMember =
  | "suspect"
  | "ask-unmute"
  | "stop-camera"
  | "stop-screen"
  | "lower-hand"
  | "remove"
  | "make-host";
/** The same, with nobody in particular named. */
type OfMemberOrAll = "admit" | "turn-away" | "mute" | "give-floor";

/** What a client asked for. Who it is comes from its connection, never from here. */
export type Request =
  | { readonly type: "join-room"; readonly room: RoomName; readonly id: MemberId; readonly hello: Hello }
  | { readonly type: "leave"; readonly room: RoomName; readonly id: MemberId }
  | { readonly type: "leave-chat"; readonly room: RoomName }
  | { readonly type: "send"; readonly room: RoomName; readonly message: string; readonly key?: string }
  | { readonly type: "bring"; readonly lines: readonly Line[] }
  | { readonly type: "mend"; readonly id: MemberId; readonly mending: Mending }
  | { readonly type: "set-away"; readonly away: boolean }
  | { readonly type: "look-in"; readonly room: RoomName }
  | { readonly type: OfMember; readonly id: MemberId }
  | { readonly type: OfMemberOrAll; readonly id: MemberId | null }
  | { readonly type: "ready" }
  | { readonly type: "set-forecast"; readonly forecast: Forecast }
  | { readonly type: "get-deed" }
  | { readonly type: "raise-hand"; readonly up: boolean }
  | { readonly type: "react"; readonly reaction: Reaction }
  | {
      readonly type: "watch";
      readonly id: MemberId;
      readonly height: number;
      readonly screenHeight?: number;
    }
  | { readonly type: "set-room"; readonly settings: Partial<Settings> }
  | { readonly type: "make-cohost"; readonly id: MemberId; readonly is: boolean }
  | { readonly type: "end"; readonly over: boolean }
  | {
      readonly type: "set-media";
      readonly microphone: boolean;
      readonly camera: boolean;
      readonly screen: boolean;
    };

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
  send: ([roomId, text, key]) => {
    const room = parseRoomName(roomId);
    if (!room.ok) return room;
    const message = parseMessage(text);
    if (!message.ok) return message;
    if (key === undefined || key === null)
      return accept({ type: "send", room: room.value, message: message.value });
    if (!isToken(key, limits.key)) return refuse("malformed");
    return accept({ type: "send", room: room.value, message: message.value, key });
  },
  bring: ([brought]) => {
    if (!Array.isArray(brought) || brought.length > limits.history) return refuse("malformed");
    const lines = brought.map(parseLine);
    return lines.every((line) => line !== undefined) ? accept({ type: "bring", lines }) : refuse("malformed");
  },
  mend: ([userId, said]) => {
    const id = parseMemberId(userId);
    if (!id.ok) return id;
    const mending = parseMending(said);
    return mending ? accept({ type: "mend", id: id.value, mending }) : refuse("malformed");
  },
  "set-away": ([away]) => (isBoolean(away) ? accept({ type: "set-away", away }) : refuse("malformed")),
  suspect: ofMember("suspect"),
  "ask-unmute": ofMember("ask-unmute"),
  "stop-camera": ofMember("stop-camera"),
  "stop-screen": ofMember("stop-screen"),
  "lower-hand": ofMember("lower-hand"),
  remove: ofMember("remove"),
  "make-host": ofMember("make-host"),
  admit: ofMemberOrAll("admit"),
  "turn-away": ofMemberOrAll("turn-away"),
  mute: ofMemberOrAll("mute"),
  "give-floor": ofMemberOrAll("give-floor"),
  ready: () => accept({ type: "ready" }),
  "set-forecast": ([forecast]) =>
    isForecast(forecast) ? accept({ type: "set-forecast", forecast }) : refuse("malformed"),
  "get-deed": () => accept({ type: "get-deed" }),
  "raise-hand": ([up]) => (isBoolean(up) ? accept({ type: "raise-hand", up }) : refuse("malformed")),
  react: ([reaction]) => (isReaction(reaction) ? accept({ type: "react", reaction }) : refuse("malformed")),
  watch: ([userId, height, screenHeight]) => {
    const id = parseMemberId(userId);
    if (!id.ok) return id;
    if (!isHeight(height)) return refuse("malformed");
    const shown = { type: "watch", id: id.value, height: Math.round(height) } as const;
    if (screenHeight === undefined || screenHeight === null) return accept(shown);
    if (!isHeight(screenHeight)) return refuse("malformed");
    return accept({ ...shown, screenHeight: Math.round(screenHeight) });
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
    const { microphone, camera, screen = false } = media;
    if (!isBoolean(microphone) || !isBoolean(camera) || !isBoolean(screen)) return refuse("malformed");
    return accept({ type: "set-media", microphone, camera, screen });
  },
};

export const clientEvents = Object.keys(parsers) as readonly ClientEvent[];

export function isClientEvent(event: string): event is ClientEvent {
  return Object.hasOwn(parsers, event);
}

export function parseRequest(event: ClientEvent, args: readonly unknown[]): Parsed<Request> {
  return parsers[event](args);
}
