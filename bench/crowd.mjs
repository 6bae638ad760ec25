// Many members without media, in a process of their own so that they share no event loop with the
// server. The parent gives the orders and is sent what was measured.

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { io } from "socket.io-client";

const [url] = process.argv.slice(2);
const size = 500;
const roomSize = 5;
/** Connections under way at once. */
const inFlight = 50;
/** Apart, so that a message is timed and not the queue before it. */
const sendEveryMs = 5;
const messages = 1000;
const patienceMs = 60_000;

const members = Array.from({ length: size }, (_, index) => ({
  index,
  room: `room-${Math.floor(index / roomSize)}`,
  socket: undefined,
  admission: undefined,
}));

/** What the room's page gives to whoever opens it: an id and a ticket, or nothing at all. */
async function openPage(member) {
  const page = await (await fetch(`${url}/${member.room}`)).text();
  const boot = /id="boot">(.*?)<\/script>/.exec(page)?.[1];
  member.admission = { id: randomUUID(), ...(boot && JSON.parse(boot)) };
}

/** Milliseconds until everybody is in and each has heard of all who came to their room after them. */
async function join() {
  // In each pair one comes later, and the other is told.
  const expected = (size * (roomSize - 1)) / 2;
  let told = 0;
  const waiting = [...members];
  const began = performance.now();
  await new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`Told of ${told} of ${expected}`)), patienceMs).unref();
    const enterNext = () => {
      const member = waiting.shift();
      if (!member) return;
      const { id, ticket } = member.admission;
      const socket = io(url, { transports: ["websocket"], forceNew: true, auth: { ticket } });
      member.socket = socket;
      socket.on("call-connected", () => {
        told += 1;
        if (told === expected) resolve();
      });
      socket.once("connect", () => {
        socket.emit("join-room", member.room, id, { name: `Member ${member.index}` });
        enterNext();
      });
    };
    for (let count = 0; count < inFlight; count += 1) enterNext();
  });
  return performance.now() - began;
}

/** For each message, the milliseconds until the last of the others in the room has it. */
async function chat() {
  const sent = new Map();
  const latencies = [];
  await new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`${latencies.length} of ${messages} arrived`)), patienceMs).unref();
    for (const { socket } of members)
      socket.on("receive", ({ message }) => {
        const state = sent.get(message);
        state.missing -= 1;
        if (state.missing > 0) return;
        latencies.push(performance.now() - state.at);
        if (latencies.length === messages) resolve();
      });
    let count = 0;
    const timer = setInterval(() => {
      // A stride that has no factor in common with the size: each in turn, one room after another.
      const { room, socket } = members[(count * 7) % size];
      const message = `message ${count}`;
      sent.set(message, { at: performance.now(), missing: roomSize - 1 });
      socket.emit("send", room, message);
      count += 1;
      if (count === messages) clearInterval(timer);
    }, sendEveryMs);
  });
  return latencies;
}

// What is timed begins with the connection: everybody has the page open already.
for (const member of members) await openPage(member);
process.send("ready");
const orders = { join, chat };
for (;;) {
  const [order] = await once(process, "message");
  process.send(await orders[order]());
}
