// The process: its environment, its address, its end.

import { createApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { createLog } from "./log.ts";

const reading = readConfig(process.env);
if (!reading.ok) {
  process.stderr.write(`Parley can't start:\n${reading.faults.map((fault) => `  ${fault}\n`).join("")}`);
  process.exit(1);
}

const { config } = reading;
const log = createLog(config.logLevel, (line) => process.stderr.write(line));
const app = createApp(config, log);

try {
  const port = await app.start();
  process.stdout.write(`Parley is at ${addressOf(config.host, port)}\n`);
} catch (error) {
  process.stderr.write(`Parley can't start:\n  ${explain(error)}\n`);
  process.exit(1);
}

for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.once(signal, () => {
    // PeerServer's timers would keep the process alive after everything is closed.
    void app.stop().finally(() => process.exit(0));
  });

function addressOf(host: string | undefined, port: number): string {
  const everywhere = host === undefined || host === "0.0.0.0" || host === "::";
  const name = everywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function explain(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${config.port} is in use by another program. Set PORT to a free one.`;
    case "EACCES":
      return `This user may not listen on port ${config.port}. Set PORT to one above 1023.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `HOST is ${JSON.stringify(config.host)}, which is not an address of this machine.`;
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
