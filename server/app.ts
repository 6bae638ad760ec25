// The composition root: builds every part of the server, and knows them all.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import express from "express";
import { loadAssets } from "./assets.ts";
import type { Config } from "./config.ts";
import { createGateway } from "./gateway.ts";
import type { Log } from "./log.ts";
import { mountPages } from "./pages.ts";
import { mountPeering } from "./peering.ts";

/** Long enough for a packet to leave; nobody waits for more, since calls don't need the process. */
const drainMs = 500;

export interface App {
  /** Resolves with the port, once the server listens. */
  readonly start: () => Promise<number>;
  /** Says so to everybody, then ends every connection. */
  readonly stop: () => Promise<void>;
}

export function createApp(config: Config, log: Log): App {
  const app = express();
  const http = createServer(app);
  const gateway = createGateway(http, log);
  const peering = mountPeering(app, http, log);
  let status: "ok" | "draining" = "ok";
  mountPages(app, {
    views: fileURLToPath(new URL("../views", import.meta.url)),
    assets: loadAssets(),
    health: () => ({ status, ...gateway.counts() }),
    log,
  });

  return {
    start: () =>
      new Promise((resolve, reject) => {
        http.once("error", reject);
        http.listen({ port: config.port, ...(config.host && { host: config.host }) }, () => {
          http.off("error", reject);
          resolve((http.address() as AddressInfo).port);
        });
      }),
    stop: async () => {
      status = "draining";
      gateway.drain();
      await new Promise((resolve) => setTimeout(resolve, drainMs));
      peering.close();
      await gateway.close();
    },
  };
}
