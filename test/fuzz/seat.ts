// A seat in a room that is kept, whatever becomes of its holder's signalling.

import { io, type Socket } from "socket.io-client";
import { until } from "../until.ts";
import type { Pass } from "./tickets.ts";

/** Takes it with that to say of oneself. */
export async function sit(url: string, { room, id, ticket }: Pass, hello: object = {}): Promise<Socket> {
  const socket = io(url, { forceNew: true, auth: { ticket }, transports: ["websocket"] });
  let inside = false;
  socket.on("room", () => {
    inside = true;
  });
  // Whose signalling is away for long is put out of the room, and comes in anew.
  socket.on("connect", () => socket.emit("join-room", room, id, hello));
  try {
    await until(() => inside, "a seat");
  } catch (error) {
    // It would try again for ever.
    socket.disconnect();
    throw error;
  }
  return socket;
}
