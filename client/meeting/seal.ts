// The room's key, and what is sealed with it. Who has the key can seal in anybody's name: it keeps
// out the server and whoever else lacks the link, not the members from one another.

import { isRecord } from "../../protocol/parse.ts";
import type { MemberId, RoomName } from "../../protocol/protocol.ts";

/** What a link's fragment holds: no key, a key, or what was one before it was cut off or mistyped. */
export type Fragment =
  | { readonly kind: "none" }
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "damaged" };

/** What a sender seals with a line. */
export interface SealedLine {
  /** Counts the sender's own lines from 1; what is for the hosts alone, in between. */
  readonly seq: number;
  /** The number (`n`) of the newest line that the sender had before them. */
  readonly after: number;
  /** Which line that was, by its sender and the sender's count; empty if there was none. */
  readonly saw: string;
  /** Milliseconds since 1970, by the sender's clock. */
  readonly at: number;
  readonly name: string;
  readonly message: string;
}

/** One end of a call, and the certificates it is known by: "sha-256 AB:CD:…". */
export interface Side {
  readonly id: MemberId;
  readonly fingerprints: readonly string[];
}

/** What is opened is undefined under another key, from another member, in another room, or altered. */
export interface Seal {
  /** Shows that two have the same key, and nothing of the key: 128 bits of base64url. */
  readonly check: string;
  /** Of which the keys of what is relayed are derived, by HKDF. */
  readonly relayKey: CryptoKey;
  readonly sealLine: (from: MemberId, line: SealedLine) => Promise<string>;
  readonly openLine: (from: MemberId, sealed: string) => Promise<SealedLine | undefined>;
  readonly sealCard: (id: MemberId, fingerprints: readonly string[]) => Promise<string>;
  readonly openCard: (id: MemberId, card: string) => Promise<readonly string[] | undefined>;
  /** What two people compare: the same for both, "1234 5678". */
  readonly code: (a: Side, b: Side) => Promise<string>;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Purpose = "parley/check" | "parley/relay" | "parley/chat" | "parley/card" | "parley/code";

interface Box<Value> {
  readonly seal: (member: MemberId, value: Value) => Promise<string>;
  readonly open: (member: MemberId, sealed: string) => Promise<Value | undefined>;
}

const keyBytes = 32;
const checkBits = 128;
/** What AES-GCM is made for; at random, it may repeat only after billions of lines. */
const nonceBytes = 12;
// The last of 43 characters holds four bits of the key; the other two are zero.
const keyForm = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/** Without the key the server can only guess, once for each call that people compare. */
const codeGroups = 2;
const plainCodeGroups = 5;
/**
 * A server that picks the certificates for both sides needs only two codes that meet, some 2^33 tries:
 * this many rounds make each of them dear, and cost a phone a fraction of a second.
 */
const plainCodeRounds = 200_000;

/** 256 bits, as they stand in the link's fragment: 43 characters of base64url. */
export function createKey(): string {
  return encode(crypto.getRandomValues(new Uint8Array(keyBytes)));
}

/** Takes a location's hash, with its "#" or without. */
export function readFragment(hash: string): Fragment {
  const key = hash.replace(/^#/, "");
  if (key === "") return { kind: "none" };
  return keyForm.test(key) ? { kind: "key", key } : { kind: "damaged" };
}

/** The key is one that `createKey` made or `readFragment` let through. */
export async function openSeal(key: string, room: RoomName): Promise<Seal> {
  const { subtle } = crypto;
  const root = await subtle.importKey("raw", decode(key), "HKDF", false, ["deriveBits", "deriveKey"]);
  const hkdf = (purpose: Purpose) => ({
    name: "HKDF",
    hash: "SHA-256",
    salt: toBytes(room),
    info: toBytes(purpose),
  });
  const openBox = async <Value>(purpose: Purpose, parse: (input: unknown) => Value | undefined) => {
    const aes = { name: "AES-GCM", length: 256 };
    const boxKey = await subtle.deriveKey(hkdf(purpose), root, aes, false, ["encrypt", "decrypt"]);
    return makeBox(boxKey, (member) => toBytes(JSON.stringify([purpose, room, member])), parse);
  };
  const hmac = { name: "HMAC", hash: "SHA-256", length: 256 };
  const [check, relayKey, chat, cards, codeKey] = await Promise.all([
    subtle.deriveBits(hkdf("parley/check"), root, checkBits),
    subtle
      .deriveBits(hkdf("parley/relay"), root, 8 * keyBytes)
      .then((bits) => subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"])),
    openBox("parley/chat", parseLine),
    openBox("parley/card", parseCard),
    subtle.deriveKey(hkdf("parley/code"), root, hmac, false, ["sign"]),
  ]);
  return {
    check: encode(new Uint8Array(check)),
    relayKey,
    sealLine: chat.seal,
    openLine: chat.open,
    sealCard: cards.seal,
    openCard: cards.open,
    code: async (a, b) => showDigits(await subtle.sign("HMAC", codeKey, writeSides(a, b)), codeGroups),
  };
}

/** The same without a key, where the server could try out certificates: 20 digits in groups of four. */
export async function plainCode(a: Side, b: Side): Promise<string> {
  const { subtle } = crypto;
  const sides = await subtle.importKey("raw", writeSides(a, b), "PBKDF2", false, ["deriveBits"]);
  const pbkdf2 = {
    name: "PBKDF2",
    hash: "SHA-256",
    salt: toBytes("parley/plain-code"),
    iterations: plainCodeRounds,
  };
  return showDigits(await subtle.deriveBits(pbkdf2, sides, 32 * plainCodeGroups), plainCodeGroups);
}

function makeBox<Value>(
  key: CryptoKey,
  bind: (member: MemberId) => Bytes,
  parse: (input: unknown) => Value | undefined,
): Box<Value> {
  const gcm = (iv: Bytes, member: MemberId) => ({ name: "AES-GCM", iv, additionalData: bind(member) });
  return {
    seal: async (member, value) => {
      const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
      const text = toBytes(JSON.stringify(value));
      const sealed = await crypto.subtle.encrypt(gcm(nonce, member), key, text);
      return encode(new Uint8Array([...nonce, ...new Uint8Array(sealed)]));
    },
    open: async (member, sealed) => {
      try {
        const bytes = decode(sealed);
        // Two texts for the same bytes would be an alteration that goes unseen.
        if (encode(bytes) !== sealed) return undefined;
        const nonce = bytes.slice(0, nonceBytes);
        const text = await crypto.subtle.decrypt(gcm(nonce, member), key, bytes.slice(nonceBytes));
        return parse(JSON.parse(new TextDecoder().decode(text)));
      } catch {
        // Not base64url, not under this key, or not JSON: it doesn't open, and why is nobody's business.
        return undefined;
      }
    },
  };
}

function parseLine(input: unknown): SealedLine | undefined {
  if (!isRecord(input)) return undefined;
  const { seq, after, saw, at, name, message } = input;
  return typeof seq === "number" &&
    seq > 0 &&
    seq <= Number.MAX_SAFE_INTEGER &&
    isCount(after, 0) &&
    typeof saw === "string" &&
    typeof at === "number" &&
    Number.isFinite(at) &&
    typeof name === "string" &&
    typeof message === "string"
    ? { seq, after, saw, at, name, message }
    : undefined;
}

function isCount(input: unknown, least: number): input is number {
  return typeof input === "number" && Number.isSafeInteger(input) && input >= least;
}

function parseCard(input: unknown): readonly string[] | undefined {
  return Array.isArray(input) && input.every((fingerprint) => typeof fingerprint === "string")
    ? input
    : undefined;
}

/** The same bytes for both ends, which list the sides the other way round, and each as its browser does. */
function writeSides(...sides: readonly [Side, Side]): Bytes {
  const written = sides.map(({ id, fingerprints }) => {
    const known = new Set(fingerprints.map((fingerprint) => fingerprint.toUpperCase()));
    return JSON.stringify([id, [...known].sort()]);
  });
  return toBytes(JSON.stringify(written.sort()));
}

/** Each group is 32 bits of its own, so that no digits are likelier than others by as much as 1 in 400,000. */
function showDigits(bits: ArrayBuffer, groups: number): string {
  const view = new DataView(bits);
  return Array.from({ length: groups }, (_, group) =>
    String(view.getUint32(4 * group) % 10_000).padStart(4, "0"),
  ).join(" ");
}

function toBytes(text: string): Bytes {
  return new TextEncoder().encode(text);
}

function encode(bytes: Bytes): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decode(text: string): Bytes {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
