// What a tile of the stage shows: a member, or the screen of one.

import type { MemberId } from "../../protocol/protocol.ts";

/** A member's own id, or what is made of it for their screen. */
export type Spot = MemberId;

/** No id begins so. */
const mark = "screen of ";

export function screenOf(id: MemberId): Spot {
  return mark + id;
}

export function ownerOf(spot: Spot): MemberId {
  return spot.startsWith(mark) ? spot.slice(mark.length) : spot;
}
