// From what came in to what it means, or a refusal: nothing past here is cast or guessed.

import {
  type Boot,
  type Check,
  type IceServer,
  limits,
  type MemberId,
  type Refusal,
  type Renewal,
  type RoomName,
  refuse,
} from "./protocol.ts";

export type Parsed<Value> = { readonly ok: true; readonly value: Value } | Refusal;

// Marks are allowed inside: many scripts write their vowels with them.
const roomAlphabet = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}_-]*$/u;
// What PeerJS accepts, but for spaces.
const idAlphabet = /^[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*$/;
// Controls, and the marks that turn the direction of the text around them.
const unprintable = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const sealed = /^[A-Za-z0-9_-]+$/;

export const accept = <Value>(value: Value): Parsed<Value> => ({ ok: true, value });

export function isBoolean(input: unknown): input is boolean {
  return typeof input === "boolean";
}

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

/** Of the form of what was sealed; nobody here can tell more. */
export function isSealed(input: unknown, longest: number = limits.sealedMessage): input is string {
  return typeof input === "string" && input.length <= longest && sealed.test(input);
}

export function isCheck(input: unknown): input is Check {
  return input === null || isSealed(input, limits.seal);
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
  const { ticket, host, iceServers, relay } = input;
  return typeof ticket === "string" &&
    isBoolean(host) &&
    isListOf(iceServers, isIceServer) &&
    isBoolean(relay)
    ? accept({ id: id.value, ticket, host, iceServers, relay })
    : refuse("malformed");
}

function isIceServer(input: unknown): input is IceServer {
  if (!isRecord(input)) return false;
  const { urls, username, credential } = input;
  return isListOf(urls, isText) && [username, credential].every((one) => one === undefined || isText(one));
}

function isText(input: unknown): input is string {
  return typeof input === "string";
}

function isListOf<One>(input: unknown, is: (one: unknown) => one is One): input is One[] {
  return Array.isArray(input) && input.every(is);
}
