// Sound and pictures of those who can't meet, over a WebSocket of its own on the same port.

import type { Server as HttpServer, IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { longestFrame } from "../../protocol/frames.ts";
import { type MemberId, refuse } from "../../protocol/protocol.ts";
import { relayPath } from "../../protocol/relay.ts";
import type { Log } from "../log.ts";
import type { Quotas } from "../quotas.ts";
import { turnAway } from "../rebuff.ts";
import type { Room } from "../rooms/room.ts";
import type { Tickets } from "../tickets.ts";
import type { Visitors } from "../visitors.ts";
import { Connection } from "./connection.ts";
import { Governor } from "./governor.ts";
import { type Page, Switchboard } from "./switchboard.ts";
import { Tally } from "./tally.ts";

// Under the 55 s after which common proxies cut a silent connection.
const pingEveryMs = 20_000;
/** Often enough for a picture that is waited for, seldom enough to cost nothing. */
const lookEveryMs = 250;

export interface RelayOptions {
  readonly log: Log;
  readonly tickets: Tickets;
  readonly visitors: Visitors;
  readonly quotas: Quotas;
  readonly isOn: boolean;
  /** What is forwarded at most; unset: whatever there is. */
  readonly mbps: number | undefined;
  /** The room that a member is in, as it is now. */
  readonly roomOf: (id: MemberId) => Room | undefined;
}

export interface RelayFigures {
  readonly tally: Tally;
  readonly pairs: number;
  readonly mbps: number | undefined;
}

export interface Relay {
  /** Ends the connection of whoever left its room. */
  readonly drop: (id: MemberId) => void;
  /** These may see others than they did. */
  readonly review: (members: Iterable<MemberId>) => void;
  readonly figures: () => RelayFigures;
  readonly close: () => void;
}

export function mountRelay(http: HttpServer, options: RelayOptions): Relay {
  const { log, tickets, visitors, quotas, isOn, mbps, roomOf } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestFrame });
  const tally = new Tally();
  const connections = new Map<MemberId, Connection>();
  const governor = new Governor(mbps, performance.now());
  const switchboard = new Switchboard(roomOf, {
    mayPass: (head) => governor.mayPass(head, performance.now()),
    onLost: ({ kind }, receivers) => {
      tally.lost.cap[kind] += receivers;
    },
  });

  http.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const [path, query] = (request.url ?? "").split("?", 2);
    if (path !== relayPath) return;
    if (!isOn) return turnAway(stream, 404, refuse("relay-off"));
    if (visitors.isForeign(request)) return turnAway(stream, 403, refuse("foreign-origin"));
    const admission = tickets.check(new URLSearchParams(query).get("ticket"), Date.now());
    if (!admission.ok) return turnAway(stream, 401, admission);
    const release = quotas.connect(visitors.addressOf(request));
    if (!release) return turnAway(stream, 429, refuse("too-many-connections"));
    stream.once("close", release);
    sockets.handleUpgrade(request, stream, head, (socket) => {
      if (stream instanceof Socket) count(stream);
      attach(admission.ticket.id, socket, stream);
    });
  });

  function count(stream: Socket): void {
    // A frame goes when it comes, not when enough have come for a packet.
    stream.setNoDelay();
    tally.open(stream);
    stream.once("close", () => tally.close(stream));
  }

  function attach(id: MemberId, socket: WebSocket, stream: Duplex): void {
    // It is the same page, which knows best that the old one is of no use.
    connections.get(id)?.end("id-taken");
    detach(id);
    const connection = new Connection(socket, stream, tally, {
      onRequest: (request) => {
        if (connections.get(id) === connection) switchboard.hear(id, request, performance.now());
      },
      onFrame: (frame, head) => {
        if (connections.get(id) !== connection) return;
        if (!switchboard.forward(id, frame, head, performance.now())) connection.refuse("malformed");
      },
      onSpent: (head, bytes) => governor.spend(head, bytes),
      onRefused: (code) => log.warn("relay-refused", { code }),
    });
    const page: Page = { id, receiver: connection.receiver, tell: (word) => connection.tell(word) };
    connections.set(id, connection);
    switchboard.add(page);
    governor.greet(page.tell);
    socket.once("close", () => {
      if (connections.get(id) === connection) detach(id);
    });
  }

  function detach(id: MemberId): void {
    if (connections.delete(id)) switchboard.remove(id);
  }

  const looking = setInterval(() => {
    const now = performance.now();
    for (const connection of connections.values()) {
      if (!connection.receiver.isStalled(now)) continue;
      log.warn("relay-stalled");
      connection.cut();
    }
    governor.look(switchboard, now);
  }, lookEveryMs);
  const pinging = setInterval(() => {
    for (const connection of connections.values()) connection.ask();
  }, pingEveryMs);

  return {
    drop: (id) => {
      const connection = connections.get(id);
      detach(id);
      connection?.cut();
    },
    review: (members) => switchboard.review(members),
    figures: () => ({ tally, pairs: switchboard.countPairs(), mbps }),
    close: () => {
      clearInterval(looking);
      clearInterval(pinging);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
