// One pair's life, seen from one side: docs/link.md draws it. Pure: the engine does what the states say.

export type Link =
  /** Dialled, and nothing new since then; `failures` counts the calls in a row that came to nothing. */
  | { readonly state: "connecting"; readonly since: number; readonly failures: number }
  /** Whoever dialled gives it up or dials anew: two who lose patience would undo each other's work. */
  | { readonly state: "answering" }
  | { readonly state: "direct" }
  /** The call is kept, but nothing comes through: tried to be mended so often, and when last. */
  | {
      readonly state: "mending";
      readonly since: number;
      readonly tries: number;
      readonly triedAt: number | undefined;
    }
  /** The call is lost: whoever dials tries again at `retryAt`. */
  | { readonly state: "lost"; readonly retryAt: number; readonly failures: number }
  /** Somebody stands in between, and would again: not to be tried any more. */
  | { readonly state: "intercepted" };

export type LinkEvent = "called" | "answered" | "connected" | "failed" | "intercepted";

/** `hurried`: whatever stood in the way may be gone, so that waiting any longer makes no sense. */
export type MendingEvent = "broken" | "tried" | "whole" | "hurried";

/** How one stands to the other member, which no link knows of itself. */
export interface Standing {
  /** It is we who dial. */
  readonly dials: boolean;
  /** Nothing that is said now would be heard: we or they are out of the server's reach. */
  readonly held: boolean;
}

/** Beyond the slowest step of an honest handshake over a poor line, or on a machine at its limit. */
const firstPatienceMs = 15_000;
const longestPatienceMs = 60_000;
const firstRetryMs = 250;
const longestRetryMs = 8_000;
/** A try is over in a second where it succeeds at all; another would undo what it has reached. */
const firstMendMs = 2_000;
/** Whoever comes back unannounced has their picture again within eight seconds, checks included. */
const longestMendMs = 4_000;
/** As long as either side, or the server, may take to notice that somebody is out of its reach. */
const mendPatienceMs = 15_000;

export function next(link: Link | undefined, event: LinkEvent, now: number): Link {
  if (link?.state === "intercepted") return link;
  const failures = link && "failures" in link ? link.failures : 0;
  switch (event) {
    case "called":
      return { state: "connecting", since: now, failures };
    case "answered":
      return { state: "answering" };
    case "connected":
      return { state: "direct" };
    case "failed": {
      const retryAt = now + doubled(firstRetryMs, failures, longestRetryMs);
      return { state: "lost", retryAt, failures: failures + 1 };
    }
    case "intercepted":
      return { state: "intercepted" };
    default:
      return event satisfies never;
  }
}

/** What becomes of a link whose call breaks, and is mended. */
export function mend(link: Link, event: MendingEvent, now: number): Link {
  switch (event) {
    case "broken":
      if (link.state !== "direct") return link;
      return { state: "mending", since: now, tries: 0, triedAt: undefined };
    case "tried":
      return link.state === "mending" ? { ...link, tries: link.tries + 1, triedAt: now } : link;
    case "whole":
      return link.state === "mending" ? { state: "direct" } : link;
    case "hurried": {
      if (link.state === "lost") return { ...link, retryAt: now };
      if (link.state !== "mending") return link;
      const trying = link.triedAt !== undefined && now < link.triedAt + firstMendMs;
      return { ...link, since: now, ...(trying ? { tries: 1 } : { triedAt: undefined }) };
    }
    default:
      return event satisfies never;
  }
}

/** A step of the handshake is done: patience begins anew, since what is slow is not what is lost. */
export function progress(link: Link, now: number): Link {
  return link.state === "connecting" ? { ...link, since: now } : link;
}

/** When something is to be done about the link by itself, if ever. */
export function deadline(link: Link, { dials, held }: Standing): number | undefined {
  switch (link.state) {
    case "connecting":
      return link.since + doubled(firstPatienceMs, link.failures, longestPatienceMs);
    case "mending": {
      const { since, tries, triedAt } = link;
      const tryAt = triedAt === undefined ? since : triedAt + doubled(firstMendMs, tries - 1, longestMendMs);
      if (held) return undefined;
      return dials ? Math.min(tryAt, since + mendPatienceMs) : tryAt;
    }
    case "lost":
      return held ? undefined : link.retryAt;
    case "answering":
    case "direct":
    case "intercepted":
      return undefined;
    default:
      return link satisfies never;
  }
}

/** Whether what is due of a link that is being mended is to let it go. Whoever answered never does. */
export function isHopeless(link: Link, { dials }: Standing, now: number): boolean {
  return link.state === "mending" && dials && now >= link.since + mendPatienceMs;
}

/** Doubled with each failure in a row, so that what is overloaded is not loaded more. */
function doubled(ms: number, failures: number, longest: number): number {
  return Math.min(ms * 2 ** failures, longest);
}
