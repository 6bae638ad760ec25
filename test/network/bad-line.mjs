// Carries packets from a tunnel back into it: late, not all of them, and no more than fit. Started with how late, how
// many of a hundred are lost, how many kbit/s fit and how many packets wait for that, and the tunnel's number.

import { read, writeSync } from "node:fs";

const [delayMs = 0, lostPercent = 0, kbps = 0, mostWaiting = 0, tunnel = 0] = process.argv
  .slice(2)
  .map(Number);
/** The largest there is. */
const packet = Buffer.alloc(65_536);
/** Those on their way, in their order: when each has left, and when it comes. */
const under = [];
/** When the line is done with all that waits for it. */
let free = 0;

function carry() {
  read(tunnel, packet, 0, packet.length, null, (error, length) => {
    if (error) throw error;
    if (Math.random() * 100 >= lostPercent) accept(Buffer.from(packet.subarray(0, length)));
    carry();
  });
}

/** What finds no room to wait is lost as well. */
function accept(bytes) {
  const now = performance.now();
  if (under.filter(({ leaves }) => leaves > now).length >= mostWaiting) return;
  // Kilobits a second are bits a millisecond.
  free = Math.max(free, now) + (bytes.length * 8) / kbps;
  under.push({ bytes, leaves: free, comes: free + delayMs });
  if (under.length === 1) setTimeout(deliver, free + delayMs - now);
}

/** One after the other: a line doesn't change their order. */
function deliver() {
  for (const now = performance.now(); under[0] && under[0].comes <= now; ) put(under.shift().bytes);
  if (under[0]) setTimeout(deliver, under[0].comes - performance.now());
}

function put(bytes) {
  try {
    writeSync(tunnel, bytes);
  } catch {
    // What doesn't go through is lost, too.
  }
}

carry();
console.log("carrying");
