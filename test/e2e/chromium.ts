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

/** With which it grants every device and plays every sound. */
export const chromiumFlags: readonly string[] = [...flags, sayYes, playAnything];

export interface ChromiumOptions {
  /** Instead of granting every device and playing every sound. */
  readonly flags?: readonly string[];
  /** Besides those. */
  readonly more?: readonly string[];
  /** What starts it, where it isn't to be started here. */
  readonly by?: ReturnType<typeof chooseChromium>;
}

export function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  return chromium.launch({
    ...(options.by ?? chooseChromium()),
    args: [...flags, ...(options.flags ?? [sayYes, playAnything]), ...(options.more ?? [])],
  });
}
