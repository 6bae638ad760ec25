// What is said over the relay's connection besides frames, as JSON: docs/protocol.md tells when.

import { accept, isBoolean, isRecord, type Parsed, parseMemberId } from "./parse.ts";
import { type MemberId, type RefusalCode, refusals, refuse } from "./protocol.ts";

export const relayPath = "/relay";

/** From a page. */
export type RelayRequest =
  /** Our frames are of a new stream from now on, which is to be called that. */
  | { readonly type: "publish"; readonly stream: string }
  /** That member's sound, and their picture or not; `challenge` is what they are to greet us with. */
  | { readonly type: "want"; readonly id: MemberId; readonly picture: boolean; readonly challenge?: string }
  | { readonly type: "drop"; readonly id: MemberId }
  /** We can't show that member's picture until a whole one comes. */
  | { readonly type: "key"; readonly id: MemberId };

/** From the server. */
export type RelayWord =
  /** That member's frames come under that number from now on, and are of that stream. */
  | { readonly type: "channel"; readonly id: MemberId; readonly channel: number; readonly stream: string }
  /** That member is out of our sight. */
  | { readonly type: "gone"; readonly id: MemberId }
  | { readonly type: "refused"; readonly id: MemberId; readonly code: RefusalCode; readonly message: string }
  /** So many want our sound, and so many our picture. */
  | { readonly type: "wanted"; readonly sound: number; readonly picture: number }
  /** Somebody who wants us would be greeted with that. */
  | { readonly type: "greet"; readonly challenge: string }
  /** Our next picture is to be a whole one. */
  | { readonly type: "key" }
  /** Our picture is to cost no more than that, as it goes to so many; 0 is none, null is whatever it would. */
  | { readonly type: "limit"; readonly kbps: number | null }
  /** What the server forwards is as much as it may: pictures cost less, or there are none. */
  | { readonly type: "strain"; readonly pictures: "all" | "fewer" | "none" };

/** 16 bytes of base64url, as it names a stream, or challenges one. */
const token = /^[A-Za-z0-9_-]{22}$/;

export function parseRelayRequest(json: string): Parsed<RelayRequest> {
  const input = parseJson(json);
  if (!isRecord(input)) return refuse("malformed");
  const { type, stream, picture, challenge } = input;
  if (type === "publish") return isToken(stream) ? accept({ type, stream }) : refuse("malformed");
  if (type !== "want" && type !== "drop" && type !== "key") return refuse("malformed");
  const id = parseMemberId(input["id"]);
  if (!id.ok) return id;
  if (type !== "want") return accept({ type, id: id.value });
  if (!isBoolean(picture) || !(challenge === undefined || isToken(challenge))) return refuse("malformed");
  return accept({ type, id: id.value, picture, ...(challenge !== undefined && { challenge }) });
}

export function parseRelayWord(json: string): Parsed<RelayWord> {
  const input = parseJson(json);
  if (!isRecord(input)) return refuse("malformed");
  const { type, channel, stream, code, message, sound, picture, challenge, kbps, pictures } = input;
  switch (type) {
    case "key":
      return accept({ type });
    case "wanted":
      return isCount(sound) && isCount(picture) ? accept({ type, sound, picture }) : refuse("malformed");
    case "greet":
      return isToken(challenge) ? accept({ type, challenge }) : refuse("malformed");
    case "limit":
      return kbps === null || isCount(kbps) ? accept({ type, kbps }) : refuse("malformed");
    case "strain":
      return pictures === "all" || pictures === "fewer" || pictures === "none"
        ? accept({ type, pictures })
        : refuse("malformed");
    case "channel":
    case "gone":
    case "refused": {
      const id = parseMemberId(input["id"]);
      if (!id.ok) return id;
      if (type === "gone") return accept({ type, id: id.value });
      if (type === "channel")
        return isCount(channel) && isToken(stream)
          ? accept({ type, id: id.value, channel, stream })
          : refuse("malformed");
      return isRefusalCode(code) && typeof message === "string"
        ? accept({ type, id: id.value, code, message })
        : refuse("malformed");
    }
    default:
      return refuse("malformed");
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isToken(input: unknown): input is string {
  return typeof input === "string" && token.test(input);
}

function isCount(input: unknown): input is number {
  return Number.isInteger(input) && Number(input) >= 0 && Number(input) < 2 ** 32;
}

function isRefusalCode(input: unknown): input is RefusalCode {
  return typeof input === "string" && Object.hasOwn(refusals, input);
}
