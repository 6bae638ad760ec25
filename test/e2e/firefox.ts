// Real Firefox, with a fake camera and a fake microphone of its own, and something to play sound on.

import { type Browser, launch } from "puppeteer-core";
import { findBrowser } from "../browsers.mjs";
import { startSoundServer } from "./sound-server.ts";

export interface Firefox {
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

export async function launchFirefox(): Promise<Firefox> {
  const sound = await startSoundServer();
  const browser = await launch({
    browser: "firefox",
    executablePath: findBrowser("firefox") ?? "firefox",
    headless: true,
    env: { ...process.env, ...sound.environment },
    extraPrefsFirefox: {
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      "media.autoplay.default": 0,
    },
  });
  return {
    browser,
    close: async () => {
      await browser.close();
      await sound.stop();
    },
  };
}
