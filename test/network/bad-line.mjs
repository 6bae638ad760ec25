// Carries packets from a tunnel back into it: late, and not all of them. Started with how late, how many
// of a hundred are lost, and the tunnel's number.

import { read, write } from "node:fs";

const [delayMs = 0, lostPercent = 0, tunnel = 0] = process.argv.slice(2).map(Number);
/** The largest there is. */
const packet = Buffer.alloc(65_536);

function carry() {
  read(tunnel, packet, 0, packet.length, null, (error, length) => {
    if (error) throw error;
    const copy = Buffer.from(packet.subarray(0, length));
    if (Math.random() * 100 >= lostPercent) setTimeout(() => write(tunnel, copy, ignore), delayMs);
    carry();
  });
}

/** What doesn't go through is lost as well. */
function ignore() {}

carry();
console.log("carrying");
