// One page's sound and picture to a hundred others by the relay, beside a bare fan-out of the same frames:
// how much arrives, what is lost, and how late the sound comes under that load.

import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { takeTurns } from "./rounds.mjs";
import { parley, startServer } from "./server-process.mjs";
import { median, quantile } from "./statistics.mjs";
import { compareFigures, formatMs } from "./table.mjs";

const rounds = 5;
const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));
const bare = [pathOf("relay-bare.mjs")];
const crowd = pathOf("relay-crowd.mjs");
const stage = pathOf("relay-stage.mjs");
const formatRate = (mbps) => `${mbps.toFixed(0)} Mbit/s`;
const formatShare = (share) => `${(share * 100).toFixed(2)} %`;

const figures = [
  { figure: "relayed from one to 100", of: "mbps", format: formatRate },
  { figure: "pictures lost on the way", of: "picturesLost", format: formatShare },
  { figure: "sounds lost on the way", of: "soundsLost", format: formatShare },
  { figure: "sound's delay under that load, p50", of: "delayMedian", format: formatMs },
  { figure: "sound's delay under that load, p99", of: "delayTail", format: formatMs },
  { figure: "server's processor time for a second of it", of: "cost", format: formatMs },
];

export async function measureRelay() {
  const results = await takeTurns(
    "relay",
    rounds,
    { Parley: () => relay(parley, "parley"), bare: () => relay(bare, "bare") },
    (result) => figures.map(({ of, format }) => format(result[of])).join(", "),
  );
  return figures.map(({ figure, of, format }) => {
    const middle = (runs) => median(runs.map((run) => run[of]));
    return compareFigures(figure, middle(results.Parley), "bare ws", middle(results.bare), format);
  });
}

async function relay(entry, kind) {
  const server = await startServer(entry, { gauged: true, environment: { MAX_MEMBERS: "200" } });
  const people = fork(crowd, [server.url, kind]);
  const broadcaster = fork(stage, [server.url, kind]);
  const order = async (child, what) => {
    if (what) child.send(what);
    const [answer] = await Promise.race([
      once(child, "message"),
      once(child, "exit").then(() => Promise.reject(new Error("A process of the bench was lost"))),
    ]);
    return answer;
  };
  try {
    const { id } = await order(broadcaster);
    await order(people);
    await order(people, { type: "want", id });
    const before = await server.ask("processor");
    const sent = await order(broadcaster, "play");
    const after = await server.ask("processor");
    const { receivers, bytes, sounds, pictures, faults, delays } = await order(people, { type: "count" });
    if (faults > 0) throw new Error(`${faults} frames came changed, twice or out of their order`);
    return {
      mbps: (bytes * 8) / 1e6 / sent.seconds,
      picturesLost: 1 - pictures / (sent.pictures * receivers),
      soundsLost: 1 - sounds / (sent.sounds * receivers),
      delayMedian: median(delays),
      delayTail: quantile(delays, 0.99),
      cost: (after.ms - before.ms) / sent.seconds,
    };
  } finally {
    people.kill();
    broadcaster.kill();
    await server.stop();
  }
}
