// The real server, as a process of its own on a free port.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("../../dist/server.js", import.meta.url));

/** What every server here signs its tickets with, unless told otherwise. */
export const SECRET = "a secret of the tests, known to nobody else";

export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything it has written to standard error so far. */
  readonly log: () => string;
  /** Everything it has written at all. */
  readonly printed: () => string;
  /** Resolves with the exit code; SIGTERM unless told otherwise. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** `by` is what starts it, where it isn't to be started here; `program`, where it isn't what was built here. */
export async function startServer(
  environment: Readonly<Record<string, string>> = {},
  by: readonly string[] = [],
  program = entry,
): Promise<ServerProcess> {
  const [command = process.execPath, ...words] = [...by, process.execPath, program];
  const child = spawn(command, words, {
    env: { ...process.env, PORT: "0", SECRET, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  let output = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const address = /https?:\/\/\S+/.exec(output)?.[0];
      if (address) resolve(address);
    });
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}: ${errors}`)));
  });
  return {
    url,
    child,
    log: () => errors,
    printed: () => output + errors,
    stop: async (signal = "SIGTERM") => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const ended = once(child, "exit");
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}
