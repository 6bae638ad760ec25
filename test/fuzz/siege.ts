// Everything at once: a server's process, a meeting in it, and throwers at each of its doors.

import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../until.ts";
import { startServer } from "../wire/server-process.ts";
import { type Reception, startBroadcast } from "./broadcast.ts";
import { createChance } from "./chance.ts";
import type { Door, Ground } from "./door.ts";
import { httpDoor } from "./http-door.ts";
import { startLesson } from "./lesson.ts";
import { type Account, startMeeting } from "./meeting.ts";
import { inspected, type Memory, measureMemory } from "./memory.ts";
import { peerjsDoor } from "./peerjs-door.ts";
import { relayDoor } from "./relay-door.ts";
import { socketioDoor } from "./socketio-door.ts";
import { fetchPass } from "./tickets.ts";

const doors = [httpDoor, peerjsDoor, socketioDoor, relayDoor] as const;
/** Enough for every kind of thing to have been thrown, and every cache to have been filled. */
const warmUp = 2_000;
/** A connection that fell silent is given up after 15 s, and its member's place after 30 s more. */
const quietMs = 75_000;
/** At each door, at a time: most of them wait for an answer at any moment. */
const mostThrowers = 32;
/** As many as make up for taking a stand. */
const worthwhile = 200;
/** Connections whose content is kept for whoever has to find out what ended the process. */
const remembered = 200;
/** Of what the server wrote last, in characters. */
const longestLog = 4_000;

// They all come from one address.
const generous = {
  HOST: "127.0.0.1",
  LOG_LEVEL: "error",
  MAX_CONNECTIONS_PER_ADDRESS: "1000000",
  MAX_JOINS_PER_MINUTE: "1000000",
  TRUST_PROXY: "1",
} as const;

interface Recent {
  readonly from: string;
  readonly what: Buffer;
}

export interface Stand {
  readonly door: string;
  readonly thrown: number;
  readonly connections: number;
  readonly ms: number;
}

export interface Report {
  readonly stands: readonly Stand[];
  readonly meeting: Account;
  /** How it went for those who are relayed to one another. */
  readonly broadcast: Reception;
  /** What should not have happened in the classroom. */
  readonly lesson: readonly string[];
  readonly warm: Memory;
  readonly end: Memory;
  /** Whether it is still the process that was started. */
  readonly up: boolean;
  /** What it says of its health. */
  readonly health: unknown;
  /** What it logged as an error. */
  readonly errors: readonly string[];
}

/** Throws so many at each door. */
export async function besiege(count: number, seed: number): Promise<Report> {
  const server = await startServer({ ...generous, ...inspected });
  const { child, url } = server;
  const isUp = () => child.exitCode === null && child.signalCode === null;
  const recent: Recent[] = [];
  const start = async () => {
    const lesson = await startLesson(url);
    const broadcast = await startBroadcast(url, lesson.others);
    // What is said in it would wait for the others to come.
    return { meeting: await startMeeting(url, "the-meeting"), lesson, broadcast };
  };
  const { meeting, lesson, broadcast } = await start().catch(async (error) => {
    await server.stop();
    throw error;
  });
  try {
    const { hostname, port } = new URL(url);
    const page = await (await fetch(`${url}/common`)).text();
    const ground: Ground = {
      url,
      target: { host: hostname, port: Number(port) },
      members: meeting.passes,
      lesson,
      broadcast,
      common: [await fetchPass(url, "common"), await fetchPass(url, "common")],
      files: page.match(/\/assets\/[\w.-]+/g) ?? [],
    };

    const throwAll = (each: number, firstSeed: number) =>
      Promise.all(doors.map((door, index) => stand(door, ground, each, firstSeed + index, isUp, recent)));
    const isQuiet = async () => {
      const { rooms, connections } = await healthOf(url);
      const staying = meeting.passes.length + lesson.connections + broadcast.connections;
      const relayed = await countRelayed(url);
      return rooms === 3 && connections === staying && relayed === broadcast.relayed;
    };

    await throwAll(Math.min(warmUp, Math.ceil(count / 4)), ~seed);
    await until(isQuiet, "those who stay to be left", quietMs);
    const warm = await measureMemory(server.log);
    const stands = await throwAll(count, seed);
    await until(isQuiet, "those who stay to be left", quietMs);
    const end = await measureMemory(server.log);
    const account = await meeting.conclude();
    const reception = await broadcast.conclude();
    const errors = server
      .log()
      .split("\n")
      .filter((line) => line.includes('"level":"error"'));
    return {
      stands,
      meeting: account,
      broadcast: reception,
      lesson: lesson.troubles(),
      warm,
      end,
      up: isUp(),
      health: await healthOf(url),
      errors,
    };
  } catch (error) {
    const file = join(tmpdir(), `parley-fuzz-${seed}.txt`);
    const lines = recent.map(({ from, what }) => `${from}: ${JSON.stringify(what.toString("latin1"))}\n`);
    writeFileSync(file, lines.join(""));
    const state = isUp() ? "is up" : `ended with ${child.exitCode ?? child.signalCode}`;
    const told = `The server ${state}; what was thrown last is in ${file}`;
    throw new Error(`${told}\n${server.log().slice(-longestLog)}`, { cause: error });
  } finally {
    meeting.leave();
    lesson.leave();
    broadcast.leave();
    await server.stop();
  }
}

async function stand(
  door: Door,
  ground: Ground,
  count: number,
  seed: number,
  isUp: () => boolean,
  recent: Recent[],
): Promise<Stand> {
  const began = performance.now();
  const throwers = Math.min(mostThrowers, Math.ceil(count / worthwhile));
  const share = Math.ceil(count / throwers);
  const tally = { thrown: 0, connections: 0 };
  await Promise.all(
    Array.from({ length: throwers }, async (_, index) => {
      const chance = createChance(Math.imul(seed, 1_000) + index);
      const record = (what: Buffer) => {
        recent.push({ from: `${door.name} ${index}`, what });
        if (recent.length > remembered) recent.shift();
      };
      const thrower = await door.approach(ground, chance, record);
      try {
        for (let left = share; left > 0; ) {
          if (!isUp()) throw new Error(`The process ended while ${door.name} was thrown at.`);
          const thrown = await thrower.throwOnce();
          left -= thrown;
          tally.thrown += thrown;
          tally.connections += 1;
        }
      } finally {
        thrower.leave();
      }
    }),
  );
  return { door: door.name, ...tally, ms: performance.now() - began };
}

async function healthOf(url: string): Promise<{ status: string; rooms: number; connections: number }> {
  return (await fetch(`${url}/health`)).json() as never;
}

async function countRelayed(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^parley_relay_connections (\d+)$/m.exec(text)?.[1]);
}
