// People on hosts of their own, and the server on another.

import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { chooseChromium } from "../browsers.mjs";
import { launchChromium } from "../e2e/chromium.ts";
import { drawCamera } from "../e2e/drawn-camera.ts";
import { openLobby, type Person } from "../e2e/person.ts";
import { type ServerProcess, startServer } from "../wire/server-process.ts";
import { keepJournal } from "./journal.ts";
import { type Host, hostOf, inside, layNetwork, type Network } from "./network.ts";

export interface Member extends Person {
  readonly id: string;
  readonly host: Host;
  /** What its page was sent by WebSocket, and when. */
  readonly received: readonly Packet[];
}

export interface Packet {
  readonly at: number;
  readonly text: string;
}

export interface Crew {
  readonly network: Network;
  /** On the server's host; it ends with the crew, if not before. */
  readonly serve: (environment?: Readonly<Record<string, string>>) => Promise<ServerProcess>;
  /** Lets these people meet in a fresh, sealed room of that server, in this order; `devices` makes theirs. */
  readonly meet: (
    server: ServerProcess,
    names: readonly string[],
    devices?: () => void,
  ) => Promise<readonly Member[]>;
  readonly hostOf: (name: string) => Host;
  /** Ends whatever runs on that person's host, without a word. */
  readonly kill: (name: string) => void;
  readonly close: () => Promise<void>;
}

const starter = fileURLToPath(new URL("inside.sh", import.meta.url));
const serverPort = 3000;
/** Small, since two processors draw four of these; but with room for the chat beside the pictures. */
const viewport = { width: 720, height: 540 };

export async function gather(...names: readonly string[]): Promise<Crew> {
  const network = layNetwork(["server", ...names]);
  const { address, namespace } = hostOf(network, "server");
  const origin = `http://${address}:${serverPort}`;
  const servers: ServerProcess[] = [];
  const browsers = new Map<string, Browser>();

  async function close(): Promise<void> {
    await Promise.all([...browsers.values()].map((browser) => browser.close().catch(() => {})));
    await Promise.all(servers.map((server) => server.stop()));
    network.remove();
  }

  try {
    for (const name of names) browsers.set(name, await launchOn(hostOf(network, name), origin));
  } catch (error) {
    await close();
    throw error;
  }

  async function openDoor(
    name: string,
    url: string,
    room: string,
    devices: () => void,
  ): Promise<Omit<Member, "id">> {
    const browser = browsers.get(name);
    if (!browser) throw new Error(`${name} has no browser`);
    const context = await browser.newContext({ viewport });
    const received: Packet[] = [];
    context.on("page", (page) =>
      page.on("websocket", (socket) =>
        socket.on("framereceived", ({ payload }) => received.push({ at: Date.now(), text: String(payload) })),
      ),
    );
    await context.addInitScript(keepJournal);
    const person = await openLobby(context, url, room, name, devices);
    // Whoever opens the site gets a room, and a name for it only there.
    await person.page.getByLabel("Your name").fill(name);
    return Object.assign(person, { host: hostOf(network, name), received });
  }

  return {
    network,
    serve: async (environment = {}) => {
      const place = { HOST: address, PORT: String(serverPort) };
      const server = await startServer({ ...place, ...environment }, ["ip", ...inside(namespace)]);
      servers.push(server);
      return server;
    },
    meet: async (server, people, devices = drawCamera) => {
      const [founder, ...guests] = people;
      if (founder === undefined) throw new Error("somebody is needed");
      const first = await openDoor(founder, server.url, "", devices);
      const { pathname, hash } = new URL(first.page.url());
      const room = pathname.slice(1) + hash;
      const others = await Promise.all(guests.map((name) => openDoor(name, server.url, room, devices)));
      const all: Member[] = [];
      for (const one of [first, ...others]) {
        await one.join();
        all.push(Object.assign(one, { id: (await one.ownTile.getAttribute("data-member")) ?? "" }));
      }
      await Promise.all(all.map((one) => one.sees(people.filter((name) => name !== one.name))));
      return all;
    },
    hostOf: (name) => hostOf(network, name),
    kill: (name) => network.kill(hostOf(network, name)),
    close,
  };
}

function launchOn(host: Host, origin: string): Promise<Browser> {
  const { executablePath: program = "chromium", env } = chooseChromium();
  return launchChromium({
    // Or there would be neither cameras nor seals, over plain HTTP from elsewhere.
    more: [`--unsafely-treat-insecure-origin-as-secure=${origin}`],
    by: {
      executablePath: starter,
      env: { ...(env ?? process.env), NAMESPACE: host.namespace, PROGRAM: program },
    },
  });
}
