// Real Chromium with a fake camera and a fake microphone: a moving picture and a beep.

import { accessSync, constants } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { findBrowser } from "../browsers.mjs";

const flags = [
  "--no-sandbox",
  "--use-fake-device-for-media-stream",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The browser says yes by itself whenever a page asks for a device. */
const sayYes = "--use-fake-ui-for-media-stream";
const playAnything = "--autoplay-policy=no-user-gesture-required";

const unprivileged = fileURLToPath(new URL("unprivileged.sh", import.meta.url));

export interface ChromiumOptions {
  /** Instead of granting every device and playing every sound. */
  readonly flags?: readonly string[];
}

export function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  const found = findBrowser("chromium") ?? "chromium";
  return chromium.launch({
    ...(runsAsRoot()
      ? { executablePath: unprivileged, env: { ...process.env, BROWSER: found } }
      : { executablePath: found }),
    args: [...flags, ...(options.flags ?? [sayYes, playAnything])],
  });
}

function runsAsRoot(): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    accessSync("/usr/bin/setpriv", constants.X_OK);
    return true;
  } catch {
    // Not Linux, or a small one.
    return false;
  }
}
