// A connection of Socket.IO, and what is known of it.

import type { Socket } from "socket.io";
import type { ClientEvents, Refusal, ServerEvents } from "../protocol/protocol.ts";
import type { Bucket } from "./rooms/throttle.ts";
import type { Ticket } from "./tickets.ts";

export interface Connection {
  ticket: Ticket;
  address: string;
  /** What they may still ask for, and what their page may say to others'. */
  bucket?: Bucket;
  pageBucket?: Bucket;
}

type Empty = Record<string, never>;
export type Guest = Socket<ClientEvents, ServerEvents, Empty, Connection>;
export type Answer = (reply: { readonly ok: true } | Refusal) => void;
