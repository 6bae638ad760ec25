// A camera or a microphone that goes away in the midst of a call: another takes its place, or its owner is told.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { until } from "../../until.ts";
import { type ServerProcess, startServer } from "../../wire/server-process.ts";
import { launchChromium } from "../chromium.ts";
import { bring, type Person } from "../person.ts";
import { note } from "./figures.ts";

/** Whoever loses a camera in the midst of a sentence is not to wonder. */
const replacedMs = 3_000;

declare global {
  interface Window {
    /** Takes away the device that gives that kind of track now. */
    unplug: (kind: "audio" | "video") => Promise<void>;
  }
}

let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  // Without the switch that says yes to everything, only what was granted is had.
  const flags = ["--autoplay-policy=no-user-gesture-required", "--deny-permission-prompts"];
  // The later switch counts: several cameras, as there are several microphones anyway.
  const more = ["--use-fake-device-for-media-stream=device-count=3"];
  [server, browser] = await Promise.all([startServer(), launchChromium({ flags, more })]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** A fake device can't be unplugged; this one is gone for the page, in the way a browser tells of it. */
function letUnplug(): void {
  const { mediaDevices } = navigator;
  const gone = new Set<string>();
  const enumerate = mediaDevices.enumerateDevices.bind(mediaDevices);
  const capture = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.enumerateDevices = async () =>
    // The second camera's picture is of depth alone, which nobody can be sent.
    (await enumerate()).filter(({ deviceId, label }) => !gone.has(deviceId) && label !== "fake_device_1");
  mediaDevices.getUserMedia = async (constraints = {}) => {
    const stream = await capture(await avoid(constraints));
    return stream;
  };

  /** What is asked for without a name is to be one that is there. */
  async function avoid(constraints: MediaStreamConstraints): Promise<MediaStreamConstraints> {
    const devices = await mediaDevices.enumerateDevices();
    const choose = (wanted: MediaStreamConstraints["audio"], kind: MediaDeviceKind) => {
      if (typeof wanted !== "object" || wanted.deviceId !== undefined || gone.size === 0) return wanted;
      const exact = devices.find((device) => device.kind === kind && device.deviceId !== "default")?.deviceId;
      return exact === undefined ? wanted : { ...wanted, deviceId: { exact } };
    };
    const [audio, video] = [choose(constraints.audio, "audioinput"), choose(constraints.video, "videoinput")];
    return { ...(audio !== undefined && { audio }), ...(video !== undefined && { video }) };
  }

  window.unplug = async (kind) => {
    const lost = window.probe.tracks.filter((track) => track.kind === kind && track.readyState === "live");
    for (const track of lost) gone.add(track.getSettings().deviceId ?? "");
    for (const track of lost) {
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
    mediaDevices.dispatchEvent(new Event("devicechange"));
  };
}

async function meet(): Promise<readonly [ana: Person, bo: Person]> {
  const room = randomUUID();
  const permissions = ["camera", "microphone"];
  const ana = await bring(browser, server.url, room, "Ana", { permissions, before: letUnplug });
  const bo = await bring(browser, server.url, room, "Bo", { permissions });
  for (const one of [ana, bo]) await one.join();
  await Promise.all([ana.sees("Bo"), bo.sees("Ana"), ana.hears("Bo"), bo.hears("Ana")]);
  return [ana, bo];
}

/** As by the lock beside the address. */
async function setCamera({ page, context }: Person, setting: "denied" | "granted"): Promise<void> {
  const session = await context.newCDPSession(page);
  const { targetInfo } = await session.send("Target.getTargetInfo");
  const { browserContextId } = targetInfo;
  const all = await browser.newBrowserCDPSession();
  await all.send("Browser.setPermission", {
    ...{ permission: { name: "camera" }, setting, origin: server.url },
    ...(browserContextId !== undefined && { browserContextId }),
  });
}

/** The devices in use, by their names. */
function inUse({ page }: Person): Promise<readonly string[]> {
  return page.evaluate(() =>
    window.probe.tracks.flatMap(({ readyState, label }) => (readyState === "live" ? label : [])).toSorted(),
  );
}

describe("unplugged in the midst of a call,", () => {
  test("a camera and a microphone give way to others, in the same call, and their owner is told", async () => {
    const [ana, bo] = await meet();
    const before = await inUse(ana);
    const calls = await bo.page.evaluate(() => window.probe.connections.length);
    for (const [kind, name, arrives] of [
      ["video", "camera", () => bo.sees("Ana", replacedMs)],
      ["audio", "microphone", () => bo.hears("Ana", replacedMs)],
    ] as const) {
      const lostAt = Date.now();
      await ana.page.evaluate((lost) => window.unplug(lost), kind);
      await arrives();
      note({ what: `a ${name} unplugged, until another is there`, back: Date.now() - lostAt });
      await ana.page.getByText(`The ${name} went away. Now in use:`, { exact: false }).waitFor();
    }
    const now = await inUse(ana);
    expect(now).toHaveLength(before.length);
    for (const label of now) expect(before).not.toContain(label);
    expect(await bo.page.evaluate(() => window.probe.connections.length)).toBe(calls);
    await Promise.all([ana.close(), bo.close()]);
  });
});

describe("forbidden in the midst of a call,", () => {
  test("a camera is missed, its owner told and everybody else, and the microphone is there again", async () => {
    const [ana, bo] = await meet();
    const lostAt = Date.now();
    // Chromium ends both: they were asked for at once.
    await setCamera(ana, "denied");
    await Promise.all([
      ana.page.getByText("The camera went away.", { exact: true }).waitFor({ timeout: replacedMs }),
      until(async () => !(await bo.showsPictureOf("Ana")), "the picture to go", replacedMs),
      // Between the two, neither is there; the tile says so by its name as well.
      bo.page.getByRole("article", { name: "Ana, camera off", exact: true }).waitFor({ timeout: replacedMs }),
    ]);
    await bo.hears("Ana", replacedMs);
    note({ what: "a camera forbidden, until that is known and there is sound", back: Date.now() - lostAt });
    await setCamera(ana, "granted");
    await ana.press("Start camera");
    await bo.sees("Ana");
    await Promise.all([ana.close(), bo.close()]);
  });
});
