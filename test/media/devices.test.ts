import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { kinds } from "../../client/media/ports.ts";
import { both, labelOf, other, setUp, started, statusOf, withBoth } from "../fakes/devices.ts";
import { FakeMedia } from "../fakes/media.ts";

describe("starting", () => {
  test("asks for both at once, so that the person is asked once", async () => {
    const media = withBoth();
    const { devices } = await started(media);
    expect(media.requests).toHaveLength(1);
    expect(media.requests[0]).toMatchObject({ audio: {}, video: {} });
    expect(kinds.map((kind) => statusOf(devices.captures()[kind]))).toEqual(["on", "on"]);
  });

  test("says that they are starting before they are had", () => {
    const media = withBoth();
    media.hold();
    const { devices, told } = setUp(media);
    void devices.start(both, {});
    expect(told).toContain("microphone starting");
    expect(told).toContain("camera starting");
  });

  test.each(kinds)("with the %s alone asks for nothing else", async (kind) => {
    const media = withBoth();
    const { devices } = setUp(media);
    await devices.start({ ...both, [other[kind]]: false }, {});
    expect(statusOf(devices.captures()[kind])).toBe("on");
    expect(statusOf(devices.captures()[other[kind]])).toBe("off");
    expect(media.live(other[kind])).toEqual([]);
  });

  test("with neither asks for nothing", async () => {
    const media = withBoth();
    const { devices } = setUp(media);
    await devices.start({ microphone: false, camera: false }, {});
    expect(media.requests).toEqual([]);
  });

  test("takes the devices that were chosen before, and lists what else there is", async () => {
    const media = withBoth();
    media.plugIn("camera", "screen camera");
    const { devices } = await started(media, { camera: "screen camera" });
    const { camera } = devices.captures();
    expect(labelOf(camera)).toBe("screen camera");
    expect(camera.chosen).toBe("screen camera");
    expect(camera.choices).toEqual([
      { id: "webcam", label: "webcam" },
      { id: "screen camera", label: "screen camera" },
    ]);
  });

  test("takes another device where the one chosen before is gone, and says which", async () => {
    const { devices } = await started(withBoth(), { camera: "left at home" });
    expect(devices.captures().camera.chosen).toBe("webcam");
  });
});

describe("turning the camera off", () => {
  test("really stops its track, so that its light goes out", async () => {
    const media = withBoth();
    const { devices } = await started(media);
    await devices.turn("camera", false);
    expect(media.live("camera")).toEqual([]);
    expect(statusOf(devices.captures().camera)).toBe("off");
  });

  test("and on again asks for it anew, and for the same one", async () => {
    const media = withBoth();
    media.plugIn("camera", "screen camera");
    const { devices } = await started(media, { camera: "screen camera" });
    await devices.turn("camera", false);
    await devices.turn("camera", true);
    expect(labelOf(devices.captures().camera)).toBe("screen camera");
    expect(media.live("camera")).toHaveLength(1);
  });

  test("while it starts lets go of it when it comes too late, and keeps the microphone", async () => {
    const media = withBoth();
    media.hold();
    const { devices } = setUp(media);
    const start = devices.start(both, {});
    await devices.turn("camera", false);
    media.answerAll();
    await start;
    expect(media.live("camera")).toEqual([]);
    expect(statusOf(devices.captures().camera)).toBe("off");
    expect(statusOf(devices.captures().microphone)).toBe("on");
  });

  test("while both are asked for means that it is not asked for alone either", async () => {
    const media = withBoth();
    media.refuse("microphone", "NotFoundError");
    media.hold();
    const { devices } = setUp(media);
    const start = devices.start(both, {});
    await devices.turn("camera", false);
    media.answerAll();
    await start;
    expect(media.requests.slice(1).filter(({ video }) => video)).toEqual([]);
  });
});

describe("turning the microphone off", () => {
  test("silences it without letting go of it, so that it speaks again at once", async () => {
    const media = withBoth();
    const { devices } = await started(media);
    await devices.turn("microphone", false);
    expect(statusOf(devices.captures().microphone)).toBe("muted");
    expect(media.live("microphone")).toMatchObject([{ enabled: false }]);
    await devices.turn("microphone", true);
    expect(statusOf(devices.captures().microphone)).toBe("on");
    expect(media.live("microphone")).toMatchObject([{ enabled: true }]);
    expect(media.requests).toHaveLength(1);
  });

  test("while it starts lets go of it when it comes too late", async () => {
    const media = withBoth();
    media.hold();
    const { devices } = setUp(media);
    const start = devices.start(both, {});
    await devices.turn("microphone", false);
    media.answerAll();
    await start;
    expect(statusOf(devices.captures().microphone)).toBe("off");
    expect(media.live("microphone")).toEqual([]);
  });
});

describe.each(kinds)("choosing another %s", (kind) => {
  async function withTwo() {
    const media = withBoth();
    media.plugIn(kind, "second");
    return { media, ...(await started(media)) };
  }

  test("takes it, and lets go of the one before", async () => {
    const { media, devices } = await withTwo();
    await devices.choose(kind, "second");
    expect(media.live(kind).map(({ label }) => label)).toEqual(["second"]);
    expect(devices.captures()[kind].chosen).toBe("second");
    expect(statusOf(devices.captures()[kind])).toBe("on");
  });

  test("touches nothing of the other kind", async () => {
    const { media, devices } = await withTwo();
    const before = media.live(other[kind]);
    await devices.choose(kind, "second");
    expect(media.live(other[kind])).toEqual(before);
  });

  test("while it is off starts nothing, and is remembered", async () => {
    const media = withBoth();
    media.plugIn(kind, "second");
    const { devices } = setUp(media);
    await devices.choose(kind, "second");
    expect(media.requests).toEqual([]);
    await devices.turn(kind, true);
    expect(labelOf(devices.captures()[kind])).toBe("second");
  });

  test("in quick succession keeps the last, in whatever order they come", async () => {
    const { media, devices } = await withTwo();
    media.plugIn(kind, "third");
    media.hold();
    const choices = [devices.choose(kind, "second"), devices.choose(kind, "third")];
    media.answer(1);
    await setImmediate();
    media.answerAll();
    await Promise.all(choices);
    expect(media.live(kind).map(({ label }) => label)).toEqual(["third"]);
    expect(labelOf(devices.captures()[kind])).toBe("third");
  });
});

describe("a microphone that is muted", () => {
  async function muted() {
    const media = withBoth();
    media.plugIn("microphone", "second");
    media.plugIn("microphone", "third");
    const fixture = await started(media);
    await fixture.devices.turn("microphone", false);
    fixture.told.length = 0;
    return { media, ...fixture };
  }

  test("stays muted when another is chosen", async () => {
    const { media, devices } = await muted();
    await devices.choose("microphone", "second");
    expect(statusOf(devices.captures().microphone)).toBe("muted");
    expect(media.live("microphone")).toMatchObject([{ label: "second", enabled: false }]);
  });

  test("is not heard for a moment when another is chosen", async () => {
    const { devices, told } = await muted();
    await devices.choose("microphone", "second");
    expect(told).not.toContain("microphone on");
  });

  test("stays muted when others are chosen in quick succession", async () => {
    const { media, devices } = await muted();
    media.hold();
    const choices = [devices.choose("microphone", "second"), devices.choose("microphone", "third")];
    media.answer();
    await setImmediate();
    media.answerAll();
    await Promise.all(choices);
    expect(statusOf(devices.captures().microphone)).toBe("muted");
    expect(media.live("microphone")).toMatchObject([{ label: "third", enabled: false }]);
  });

  test("stays muted when it is unplugged and another takes its place", async () => {
    const { media, devices, told } = await muted();
    media.unplug("headset");
    await setImmediate();
    expect(statusOf(devices.captures().microphone)).toBe("muted");
    expect(media.live("microphone")).toMatchObject([{ label: "second", enabled: false }]);
    expect(told).not.toContain("microphone on");
  });

  test("is not heard when it is unplugged and plugged in again", async () => {
    const media = withBoth();
    const { devices, told } = await started(media);
    await devices.turn("microphone", false);
    told.length = 0;
    media.unplug("headset");
    await setImmediate();
    media.plugIn("microphone", "headset");
    await setImmediate();
    expect(told).not.toContain("microphone on");
    expect(media.live("microphone").filter(({ enabled }) => enabled)).toEqual([]);
  });
});

describe("closing", () => {
  test("lets go of everything", async () => {
    const media = withBoth();
    const { devices } = await started(media);
    devices.close();
    for (const kind of kinds) {
      expect(media.live(kind)).toEqual([]);
      expect(statusOf(devices.captures()[kind])).toBe("off");
    }
  });

  test("lets go of what comes too late", async () => {
    const media = withBoth();
    media.hold();
    const { devices } = setUp(media);
    const start = devices.start(both, {});
    devices.close();
    media.answerAll();
    await start;
    for (const kind of kinds) expect(media.live(kind)).toEqual([]);
  });

  test("asks for nothing any more, even where both together were refused", async () => {
    const media = withBoth();
    media.refuse("camera", "NotReadableError");
    media.hold();
    const { devices } = setUp(media);
    const start = devices.start(both, {});
    devices.close();
    media.answerAll();
    await start;
    expect(media.requests).toHaveLength(1);
  });

  test("ends the watch for what is plugged in", async () => {
    const media = new FakeMedia({ id: "headset", kind: "microphone" });
    const { devices, told } = await started(media);
    devices.close();
    told.length = 0;
    media.plugIn("camera", "webcam");
    await setImmediate();
    expect(told).toEqual([]);
    expect(media.requests.length).toBeLessThanOrEqual(3);
  });
});
