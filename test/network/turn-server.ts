// A real TURN server, coturn, on the same host as the meeting's.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inside } from "./network.ts";

export interface TurnServer {
  /** Everything it has said so far. */
  readonly log: () => string;
  /** Forgets whoever was let in, as at a restart. */
  readonly stop: () => Promise<void>;
}

export const turnPort = 3478;
/** It insists on one. */
const pidPath = join(tmpdir(), `parley-turn-${process.pid}.pid`);

export async function startTurn(
  { namespace, address }: { readonly namespace: string; readonly address: string },
  secret: string,
): Promise<TurnServer> {
  const words = [
    ...["-n", "--no-cli", "--no-tls", "--no-dtls", "--no-rfc5780", "--simple-log", "--log-file=stdout"],
    ...[`--listening-ip=${address}`, `--relay-ip=${address}`, `--listening-port=${turnPort}`],
    // It tells of a refusal only where it tells of everything.
    ...["--realm=parley.test", "--use-auth-secret", `--static-auth-secret=${secret}`, "--verbose"],
    `--pidfile=${pidPath}`,
  ];
  const child: ChildProcess = spawn("ip", inside(namespace, "turnserver", ...words));
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`coturn ended: ${said}`)));
    child.stdout?.on("data", () => {
      if (/UDP listener opened/.test(said)) resolve();
    });
  });
  return {
    log: () => said,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      rmSync(pidPath, { force: true });
    },
  };
}
