import { setImmediate as pass } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { signal } from "@preact/signals";
import { createBlurring } from "../../client/crew/blurring.ts";
import type { Trouble } from "../../client/media/backdrop/ports.ts";
import type { Capture, Device } from "../../client/media/ports.ts";
import { FakeTrack } from "../fakes/tracks.ts";

const captureOf = (device: Device): Capture => ({ device, choices: [], chosen: "webcam" });
const on = () => captureOf({ status: "on", track: new FakeTrack("camera") });
const off = captureOf({ status: "off" });

function setUp(camera: Capture) {
  const blurred = new FakeTrack("camera", "blurred");
  const shown: Capture[] = [];
  const told: string[] = [];
  let fail: (trouble: Trouble) => void = () => {};
  let works = true;
  const captures = { microphone: off, camera };
  const blurring = createBlurring({
    devices: {
      captures: () => captures,
      turn: async () => blurring.setCamera(off),
    },
    backdrop: signal("off"),
    open: async (_, { onTrouble }) => {
      fail = onTrouble;
      if (!works) throw new Error("no");
      return { track: blurred, close: () => {} };
    },
    present: (_, capture) => shown.push(capture),
    notice: (text) => told.push(text),
  });
  const breakIt = () => {
    works = false;
  };
  return { blurring, blurred, shown, told, breakIt, fail: (trouble: Trouble) => fail(trouble) };
}

test("shows the camera as it is, and blurred in its place", async () => {
  const camera = on();
  const { blurring, blurred, shown } = setUp(camera);
  expect(shown.at(-1)).toBe(camera);
  blurring.want(true);
  await pass();
  expect(shown.at(-1)).toEqual({ ...camera, device: { status: "on", track: blurred } });
  blurring.want(false);
  expect(shown.at(-1)).toBe(camera);
  expect(shown).toHaveLength(3);
  blurring.setCamera(off);
  expect(shown.slice(3)).toEqual([off]);
});

test("a camera that is to be blurred is starting until it is", async () => {
  const { blurring, blurred, shown } = setUp(off);
  blurring.want(true);
  blurring.setCamera(on());
  expect(shown.at(-1)?.device).toEqual({ status: "starting" });
  await pass();
  expect(shown.map(({ device }) => device.status)).toEqual(["off", "starting", "on"]);
  expect(shown.at(-1)?.device).toEqual({ status: "on", track: blurred });
});

test("what else is told of the camera goes on being told", async () => {
  const camera = on();
  const { blurring, blurred, shown } = setUp(camera);
  blurring.want(true);
  await pass();
  blurring.setCamera({ ...camera, choices: [{ id: "other", label: "Other" }] });
  expect(shown.at(-1)?.choices).toHaveLength(1);
  expect(shown.at(-1)?.device).toEqual({ status: "on", track: blurred });
});

test("where it fails while one is blurred, the camera is off, and why is said", async () => {
  const { blurring, shown, told, fail } = setUp(on());
  blurring.want(true);
  await pass();
  fail("strained");
  expect(shown.at(-1)).toBe(off);
  expect(shown.map(({ device }) => device.status)).not.toContain("failed");
  expect(told).toEqual([
    "This device is too slow to blur your background in time. So your camera is off: start it to be seen without.",
  ]);
});

test("where it fails while one is seen, one goes on being seen, and why is said", async () => {
  const camera = on();
  const { blurring, shown, told, breakIt } = setUp(camera);
  breakIt();
  blurring.want(true);
  await pass();
  expect(shown.at(-1)).toBe(camera);
  expect(told).toEqual(["Your background can't be blurred here."]);
});
