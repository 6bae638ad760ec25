// The baseline's page: PeerJS and Socket.IO as they are commonly used together. Whoever is in the
// room calls whoever comes.

import { Peer } from "peerjs";
import { io } from "socket.io-client";

const { room } = document.body.dataset;
const button = document.querySelector("button");
const stream = await navigator.mediaDevices.getUserMedia({
  audio: true,
  video: { width: { ideal: 640 }, height: { ideal: 480 } },
});

showStream(stream, true);
button.disabled = false;
button.addEventListener("click", join);

function join() {
  const socket = io({ transports: ["websocket"] });
  const peer = new Peer(undefined, {
    host: location.hostname,
    port: location.port,
    path: "/peerjs",
    // Its default is servers of third parties, which would take longer still.
    config: { iceServers: [] },
  });
  peer.on("open", (id) => {
    socket.emit("join-room", room, id);
    document.body.dataset.joined = "";
  });
  peer.on("call", (call) => {
    call.answer(stream);
    showCall(call);
  });
  socket.on("call-connected", (id) => showCall(peer.call(id, stream)));
}

function showCall(call) {
  // PeerJS says so once for each track.
  call.once("stream", (remote) => showStream(remote, false));
}

function showStream(shown, self) {
  const article = document.createElement("article");
  if (self) article.dataset.self = "";
  const video = document.createElement("video");
  video.muted = self;
  video.srcObject = shown;
  video.addEventListener("loadedmetadata", () => video.play());
  article.append(video);
  document.querySelector("main").append(article);
}
