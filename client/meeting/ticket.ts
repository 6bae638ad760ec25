// The page's ticket, which is exchanged before it runs out, or when the server doesn't take it.

import { isRecord, parseRenewal } from "../../protocol/parse.ts";
import type { Boot } from "../../protocol/protocol.ts";

export interface TicketHolder {
  /** One that is good; `refused` says that the last one was not. */
  readonly show: (refused: boolean) => Promise<string>;
}

/** One that runs out on its way is of no use. */
const marginMs = 60_000;

/** `onStranger`: the server doesn't know this page any more, and would let it in as somebody else. */
export function holdTicket(boot: Pick<Boot, "room" | "id" | "ticket">, onStranger: () => void): TicketHolder {
  let { ticket } = boot;
  let renewing: Promise<void> | undefined;

  async function renew(): Promise<void> {
    const response = await fetch(`/${encodeURIComponent(boot.room)}/ticket`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ticket }),
    });
    const renewal = parseRenewal(await response.json());
    if (!renewal.ok) return;
    if (renewal.value.id === boot.id) ticket = renewal.value.ticket;
    else onStranger();
  }

  return {
    show: async (refused) => {
      if (refused || expiryOf(ticket) - marginMs < Date.now()) {
        renewing ??= renew()
          // The server is away: what there is will be refused, and this tried again.
          .catch(() => {})
          .finally(() => {
            renewing = undefined;
          });
        await renewing;
      }
      return ticket;
    },
  };
}

/** By the server's clock; this machine's may be wrong, and then the server's word counts. */
function expiryOf(ticket: string): number {
  try {
    const [body = ""] = ticket.split(".");
    const read: unknown = JSON.parse(atob(body.replaceAll("-", "+").replaceAll("_", "/")));
    return isRecord(read) ? Number(read["expires"]) : 0;
  } catch {
    return 0;
  }
}
