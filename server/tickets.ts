// What a page shows to be let in: a room and an id, signed, so that nobody holds an id that was not
// given to them, and every process with the same key can tell.

import { createHmac, timingSafeEqual } from "node:crypto";
import { isRecord, parseMemberId, parseRoomName } from "../protocol/parse.ts";
import { type MemberId, type Refusal, type RoomName, refuse } from "../protocol/protocol.ts";
import type { PersonId } from "./rooms/room.ts";

export interface Holder {
  readonly room: RoomName;
  readonly id: MemberId;
  readonly person: PersonId;
  /** Came by a link that makes them the host's other device. */
  readonly byDeed: boolean;
}

export interface Ticket extends Holder {
  /** Milliseconds since 1970. */
  readonly expires: number;
}

export type Admission = { readonly ok: true; readonly ticket: Ticket } | Refusal;

export interface Tickets {
  readonly issue: (holder: Holder, now: number) => string;
  readonly check: (text: unknown, now: number) => Admission;
  /** Who a page of that room may go on being, whose ticket has run out or is about to. */
  readonly holderOf: (text: unknown, room: RoomName, now: number) => Holder | undefined;
}

const hourMs = 3_600_000;
/** A page renews it whenever it connects, so this bounds only how long a stolen one is good for. */
const lifeMs = 2 * hourMs;
/** A laptop that slept over a weekend is still the same member. */
const renewableMs = 7 * 24 * hourMs;
/** Twice what one is. */
const longest = 1024;

export function createTickets(key: Buffer): Tickets {
  function sign(body: string): string {
    return createHmac("sha256", key).update(`ticket.${body}`).digest("base64url");
  }

  /** The ticket, if it was signed here; expired or not. */
  function read(text: unknown): Ticket | undefined {
    if (typeof text !== "string" || text.length > longest) return undefined;
    const [body = "", signature = "", ...more] = text.split(".");
    // As texts, since several of them decode to the same bytes.
    const [given, right] = [Buffer.from(signature), Buffer.from(sign(body))];
    if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
    return parseTicket(Buffer.from(body, "base64url").toString());
  }

  return {
    issue: ({ room, id, person, byDeed }, now) => {
      const ticket: Ticket = { room, id, person, byDeed, expires: now + lifeMs };
      const body = Buffer.from(JSON.stringify(ticket)).toString("base64url");
      return `${body}.${sign(body)}`;
    },
    check: (text, now) => {
      if (text === undefined || text === null || text === "") return refuse("ticket-missing");
      const ticket = read(text);
      if (!ticket) return refuse("ticket-forged");
      return ticket.expires > now ? { ok: true, ticket } : refuse("ticket-expired");
    },
    holderOf: (text, room, now) => {
      const ticket = read(text);
      return ticket?.room === room && ticket.expires + renewableMs > now ? ticket : undefined;
    },
  };
}

function parseTicket(json: string): Ticket | undefined {
  // Signed by us, but perhaps by another version.
  let input: unknown;
  try {
    input = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!isRecord(input)) return undefined;
  const { room, id, person, byDeed, expires } = input;
  const [parsedRoom, parsedId] = [parseRoomName(room), parseMemberId(id)];
  if (!parsedRoom.ok || !parsedId.ok || typeof expires !== "number") return undefined;
  if (typeof person !== "string" || typeof byDeed !== "boolean") return undefined;
  return { room: parsedRoom.value, id: parsedId.value, person, byDeed, expires };
}
