// A sound server without a loudspeaker. On Linux, Firefox makes and takes no sound of a page's own where it finds
// nothing to play it on; elsewhere, and in Chromium, it does.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../until.ts";

export interface SoundServer {
  /** For the browser that is to play on it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** Seconds without anybody to play for: where whoever started it was killed, it ends all the same. */
const idle = 600;

/** `PULSE_SERVER` names one that runs already. */
export async function startSoundServer(): Promise<SoundServer> {
  const running = process.env["PULSE_SERVER"];
  if (running) return { environment: { PULSE_SERVER: running }, stop: async () => {} };
  if (process.platform !== "linux") return { environment: {}, stop: async () => {} };
  const folder = mkdtempSync(join(tmpdir(), "parley-sound-"));
  const socket = join(folder, "native");
  const protocol = `module-native-protocol-unix auth-anonymous=1 socket=${socket}`;
  const modules = ["module-null-sink", protocol].flatMap((name) => ["-L", name]);
  // Nothing of the machine's own settings.
  const words = ["-n", `--exit-idle-time=${idle}`, "--disable-shm=yes", ...modules];
  const env = { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder, PULSE_RUNTIME_PATH: folder };
  const child = spawn("pulseaudio", words, { env, stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  child.once("error", (error) => {
    complaint += error.message;
  });
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  await until(() => hasEnded(child) || existsSync(socket), "PulseAudio to start").catch(() => {});
  if (existsSync(socket) && !hasEnded(child))
    return { environment: { PULSE_SERVER: `unix:${socket}` }, stop };
  await stop();
  throw new Error(
    `Firefox needs a sound server here: install PulseAudio, or point PULSE_SERVER at one. ${complaint.trim()}`,
  );
}

/** What couldn't be started has no number. */
function hasEnded({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, "exit");
  child.kill();
  await ended;
}
