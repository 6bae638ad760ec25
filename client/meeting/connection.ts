// The page's line to the server, the only file that knows Socket.IO. It comes back by itself,
// and takes its place in the room again when it does.

import { io, type Socket } from "socket.io-client";
import type {
  ClientEvents,
  Hello,
  Line,
  MemberId,
  RoomName,
  SendReply,
  ServerEvents,
} from "../../protocol/protocol.ts";
import type { MeetingEvent } from "./state.ts";
import type { TicketHolder } from "./ticket.ts";

/** Our place may be taken by our own old connection for a while, or the server about to restart. */
const joinRetryMs = 1_000;
/** An answer that takes longer is not coming. */
const answerMs = 10_000;
const reconnectMs = { first: 300, longest: 3_000 } as const;
/** What the server answers to a ticket it doesn't take. */
const unauthorized = 401;

export interface Connection {
  readonly join: (hello: Hello) => void;
  readonly say: (message: string) => Promise<SendReply | undefined>;
  readonly setMedia: (microphone: boolean, camera: boolean) => void;
  /** Tells that member that somebody is in between. */
  readonly suspect: (id: MemberId) => void;
  /** Says goodbye, and is of no more use. */
  readonly leave: () => void;
}

export interface ConnectionEvents {
  readonly onEvent: (event: MeetingEvent) => void;
  /** A line as it came. */
  readonly onLine: (line: Line) => void;
  /** That member found somebody in between. */
  readonly onSuspected: (id: MemberId) => void;
}

export function openConnection(
  room: RoomName,
  self: MemberId,
  ticket: TicketHolder,
  { onEvent, onLine, onSuspected }: ConnectionEvents,
): Connection {
  let refused = false;
  const socket: Socket<ServerEvents, ClientEvents> = io({
    // Polling only where a network lets no WebSocket through: then there is chat, at least.
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: reconnectMs.first,
    reconnectionDelayMax: reconnectMs.longest,
    auth: (show) => void ticket.show(refused).then((shown) => show({ ticket: shown })),
  });
  let hello: Hello | undefined;
  let inside = false;

  function enter(): void {
    if (!socket.connected) return;
    if (hello) join(hello);
    else
      socket.emit("look-in", room, (reply) => {
        if (reply.ok) onEvent({ type: "lobby", ...reply });
      });
  }

  function join(greeting: Hello): void {
    socket.emit("join-room", room, self, greeting, (reply) => {
      if (reply.ok) {
        inside = true;
        onEvent({ type: "joined", line: reply.line });
        // What was switched while there was nobody to tell.
        if (hello) setMedia(hello);
      } else if (reply.code === "id-taken" || reply.code === "closing") setTimeout(enter, joinRetryMs);
      else {
        hello = undefined;
        onEvent({ type: "refused", message: reply.message });
      }
    });
  }

  function setMedia({ microphone, camera }: Hello): void {
    socket.emit("set-media", { microphone, camera });
  }

  socket.on("connect", () => {
    refused = false;
    onEvent({ type: "server", server: "here" });
    enter();
  });
  socket.on("disconnect", () => {
    inside = false;
    onEvent({ type: "server", server: "away" });
  });
  socket.on("connect_error", (error: Error & { readonly data?: { readonly status?: unknown } }) => {
    onEvent({ type: "server", server: "away" });
    if (error.data?.status !== unauthorized) return;
    // At once for a ticket that has run out; but the next may be refused as well.
    const wait = refused ? joinRetryMs : 0;
    refused = true;
    setTimeout(() => socket.connect(), wait);
  });
  socket.on("closing", () => onEvent({ type: "server", server: "closing" }));
  socket.on("lobby", (view) => onEvent({ type: "lobby", ...view }));
  socket.on("suspected", onSuspected);
  socket.on("call-connected", (_id, member) => onEvent({ type: "member", member }));
  socket.on("call-disconnected", (id, name) => onEvent({ type: "member-gone", id, name }));
  socket.on("room", (view) => onEvent({ type: "room", view }));
  socket.on("receive", onLine);

  return {
    join: (greeting) => {
      hello = greeting;
      enter();
    },
    say: async (message) => {
      // Socket.IO would keep it and send it before we are back in the room.
      if (!inside) return undefined;
      const reply = await socket
        .timeout(answerMs)
        .emitWithAck("send", room, message)
        .catch(() => undefined);
      if (reply?.ok) onLine(reply.line);
      return reply;
    },
    setMedia: (microphone, camera) => {
      if (!hello) return;
      hello = { ...hello, microphone, camera };
      if (inside) setMedia(hello);
    },
    suspect: (id) => socket.emit("suspect", id),
    leave: () => {
      if (inside && hello) {
        socket.emit("leave-chat", room, hello.name);
        socket.emit("leave", room, self);
      }
      hello = undefined;
      socket.disconnect();
    },
  };
}
