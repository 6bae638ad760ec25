// What members carry from this process to the next: the room as they last saw it, and the lines they heard.
// Sealed with the server's key, so that they can neither read what they carry nor make any of it up.

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type Line, limits, type RoomName } from "../protocol/protocol.ts";
import type { Kept } from "./rooms/chat.ts";
import type { Past } from "./rooms/past.ts";

export interface Batons {
  /** When this process began, by which its batons are known. */
  readonly process: number;
  /** Nothing where it would be too large to be carried. */
  readonly seal: (room: RoomName, past: Past, now: number) => string | undefined;
  readonly open: (text: string, room: RoomName, now: number) => Past | undefined;
  /** Shows that a line was said in the meeting of that room that was born then, and who may read it. */
  readonly prove: (room: RoomName, born: number, kept: Kept) => string;
  readonly verify: (room: RoomName, born: number, line: Line) => Kept | undefined;
}

const cipher = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;
/** What has another form than it has here is sealed with another key: what opens is of this form. */
const form = 1;
/** Longer ones are worth the time that it takes to make them shorter. */
const longBytes = 2_048;
/** Nobody comes back to yesterday's meeting. */
const lifeMs = 24 * 3_600_000;
/** Of all that a room will ever count to. */
const revisionDigits = 12;
/** What a baton of the largest size may unfold to. */
const mostBytes = 8 * limits.baton;

export function createBatons(key: Buffer, process: number): Batons {
  const keyFor = (purpose: string) => createHmac("sha256", key).update(`${purpose}/${form}`).digest();
  const [batonKey, proofKey] = [keyFor("baton"), keyFor("proof")];

  return {
    process,
    seal: (room, past, now) => {
      const text = Buffer.from(JSON.stringify([now, past], widen));
      if (text.length > mostBytes) return undefined;
      // What is made shorter tells by its length what is in it, which a student isn't to know.
      const folded = past.whole !== null && text.length > longBytes;
      const body = Buffer.concat([Buffer.from([folded ? 1 : 0]), folded ? deflateRawSync(text) : text]);
      const baton = encrypt(batonKey, body, room);
      return baton.length <= limits.baton ? baton : undefined;
    },
    open: (text, room, now) => {
      const body = decrypt(batonKey, text, room);
      if (!body) return undefined;
      const rest = body.subarray(1);
      const unfolded = body[0] === 1 ? inflateRawSync(rest, { maxOutputLength: mostBytes }) : rest;
      const [at, past]: [number, Past] = JSON.parse(unfolded.toString(), narrow);
      return now - at < lifeMs ? past : undefined;
    },
    prove: (room, born, { line, person, to }) =>
      encrypt(proofKey, Buffer.from(JSON.stringify([person, to])), bindTo(room, born, line)),
    verify: (room, born, { proof = "", ...line }) => {
      const body = decrypt(proofKey, proof, bindTo(room, born, line));
      if (!body) return undefined;
      const [person, to]: [Kept["person"], Kept["to"]] = JSON.parse(body.toString());
      return { line, person, to };
    },
  };
}

/** A room counts its changes, also those that a student doesn't see: no length is to tell how many. */
function widen(name: string, value: unknown): unknown {
  return name === "revision" ? String(value).padStart(revisionDigits, "0") : value;
}

function narrow(name: string, value: unknown): unknown {
  return name === "revision" ? Number(value) : value;
}

function bindTo(room: RoomName, born: number, { n, from, name, message, at, key }: Line): string {
  return JSON.stringify([room, born, n, from, name, message, at, key ?? null]);
}

function encrypt(key: Buffer, body: Buffer, bound: string): string {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(bound));
  return Buffer.concat([nonce, sealing.update(body), sealing.final(), sealing.getAuthTag()]).toString(
    "base64url",
  );
}

/** Nothing, unless it was made with that key for that very thing. */
function decrypt(key: Buffer, text: string, bound: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length < nonceBytes + tagBytes) return undefined;
  const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(bound))
    .setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([opening.update(bytes.subarray(nonceBytes, -tagBytes)), opening.final()]);
  } catch {
    return undefined;
  }
}
