// The floor: peer connections and nothing else, with camera and microphone captured beforehand.
// Two in this page alone, or one here and one in another page, signalled over a plain WebSocket.

const stream = await navigator.mediaDevices.getUserMedia({
  audio: true,
  video: { width: { ideal: 640 }, height: { ideal: 480 } },
});
const local = document.createElement("video");
local.muted = true;
local.srcObject = stream;
document.body.append(local);
await local.play();

const socket = new WebSocket(`ws://${location.host}`);
await new Promise((resolve) => socket.addEventListener("open", resolve));

/** A connection that sends everything captured; `tell` is given what is for the other side. */
function openSide(tell) {
  const connection = new RTCPeerConnection({ iceServers: [] });
  for (const track of stream.getTracks()) connection.addTrack(track, stream);
  connection.addEventListener("icecandidate", ({ candidate }) => tell({ candidate }));
  return {
    connection,
    offer: async () => {
      await connection.setLocalDescription();
      tell({ description: connection.localDescription });
    },
    hear: async ({ description, candidate }) => {
      if (candidate !== undefined) return connection.addIceCandidate(candidate);
      await connection.setRemoteDescription(description);
      if (description.type !== "offer") return undefined;
      await connection.setLocalDescription();
      return tell({ description: connection.localDescription });
    },
  };
}

const patienceMs = 30_000;

/** Resolves with the time of the first frame that comes in from the other side. */
function showFirstFrame(connection) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("No frame came")), patienceMs);
    const video = document.createElement("video");
    video.autoplay = true;
    video.requestVideoFrameCallback(() => resolve(performance.now()));
    connection.addEventListener("track", ({ streams: [remote] }) => {
      video.srcObject = remote;
    });
    document.body.append(video);
  });
}

async function connectHere() {
  const began = performance.now();
  const caller = openSide((signal) => callee.hear(signal));
  const callee = openSide((signal) => caller.hear(signal));
  const shown = showFirstFrame(callee.connection);
  await caller.offer();
  return (await shown) - began;
}

function answerNewcomer() {
  const side = openSide((signal) => socket.send(JSON.stringify(signal)));
  showFirstFrame(side.connection);
  return side;
}

/** Waits in the room: whoever says that they have come is offered a call. */
function waitForOther() {
  let side;
  socket.addEventListener("message", ({ data }) => {
    const signal = JSON.parse(data);
    if (signal.come) {
      side = answerNewcomer();
      side.offer();
    } else side.hear(signal);
  });
}

/** Comes second, as the member does who is measured elsewhere: the one inside makes the call. */
async function joinOther() {
  const began = performance.now();
  socket.send(JSON.stringify({ come: true }));
  const side = openSide((signal) => socket.send(JSON.stringify(signal)));
  socket.addEventListener("message", ({ data }) => side.hear(JSON.parse(data)));
  return (await showFirstFrame(side.connection)) - began;
}

window.floor = { connectHere, waitForOther, joinOther };
