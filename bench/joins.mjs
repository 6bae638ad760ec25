// Five hundred members who only signal, in rooms of five: how fast they are let in, how soon a
// chat line is with the others, and what each costs the server.

import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { takeTurns } from "./rounds.mjs";
import { bare, parley, startServer } from "./server-process.mjs";
import { median, quantile } from "./statistics.mjs";
import { compareFigures, formatCount, formatKilobytes, formatMs } from "./table.mjs";

/** Each is a fresh process: memory that was once grown is not given back. */
const rounds = 7;
const members = 500;
/** Until what joining left behind has been dealt with. */
const settleMs = 1_000;
const crowd = fileURLToPath(new URL("crowd.mjs", import.meta.url));

const figures = [
  { figure: "joins a second, 500 in rooms of 5", of: "joinRate", format: formatCount },
  { figure: "server's processor time for a join", of: "joinCost", format: formatMs },
  { figure: "chat line to four others, p50", of: "chatMedian", format: formatMs },
  { figure: "chat line to four others, p99", of: "chatTail", format: formatMs },
  { figure: "server's memory a member, resident", of: "resident", format: formatKilobytes },
  { figure: "server's memory a member, in its heap", of: "heap", format: formatKilobytes },
];

export async function measureJoins() {
  const results = await takeTurns(
    "joins",
    rounds,
    { Parley: () => receiveCrowd(parley), bare: () => receiveCrowd(bare) },
    (result) => figures.map(({ of, format }) => format(result[of])).join(", "),
  );
  return figures.map(({ figure, of, format }) => {
    const middle = (runs) => median(runs.map((run) => run[of]));
    return compareFigures(
      figure,
      middle(results.Parley),
      "bare Socket.IO and PeerServer",
      middle(results.bare),
      format,
    );
  });
}

async function receiveCrowd(entry) {
  const server = await startServer(entry, { gauged: true });
  const people = fork(crowd, [server.url]);
  const order = async (what) => {
    if (what) people.send(what);
    const [answer] = await Promise.race([
      once(people, "message"),
      once(people, "exit").then(() => Promise.reject(new Error("The crowd was lost"))),
    ]);
    return answer;
  };
  try {
    await order();
    const empty = await server.ask("memory");
    const before = await server.ask("processor");
    const joinMs = await order("join");
    const after = await server.ask("processor");
    await pause(settleMs);
    const full = await server.ask("memory");
    const latencies = await order("chat");
    return {
      joinRate: (members * 1000) / joinMs,
      joinCost: (after.ms - before.ms) / members,
      chatMedian: median(latencies),
      chatTail: quantile(latencies, 0.99),
      resident: (full.rss - empty.rss) / members,
      heap: (full.heapUsed - empty.heapUsed) / members,
    };
  } finally {
    people.kill();
    await server.stop();
  }
}
