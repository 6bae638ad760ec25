// Real Chromium with a fake camera and a fake microphone: a moving picture and a beep.

import { type Browser, chromium } from "playwright-core";
import { chooseChromium } from "../browsers.mjs";

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

export interface ChromiumOptions {
  /** Instead of granting every device and playing every sound. */
  readonly flags?: readonly string[];
}

export function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  return chromium.launch({
    ...chooseChromium(),
    args: [...flags, ...(options.flags ?? [sayYes, playAnything])],
  });
}
