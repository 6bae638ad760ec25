// What is told of the way to somebody, in words, and what can be done where it is bad. Pure.

import type { PathReport } from "../media/ports.ts";

/** What bears on every way there is. */
export interface Circumstances {
  /** They are out of the server's reach, and waited for. */
  readonly away: boolean;
  /** Whether this browser can call anybody at all. */
  readonly calls: boolean;
  /** Whether anybody can come by way of the server here. */
  readonly canRelay: boolean;
}

const relayLack =
  "This browser can't be relayed by way of the server either: update it, or use a current Chrome, Edge, Firefox or Safari.";

/** Of what was sent, what can't be missed any more: words begin to drop out. */
const muchLost = 0.05;
/** Milliseconds from which on people begin to talk over each other. */
const longTrip = 400;

export function nameWay(report: PathReport): string {
  const { route, by } = report;
  if (isUnopened(report)) return "Sealed with another key";
  switch (route) {
    case "direct":
      return by === "turn" ? "Through a TURN server" : "Direct";
    case "relayed":
      return "By way of this server";
    case "connecting":
      return "Connecting";
    case "mending":
      return "Reconnecting";
    case "lost":
      return "No connection";
    case "intercepted":
      return "Somebody is in between";
    default:
      return route satisfies never;
  }
}

/** It comes, and stays shut. */
export function isUnopened({ route, problem }: PathReport): boolean {
  return problem === "unopened" && route !== "direct" && route !== "intercepted";
}

/** Nothing, where all is well. */
export function advise(
  name: string,
  report: PathReport,
  { away, calls, canRelay }: Circumstances,
): string | undefined {
  const { route, problem, lost = 0, roundTripMs = 0 } = report;
  const apart = calls
    ? `Your network and ${name}'s let nothing through directly`
    : "Your browser can't make calls";
  if (route === "intercepted")
    return `Somebody is in between you and ${name}, so there is no call. Tell them by another way, and meet in a fresh room.`;
  if (away)
    return `The server can't reach ${name} either: their network is gone, or their page asleep. Their place is kept, and they come back by themselves.`;
  if (problem === "unopened")
    return `What comes from ${name} can't be opened: it is sealed with another key. Compare the links you have, and open the same one.`;
  switch (route) {
    case "mending":
      return "The connection broke, and is being mended. If it stays so, try another network.";
    case "lost":
      if (problem === "no-relay-here")
        return calls
          ? `${apart}, and this server doesn't relay. Try another network, or ask whoever runs this server for TURN.`
          : `${apart}, and this server doesn't relay. Use a current Chrome, Edge, Firefox or Safari.`;
      return canRelay
        ? `Nothing comes through from ${name}, and it goes on being tried. If it stays so, let each of you reload the page, or try another network or browser.`
        : `${apart}. ${relayLack}`;
    case "relayed":
      return problem === "strained"
        ? "This server carries as much as it may, so pictures are smaller, or paused. Sound goes on."
        : `${apart}, so it goes by way of this server. There is nothing you need to do.`;
    case "direct":
      if (lost >= muchLost)
        return "Much gets lost on the way. Move closer to your router, use a cable, or turn your camera off.";
      return roundTripMs >= longTrip
        ? "It takes long to get there and back. Let each other finish, or try another network."
        : undefined;
    case "connecting":
      return undefined;
    default:
      return route satisfies never;
  }
}
