// One pair's life, seen from one side. Pure: the engine does what the states say.

export type Link =
  /** Being set up since then; `failures` counts the calls in a row that came to nothing. */
  | { readonly state: "connecting"; readonly since: number; readonly failures: number }
  | { readonly state: "direct" }
  /** The call is lost: whoever dials tries again at `retryAt`. */
  | { readonly state: "lost"; readonly retryAt: number; readonly failures: number };

export type LinkEvent = "called" | "connected" | "failed";

/** Beyond the slowest honest handshake seen over a poor line. */
const patienceMs = 12_000;
/** Doubled with each failure in a row. */
const firstRetryMs = 250;
const longestRetryMs = 8_000;

export function next(link: Link | undefined, event: LinkEvent, now: number): Link {
  const failures = link && link.state !== "direct" ? link.failures : 0;
  switch (event) {
    case "called":
      return { state: "connecting", since: now, failures };
    case "connected":
      return { state: "direct" };
    case "failed": {
      const wait = Math.min(firstRetryMs * 2 ** failures, longestRetryMs);
      return { state: "lost", retryAt: now + wait, failures: failures + 1 };
    }
    default:
      return event satisfies never;
  }
}

/** When something is to be done about the link by itself, if ever. */
export function deadline(link: Link): number | undefined {
  switch (link.state) {
    case "connecting":
      return link.since + patienceMs;
    case "lost":
      return link.retryAt;
    case "direct":
      return undefined;
    default:
      return link satisfies never;
  }
}
