// PeerServer at /peerjs, on the same port as everything else, behind a gate of our own.

import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Express } from "express";
import { ExpressPeerServer } from "peer";
import { WebSocket, WebSocketServer } from "ws";
import { type MemberId, refuse } from "../protocol/protocol.ts";
import { GuardedSocket } from "./guarded-socket.ts";
import type { Log } from "./log.ts";
import type { Quotas } from "./quotas.ts";
import { turnAway } from "./rebuff.ts";
import { largestSignal } from "./signal.ts";
import type { Tickets } from "./tickets.ts";
import type { Visitors } from "./visitors.ts";

const mount = "/peerjs";
/** PeerJS appends its key to the path it is given. */
const upgradePath = "/peerjs/peerjs";
// Under the 55 s after which common proxies cut a silent connection, and independent of the
// page's own heartbeat, which browsers slow down in hidden tabs.
const pingEveryMs = 20_000;
/** A connection that is alive answers a ping within that, over the poorest line. */
const aliveMs = 3_000;

export interface PeeringOptions {
  readonly log: Log;
  readonly tickets: Tickets;
  readonly visitors: Visitors;
  readonly quotas: Quotas;
  readonly mostPeers: number;
  /** Whether what one signals may reach the other. */
  readonly maySignal: (from: MemberId, to: MemberId) => boolean;
  /** A page's connection is there, or gone. */
  readonly onReachable: (id: MemberId, reachable: boolean) => void;
}

export interface Peering {
  /** Ends the connection of whoever left its room. */
  readonly drop: (id: MemberId) => void;
  readonly close: () => void;
}

export function mountPeering(app: Express, http: HttpServer, options: PeeringOptions): Peering {
  const { log, tickets, visitors, quotas, mostPeers, maySignal, onReachable } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    WebSocket: GuardedSocket,
    maxPayload: largestSignal,
  });
  const holders = new Map<MemberId, GuardedSocket>();

  const peers = ExpressPeerServer(http, {
    createWebSocketServer: () => sockets,
    concurrent_limit: mostPeers,
  });
  peers.on("error", (error) => log.warn("peer-error", { reason: error.message }));
  // Its pages would hand out ids to strangers, and list who is here.
  app.use(mount, (_request, response) => void response.status(404).json(refuse("not-here")));
  app.use(mount, peers);

  // Socket.IO answers the upgrades of its own path, and ends those of nobody's.
  http.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // From here on nobody else listens, and a connection that is reset would end the process.
    stream.on("error", () => {});
    // Whoever was told to go and keeps their half open would keep it for good.
    stream.once("finish", () => stream.destroy());
    const [path, query] = (request.url ?? "").split("?", 2);
    if (path !== upgradePath) return;
    if (visitors.isForeign(request)) return turnAway(stream, 403, refuse("foreign-origin"));
    const asked = new URLSearchParams(query);
    const admission = tickets.check(asked.get("token"), Date.now());
    if (!admission.ok) return turnAway(stream, 401, admission);
    const { id } = admission.ticket;
    if (asked.get("id") !== id) return turnAway(stream, 401, refuse("ticket-foreign"));
    const release = quotas.connect(visitors.addressOf(request));
    if (!release) return turnAway(stream, 429, refuse("too-many-connections"));
    stream.on("close", release);
    // The ticket is proof enough; PeerServer would take a fresh one for somebody else's.
    request.url = `${upgradePath}?key=peerjs&id=${id}&token=admitted`;
    sockets.handleUpgrade(request, stream, head, (socket) => {
      // PeerServer listens for its own; one that waits or is refused breaks rules as well.
      socket.on("error", () => {});
      socket.maySignal = (to) => maySignal(id, to);
      const holder = holders.get(id);
      if (holder) oust(holder, id, socket, request);
      else attach(id, socket, request);
    });
  });

  function attach(id: MemberId, socket: GuardedSocket, request: IncomingMessage): void {
    holders.set(id, socket);
    socket.once("close", () => {
      if (holders.get(id) !== socket) return;
      holders.delete(id);
      onReachable(id, false);
    });
    onReachable(id, true);
    sockets.emit("connection", socket, request);
  }

  /** A ticket that is shown again takes the place of a dead connection, and of no live one. */
  function oust(holder: GuardedSocket, id: MemberId, socket: GuardedSocket, request: IncomingMessage): void {
    const decide = (alive: boolean) => {
      clearTimeout(silence);
      holder.off("close", onEnd);
      if (socket.readyState !== WebSocket.OPEN) return;
      if (alive || holders.has(id)) return socket.refuse("id-taken");
      attach(id, socket, request);
    };
    const onEnd = () => setImmediate(decide, false);
    // PeerServer says nothing to a comeback while it still holds the dead socket.
    const silence = setTimeout(() => holder.terminate(), aliveMs);
    holder.once("close", onEnd);
    holder.ask(() => decide(true));
  }

  const pinging = setInterval(() => {
    for (const socket of sockets.clients) {
      if (socket.answered) socket.ask();
      else socket.terminate();
    }
  }, pingEveryMs);

  return {
    drop: (id) => holders.get(id)?.terminate(),
    close: () => {
      clearInterval(pinging);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
