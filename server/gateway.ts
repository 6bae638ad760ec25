// Socket.IO ⇄ rooms: admit, parse, step, deliver. It keeps no rule of its own.

import type { Server as HttpServer } from "node:http";
import { Server, type Socket } from "socket.io";
import { isClientEvent, parseRequest, type Request } from "../protocol/parse.ts";
import {
  type Check,
  type ClientEvents,
  type MemberId,
  type Refusal,
  type RoomName,
  refuse,
  type ServerEvents,
} from "../protocol/protocol.ts";
import { Hall } from "./hall.ts";
import { type Line, watchLine } from "./line.ts";
import type { Log } from "./log.ts";
import type { Quotas } from "./quotas.ts";
import { type Command, type Delivery, emptyRoom, lobbyView, step } from "./rooms/room.ts";
import { maySignal } from "./rooms/sees.ts";
import { type Bucket, draw, type Pace } from "./rooms/throttle.ts";
import type { Ticket, Tickets } from "./tickets.ts";
import type { Visitors } from "./visitors.ts";

/** How long a member whose connection was closed without a word may take to come back unnoticed. */
const closedGraceMs = 5_000;
// A connection that fell silent is that of a browser that is too busy to answer, asleep or out of
// reach: its calls may well go on, and to end them would only load it more.
const silentGraceMs = 30_000;
const pingIntervalMs = 5_000;
const pingTimeoutMs = 10_000;
/** A connection that is alive has been heard of within that. */
const aliveMs = pingIntervalMs + 1_000;
/** A connection that hasn't shown its ticket by then is nobody's. */
const admitMs = 10_000;
/** A chat line of the longest kind is 16 KB of UTF-8, sealed 22 KB; nothing else comes near this. */
const largestPacket = 64 * 1024;
// Somebody who types, and switches what they show, as fast as they can.
const eventPace: Pace = { burst: 60, perSecond: 15 };
/** Whoever comes in is sent all that was said. */
const joinCost = 10;

/** Where a connection sits once it has joined. */
interface Seat {
  readonly hall: Hall<Guest>;
  readonly id: MemberId;
}

interface Connection {
  ticket: Ticket;
  address: string;
  seat?: Seat;
  bucket?: Bucket;
}

type Empty = Record<string, never>;
type Guest = Socket<ClientEvents, ServerEvents, Empty, Connection>;
type Answer = (reply: { readonly ok: true } | Refusal) => void;

export interface GatewayOptions {
  readonly log: Log;
  readonly tickets: Tickets;
  readonly visitors: Visitors;
  readonly quotas: Quotas;
  readonly mostRooms: number;
  /** In a room. */
  readonly mostMembers: number;
  /** A member is gone from its room. */
  readonly onGone: (id: MemberId) => void;
}

export interface Gateway {
  readonly counts: () => { readonly rooms: number; readonly connections: number };
  /** Whether what that member signals may reach that other. */
  readonly maySignal: (from: MemberId, to: MemberId) => boolean;
  /** With which key a room is sealed, if anybody is in it. */
  readonly sealOf: (name: RoomName) => Check | undefined;
  /** Signalling of a member's calls is away, or back. */
  readonly setReachable: (id: MemberId, reachable: boolean) => void;
  /** Tells everybody that the process is about to end, and lets nobody new in. */
  readonly drain: () => void;
  readonly close: () => Promise<void>;
}

export function createGateway(http: HttpServer, options: GatewayOptions): Gateway {
  const { log, tickets, visitors, quotas, mostRooms, mostMembers, onGone } = options;
  const halls = new Map<RoomName, Hall<Guest>>();
  const seats = new Map<MemberId, Seat>();
  const unreachable = new Map<MemberId, NodeJS.Timeout>();
  let draining = false;
  const io = new Server<ClientEvents, ServerEvents, Empty, Connection>(http, {
    serveClient: false,
    pingInterval: pingIntervalMs,
    pingTimeout: pingTimeoutMs,
    connectTimeout: admitMs,
    maxHttpBufferSize: largestPacket,
    allowRequest: (request, decide) => {
      if (visitors.isForeign(request)) return decide("foreign-origin", false);
      const welcome = quotas.mayConnect(visitors.addressOf(request));
      decide(welcome ? undefined : "too-many-connections", welcome);
    },
  });

  io.engine.on("connection", (line: Line) => {
    const release = quotas.connect(visitors.addressOf(line.request));
    if (!release) return line.close();
    line.on("close", release);
    watchLine(line, log);
  });

  io.use((guest, next) => {
    const admission = tickets.check(guest.handshake.auth["ticket"], Date.now());
    if (!admission.ok) return next(unauthorized(admission));
    guest.data.ticket = admission.ticket;
    guest.data.address = visitors.addressOf(guest.request);
    next();
  });

  io.on("connection", (guest) => {
    guest.onAny((event: unknown, ...args: unknown[]) => {
      // What came together with the connection's end is told after it, and would seat somebody gone.
      // Socket.IO also lets a number pass for a name.
      if (guest.connected) hear(guest, String(event), args);
    });
    guest.on("disconnect", (reason) => lose(guest, reason));
  });

  function hear(guest: Guest, event: string, args: readonly unknown[]): void {
    const last = args.at(-1);
    const acknowledged = typeof last === "function";
    const answer: Answer = acknowledged
      ? (reply) => last(reply)
      : (reply) => {
          if (!reply.ok) guest.emit("refused", event.slice(0, longestEcho), reply);
        };
    const cost = event === "join-room" ? joinCost : 1;
    const bucket = draw(guest.data.bucket, eventPace, Date.now(), cost);
    if (!bucket) return answer(refuse("too-fast"));
    guest.data.bucket = bucket;
    if (!isClientEvent(event)) return answer(refuse("malformed"));
    const request = parseRequest(event, acknowledged ? args.slice(0, -1) : args);
    if (request.ok) serve(guest, request.value, answer);
    else answer(request);
  }

  function serve(guest: Guest, request: Request, answer: Answer): void {
    const { ticket, seat } = guest.data;
    switch (request.type) {
      case "join-room":
        if (request.room !== ticket.room || request.id !== ticket.id) return answer(refuse("ticket-foreign"));
        return join(guest, request, answer);
      case "look-in": {
        if (request.room !== ticket.room) return answer(refuse("ticket-foreign"));
        guest.join(lobbyOf(request.room));
        return answer({ ok: true, ...lobbyView(halls.get(request.room)?.room ?? emptyRoom) });
      }
      case "leave": {
        if (!seat) return answer(refuse("not-joined"));
        if (seat.hall.name !== request.room || seat.id !== request.id) return answer(refuse("not-you"));
        leave(seat);
        return answer({ ok: true });
      }
      case "leave-chat":
        return act(guest, request.room, (id) => ({ type: "leave-chat", id }), answer);
      case "send":
        return act(guest, request.room, (id) => ({ type: "send", id, message: request.message }), answer);
      case "suspect":
        return act(guest, undefined, (id) => ({ type: "suspect", id, other: request.id }), answer);
      case "set-media": {
        const { microphone, camera } = request;
        return act(guest, undefined, (id) => ({ type: "set-media", id, microphone, camera }), answer);
      }
      default:
        return request satisfies never;
    }
  }

  type Join = Extract<Request, { type: "join-room" }>;

  function join(guest: Guest, request: Join, answer: Answer): void {
    const { room: name, id, hello } = request;
    if (draining) return answer(refuse("closing"));
    if (guest.data.seat) return answer(refuse("already-joined"));
    const holder = seats.get(id)?.hall.guests.get(id);
    if (holder) return oust(holder, guest, request, answer);
    if (!halls.has(name) && halls.size >= mostRooms) return answer(refuse("server-full"));
    const hall = halls.get(name) ?? new Hall<Guest>(name, post);
    const next = step(hall.room, { type: "join", id, hello, most: mostMembers }, Date.now());
    if (!next.ok) return answer(next);
    if (!quotas.join(guest.data.address, Date.now())) return answer(refuse("too-many-joins"));
    halls.set(name, hall);
    const seat = { hall, id };
    guest.data.seat = seat;
    seats.set(id, seat);
    guest.leave(lobbyOf(name));
    hall.guests.set(id, guest);
    hall.expectNoMore(id);
    answer({ ok: true, ...{ id, line: next.room.chat.newest } });
    settle(hall, next.room, next.deliveries);
    // Whoever came in sees the room at once.
    hall.send([id]);
  }

  /** A ticket that is shown again takes the place of a dead connection, and of no live one. */
  function oust(holder: Guest, guest: Guest, request: Join, answer: Answer): void {
    const { conn } = holder;
    const decide = (alive: boolean) => {
      clearTimeout(silence);
      conn.off("heartbeat", onSign);
      holder.off("disconnect", onEnd);
      if (!guest.connected) return;
      if (alive) return answer(refuse("id-taken"));
      if (holder.connected) conn.close();
      join(guest, request, answer);
    };
    const onSign = () => decide(true);
    // The end of the old connection is dealt with by then.
    const onEnd = () => setImmediate(decide, false);
    const silence = setTimeout(decide, aliveMs, false);
    conn.once("heartbeat", onSign);
    holder.once("disconnect", onEnd);
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
    hall.await(id, reason === "ping timeout" ? silentGraceMs : closedGraceMs, () => leave(seat));
  }

  function leave({ hall, id }: Seat): void {
    hall.expectNoMore(id);
    setReachable(id, true);
    seats.delete(id);
    const guest = hall.guests.get(id);
    hall.guests.delete(id);
    if (guest) delete guest.data.seat;
    const next = step(hall.room, { type: "leave", id }, Date.now());
    if (!next.ok) return;
    settle(hall, next.room, next.deliveries);
    if (next.room.members.length === 0) halls.delete(hall.name);
    onGone(id);
  }

  function setReachable(id: MemberId, reachable: boolean): void {
    clearTimeout(unreachable.get(id));
    unreachable.delete(id);
    const seat = seats.get(id);
    if (reachable || !seat) return;
    const expel = () => {
      const guest = seat.hall.guests.get(id);
      leave(seat);
      // It comes back by itself, and takes its place anew.
      guest?.conn.close();
    };
    unreachable.set(id, setTimeout(expel, silentGraceMs));
  }

  function settle(hall: Hall<Guest>, ...[room, deliveries]: Parameters<Hall<Guest>["settle"]>): void {
    const changed = room.revision !== hall.room.revision;
    hall.settle(room, deliveries);
    if (changed && io.of("/").adapter.rooms.has(lobbyOf(hall.name)))
      io.to(lobbyOf(hall.name)).emit("lobby", lobbyView(room));
  }

  function post([first, ...others]: readonly Guest[], { event, args }: Delivery): void {
    if (!first) return;
    // One emit to all encodes the packet once.
    if (others.length > 0) io.to([first, ...others].map(({ id }) => id)).emit(event, ...args);
    else first.emit(event, ...args);
  }

  return {
    counts: () => ({ rooms: halls.size, connections: io.of("/").sockets.size }),
    maySignal: (from, to) => {
      const room = seats.get(from)?.hall.room;
      return room !== undefined && maySignal(room, from, to);
    },
    sealOf: (name) => halls.get(name)?.room.seal,
    setReachable,
    drain: () => {
      draining = true;
      io.emit("closing");
      log.info("draining", { rooms: halls.size, connections: io.of("/").sockets.size });
    },
    close: async () => {
      for (const hall of halls.values()) hall.close();
      for (const timer of unreachable.values()) clearTimeout(timer);
      await io.close();
    },
  };
}

/** What is said back of an event's name that nobody knows. */
const longestEcho = 64;

function unauthorized(refusal: Refusal): Error {
  return Object.assign(new Error(refusal.message), { data: { ...refusal, status: 401 } });
}

function lobbyOf(name: RoomName): string {
  return `lobby/${name}`;
}
