// A page's WebSocket to PeerServer, without PeerJS around it.

import type { IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import { until } from "../until.ts";

export interface Holder {
  readonly id: string;
  readonly ticket?: string;
}

export interface PeerSocket {
  readonly id: string;
  readonly socket: WebSocket;
  readonly messages: readonly { readonly type: string; readonly [field: string]: unknown }[];
  /** Once it was closed: with which code, and why. */
  readonly closed: () => { readonly code: number; readonly reason: string } | undefined;
  /** What was answered instead of a WebSocket. */
  readonly refusal: () => Answer | undefined;
  readonly signal: (type: string, dst: string) => void;
}

export interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: string;
}

export const offer = { connectionId: "mc_1", sdp: { type: "offer", sdp: "v=0" } };

const sockets = new Set<WebSocket>();

export function openPeer(
  url: string,
  { id, ticket }: Holder,
  headers: Readonly<Record<string, string>> = {},
): PeerSocket {
  const query = new URLSearchParams({ key: "peerjs", id, ...(ticket !== undefined && { token: ticket }) });
  const socket = new WebSocket(`${url.replace("http", "ws")}/peerjs/peerjs?${query}`, { headers });
  sockets.add(socket);
  const messages: { type: string }[] = [];
  let closed: { code: number; reason: string } | undefined;
  let refusal: Answer | undefined;
  socket.on("message", (data) => messages.push(JSON.parse(String(data))));
  socket.on("close", (code, reason) => {
    closed = { code, reason: String(reason) };
  });
  socket.on("unexpected-response", async (_request, response) => {
    refusal = await readAnswer(response);
    socket.terminate();
  });
  socket.on("error", () => {});
  return {
    id,
    socket,
    messages,
    closed: () => closed,
    refusal: () => refusal,
    signal: (type, dst) => socket.send(JSON.stringify({ type, dst, payload: offer })),
  };
}

/** Resolves once PeerServer has taken it up. */
export async function connectPeer(url: string, holder: Holder): Promise<PeerSocket> {
  const peer = openPeer(url, holder);
  await until(() => peer.messages.some(({ type }) => type === "OPEN"), "PeerServer's OPEN");
  return peer;
}

/** What somebody is answered who isn't let in. */
export async function turnedAway(
  url: string,
  holder: Holder,
  headers?: Readonly<Record<string, string>>,
): Promise<Answer> {
  const peer = openPeer(url, holder, headers);
  await until(() => peer.refusal() !== undefined, "the answer to whoever isn't let in");
  return peer.refusal() as Answer;
}

export function closePeers(): void {
  for (const socket of sockets) socket.terminate();
  sockets.clear();
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part);
  return {
    status: response.statusCode ?? 0,
    type: response.headers["content-type"],
    body: Buffer.concat(parts).toString(),
  };
}
