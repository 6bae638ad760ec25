// A class of students in one page: each has connections of their own, and all show one drawn camera,
// so that the machine's processors are left to the teacher's page beside it.

import { Peer } from "peerjs";
import { io } from "socket.io-client";
import { divide } from "../../client/media/quality.ts";

/** What a student assumes who hasn't been told how large they are shown. */
const wallHeight = 120;
const cameraHeight = 360;
const framesPerSecond = 20;
const plenty = { pixels: Number.POSITIVE_INFINITY, kbps: Number.POSITIVE_INFINITY };

const { room, size, unlimited } = window.lesson;
const connections = [];

function drawCamera() {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [640, cameraHeight];
  const brush = canvas.getContext("2d");
  let turn = 0;
  setInterval(() => {
    turn += 1;
    brush.fillStyle = "#567";
    brush.fillRect(0, 0, canvas.width, canvas.height);
    // A head that moves before a wall that doesn't.
    brush.fillStyle = "#eca";
    brush.beginPath();
    brush.arc(320 + 60 * Math.sin(turn / 9), 190 + 20 * Math.cos(turn / 7), 110, 0, 2 * Math.PI);
    brush.fill();
  }, 1_000 / framesPerSecond);
  return canvas.captureStream(framesPerSecond).getVideoTracks();
}

const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
const stream = new MediaStream([...sound.getTracks(), ...drawCamera()]);

async function enter(index) {
  const html = await (await fetch(`/${room}`)).text();
  const { id, ticket } = JSON.parse(/id="boot">(.*?)<\/script>/.exec(html)[1]);
  const socket = io({ forceNew: true, transports: ["websocket"], auth: { ticket } });
  const peer = new Peer(id, {
    path: "/peerjs",
    host: location.hostname,
    port: Number(location.port),
    token: ticket,
    config: { iceServers: [], bundlePolicy: "max-bundle" },
  });
  let height = wallHeight;
  let limit = () => {};
  socket.on("watched", (_id, shown) => {
    height = shown;
    limit();
  });
  peer.on("call", (call) => {
    call.answer(stream);
    const connection = call.peerConnection;
    connections.push(connection);
    const sender = connection.getSenders().find(({ track }) => track?.kind === "video");
    limit = () => {
      const parameters = sender.getParameters();
      const [encoding] = parameters.encodings;
      if (!encoding || unlimited) return;
      const picture = { kind: "camera", shown: height, source: cameraHeight, rate: framesPerSecond };
      const rung = divide(new Map([["teacher", picture]]), plenty).get("teacher");
      encoding.active = rung.height > 0;
      encoding.scaleResolutionDownBy = Math.max(1, cameraHeight / Math.max(1, rung.height));
      encoding.maxFramerate = rung.framesPerSecond;
      encoding.maxBitrate = rung.kbps * 1_000;
      sender.setParameters(parameters).catch(() => {});
    };
    connection.addEventListener("connectionstatechange", () => limit());
  });
  await new Promise((resolve) => peer.on("open", resolve));
  await socket.emitWithAck("join-room", room, id, { name: `Student ${index}` });
}

for (let index = 1; index <= size; index += 1) await enter(index);

/** Frames that came to each student. */
window.countFrames = () =>
  Promise.all(
    connections.map(async (connection) => {
      const reports = [...(await connection.getStats()).values()];
      return (
        reports.find(({ type, kind }) => type === "inbound-rtp" && kind === "video")?.framesReceived ?? 0
      );
    }),
  );
window.entered = true;
