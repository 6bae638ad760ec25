// A client that speaks only the seeds' events, as anybody might write it from the protocol's page.

import { randomUUID } from "node:crypto";
import { io, type Socket } from "socket.io-client";
import { until } from "../until.ts";

export interface Received {
  readonly message: string;
  readonly name: string;
}

export interface BareClient {
  readonly id: string;
  readonly socket: Socket;
  /** Ids that came by `call-connected`, less those that went by `call-disconnected`. */
  readonly met: readonly string[];
  readonly gone: readonly { readonly id: string; readonly name: string }[];
  readonly received: readonly Received[];
  readonly say: (message: string) => void;
  readonly leave: () => void;
  readonly close: () => void;
}

export async function joinBare(url: string, room: string, id: string = randomUUID()): Promise<BareClient> {
  const socket = io(url, { forceNew: true, reconnection: false });
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
