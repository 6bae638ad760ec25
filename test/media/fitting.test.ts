import { describe, expect, test } from "@jest/globals";
import { createFitting } from "../../client/media/fitting.ts";
import { started, withBoth } from "../fakes/devices.ts";
import type { FakeMedia } from "../fakes/media.ts";

async function setUp() {
  const media = withBoth();
  const fixture = await started(media);
  return { media, ...fixture, fitCamera: createFitting(fixture.devices) };
}

function sizeOf(media: FakeMedia): readonly unknown[] {
  const { width, height } = media.live("camera")[0]?.getSettings() ?? {};
  return [width, height];
}

describe("a camera is fitted", () => {
  test.each([
    [1, 180],
    [180, 180],
    [181, 240],
    [300, 360],
    [470, 480],
    [481, 720],
    [2_000, 720],
  ])("to %d by being %d high, in its own shape", async (wanted, height) => {
    const { media, fitCamera } = await setUp();
    const [before] = media.live("camera");
    await fitCamera(wanted);
    expect(sizeOf(media)).toEqual([Math.round((height * 16) / 9), height]);
    expect(media.live("camera")).toEqual([before]);
  });

  test("begins in the shape of the tiles", async () => {
    const { media } = await setUp();
    expect(sizeOf(media)).toEqual([640, 360]);
  });

  test("begins higher where the screen stands on end, and its camera with it", async () => {
    const media = withBoth();
    await started(media, {}, { upright: true });
    expect(sizeOf(media)).toEqual([640, 480]);
  });

  test("up again as well as down", async () => {
    const { media, fitCamera } = await setUp();
    for (const height of [180, 720, 240, 360]) await fitCamera(height);
    expect(sizeOf(media)).toEqual([640, 360]);
  });

  test("in the shape that it has, however often it is rounded", async () => {
    const { media, devices, fitCamera } = await setUp();
    await devices.adjust("camera", { width: { ideal: 1_280 }, height: { ideal: 720 } });
    // At 240 it is rounded up.
    for (const height of [240, 720]) await fitCamera(height);
    expect(sizeOf(media)).toEqual([1_280, 720]);
  });

  test("once, and not again to the same", async () => {
    const { media, devices, fitCamera } = await setUp();
    const [track] = media.live("camera");
    await fitCamera(200);
    let applied = 0;
    if (track)
      track.applyConstraints = async () => {
        applied += 1;
      };
    await fitCamera(220);
    expect(applied).toBe(0);
    await fitCamera(250);
    expect(applied).toBe(1);
    expect(devices.captures().camera.device.status).toBe("on");
  });

  test("and so is the next one, whether it is chosen or turned on", async () => {
    const { media, devices, fitCamera } = await setUp();
    media.plugIn("camera", "second");
    await fitCamera(240);
    await devices.choose("camera", "second");
    expect(sizeOf(media)).toEqual([427, 240]);
    await devices.turn("camera", false);
    await fitCamera(180);
    await devices.turn("camera", true);
    expect(sizeOf(media)).toEqual([320, 180]);
  });

  test("and its capture told of again, since what is sent of it depends on its size", async () => {
    const { told, fitCamera } = await setUp();
    told.length = 0;
    await fitCamera(240);
    expect(told).toEqual(["camera on"]);
  });

  test("without the microphone being touched", async () => {
    const { media, fitCamera } = await setUp();
    const [track] = media.live("microphone");
    const before = track?.getConstraints();
    await fitCamera(240);
    expect(track?.getConstraints()).toBe(before);
  });

  test("and goes on as it was where the browser refuses", async () => {
    const { media, devices, fitCamera } = await setUp();
    const [track] = media.live("camera");
    if (track) track.applyConstraints = () => Promise.reject(new DOMException("", "OverconstrainedError"));
    await fitCamera(240);
    expect(sizeOf(media)).toEqual([640, 360]);
    expect(devices.captures().camera.device.status).toBe("on");
  });
});
