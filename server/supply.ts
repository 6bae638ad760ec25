// Sees to it that whoever sits in a room knows servers for their calls that will still let them in.

import type { Guest } from "./guest.ts";
import type { Ice } from "./ice.ts";

export interface Supply {
  /** To somebody who has come in. */
  readonly give: (guest: Guest) => void;
  readonly stop: () => void;
}

/** `seated` are those inside at that moment: nobody else is ever given any. */
export function createSupply(
  { ofMember, renewMs }: Pick<Ice, "ofMember" | "renewMs">,
  seated: () => readonly Guest[],
): Supply {
  function give(guest: Guest): void {
    const servers = ofMember(guest.data.ticket.id, Date.now());
    if (servers.length > 0) guest.emit("ice-servers", servers);
  }

  const timer = renewMs === undefined ? undefined : setInterval(() => seated().forEach(give), renewMs);
  return { give, stop: () => clearInterval(timer) };
}
