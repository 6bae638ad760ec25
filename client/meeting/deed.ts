// The part of a link that makes its holder the host. It is taken out of the address, which people
// copy and share, and kept by this browser.

import type { RoomName } from "../../protocol/protocol.ts";

const mark = "host=";

const placeOf = (room: RoomName) => `parley/deed/${room}`;

/** The deed that this page was opened with, now or before. */
export function takeDeed(room: RoomName): string | undefined {
  const { hash, pathname, search } = location;
  const parts = hash.slice(1).split("&");
  const taken = parts.find((part) => part.startsWith(mark))?.slice(mark.length);
  if (taken !== undefined) {
    const rest = parts.filter((part) => !part.startsWith(mark)).join("&");
    history.replaceState(history.state, "", pathname + search + (rest && `#${rest}`));
  }
  try {
    if (taken) localStorage.setItem(placeOf(room), taken);
    return taken || (localStorage.getItem(placeOf(room)) ?? undefined);
  } catch {
    // A browser may refuse to keep anything; then it is good for this visit.
    return taken || undefined;
  }
}

/** That link, with the room's key where it is sealed. */
export function linkWith(deed: string): string {
  const { origin, pathname, hash } = location;
  return `${origin}${pathname}#${[hash.slice(1), mark + deed].filter(Boolean).join("&")}`;
}
