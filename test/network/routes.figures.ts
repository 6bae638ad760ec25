// What the relay costs beside a call: two people whose cameras and microphones tell the time, by either way in
// turns, over a clean line and over a poor one. `npm run bench -- routes` runs it, and makes a table of what it notes.

import { appendFileSync, readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, jest, test } from "@jest/globals";
import { useClapper } from "../e2e/clapper.ts";
import { delaysOf } from "../e2e/delays.ts";
import { pause, until } from "../until.ts";
import type { ServerProcess } from "../wire/server-process.ts";
import { type Crew, gather, type Member } from "./crew.ts";
import { ip } from "./ip.ts";
import { type Host, hostOf } from "./network.ts";
import { calm, forbidUdp, worsen } from "./troubles.ts";

const rounds = Number(process.env["ROUNDS"] ?? 3);
/** Until both have found out what the line bears. */
const settleMs = 8_000;
const measureMs = 12_000;
const liveMs = 30_000;
/** 80 ms there and back, and one packet of a hundred lost each way. */
const poor = { delayMs: 40, lostPercent: 1 } as const;
/** Linux counts processor time in these, whatever the machine. */
const tickMs = 10;

let crew: Crew;
let server: ServerProcess;
let pair: readonly Member[] = [];

beforeAll(async () => {
  crew = await gather("Ana", "Bo");
  server = await crew.serve();
}, liveMs);

afterAll(async () => {
  await crew?.close();
});

afterEach(async () => {
  await Promise.all(pair.map((one) => one.close().catch(() => {})));
  await calm(crew.network);
});

const contenders = ["clean", "poor"].flatMap((line) =>
  ["direct", "relayed"].map((route) => ({ line, route })),
);
// The first round warms what belongs to nobody, and is left out.
const turns = Array.from({ length: rounds + 1 }, (_, round) =>
  contenders.map((contender) => ({ ...contender, round })),
).flat();

jest.setTimeout(liveMs * 4);

test.each(turns)("round $round: $route, $line", async ({ round, route, line }) => {
  if (route === "relayed") await forbidUdp(crew.network, crew.hostOf("Bo"));
  if (line === "poor") await worsen(crew.network, crew.hostOf("Bo"), poor);
  pair = await crew.meet(server, ["Ana", "Bo"], useClapper);
  const [ana, bo] = pair as readonly [Member, Member];
  await until(async () => (await bo.tileOf("Ana").getAttribute("data-link")) === route, route, liveMs);
  await pause(settleMs);
  const before = readMeters();
  await pause(measureMs);
  const after = readMeters();
  const ways = [await delaysOf(ana, bo, before.at, after.at), await delaysOf(bo, ana, before.at, after.at)];
  const seconds = (after.at - before.at) / 1_000;
  if (round === 0) return;
  note({
    ...{ line, route, seconds },
    pictures: ways.map(({ pictures }) => pictures),
    sounds: ways.map(({ sounds }) => sounds),
    kilobits: ((after.bytes - before.bytes) * 8) / 1_000,
    browsersMs: spent(before.browsers, after.browsers),
    serverMs: spent(before.server, after.server),
  });
});

interface Meters {
  readonly at: number;
  /** Of each of two processes' times, by its number. */
  readonly browsers: ReadonlyMap<number, number>;
  readonly server: ReadonlyMap<number, number>;
  /** All that both were sent, over their lines. */
  readonly bytes: number;
}

function readMeters(): Meters {
  const [ana, bo, host] = ["Ana", "Bo", "server"].map((name) => hostOf(crew.network, name));
  if (!ana || !bo || !host) throw new Error("two people and a server are needed");
  return {
    at: Date.now(),
    browsers: new Map([...processesOn(ana), ...processesOn(bo)]),
    server: processesOn(host),
    bytes: receivedBy(ana) + receivedBy(bo),
  };
}

/** The processor time of whatever runs on that host, in milliseconds. */
function processesOn({ namespace }: Host): ReadonlyMap<number, number> {
  const pids = ip("netns", "pids", namespace).split("\n").filter(Boolean).map(Number);
  return new Map(pids.flatMap((pid) => [[pid, timeOf(pid)] as const]));
}

/** In its own time and in the system's, both counted from the beginning (proc_pid_stat, fields 14 and 15). */
function timeOf(pid: number): number {
  try {
    const [user = 0, system = 0] = afterName(readFileSync(`/proc/${pid}/stat`, "utf8")).slice(11, 13);
    return (user + system) * tickMs;
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}

/** The name, in brackets, may have any character in it. */
function afterName(stat: string): readonly number[] {
  return stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
}

function spent(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  const times = [...after].map(([pid, time]) => Math.max(0, time - (before.get(pid) ?? 0)));
  return times.reduce((sum, time) => sum + time, 0);
}

/** In bytes: what the router has sent it. */
function receivedBy({ line }: Host): number {
  const { router } = crew.network;
  return Number(ip("netns", "exec", router, "cat", `/sys/class/net/${line}/statistics/tx_bytes`));
}

function note(figure: object): void {
  const path = process.env["FIGURES"];
  if (path) appendFileSync(path, `${JSON.stringify(figure)}\n`);
}
