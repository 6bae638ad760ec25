// A page as the seeds describe it: PeerJS, Socket.IO, the seven events, and nothing of Parley's.
// Runs in the browser, bundled by the test.

import { Peer } from "peerjs";
import { io } from "socket.io-client";
import type {} from "./plain-page.ts";

declare global {
  interface Window {
    said: string[];
    say: (message: string) => void;
    leave: () => void;
  }
}

const { room, id, ticket } = window.admission;
const socket = io({ auth: { ticket } });
const calls = new Map<string, { close: () => void }>();
window.said = [];

function show(peer: string, stream: MediaStream): void {
  const existing = document.querySelector<HTMLVideoElement>(`video[data-peer="${peer}"]`);
  const video = existing ?? document.createElement("video");
  video.dataset["peer"] = peer;
  video.srcObject = stream;
  document.body.append(video);
  void video.play();
}

const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
const peer = new Peer(id, {
  path: "/peerjs",
  host: "/",
  port: Number(location.port),
  token: ticket,
  config: { iceServers: [] },
});
peer.on("call", (call) => {
  call.answer(stream);
  calls.set(call.peer, call);
  call.on("stream", (remote) => show(call.peer, remote));
});
peer.on("open", () => socket.emit("join-room", room, id));
socket.on("call-connected", (other: string) => {
  const call = peer.call(other, stream);
  calls.set(other, call);
  call.on("stream", (remote) => show(other, remote));
});
socket.on("call-disconnected", (other: string) => {
  calls.get(other)?.close();
  document.querySelector(`video[data-peer="${other}"]`)?.remove();
});
socket.on("receive", ({ name, message }: { name: string; message: string }) => {
  window.said.push(`${name} : ${message}`);
});
window.say = (message) => socket.emit("send", room, message);
window.leave = () => {
  socket.emit("leave-chat", room, "Guest");
  socket.emit("leave", room, id);
};
