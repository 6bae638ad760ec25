// The composition root: builds every part of the server, and knows them all.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import express from "express";
import { loadAssets } from "./assets.ts";
import { createBatons } from "./batons.ts";
import type { Config } from "./config.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { createHeaders } from "./headers.ts";
import { createIce } from "./ice.ts";
import { createIdentities } from "./identities.ts";
import type { Log } from "./log.ts";
import { mountMetrics } from "./metrics.ts";
import { createOpenings } from "./openings.ts";
import { mountPages } from "./pages.ts";
import { mountPeering } from "./peering.ts";
import { createQuotas } from "./quotas.ts";
import { mountRelay } from "./relay/relay.ts";
import { findKey } from "./secret.ts";
import { createTickets } from "./tickets.ts";
import { createVisitors, type TrustsProxy } from "./visitors.ts";

/** Long enough for a packet to leave, and for a page on its way to be told; calls don't need the process. */
const drainMs = 1_000;
/** Whoever hasn't let go of their connection by then never may. */
const closeMs = 1_000;
/** Beside the built server's folder, where a deploy of the same folder finds it again. */
const keyPath = fileURLToPath(new URL("../.secret", import.meta.url));

export interface App {
  /** Resolves with the port, once the server listens. */
  readonly start: () => Promise<number>;
  /** Says so to everybody, then ends every connection. */
  readonly stop: () => Promise<void>;
}

export function createApp(config: Config, log: Log): App {
  const app = express();
  app.set("trust proxy", config.trustProxy);
  const http = createServer(app);
  const headers = createHeaders();
  const key = findKey(config.secret, keyPath, log);
  const [tickets, identities, openings] = [createTickets(key), createIdentities(key), createOpenings()];
  const trustsProxy: TrustsProxy = app.get("trust proxy fn");
  const visitors = createVisitors(trustsProxy, config.origins);
  const quotas = createQuotas(config.mostConnections, config.mostJoins);
  const ice = createIce(config.ice);
  const gateway: Gateway = createGateway(http, {
    ...{ log, tickets, visitors, quotas, ice },
    batons: createBatons(key, Date.now()),
    graceMs: config.graceSeconds * 1_000,
    mostRooms: config.mostRooms,
    mostMembers: config.mostMembers,
    madeFor: (room) => (openings.isUnclaimed(room) ? null : identities.founderOf(room)),
    deedOf: identities.deedOf,
    onGone: (id) => {
      peering.drop(id);
      relay.drop(id);
    },
    onRoom: (members) => relay.review(members),
  });
  app.use(headers);
  const peering = mountPeering(app, http, {
    ...{ log, tickets, visitors, quotas },
    mostPeers: config.mostRooms * config.mostMembers,
    maySignal: gateway.maySignal,
    onReachable: gateway.setReachable,
  });
  const relay = mountRelay(http, {
    ...{ log, tickets, visitors, quotas },
    isOn: config.relay,
    mbps: config.relayMbps,
    roomOf: gateway.roomOf,
  });
  mountMetrics(app, { token: config.metricsToken, relay: relay.figures });
  let status: "ok" | "draining" = "ok";
  mountPages(app, {
    ...{ tickets, identities, openings, ice },
    relay: config.relay,
    sealOf: gateway.sealOf,
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
      await pause(drainMs);
      peering.close();
      relay.close();
      await Promise.race([gateway.close(), pause(closeMs)]);
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
