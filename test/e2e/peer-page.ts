// Members who use PeerJS as its own documentation shows, and nothing else of Parley's. Runs in the
// browser, bundled by the test, which drives it through `window`.

import { type DataConnection, Peer } from "peerjs";
import { io } from "socket.io-client";
import type {} from "./plain-page.ts";

declare global {
  interface Window {
    peer: Peer;
    opened: number;
    heard: unknown[];
    decoded: () => number;
    callUp: (id: string) => Promise<void>;
    connectTo: (id: string) => Promise<void>;
    send: (data: unknown) => void;
  }
}

const { room, id, ticket } = window.admission;
const socket = io({ auth: { ticket } });
socket.on("connect", () => socket.emit("join-room", room, id));

const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
const video = document.createElement("video");
document.body.append(video);
window.decoded = () => video.getVideoPlaybackQuality().totalVideoFrames;
window.opened = 0;
window.heard = [];

function show(remote: MediaStream): void {
  video.srcObject = remote;
  void video.play();
}

let channel: DataConnection | undefined;

function use(connection: DataConnection): void {
  channel = connection;
  connection.on("data", (data) => window.heard.push(data));
}

const peer = new Peer(id, {
  path: "/peerjs",
  host: "/",
  port: Number(location.port),
  token: ticket,
  config: { iceServers: [] },
});
window.peer = peer;
peer.on("open", () => {
  window.opened += 1;
});
peer.on("call", (call) => {
  call.answer(stream);
  call.on("stream", show);
});
peer.on("connection", use);
window.callUp = async (other) => {
  const call = peer.call(other, stream);
  call.on("stream", show);
};
window.connectTo = (other) =>
  new Promise((resolve) => {
    const connection = peer.connect(other, { reliable: true });
    use(connection);
    connection.on("open", () => resolve());
  });
window.send = (data) => void channel?.send(data);
