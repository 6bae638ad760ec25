// Real Chromium with a fake camera and a fake microphone: a moving picture and a beep.

import { type Browser, chromium } from "playwright-core";
import { chooseChromium, chromiumFlags, consentFlags } from "../browsers.mjs";

/** Laid out as on a desk, and no larger: pictures are drawn by the processor here, pixel by pixel. */
export const desk = { width: 960, height: 600 } as const;
/** For the same reason half of what it would be. */
const framesPerSecond = 10;

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
    args: [
      ...chromiumFlags,
      `--use-fake-device-for-media-stream=fps=${framesPerSecond}`,
      ...(options.flags ?? consentFlags),
      ...(options.more ?? []),
    ],
  });
}
