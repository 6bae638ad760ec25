// A sound server without a loudspeaker. Firefox makes and takes no sound of a page's own where it finds
// nothing to play it on; Chromium does.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../until.ts";

export interface SoundServer {
  /** For the browser that is to play on it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => void;
}

const modules = ["module-null-sink", "module-native-protocol-unix auth-anonymous=1 socket="] as const;

/** Nothing where PulseAudio is not installed. `PULSE_SERVER` names one that runs already. */
export async function startSoundServer(): Promise<SoundServer | undefined> {
  const running = process.env["PULSE_SERVER"];
  if (running) return { environment: { PULSE_SERVER: running }, stop: () => {} };
  const folder = mkdtempSync(join(tmpdir(), "parley-sound-"));
  const socket = join(folder, "native");
  const [sink, protocol] = modules;
  const words = ["-n", "--exit-idle-time=-1", "--disable-shm=yes", "-L", sink, "-L", protocol + socket];
  const env = { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder, PULSE_RUNTIME_PATH: folder };
  const child: ChildProcess = spawn("pulseaudio", words, { env, stdio: "ignore" });
  let failed = false;
  for (const end of ["error", "exit"]) child.once(end, () => (failed = true));
  await until(() => failed || existsSync(socket), "the sound server to start");
  const stop = () => {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  if (!failed) return { environment: { PULSE_SERVER: `unix:${socket}` }, stop };
  stop();
  return undefined;
}
