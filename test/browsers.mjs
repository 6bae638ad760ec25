// The browsers that the tests drive, and what Firefox needs to be heard: found where systems keep them, or
// installed where that is possible without asking anybody, or named in one sentence.

import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const unprivileged = fileURLToPath(new URL("unprivileged.sh", import.meta.url));

/** `setting` names the variable that points at a browser kept elsewhere. */
const browsers = {
  chromium: {
    name: "chromium",
    setting: "CHROMIUM",
    commands: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    elsewhere: [
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ],
    debian: "chromium",
  },
  firefox: {
    name: "firefox",
    setting: "FIREFOX",
    commands: ["firefox-esr", "firefox"],
    elsewhere: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
    debian: "firefox-esr",
  },
};

/** `setting` names the variable by which another one is reached. */
const soundServer = {
  name: "pulseaudio",
  setting: "PULSE_SERVER",
  command: "pulseaudio",
  debian: "pulseaudio",
};

/**
 * What nobody who is to be seen here needs. The first two open a page of Chromium's own, hidden, for every
 * window, each of which costs as much as one of ours; then what playwright-core turns off for the sake of
 * driving it, which a list of ours replaces.
 */
const unneeded = [
  ...["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"],
  ...["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"],
  ...["HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"],
  ...["ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"],
  ...["NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch", "Translate"],
];

/** A fake camera and a fake microphone: a moving picture and a beep. */
export const chromiumFlags = [
  "--no-sandbox",
  "--use-fake-device-for-media-stream",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--disable-features=${unneeded.join(",")}`,
];

/** The browser says yes by itself whenever a page asks for a device, and plays every sound. */
export const consentFlags = ["--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required"];

/** The path of a browser, if this machine has it. */
export function findBrowser(name) {
  const { setting, commands, elsewhere } = browsers[name];
  const onPath = commands.map(findCommand);
  return [process.env[setting], ...onPath, ...elsewhere].find((path) => path && existsSync(path));
}

function findCommand(command) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
}

/** How to start Chromium so that many of its pages leave one another time, whoever starts it. */
export function chooseChromium() {
  const found = findBrowser("chromium");
  if (!found || !runsAsRoot()) return { executablePath: found };
  return { executablePath: unprivileged, env: { ...process.env, BROWSER: found } };
}

function runsAsRoot() {
  if (process.getuid?.() !== 0) return false;
  try {
    accessSync("/usr/bin/setpriv", constants.X_OK);
    return true;
  } catch {
    // Not Linux, or a small one.
    return false;
  }
}

/** Makes sure that every browser is there, with its sound, or ends with the sentence that says what to install. */
export function ensureBrowsers() {
  const missing = () => [
    ...Object.values(browsers).filter(({ name }) => !findBrowser(name)),
    ...(isMute() ? [soundServer] : []),
  ];
  if (missing().length > 0 && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get"))
    install(missing().map(({ debian }) => debian));
  const lacking = missing();
  if (lacking.length === 0) return;
  const names = lacking.map(({ name }) => name).join(" and ");
  const settings = lacking.map(({ setting }) => setting).join(" and ");
  console.error(`The browser tests need ${names}: install it, or point ${settings} at it.`);
  process.exit(1);
}

/** Other systems play sound by themselves. */
function isMute() {
  const { setting, command } = soundServer;
  return process.platform === "linux" && !process.env[setting] && !findCommand(command);
}

function install(packages) {
  console.log(`Installing ${packages.join(" and ")} for the browser tests…`);
  spawnSync("apt-get", ["update", "-qq"], { stdio: "inherit" });
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}
