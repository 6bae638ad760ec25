// The environment, read once: either a whole configuration, or every fault in it at once.

import { isIP } from "node:net";
import { type IceSettings, readIceSettings } from "./ice-settings.ts";
import { type Level, levels } from "./log.ts";
import { openSettings, parseList, parseWhole } from "./settings.ts";

export interface Config {
  readonly port: number;
  /** Unset: every address this machine has. */
  readonly host: string | undefined;
  readonly logLevel: Level;
  /** What tickets are signed with; unset, a key is made and kept. */
  readonly secret: string | undefined;
  /** Sites besides this one whose pages may connect. */
  readonly origins: readonly string[];
  /** How many proxies stand in front, or their addresses: whom to believe about a visitor's. */
  readonly trustProxy: number | readonly string[];
  /** How long whoever falls silent keeps their place. */
  readonly graceSeconds: number;
  readonly mostRooms: number;
  /** In a room. */
  readonly mostMembers: number;
  /** At a time, from one address. */
  readonly mostConnections: number;
  /** In a minute, from one address. */
  readonly mostJoins: number;
  /** Servers that calls may ask for a way; where there are none, nobody is asked. */
  readonly ice: IceSettings;
  /** Whether this process carries the media of those who can't meet. */
  readonly relay: boolean;
  /** What it forwards at most, in Mbit/s; unset: whatever the machine bears. */
  readonly relayMbps: number | undefined;
  /** What a reader of the metrics shows; unset: this machine alone reads them. */
  readonly metricsToken: string | undefined;
}

export type Reading =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly string[] };

// A school of two thousand may stand behind one address, and comes in when the lesson begins.
const defaults = {
  port: 3000,
  logLevel: "info",
  trustProxy: 0,
  graceSeconds: 90,
  mostRooms: 1_000,
  mostMembers: 50,
  mostConnections: 5_000,
  mostJoins: 3_000,
  relay: true,
} as const;
const highestPort = 65_535;
const mostHops = 10;
const mostGraceSeconds = 3_600;
const highestCap = 1_000_000;

export function readConfig(environment: Readonly<Record<string, string | undefined>>): Reading {
  const settings = openSettings(environment);
  const { read, readText, faults } = settings;
  const readCap = (name: string, fallback: number) =>
    read(name, fallback, (text) => parseWhole(text, 1, highestCap), `a whole number from 1 to ${highestCap}`);

  const config: Config = Object.freeze({
    port: read(
      "PORT",
      defaults.port,
      (text) => parseWhole(text, 0, highestPort),
      `a whole number from 0 (any free port) to ${highestPort}`,
    ),
    host: read<string | undefined>(
      "HOST",
      undefined,
      (text) => (/^[A-Za-z0-9.:_-]+$/.test(text) ? text : undefined),
      "a host name or an address to listen on",
    ),
    logLevel: read<Level>(
      "LOG_LEVEL",
      defaults.logLevel,
      (text) => levels.find((level) => level === text),
      `one of ${levels.join(", ")}`,
    ),
    secret: readText("SECRET"),
    origins: read(
      "ORIGINS",
      [],
      (text) => parseList(text, parseOrigin),
      "a list of origins such as https://meet.example.org, with commas between them",
    ),
    trustProxy: read<number | readonly string[]>(
      "TRUST_PROXY",
      defaults.trustProxy,
      (text) => parseWhole(text, 0, mostHops) ?? parseList(text, parseNetwork),
      `a whole number of proxies from 0 to ${mostHops}, or a list of their addresses or networks such as 10.0.0.0/8, with commas between them`,
    ),
    graceSeconds: read(
      "GRACE_SECONDS",
      defaults.graceSeconds,
      (text) => parseWhole(text, 1, mostGraceSeconds),
      `a whole number of seconds from 1 to ${mostGraceSeconds}`,
    ),
    mostRooms: readCap("MAX_ROOMS", defaults.mostRooms),
    mostMembers: readCap("MAX_MEMBERS", defaults.mostMembers),
    mostConnections: readCap("MAX_CONNECTIONS_PER_ADDRESS", defaults.mostConnections),
    mostJoins: readCap("MAX_JOINS_PER_MINUTE", defaults.mostJoins),
    ice: readIceSettings(settings),
    relay: read("RELAY", defaults.relay, parseSwitch, "on or off"),
    relayMbps: read<number | undefined>(
      "RELAY_MBPS",
      undefined,
      parseRate,
      `a number above 0 of Mbit/s, at most ${highestCap}`,
    ),
    metricsToken: readText("METRICS_TOKEN"),
  });
  return faults.length === 0 ? { ok: true, config } : { ok: false, faults };
}

function parseSwitch(text: string): boolean | undefined {
  return text === "on" ? true : text === "off" ? false : undefined;
}

function parseRate(text: string): number | undefined {
  if (!/^\d{1,7}(\.\d{1,6})?$/.test(text)) return undefined;
  const value = Number(text);
  return value > 0 && value <= highestCap ? value : undefined;
}

function parseOrigin(text: string): string | undefined {
  // A star or a path would be believed to mean something.
  if (!/^https?:\/\/[^*]+$/.test(text) || !URL.canParse(text)) return undefined;
  const { origin, href } = new URL(text);
  return href === `${origin}/` ? origin : undefined;
}

function parseNetwork(text: string): string | undefined {
  const [address = "", bits, ...more] = text.split("/");
  const kind = isIP(address);
  const most = kind === 4 ? 32 : 128;
  const whole = bits === undefined || parseWhole(bits, 0, most) !== undefined;
  return kind !== 0 && whole && more.length === 0 ? text : undefined;
}
