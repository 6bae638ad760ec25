// Whoever is relayed: sound, and a picture that costs several times what a page spends on one.

import { setTimeout as pause } from "node:timers/promises";
import { takeSeat } from "./relay-seat.mjs";

const [url, kind] = process.argv.slice(2);
const headBytes = 5;
const marks = { sound: 0, picture: 1, key: 4 };
const soundBytes = 120;
const pictureBytes = 6_000;
const soundsPerSecond = 50;
const picturesPerSecond = 60;
const keyEvery = 600;
const seconds = 8;
const tickMs = 4;
/** Until what is on its way has arrived. */
const settleMs = 1_000;

const { id, socket } = await takeSeat(url, kind, "publish");
// What it sends is given, but for whole pictures, which it sends when it is asked for them.
if (kind !== "bare") socket.send(JSON.stringify({ type: "publish", stream: "AAAAAAAAAAAAAAAAAAAAAA" }));
let keyAt = 0;
let wantsKey = false;
socket.on("message", (data, isBinary) => {
  if (!isBinary && JSON.parse(data).type === "key") wantsKey = true;
});
process.send({ id });
process.once("message", async () => process.send(await play()));

function frame(first, n, length) {
  const bytes = Buffer.alloc(length, n % 251);
  bytes[0] = first;
  bytes.writeUInt32BE(n, 1);
  bytes.writeDoubleBE(performance.timeOrigin + performance.now(), headBytes);
  return bytes;
}

async function play() {
  const began = performance.now();
  let [sounds, pictures] = [0, 0];
  for (;;) {
    const now = (performance.now() - began) / 1_000;
    if (now > seconds) break;
    for (; sounds < now * soundsPerSecond; sounds += 1) socket.send(frame(marks.sound, sounds, soundBytes));
    for (; pictures < now * picturesPerSecond; pictures += 1) {
      const isKey = wantsKey || pictures - keyAt >= keyEvery || pictures === 0;
      if (isKey) [keyAt, wantsKey] = [pictures, false];
      socket.send(frame(isKey ? marks.picture | marks.key : marks.picture, pictures, pictureBytes));
    }
    await pause(tickMs);
  }
  await pause(settleMs);
  return { seconds, sounds, pictures };
}
