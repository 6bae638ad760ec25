// From spawning the server to the first 200 on /health.

import { get } from "node:http";
import { takeTurns } from "./rounds.mjs";
import { bare, parley, startServer } from "./server-process.mjs";
import { median } from "./statistics.mjs";
import { compareFigures, formatMs } from "./table.mjs";

const rounds = 7;

export async function measureStart() {
  const times = await takeTurns(
    "start",
    rounds,
    { Parley: () => timeStart(parley), bare: () => timeStart(bare) },
    formatMs,
  );
  return [
    compareFigures(
      "server, from spawn to healthy",
      median(times.Parley),
      "bare Socket.IO and PeerServer",
      median(times.bare),
      formatMs,
    ),
  ];
}

async function timeStart(entry) {
  const spawned = performance.now();
  const server = await startServer(entry);
  try {
    const status = await statusOf(`${server.url}/health`);
    const ms = performance.now() - spawned;
    if (status !== 200) throw new Error(`${entry.at(-1)} answered ${status} on /health`);
    return ms;
  } finally {
    await server.stop();
  }
}

/** Without `fetch`, which takes tens of milliseconds to load on its first use. */
function statusOf(url) {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).once("error", reject);
  });
}
