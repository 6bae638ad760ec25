// The environment, read once: either a whole configuration, or every fault in it at once.

import { type Level, levels } from "./log.ts";

export interface Config {
  readonly port: number;
  /** Unset: every address this machine has. */
  readonly host: string | undefined;
  readonly logLevel: Level;
}

export type Reading =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly string[] };

const defaults = { port: 3000, logLevel: "info" } as const;
const highestPort = 65_535;

export function readConfig(environment: Readonly<Record<string, string | undefined>>): Reading {
  const faults: string[] = [];

  function read<Value>(
    name: string,
    fallback: Value,
    parse: (text: string) => Value | undefined,
    wanted: string,
  ): Value {
    const text = environment[name]?.trim();
    if (text === undefined || text === "") return fallback;
    const value = parse(text);
    if (value !== undefined) return value;
    faults.push(`${name} is ${JSON.stringify(text)}, but must be ${wanted}.`);
    return fallback;
  }

  const config = Object.freeze({
    port: read(
      "PORT",
      defaults.port,
      (text) => (/^\d{1,5}$/.test(text) && Number(text) <= highestPort ? Number(text) : undefined),
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
  });
  return faults.length === 0 ? { ok: true, config } : { ok: false, faults };
}
