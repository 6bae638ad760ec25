// Real Chromium with a fake camera and a fake microphone: a moving picture and a beep.

import { type Browser, chromium } from "playwright-core";
import { chooseChromium, chromiumFlags, consentFlags } from "../browsers.mjs";

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
    args: [...chromiumFlags, ...(options.flags ?? consentFlags), ...(options.more ?? [])],
  });
}
