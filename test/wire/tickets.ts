// Tickets as the server would sign them, and as it never would.

import { createHash } from "node:crypto";
import { expect } from "@jest/globals";
import { createTickets, type Tickets } from "../../server/tickets.ts";
import { SECRET, type ServerProcess } from "./server-process.ts";

export function ticketsOf(secret: string): Tickets {
  return createTickets(createHash("sha256").update(secret).digest());
}

export const tickets = ticketsOf(SECRET);

const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** A good one, but of a time that is past. */
export function expired(room: string, id: string, agoMs = 3 * hourMs): string {
  return tickets.issue({ room, id, person: "somebody", byDeed: false }, Date.now() - agoMs);
}

/** One that says what is asked of it, under somebody else's signature. */
export function forged(room: string, id: string): string {
  return ticketsOf("another secret").issue({ room, id, person: "somebody", byDeed: false }, Date.now());
}

/** Whoever reads what the server wrote has nothing to enter with. */
export function expectNoTicketIn(server: ServerProcess): void {
  // What a ticket starts with, and anything as long as a signature.
  expect(server.printed()).not.toMatch(/eyJ|[A-Za-z0-9_-]{43}/);
}
