// PeerServer at /peerjs, on the same port as everything else, behind a gate of our own.

import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Express } from "express";
import { ExpressPeerServer } from "peer";
import { WebSocket, WebSocketServer } from "ws";
import { parseMemberId } from "../protocol/parse.ts";
import type { Log } from "./log.ts";
import { largestSignal, parseSignal } from "./signal.ts";

const mount = "/peerjs";
/** PeerJS appends its key to the path it is given. */
const upgradePath = "/peerjs/peerjs";
// Under the 55 s after which common proxies cut a silent connection, and independent of the
// page's own heartbeat, which browsers slow down in hidden tabs.
const pingEveryMs = 20_000;
const policyViolation = 1008;
const heartbeat = Buffer.from('{"type":"HEARTBEAT"}');

/** A socket that hands PeerServer only what `parseSignal` let through, written anew. */
class GuardedSocket extends WebSocket {
  answered = true;

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === "pong") {
      this.answered = true;
      return super.emit("message", heartbeat, false);
    }
    if (event !== "message") return super.emit(event, ...args);
    const signal = args[1] === false ? parseSignal(String(args[0])) : undefined;
    if (signal) return super.emit("message", Buffer.from(JSON.stringify(signal)), false);
    this.close(policyViolation, "malformed");
    return true;
  }
}

export interface Peering {
  readonly close: () => void;
}

export function mountPeering(app: Express, http: HttpServer, log: Log): Peering {
  const sockets = new WebSocketServer({
    noServer: true,
    WebSocket: GuardedSocket,
    maxPayload: largestSignal,
  });
  /** The socket that holds an id, with the token that proves a comeback. */
  const holders = new Map<string, { readonly socket: GuardedSocket; readonly token: string }>();

  const peers = ExpressPeerServer(http, { createWebSocketServer: () => sockets });
  peers.on("error", (error) => log.warn("peer-error", { reason: error.message }));
  app.use(mount, peers);

  // Socket.IO answers the upgrades of its own path, and ends those of nobody's.
  http.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // From here on nobody else listens, and a connection that is reset would end the process.
    stream.on("error", () => {});
    const [path, query] = (request.url ?? "").split("?", 2);
    if (path !== upgradePath) return;
    const asked = new URLSearchParams(query);
    const id = parseMemberId(asked.get("id"));
    if (!id.ok) {
      stream.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
      return;
    }
    const token = asked.get("token") ?? "";
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const attach = () => {
        if (!holders.has(id.value)) {
          holders.set(id.value, { socket, token });
          socket.once("close", () => {
            if (holders.get(id.value)?.socket === socket) holders.delete(id.value);
          });
        }
        sockets.emit("connection", socket, request);
      };
      // PeerServer says nothing to a comeback while it still holds the dead socket.
      const holder = holders.get(id.value);
      if (holder?.token !== token) return attach();
      holder.socket.once("close", () => {
        if (socket.readyState === WebSocket.OPEN) attach();
      });
      holder.socket.terminate();
    });
  });

  const pinging = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!socket.answered) {
        socket.terminate();
        continue;
      }
      socket.answered = false;
      socket.ping();
    }
  }, pingEveryMs);

  return {
    close: () => {
      clearInterval(pinging);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
