// One pair's life, seen from one side. Pure: the engine does what the states say.

export type Link =
  /** Dialled, and nothing new since then; `failures` counts the calls in a row that came to nothing. */
  | { readonly state: "connecting"; readonly since: number; readonly failures: number }
  /** Whoever dialled gives it up or dials anew: two who lose patience would undo each other's work. */
  | { readonly state: "answering" }
  | { readonly state: "direct" }
  /** The call is lost: whoever dials tries again at `retryAt`. */
  | { readonly state: "lost"; readonly retryAt: number; readonly failures: number }
  /** Somebody stands in between, and would again: not to be tried any more. */
  | { readonly state: "intercepted" };

export type LinkEvent = "called" | "answered" | "connected" | "failed" | "intercepted";

/** Beyond the slowest step of an honest handshake over a poor line, or on a machine at its limit. */
const firstPatienceMs = 15_000;
const longestPatienceMs = 60_000;
const firstRetryMs = 250;
const longestRetryMs = 8_000;

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

/** A step of the handshake is done: patience begins anew, since what is slow is not what is lost. */
export function progress(link: Link, now: number): Link {
  return link.state === "connecting" ? { ...link, since: now } : link;
}

/** When something is to be done about the link by itself, if ever. */
export function deadline(link: Link): number | undefined {
  switch (link.state) {
    case "connecting":
      return link.since + doubled(firstPatienceMs, link.failures, longestPatienceMs);
    case "lost":
      return link.retryAt;
    case "answering":
    case "direct":
    case "intercepted":
      return undefined;
    default:
      return link satisfies never;
  }
}

/** Doubled with each failure in a row, so that what is overloaded is not loaded more. */
function doubled(ms: number, failures: number, longest: number): number {
  return Math.min(ms * 2 ** failures, longest);
}
