// A student's page that was rewritten to get at a classmate. Runs in the browser, bundled by the test.

import { Peer } from "peerjs";
import { io } from "socket.io-client";
import type {} from "./plain-page.ts";

declare global {
  interface Window {
    /** Tries everything on that id; what came of each. */
    attack: (id: string) => Promise<Record<string, string>>;
    /** How many calls brought sound or picture. */
    streams: () => number;
    /** Everything the server has told. */
    told: () => readonly string[];
  }
}

const { room, id, ticket } = window.admission;
const socket = io({ auth: { ticket } });
const heard: string[] = [];
const streaming = new Set<string>();
socket.onAny((...told: unknown[]) => heard.push(JSON.stringify(told)));

const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
const peer = new Peer(id, {
  path: "/peerjs",
  host: "/",
  port: Number(location.port),
  token: ticket,
  config: { iceServers: [] },
});
peer.on("error", (error) => heard.push(String(error)));
peer.on("call", (call) => {
  call.answer(stream);
  call.on("stream", () => streaming.add(call.connectionId));
});
await new Promise((resolve) => peer.on("open", resolve));
await socket.emitWithAck("join-room", room, id, { microphone: true, camera: true });

const attempts: Readonly<Record<string, (victim: string) => readonly unknown[]>> = {
  "give-floor": (victim) => [victim],
  mute: (victim) => [victim],
  remove: (victim) => [victim],
  "make-host": (victim) => [victim],
  "make-cohost": (victim) => [victim, true],
  "ask-unmute": (victim) => [victim],
  "stop-camera": (victim) => [victim],
  "lower-hand": (victim) => [victim],
  "set-room": () => [{ count: true }],
  end: () => [true],
};

window.attack = async (victim) => {
  const call = peer.call(victim, stream);
  call?.on("stream", () => streaming.add(call.connectionId));
  peer.connect(victim);
  socket.emit("watch", victim, 1_000);
  socket.emit("suspect", victim);
  const outcomes: Record<string, string> = {};
  for (const [event, args] of Object.entries(attempts)) {
    const reply = await socket.emitWithAck(event, ...args(victim));
    outcomes[event] = reply.ok ? "done" : reply.code;
  }
  return outcomes;
};
window.streams = () => streaming.size;
window.told = () => heard;
