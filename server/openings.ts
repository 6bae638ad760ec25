// Fresh rooms that nobody has opened with the cookie they came with: made for a browser that keeps none.
// Nobody could ever show that such a room is theirs, so whoever comes first may open it.

import type { RoomName } from "../protocol/protocol.ts";

export interface Openings {
  readonly add: (room: RoomName) => void;
  /** Its cookie was shown: from now on it is somebody's. */
  readonly claim: (room: RoomName) => void;
  readonly isUnclaimed: (room: RoomName) => boolean;
}

/** More than are under way at a time; beyond it the oldest count as claimed. */
const most = 10_000;

export function createOpenings(): Openings {
  const unclaimed = new Set<RoomName>();
  return {
    add: (room) => {
      unclaimed.add(room);
      const [oldest] = unclaimed;
      if (unclaimed.size > most && oldest !== undefined) unclaimed.delete(oldest);
    },
    claim: (room) => void unclaimed.delete(room),
    isUnclaimed: (room) => unclaimed.has(room),
  };
}
