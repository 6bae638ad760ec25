// Somebody whose page has the relay's client on it and nothing else, in either browser.

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { until } from "../until.ts";
import { readBoot } from "../wire/bare-client.ts";
import type { Admission } from "./plain-page.ts";
import type { Figures } from "./relay-page.ts";

/** A page of either browser, as far as it is driven here. */
export interface Tab {
  readonly goto: (url: string) => Promise<unknown>;
  /** What a debugger evaluates is no script of the page's: the page's policy doesn't ask after it. */
  readonly run: (code: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

export interface Guest {
  readonly id: string;
  readonly tab: Tab;
  readonly want: (...others: readonly Guest[]) => Promise<void>;
  readonly figuresOf: (other: Guest) => Promise<Figures>;
  /** Waits until what comes of them moves, and is heard, and says what it was then. */
  readonly meets: (other: Guest) => Promise<Figures>;
}

const folder = fileURLToPath(new URL("../../dist/assets/", import.meta.url));

/** The page's script; it finds the worker and the worklets that were built. */
export async function bundleGuest(): Promise<string> {
  const addressOf = (name: string) => {
    const file = readdirSync(folder).find((found) => found.startsWith(name) && found.endsWith(".js"));
    return JSON.stringify(`/assets/${file}`);
  };
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("relay-page.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
    define: { __RELAY_WORKER__: addressOf("worker-"), __RELAY_WORKLET__: addressOf("worklet-") },
  });
  return outputFiles[0]?.text ?? "";
}

/**
 * `key` is the room's, if it is sealed; `name`, what it is called by others, whom it tells that its devices are on.
 * The page keeps to the policy that Parley's own would.
 */
export async function seatGuest(
  tab: Tab,
  url: string,
  room: string,
  script: string,
  key?: string,
  name?: string,
): Promise<Guest> {
  const { id, ticket, seal = null } = await readBoot(url, room);
  await tab.goto(`${url}/health`);
  const admission: Admission = { room, id, ticket };
  const hello = { name, seal, microphone: true, camera: true };
  if (name !== undefined) await tab.run(`window.hello = ${JSON.stringify(hello)}`);
  await tab.run(`window.admission = ${JSON.stringify(admission)}; (async () => { ${script} })()`);
  await tab.run(`window.begin(${JSON.stringify(key)})`);
  const figuresOf = async (other: Guest) =>
    readFigures(await tab.run(`JSON.stringify(window.figuresOf("${other.id}"))`));
  return {
    id,
    tab,
    want: async (...others) => {
      await tab.run(`window.want(...${JSON.stringify(others.map((other) => other.id))})`);
    },
    figuresOf,
    meets: async (other) => {
      let before: Figures | undefined;
      let now: Figures | undefined;
      await until(async () => {
        now = await figuresOf(other);
        before ??= now.state === "live" ? now : undefined;
        return before !== undefined && now.frames > before.frames + 10 && now.energy > before.energy;
      }, "somebody to be seen and heard by the relay");
      if (!now) throw new Error("Nobody was asked");
      return now;
    },
  };
}

function readFigures(text: unknown): Figures {
  return JSON.parse(String(text));
}
