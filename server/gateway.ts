// Socket.IO ⇄ rooms: parse, step, deliver. It keeps no rule of its own.

import type { Server as HttpServer } from "node:http";
import { Server, type Socket } from "socket.io";
import { isClientEvent, parseRequest, type Request } from "../protocol/parse.ts";
import {
  type ClientEvents,
  type MemberId,
  type Refusal,
  type RoomName,
  refuse,
  type ServerEvents,
} from "../protocol/protocol.ts";
import type { Log } from "./log.ts";
import { type Command, type Delivery, emptyRoom, lobbyView, type Room, step } from "./rooms/room.ts";

/** How long a member whose connection was closed without a word may take to come back unnoticed. */
const closedGraceMs = 5_000;
// A connection that fell silent is that of a browser that is too busy to answer, asleep or out of
// reach: its calls may well go on, and to end them would only load it more.
const silentGraceMs = 30_000;
const pingIntervalMs = 5_000;
const pingTimeoutMs = 10_000;
/** So soon a change is with those who need not act on it; those within it come as one. */
const gatherMs = 20;
/** A chat line of the longest kind is 16 KB of UTF-8; nothing that is sent comes near this. */
const largestPacket = 64 * 1024;

/** Where a connection sits once it has joined. */
interface Seat {
  readonly hall: Hall;
  readonly id: MemberId;
}

interface Connection {
  seat?: Seat;
}

type Empty = Record<string, never>;
type Guest = Socket<ClientEvents, ServerEvents, Empty, Connection>;

/** A room with the connections of its members, and of those who look in from the lobby. */
interface Hall {
  readonly name: RoomName;
  room: Room;
  readonly guests: Map<MemberId, Guest>;
  readonly graces: Map<MemberId, NodeJS.Timeout>;
  /** The newest view of each member who is yet to be sent one. */
  readonly unsent: Map<MemberId, Delivery>;
}

type Answer = (reply: { readonly ok: true } | Refusal) => void;

export interface Gateway {
  readonly counts: () => { readonly rooms: number; readonly connections: number };
  /** Tells everybody that the process is about to end, and lets nobody new in. */
  readonly drain: () => void;
  readonly close: () => Promise<void>;
}

export function createGateway(http: HttpServer, log: Log): Gateway {
  const halls = new Map<RoomName, Hall>();
  let draining = false;
  const io = new Server<ClientEvents, ServerEvents, Empty, Connection>(http, {
    serveClient: false,
    pingInterval: pingIntervalMs,
    pingTimeout: pingTimeoutMs,
    maxHttpBufferSize: largestPacket,
  });

  io.on("connection", (guest) => {
    guest.onAny((event: string, ...args: unknown[]) => hear(guest, event, args));
    guest.on("disconnect", (reason) => lose(guest, reason));
  });

  function hear(guest: Guest, event: string, args: readonly unknown[]): void {
    if (!isClientEvent(event)) return;
    const last = args.at(-1);
    const acknowledged = typeof last === "function";
    const answer: Answer = acknowledged
      ? (reply) => last(reply)
      : (reply) => {
          if (!reply.ok) guest.emit("refused", event, reply);
        };
    const request = parseRequest(event, acknowledged ? args.slice(0, -1) : args);
    if (request.ok) serve(guest, request.value, answer);
    else answer(request);
  }

  function serve(guest: Guest, request: Request, answer: Answer): void {
    switch (request.type) {
      case "join-room":
        return join(guest, request, answer);
      case "look-in": {
        const watched = lobbyOf(request.room);
        for (const other of guest.rooms)
          if (other.startsWith(lobbyOf("")) && other !== watched) guest.leave(other);
        guest.join(watched);
        return answer({ ok: true, ...lobbyView(halls.get(request.room)?.room ?? emptyRoom) });
      }
      case "leave": {
        const seat = guest.data.seat;
        if (!seat) return answer(refuse("not-joined"));
        if (seat.hall.name !== request.room || seat.id !== request.id) return answer(refuse("not-you"));
        leave(seat);
        return answer({ ok: true });
      }
      case "leave-chat":
        return act(guest, request.room, (id) => ({ type: "leave-chat", id }), answer);
      case "send":
        return act(guest, request.room, (id) => ({ type: "send", id, message: request.message }), answer);
      case "set-media": {
        const { microphone, camera } = request;
        return act(guest, undefined, (id) => ({ type: "set-media", id, microphone, camera }), answer);
      }
      default:
        return request satisfies never;
    }
  }

  function join(
    guest: Guest,
    { room: name, id, hello }: Extract<Request, { type: "join-room" }>,
    answer: Answer,
  ): void {
    if (draining) return answer(refuse("closing"));
    if (guest.data.seat) return answer(refuse("already-joined"));
    const hall = halls.get(name) ?? {
      name,
      room: emptyRoom,
      guests: new Map(),
      graces: new Map(),
      unsent: new Map(),
    };
    const next = step(hall.room, { type: "join", id, hello }, Date.now());
    if (!next.ok) return answer(next);
    halls.set(name, hall);
    guest.data.seat = { hall, id };
    guest.leave(lobbyOf(name));
    hall.guests.set(id, guest);
    clearTimeout(hall.graces.get(id));
    hall.graces.delete(id);
    answer({ ok: true, ...{ id, line: next.room.chat.newest } });
    settle(hall, next.room, next.deliveries);
    // Whoever came in sees the room at once.
    send(hall, [id]);
  }

  /** Does what a member asks for in the room they sit in. */
  function act(
    guest: Guest,
    name: RoomName | undefined,
    command: (id: MemberId) => Command,
    answer: Answer,
  ): void {
    const seat = guest.data.seat;
    if (!seat) return answer(refuse("not-joined"));
    if (name !== undefined && seat.hall.name !== name) return answer(refuse("not-you"));
    const next = step(seat.hall.room, command(seat.id), Date.now());
    if (!next.ok) return answer(next);
    const line = next.deliveries.find(({ event }) => event === "receive")?.args[0];
    answer({ ok: true, ...(line && { line }) });
    settle(seat.hall, next.room, next.deliveries);
  }

  function lose(guest: Guest, reason: string): void {
    const seat = guest.data.seat;
    if (!seat) return;
    // Its own word, or ours, is final; a cut may be a tunnel.
    if (reason === "client namespace disconnect" || reason === "server namespace disconnect")
      return leave(seat);
    const { hall, id } = seat;
    hall.guests.delete(id);
    const dropped = step(hall.room, { type: "drop", id }, Date.now());
    if (!dropped.ok) return;
    settle(hall, dropped.room, dropped.deliveries);
    hall.graces.set(
      id,
      setTimeout(() => leave(seat), reason === "ping timeout" ? silentGraceMs : closedGraceMs),
    );
  }

  function leave({ hall, id }: Seat): void {
    clearTimeout(hall.graces.get(id));
    hall.graces.delete(id);
    const guest = hall.guests.get(id);
    hall.guests.delete(id);
    if (guest) delete guest.data.seat;
    const next = step(hall.room, { type: "leave", id }, Date.now());
    if (!next.ok) return;
    settle(hall, next.room, next.deliveries);
    if (next.room.members.length === 0) halls.delete(hall.name);
  }

  function settle(hall: Hall, room: Room, deliveries: readonly Delivery[]): void {
    const changed = room.revision !== hall.room.revision;
    hall.room = room;
    for (const delivery of deliveries) deliver(hall, delivery);
    if (changed && io.of("/").adapter.rooms.has(lobbyOf(hall.name)))
      io.to(lobbyOf(hall.name)).emit("lobby", lobbyView(room));
  }

  function deliver(hall: Hall, delivery: Delivery): void {
    if (delivery.event !== "room") return emit(hall, delivery.to, delivery);
    if (hall.unsent.size === 0) setTimeout(() => send(hall, [...hall.unsent.keys()]), gatherMs);
    for (const id of delivery.to) hall.unsent.set(id, delivery);
  }

  /** Sends these members the views that wait for them. */
  function send(hall: Hall, ids: readonly MemberId[]): void {
    const audiences = new Map<Delivery, MemberId[]>();
    for (const id of ids) {
      const view = hall.unsent.get(id);
      if (!view) continue;
      hall.unsent.delete(id);
      const audience = audiences.get(view);
      if (audience) audience.push(id);
      else audiences.set(view, [id]);
    }
    for (const [view, to] of audiences) emit(hall, to, view);
  }

  function emit(hall: Hall, to: readonly MemberId[], { event, args }: Delivery): void {
    const [guest, ...others] = to.flatMap((id) => hall.guests.get(id) ?? []);
    if (!guest) return;
    // One emit to all encodes the packet once.
    if (others.length > 0) io.to([guest, ...others].map(({ id }) => id)).emit(event, ...args);
    else guest.emit(event, ...args);
  }

  return {
    counts: () => ({ rooms: halls.size, connections: io.of("/").sockets.size }),
    drain: () => {
      draining = true;
      io.emit("closing");
      log.info("draining", { rooms: halls.size, connections: io.of("/").sockets.size });
    },
    close: async () => {
      for (const hall of halls.values()) for (const grace of hall.graces.values()) clearTimeout(grace);
      await io.close();
    },
  };
}

function lobbyOf(name: RoomName): string {
  return `lobby/${name}`;
}
