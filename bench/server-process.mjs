// A server as a process of its own on a free port: Parley's, or the bare one.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));

// What Node is given: for Parley just what `npm start` gives it.
const { scripts } = JSON.parse(readFileSync(pathOf("../package.json"), "utf8"));
export const parley = scripts.start.split(" ").slice(1);
export const bare = [pathOf("bare-server.mjs")];
const gauge = new URL("gauge.mjs", import.meta.url).href;

/** Resolves once the server has printed its address. With `gauged` it can be asked what it uses. */
export async function startServer(entry, { gauged = false, environment = {} } = {}) {
  const child = spawn(process.execPath, [...(gauged ? ["--expose-gc", "--import", gauge] : []), ...entry], {
    cwd: pathOf(".."),
    env: { ...process.env, PORT: "0", LOG_LEVEL: "error", ...environment },
    stdio: ["ignore", "pipe", "inherit", ...(gauged ? ["ipc"] : [])],
  });
  const ended = once(child, "exit");
  let stopping = false;
  child.once("exit", (code, signal) => {
    // What fails next would only say that nobody listens.
    if (!stopping) console.error(`${entry.at(-1)} ended by itself, with ${signal ?? code}.`);
  });
  const url = await new Promise((resolve, reject) => {
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      const address = /https?:\/\/\S+/.exec(output)?.[0];
      if (address) resolve(address);
    });
    child.once("exit", (code) => reject(new Error(`${entry.at(-1)} ended with ${code} before it listened`)));
  });
  return {
    url,
    /** "processor" or "memory", as the gauge answers it. */
    ask: async (question) => {
      child.send(question);
      const [answer] = await once(child, "message");
      return answer;
    },
    stop: async () => {
      stopping = true;
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await ended;
    },
  };
}
