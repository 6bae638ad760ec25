// A hundred who are relayed to, in a process of their own: they count and check what comes.

import { takeSeat } from "./relay-seat.mjs";

const [url, kind] = process.argv.slice(2);
const size = 100;
const headBytes = 5;
const channelBytes = kind === "bare" ? 0 : 4;
const acknowledgement = 0xff;
const acknowledgementBytes = 5;
const acknowledgeEveryBytes = 16 * 1024;
const acknowledgeEveryMs = 100;
/** One delay of so many is kept. */
const sampleOf = 7;

const total = { receivers: size, bytes: 0, sounds: 0, pictures: 0, faults: 0, delays: [] };

function receive(socket) {
  const newest = [-1, -1];
  let [bytes, told, opened] = [0, 0, false];
  const acknowledge = () => {
    if (bytes === told) return;
    told = bytes;
    const message = Buffer.alloc(acknowledgementBytes, acknowledgement);
    message.writeUInt32BE(bytes % 2 ** 32, 1);
    socket.send(message);
  };
  if (kind !== "bare") setInterval(acknowledge, acknowledgeEveryMs);
  return new Promise((resolve) => {
    socket.on("message", (data, isBinary) => {
      if (!isBinary) {
        opened ||= JSON.parse(data).type === "channel";
        return opened && resolve();
      }
      bytes += data.length;
      if (kind !== "bare" && bytes - told >= acknowledgeEveryBytes) acknowledge();
      check(data.subarray(channelBytes), newest);
    });
    socket.on("close", () => {
      total.faults += 1;
    });
    if (kind === "bare") resolve();
  });
}

function check(frame, newest) {
  const place = frame[0] & 1;
  const n = frame.readUInt32BE(1);
  const [last, middle] = [frame[frame.length - 1], frame[frame.length >> 1]];
  if (n <= newest[place] || last !== n % 251 || middle !== n % 251) total.faults += 1;
  newest[place] = n;
  total.bytes += frame.length;
  if (place === 1) total.pictures += 1;
  else {
    total.sounds += 1;
    if (total.sounds % sampleOf !== 0) return;
    total.delays.push(performance.timeOrigin + performance.now() - frame.readDoubleBE(headBytes));
  }
}

const orders = {
  want: async ({ id }) => {
    for (const [index, socket] of sockets.entries()) {
      if (kind !== "bare") socket.send(JSON.stringify({ type: "want", id, picture: true }));
      await opened[index];
    }
    return "ready";
  },
  count: async () => total,
};

const sockets = [];
for (let count = 0; count < size; count += 1) sockets.push((await takeSeat(url, kind, "receive")).socket);
const opened = sockets.map(receive);
process.send("here");
process.on("message", async (order) => process.send(await orders[order.type](order)));
