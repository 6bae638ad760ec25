// Socket.IO ⇄ rooms: admit, parse, hand on, deliver. It keeps no rule of its own.

import type { Server as HttpServer } from "node:http";
import { Server } from "socket.io";
import {
  type Check,
  type ClientEvent,
  type ClientEvents,
  type MemberId,
  type Refusal,
  type RoomName,
  refuse,
  type ServerEvents,
} from "../protocol/protocol.ts";
import { isClientEvent, parseRequest, type Request } from "../protocol/requests.ts";
import type { Answer, Connection, Guest } from "./guest.ts";
import type { Ice } from "./ice.ts";
import { type Line, watchLine } from "./line.ts";
import type { Log } from "./log.ts";
import type { Quotas } from "./quotas.ts";
import { createReception, type ReceptionOptions } from "./reception.ts";
import type { Delivery } from "./rooms/deliveries.ts";
import type { Room } from "./rooms/room.ts";
import { maySignal } from "./rooms/sees.ts";
import { draw, type Pace } from "./rooms/throttle.ts";
import { showLobby } from "./rooms/views.ts";
import { createSupply } from "./supply.ts";
import type { Tickets } from "./tickets.ts";
import type { Visitors } from "./visitors.ts";

const pingIntervalMs = 5_000;
const pingTimeoutMs = 10_000;
/** A connection that hasn't shown its ticket by then is nobody's. */
const admitMs = 10_000;
/** Whoever comes back from another process brings a baton; nothing else comes near this. */
const largestPacket = 128 * 1024;
// Somebody who types, and switches what they show, as fast as they can.
const eventPace: Pace = { burst: 60, perSecond: 15 };
// What a page says to other pages by itself: to each of a full room at once, when its layout changes, or
// its network. Together with the above it stays within what a connection may carry.
const pagePace: Pace = { burst: 200, perSecond: 40 };
const ofPages: ReadonlySet<string> = new Set<ClientEvent>(["watch", "mend"]);
/** Whoever comes in is sent all that was said. */
const joinCost = 10;
/** What is said back of an event's name that nobody knows. */
const longestEcho = 64;

export interface GatewayOptions
  extends Pick<
    ReceptionOptions,
    "batons" | "graceMs" | "mostRooms" | "mostMembers" | "madeFor" | "deedOf" | "onGone"
  > {
  readonly log: Log;
  readonly tickets: Tickets;
  readonly visitors: Visitors;
  readonly quotas: Quotas;
  readonly ice: Ice;
  /** A room is another than it was: these were in it, or are. */
  readonly onRoom: (members: readonly MemberId[]) => void;
}

export interface Gateway {
  readonly counts: () => { readonly rooms: number; readonly connections: number };
  /** The room that a member is in, as it is now. */
  readonly roomOf: (id: MemberId) => Room | undefined;
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
  const { log, tickets, visitors, quotas, ice, graceMs, onGone, onRoom } = options;
  const unreachable = new Map<MemberId, NodeJS.Timeout>();
  let draining = false;
  const io = new Server<ClientEvents, ServerEvents, Record<string, never>, Connection>(http, {
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
  const reception = createReception({
    ...options,
    aliveMs: pingIntervalMs + 1_000,
    post,
    onChange: (name, before, after) => {
      onRoom([...before.members, ...after.members].map(({ id }) => id));
      tellLobby(name, before, after);
    },
    onGone: (id) => {
      setReachable(id, true);
      onGone(id);
    },
  });

  const supply = createSupply(ice, () =>
    [...io.of("/").sockets.values()].filter((guest) => reception.guestOf(guest.data.ticket.id) === guest),
  );

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
    guest.on("disconnect", (reason) => {
      // Its own word, or ours, is final; a cut may be a tunnel.
      if (reason === "client namespace disconnect" || reason === "server namespace disconnect")
        reception.leave(guest);
      else reception.lose(guest, reason === "ping timeout");
    });
  });

  function hear(guest: Guest, event: string, args: readonly unknown[]): void {
    const last = args.at(-1);
    const acknowledged = typeof last === "function";
    const answer: Answer = acknowledged
      ? (reply) => last(reply)
      : (reply) => {
          if (!reply.ok) guest.emit("refused", event.slice(0, longestEcho), reply);
        };
    if (!mayHear(guest, event)) return answer(refuse("too-fast"));
    if (!isClientEvent(event)) return answer(refuse("malformed"));
    const request = parseRequest(event, acknowledged ? args.slice(0, -1) : args);
    if (request.ok) serve(guest, request.value, answer);
    else answer(request);
  }

  function mayHear({ data }: Guest, event: string): boolean {
    const name = ofPages.has(event) ? "pageBucket" : "bucket";
    const cost = event === "join-room" ? joinCost : 1;
    const bucket = draw(data[name], name === "bucket" ? eventPace : pagePace, Date.now(), cost);
    if (bucket) data[name] = bucket;
    return bucket !== undefined;
  }

  function serve(guest: Guest, request: Request, answer: Answer): void {
    const { ticket } = guest.data;
    switch (request.type) {
      case "join-room":
        if (request.room !== ticket.room || request.id !== ticket.id) return answer(refuse("ticket-foreign"));
        if (draining) return answer(refuse("closing"));
        return reception.join(guest, request, (reply) => {
          if (reply.ok) {
            guest.leave(lobbyOf(request.room));
            // Before anybody is announced, who would have to be dialled.
            supply.give(guest);
          }
          answer(reply);
        });
      case "look-in":
        if (request.room !== ticket.room) return answer(refuse("ticket-foreign"));
        guest.join(lobbyOf(request.room));
        return answer({ ok: true, ...showLobby(reception.roomNamed(request.room)) });
      case "leave": {
        if (!reception.has(guest)) return answer(refuse("not-joined"));
        if (request.room !== ticket.room || request.id !== ticket.id) return answer(refuse("not-you"));
        reception.leave(guest);
        return answer({ ok: true });
      }
      case "leave-chat":
        return reception.act(guest, request.room, (id) => ({ type: "leave-chat", id }), answer);
      case "send": {
        const { room, ...said } = request;
        return reception.say(guest, room, (id) => ({ ...said, id }), answer);
      }
      case "bring":
        return reception.bring(guest, request.lines, answer);
      case "get-deed":
        return reception.giveDeed(guest, answer);
      case "set-media":
      case "set-away":
      case "set-room":
      case "raise-hand":
      case "react":
      case "ready":
      case "set-forecast":
      case "end":
        return reception.act(guest, undefined, (id) => ({ ...request, id }), answer);
      case "suspect":
      case "watch":
      case "mend":
      case "ask-unmute":
      case "stop-camera":
      case "stop-screen":
      case "lower-hand":
      case "remove":
      case "make-host":
      case "make-cohost":
        return reception.act(guest, undefined, (id) => ({ ...request, id, other: request.id }), answer);
      case "admit":
      case "turn-away":
      case "mute":
      case "give-floor":
        return reception.act(guest, undefined, (id) => ({ ...request, id, other: request.id }), answer);
      default:
        return request satisfies never;
    }
  }

  function setReachable(id: MemberId, reachable: boolean): void {
    clearTimeout(unreachable.get(id));
    unreachable.delete(id);
    if (reachable || !reception.roomOf(id)) return;
    const expel = () => {
      const guest = reception.guestOf(id);
      reception.expel(id);
      // It comes back by itself, and takes its place anew.
      guest?.conn.close();
    };
    unreachable.set(id, setTimeout(expel, graceMs));
  }

  /** Those in the lobby are told only of what they see. */
  function tellLobby(name: RoomName, before: Room, after: Room): void {
    const lobby = lobbyOf(name);
    if (!io.of("/").adapter.rooms.has(lobby)) return;
    const view = showLobby(after);
    if (JSON.stringify(view) !== JSON.stringify(showLobby(before))) io.to(lobby).emit("lobby", view);
  }

  function post([first, ...others]: readonly Guest[], { event, args }: Delivery): void {
    if (!first) return;
    // One emit to all encodes the packet once.
    if (others.length > 0) io.to([first, ...others].map(({ id }) => id)).emit(event, ...args);
    else first.emit(event, ...args);
  }

  return {
    counts: () => ({ rooms: reception.countRooms(), connections: io.of("/").sockets.size }),
    roomOf: reception.roomOf,
    maySignal: (from, to) => {
      const room = reception.roomOf(from);
      return room !== undefined && maySignal(room, from, to);
    },
    sealOf: (name) => {
      const { members, seal } = reception.roomNamed(name);
      return members.length > 0 ? seal : undefined;
    },
    setReachable,
    drain: () => {
      draining = true;
      io.emit("closing");
      log.info("draining", { rooms: reception.countRooms(), connections: io.of("/").sockets.size });
    },
    close: async () => {
      reception.close();
      supply.stop();
      for (const timer of unreachable.values()) clearTimeout(timer);
      await io.close();
    },
  };
}

function unauthorized(refusal: Refusal): Error {
  return Object.assign(new Error(refusal.message), { data: { ...refusal, status: 401 } });
}

function lobbyOf(name: RoomName): string {
  return `lobby/${name}`;
}
