// Whether a page with that link may come into that room, before any device is asked for.

import { type Check, type RefusalCode, refusals } from "../../protocol/protocol.ts";
import type { Fragment } from "./seal.ts";

/** What the link and the browser bring. */
export type Key =
  | { readonly kind: "none" }
  | { readonly kind: "key"; readonly check: string }
  | { readonly kind: "damaged" }
  /** Browsers seal nothing on pages over plain HTTP. */
  | { readonly kind: "insecure" };

const sentences = {
  damaged:
    "The key in your link is damaged: a part of it is missing, or was changed. Ask for the whole link.",
  insecure:
    "Your link leads into a sealed room, which a browser can only open over HTTPS. Ask for the address that begins with https.",
} as const;

/** Why not, in a sentence; `room` is what is known of it, nothing while nobody is in it. */
export function findBarrier(key: Key, room: Check | undefined): string | undefined {
  if (key.kind === "damaged" || key.kind === "insecure") return sentences[key.kind];
  const code = findRefusal(key.kind === "key" ? key.check : null, room);
  return code && refusals[code];
}

function findRefusal(own: Check, room: Check | undefined): RefusalCode | undefined {
  if (room === undefined || room === own) return undefined;
  if (room === null) return "not-sealed";
  return own === null ? "key-missing" : "key-wrong";
}

/** A room that was just made for this page gets a key, where the browser can use one. */
export function wantsKey(fragment: Fragment, fresh: boolean, room: Check | undefined): boolean {
  return fragment.kind === "none" && fresh && room === undefined;
}
