// A client that speaks only the seeds' events, as anybody might write it from the protocol's page.

import { io, type Socket } from "socket.io-client";
import { until } from "../until.ts";

export interface Received {
  readonly message: string;
  readonly name: string;
}

/** What a room's page tells its script. */
export interface Boot {
  readonly room: string;
  readonly id: string;
  readonly ticket: string;
  readonly seal?: string | null;
  readonly fresh: boolean;
}

export interface BareClient {
  readonly id: string;
  /** Lets it in, and lets it come back under its id. */
  readonly ticket: string;
  readonly socket: Socket;
  /** Ids that came by `call-connected`, less those that went by `call-disconnected`. */
  readonly met: readonly string[];
  readonly gone: readonly { readonly id: string; readonly name: string }[];
  readonly received: readonly Received[];
  readonly say: (message: string) => void;
  readonly leave: () => void;
  readonly close: () => void;
}

export interface BareOptions {
  /** Who it was before; somebody new otherwise. */
  readonly as?: { readonly id: string; readonly ticket: string };
}

export function bootOf(html: string): Boot {
  return JSON.parse(/<script type="application\/json" id="boot">(.*?)<\/script>/.exec(html)?.[1] ?? "null");
}

export async function readBoot(url: string, room: string): Promise<Boot> {
  return bootOf(await (await fetch(`${url}/${encodeURIComponent(room)}`)).text());
}

/** A connection that shows a ticket, and joins nothing yet. */
export async function connectWith(
  url: string,
  ticket: string,
  options: Parameters<typeof io>[1] = {},
): Promise<Socket> {
  const socket = io(url, { forceNew: true, reconnection: false, auth: { ticket }, ...options });
  await until(() => socket.connected, "a connection to be let in");
  return socket;
}

export async function joinBare(url: string, room: string, { as }: BareOptions = {}): Promise<BareClient> {
  const { id, ticket } = as ?? (await readBoot(url, room));
  const socket = io(url, { forceNew: true, reconnection: false, auth: { ticket } });
  const met: string[] = [];
  const gone: { id: string; name: string }[] = [];
  const received: Received[] = [];
  socket.on("call-connected", (other: string) => met.push(other));
  socket.on("call-disconnected", (other: string, name: string) => {
    if (met.includes(other)) met.splice(met.indexOf(other), 1);
    gone.push({ id: other, name });
  });
  socket.on("receive", (line: Received) => received.push(line));
  await until(() => socket.connected, "the bare client to connect");
  // What is sent while the transport is being upgraded may be overtaken by another client's.
  await until(() => socket.io.engine.transport.name === "websocket", "the bare client's WebSocket");
  socket.emit("join-room", room, id);
  return {
    id,
    ticket,
    socket,
    met,
    gone,
    received,
    say: (message) => socket.emit("send", room, message),
    leave: () => {
      socket.emit("leave-chat", room, "Guest");
      socket.emit("leave", room, id);
    },
    close: () => socket.disconnect(),
  };
}
