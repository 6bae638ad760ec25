// A server that dies and comes back: each time another process, which remembers nothing, on the same port.

import { once } from "node:events";
import { createServer } from "node:net";
import { type ServerProcess, startServer } from "../../wire/server-process.ts";

export interface Site {
  readonly url: string;
  readonly port: number;
  /** Resolves when the process is gone. */
  readonly die: (signal: "SIGKILL" | "SIGTERM") => Promise<void>;
  /** Resolves when the next process listens. */
  readonly revive: () => Promise<void>;
  readonly close: () => Promise<void>;
}

// Below the ports that systems give to whoever connects: one of those who knock meanwhile might get it.
const ports = { first: 20_000, count: 10_000 } as const;

export async function openSite(): Promise<Site> {
  const port = await findPort();
  const start = () => startServer({ PORT: String(port), LOG_LEVEL: "error" });
  let server: ServerProcess = await start();
  return {
    url: server.url,
    port,
    die: async (signal) => {
      await server.stop(signal);
    },
    revive: async () => {
      server = await start();
    },
    close: async () => {
      await server.stop("SIGKILL");
    },
  };
}

async function findPort(): Promise<number> {
  const port = ports.first + Math.floor(Math.random() * ports.count);
  const trial = createServer().listen(port);
  const free = await once(trial, "listening").then(
    () => true,
    () => false,
  );
  if (!free) return findPort();
  trial.close();
  await once(trial, "close");
  return port;
}
