// Who somebody is to a room over reloads, and whom a fresh room was made for. Nothing of it is kept: all
// follows from the server's key, so that every process with that key says the same.

import { createHmac, timingSafeEqual } from "node:crypto";
import { v4 as uuid } from "uuid";
import { limits, type RoomName } from "../protocol/protocol.ts";
import type { PersonId } from "./rooms/room.ts";

export interface Identities {
  /** A fresh room's name, which is known again as one. */
  readonly nameRoom: () => RoomName;
  /** For whom a room was made; nobody, if it was named by hand. */
  readonly founderOf: (room: RoomName) => PersonId | null;
  /** Who a browser's visitor is in that room, and in no other. */
  readonly personOf: (visitor: string, room: RoomName) => PersonId;
  /** What makes whoever shows it that person in that room. */
  readonly deedOf: (room: RoomName, person: PersonId) => string;
  readonly readDeed: (text: unknown, room: RoomName) => PersonId | undefined;
}

const freshName = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Characters of a fresh name that are its mark; the others are chance enough that nobody guesses one. */
const markLength = 8;
/** 128 bits: nobody finds another text with the same. */
const personLength = 22;

export function createIdentities(key: Buffer): Identities {
  const sign = (purpose: string, ...parts: readonly string[]) =>
    createHmac("sha256", key).update(JSON.stringify([purpose, ...parts]));

  const markOf = (start: string) => sign("room", start).digest("hex").slice(0, markLength);
  const personFrom = (...parts: readonly string[]) =>
    sign("person", ...parts)
      .digest("base64url")
      .slice(0, personLength);

  return {
    nameRoom: () => {
      const start = uuid().slice(0, -markLength);
      return start + markOf(start);
    },
    founderOf: (room) => {
      const start = room.slice(0, -markLength);
      return freshName.test(room) && room === start + markOf(start) ? personFrom("founder", room) : null;
    },
    personOf: (visitor, room) => personFrom("visitor", room, visitor),
    deedOf: (room, person) => `${person}.${sign("deed", room, person).digest("base64url")}`,
    readDeed: (text, room) => {
      if (typeof text !== "string" || text.length > limits.deed) return undefined;
      const [person = "", signature = "", ...more] = text.split(".");
      const [given, right] = [signature, sign("deed", room, person).digest("base64url")].map((part) =>
        Buffer.from(part),
      );
      const good = given?.length === right?.length && given && right && timingSafeEqual(given, right);
      return good && more.length === 0 ? person : undefined;
    },
  };
}
