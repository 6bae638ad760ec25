// The page's ticket, which is exchanged before it runs out, or when the server doesn't take it.

import { isRecord, parseRenewal } from "../../protocol/parse.ts";
import type { Boot, IceServer } from "../../protocol/protocol.ts";

export interface TicketHolder {
  /** One that is good; `refused` says that the last one was not. */
  readonly show: (refused: boolean) => Promise<string>;
  /** Servers to try, within a minute, whether calls would come about; none where that can't be known. */
  readonly findServers: () => Promise<readonly IceServer[]>;
}

/** One that runs out on its way is of no use. */
const marginMs = 60_000;

export interface TicketOptions extends Pick<Boot, "room" | "id" | "ticket"> {
  /** What makes this page the host's, to be shown once. */
  readonly deed: string | undefined;
  readonly onOwner: () => void;
  /** The server doesn't know this page any more, and would let it in as somebody else. */
  readonly onStranger: () => void;
}

export function holdTicket({ room, id, onOwner, onStranger, ...options }: TicketOptions): TicketHolder {
  let { ticket, deed } = options;
  let renewing: Promise<void> | undefined;
  let iceServers: readonly IceServer[] = [];

  async function renew(): Promise<void> {
    const response = await fetch(`/${encodeURIComponent(room)}/ticket`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ticket, deed }),
    });
    const renewal = parseRenewal(await response.json());
    if (!renewal.ok) return;
    if (renewal.value.id !== id) return onStranger();
    ({ ticket, iceServers } = renewal.value);
    deed = undefined;
    if (renewal.value.host) onOwner();
  }

  /** Once for all who ask meanwhile. */
  function exchange(): Promise<void> {
    renewing ??= renew()
      // The server is away: what there is will be refused, and this tried again.
      .catch(() => {})
      .finally(() => {
        renewing = undefined;
      });
    return renewing;
  }

  async function show(refused: boolean): Promise<string> {
    if (refused || deed !== undefined || expiryOf(ticket) - marginMs < Date.now()) await exchange();
    return ticket;
  }

  return {
    show,
    findServers: async () => {
      // Only a ticket that is good gets any.
      await show(false);
      iceServers = [];
      await exchange();
      return iceServers;
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
