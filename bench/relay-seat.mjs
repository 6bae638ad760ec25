// A connection to the relay of a member of the bench's room, or to the bare fan-out.

import { once } from "node:events";
import { io } from "socket.io-client";
import { WebSocket } from "ws";

const room = "broadcast";

/** The member's id, and the socket, open. */
export async function takeSeat(url, kind, path) {
  const ws = url.replace("http", "ws");
  if (kind === "bare") return { id: "", socket: await open(new WebSocket(`${ws}/${path}`)) };
  const page = await (await fetch(`${url}/${room}`)).text();
  const { id, ticket } = JSON.parse(/id="boot">(.*?)<\/script>/.exec(page)[1]);
  const seat = io(url, { transports: ["websocket"], forceNew: true, auth: { ticket } });
  await once(seat, "connect");
  const { ok, code } = await seat.emitWithAck("join-room", room, id, {});
  if (!ok) throw new Error(`A member wasn't let in: ${code}`);
  return { id, socket: await open(new WebSocket(`${ws}/relay?ticket=${encodeURIComponent(ticket)}`)) };
}

async function open(socket) {
  await once(socket, "open");
  return socket;
}
