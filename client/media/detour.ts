// One pair's way round what keeps them from calling each other, seen from one side: docs/link.md draws it.
// The call goes on being tried meanwhile. Pure.

import type { LinkState, RelayState, Route } from "./ports.ts";

export type Detour =
  /** What there is comes by the call; it hasn't stood since then, if it doesn't. */
  | { readonly state: "none"; readonly met: boolean; readonly troubledAt: number | undefined }
  /** There is no call to speak of: asked of the relay. */
  | { readonly state: "taken"; readonly met: boolean; readonly since: number }
  /**
   * The call is there since `begun`, and is believed once it has stood for a while, and been fresh since then; what is
   * relayed goes on until then.
   */
  | { readonly state: "returning"; readonly begun: number; readonly since: number };

/** What is known of the pair besides. */
export interface Surroundings {
  /** Nothing where there is no call yet. */
  readonly link: LinkState | undefined;
  /** Nobody could relay either: we or they are out of the server's reach. */
  readonly held: boolean;
  /** What the call brings was said just now, and not while it was broken. */
  readonly fresh: boolean;
}

/** Longer than an honest handshake takes from one step to the next, even where a class comes in at once. */
const firstPatienceMs = 4_000;
/** A call that broke is mended by then, if its first or its second try does it; the relay would only slow these. */
const breakPatienceMs = 5_000;
/** By then its sound and its picture run, so that nothing is missed when it is taken. */
const settleMs = 1_000;
/** What was said while a call was broken has been played by then. */
const longestReturnMs = 10_000;
/** Whoever isn't there by then, by any way, isn't merely on their way. */
const arrivalMs = 10_000;

export const noDetour: Detour = { state: "none", met: false, troubledAt: undefined };

/** What becomes of it, as things stand now. */
export function reconsider(detour: Detour, { link, held, fresh }: Surroundings, now: number): Detour {
  const stands = link === "direct";
  switch (detour.state) {
    case "none": {
      if (stands) return { state: "none", met: true, troubledAt: undefined };
      // Where somebody is in between, they would be there by any way.
      if (held || link === "intercepted") return { ...detour, troubledAt: undefined };
      const { met, troubledAt = now } = detour;
      return now >= troubledAt + patienceOf(met)
        ? { state: "taken", met, since: now }
        : { ...detour, troubledAt };
    }
    case "taken":
      if (link === "intercepted") return { state: "none", met: detour.met, troubledAt: undefined };
      return stands ? { state: "returning", begun: now, since: now } : detour;
    case "returning": {
      if (!stands) return { state: "taken", met: true, since: now };
      const since = fresh ? detour.since : now;
      return now >= Math.min(since + settleMs, detour.begun + longestReturnMs)
        ? { state: "none", met: true, troubledAt: undefined }
        : { ...detour, since };
    }
    default:
      return detour satisfies never;
  }
}

/** A step of the first handshake is done: what is slow is not what is lost. */
export function makeProgress(detour: Detour, now: number): Detour {
  if (detour.state !== "none" || detour.met || detour.troubledAt === undefined) return detour;
  return { ...detour, troubledAt: now };
}

/** When to reconsider it, if nothing else happens. */
export function nextLook(detour: Detour): number | undefined {
  switch (detour.state) {
    case "none":
      return detour.troubledAt === undefined ? undefined : detour.troubledAt + patienceOf(detour.met);
    case "taken":
      return detour.since + arrivalMs;
    case "returning":
      return Math.min(detour.since + settleMs, detour.begun + longestReturnMs);
    default:
      return detour satisfies never;
  }
}

/** Which way somebody's sound and picture come, as far as they do. */
export function routeOf(
  detour: Detour,
  link: LinkState | undefined,
  relay: RelayState | undefined,
  now: number,
): Route {
  if (link === "intercepted") return "intercepted";
  if (detour.state !== "none" && relay === "live") return "relayed";
  switch (link) {
    case "direct":
      return "direct";
    case "mending":
      return "mending";
    case "lost":
      return detour.state !== "none" && relay === "silent" ? "mending" : "lost";
    case "connecting":
    case "answering":
    case undefined:
      if (detour.state !== "taken") return "connecting";
      if (relay === "silent") return "mending";
      return now >= detour.since + arrivalMs ? "lost" : "connecting";
    default:
      return link satisfies never;
  }
}

function patienceOf(met: boolean): number {
  return met ? breakPatienceMs : firstPatienceMs;
}
