// Which servers a page may ask for its address, or send its calls through: STUN and TURN. Credentials are
// made in the manner of TURN's REST API: the TURN server knows the secret, and nothing has to be kept.

import { createHash, createHmac } from "node:crypto";
import type { IceServer, MemberId } from "../protocol/protocol.ts";
import type { IceSettings, SharedSecret } from "./ice-settings.ts";

export interface Ice {
  /** For everybody: they ask for no credentials. */
  readonly open: readonly IceServer[];
  /** For whoever sits in a room; `now` is in milliseconds. */
  readonly ofMember: (id: MemberId, now: number) => readonly IceServer[];
  /** For whoever has a ticket, to try in the lobby what they would be given inside. */
  readonly ofCaller: (id: MemberId, now: number) => readonly IceServer[];
  /** How often a member needs others; unset where what they have doesn't run out. */
  readonly renewMs: number | undefined;
}

/** Beyond what a check takes over a poor line, and of no use for a call later on. */
const checkSeconds = 60;
/** Then a call is always placed, and mended, with credentials that are good for as long again. */
const renewalsPerLife = 2;
/** Enough that no two pages share one. */
const nameLength = 16;

export function createIce({ stun, turn }: IceSettings): Ice {
  const open: readonly IceServer[] = stun.length > 0 ? [{ urls: [...stun] }] : [];
  switch (turn?.by) {
    case undefined:
      return { open, ofMember: () => open, ofCaller: () => open, renewMs: undefined };
    case "fixed": {
      const { urls, username, credential } = turn;
      const all = [...open, { urls: [...urls], username, credential }];
      // What doesn't run out would be theirs for good: whoever is yet outside isn't given it.
      return { open, ofMember: () => all, ofCaller: () => open, renewMs: undefined };
    }
    case "secret":
      return {
        open,
        ofMember: (id, now) => [...open, lend(turn, id, now, turn.lifeSeconds)],
        ofCaller: (id, now) => [...open, lend(turn, id, now, checkSeconds)],
        renewMs: (turn.lifeSeconds * 1_000) / renewalsPerLife,
      };
    default:
      return turn satisfies never;
  }
}

function lend({ urls, secret }: SharedSecret, id: MemberId, now: number, seconds: number): IceServer {
  const username = `${Math.floor(now / 1_000) + seconds}:${nameFor(id)}`;
  const credential = createHmac("sha1", secret).update(username).digest("base64");
  return { urls: [...urls], username, credential };
}

/** The same for a page as long as it lives, so that a TURN server can hold it to a quota; says nothing else. */
function nameFor(id: MemberId): string {
  return createHash("sha256").update(`turn ${id}`).digest("base64url").slice(0, nameLength);
}
