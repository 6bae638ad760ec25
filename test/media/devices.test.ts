import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { createDevices, type Devices } from "../../client/media/devices.ts";
import { type Capture, type Failure, type Kind, kinds, trackOf } from "../../client/media/ports.ts";
import { FakeMedia, type Fault } from "../fakes/media.ts";

interface Fixture {
  readonly devices: Devices;
  /** Each state of each kind that was told of, in order: "camera on", "microphone failed". */
  readonly told: string[];
  readonly lost: (readonly [Kind, string | undefined])[];
}

function setUp(media: FakeMedia | undefined, permission?: PermissionState): Fixture {
  const told: string[] = [];
  const lost: (readonly [Kind, string | undefined])[] = [];
  const devices = createDevices({
    media,
    permission: async () => permission,
    onChange: (kind, { device }) => {
      const state = `${kind} ${device.status}`;
      if (told.at(-1) !== state) told.push(state);
    },
    onLost: (kind, label) => lost.push([kind, label]),
  });
  return { devices, told, lost };
}

function withBoth(): FakeMedia {
  return new FakeMedia({ id: "headset", kind: "microphone" }, { id: "webcam", kind: "camera" });
}

const both = { microphone: true, camera: true };
const other = { microphone: "camera", camera: "microphone" } as const;

async function started(media: FakeMedia, chosen: { microphone?: string; camera?: string } = {}) {
  const fixture = setUp(media);
  await fixture.devices.start(both, chosen);
  return fixture;
}

const statusOf = ({ device }: Capture) => device.status;
const labelOf = ({ device }: Capture) => trackOf(device)?.label;

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

describe.each(kinds)("a %s that can't be had", (kind) => {
  test.each<[Failure, Fault]>([
    ["denied", "NotAllowedError"],
    ["denied", "SecurityError"],
    ["absent", "NotFoundError"],
    ["absent", "OverconstrainedError"],
    ["busy", "NotReadableError"],
    ["busy", "AbortError"],
    ["unknown", "TypeError"],
  ])("is %s where the browser says %s, and the other is had", async (failure, fault) => {
    const media = withBoth();
    media.refuse(kind, fault);
    const { devices } = await started(media);
    expect(devices.captures()[kind].device).toEqual({ status: "failed", failure });
    expect(statusOf(devices.captures()[other[kind]])).toBe("on");
    expect(media.live(other[kind])).toHaveLength(1);
  });

  test("is insecure where the page is", async () => {
    const { devices } = setUp(undefined);
    await devices.start(both, {});
    expect(devices.captures()[kind].device).toEqual({ status: "failed", failure: "insecure" });
  });

  test("can be had at the next try, once nothing is in the way", async () => {
    const media = withBoth();
    media.refuse(kind, "NotReadableError");
    const { devices } = await started(media);
    media.allow(kind);
    await devices.turn(kind, true);
    expect(statusOf(devices.captures()[kind])).toBe("on");
    expect(devices.captures()[kind].choices).toHaveLength(1);
  });

  test.each([
    ["", true],
    [", even where the browser won't name it before it is asked for", false],
  ])("is taken up when it is plugged in%s", async (_, permitted) => {
    const media = new FakeMedia({ id: "the other", kind: other[kind] });
    if (permitted) media.permit(kind);
    const { devices } = await started(media);
    expect(devices.captures()[kind].device).toEqual({ status: "failed", failure: "absent" });
    media.plugIn(kind, "new");
    await setImmediate();
    expect(labelOf(devices.captures()[kind])).toBe("new");
    expect(devices.captures()[kind].choices).toEqual([{ id: "new", label: "new" }]);
  });

  test("is not taken up when it is plugged in after the person has turned it off", async () => {
    const media = new FakeMedia({ id: "the other", kind: other[kind] });
    media.permit(kind);
    const { devices } = await started(media);
    await devices.turn(kind, false);
    media.plugIn(kind, "new");
    await setImmediate();
    expect(statusOf(devices.captures()[kind])).toBe("off");
    expect(media.live(kind)).toEqual([]);
  });
});

describe("plugging in", () => {
  test.each(kinds)("a %s that was refused asks nobody again", async (kind) => {
    const media = withBoth();
    media.permit(kind);
    media.refuse(kind, "NotAllowedError");
    const { devices } = await started(media);
    const asked = media.requests.length;
    media.plugIn(kind, "second");
    await setImmediate();
    expect(media.requests).toHaveLength(asked);
    expect(devices.captures()[kind].device).toEqual({ status: "failed", failure: "denied" });
  });

  test.each(kinds)("another %s adds to the choices, and leaves the one in use alone", async (kind) => {
    const media = withBoth();
    const { devices } = await started(media);
    await devices.turn("microphone", false);
    const before = devices.captures()[kind].device;
    media.plugIn(kind, "second");
    await setImmediate();
    expect(devices.captures()[kind].device).toBe(before);
    expect(devices.captures()[kind].choices).toHaveLength(2);
  });
});

describe("a question of the browser's", () => {
  test("that was waved away is not asked again, for neither", async () => {
    const media = withBoth();
    media.refuse("camera", "NotAllowedError");
    const { devices } = setUp(media, "prompt");
    await devices.start(both, {});
    expect(media.requests).toHaveLength(1);
    for (const kind of kinds)
      expect(devices.captures()[kind].device).toEqual({ status: "failed", failure: "denied" });
  });

  test.each<PermissionState>(["granted", "denied"])(
    "whose answer is known to be %s asks nobody, so each is tried alone",
    async (state) => {
      const media = withBoth();
      media.refuse("camera", "NotAllowedError");
      const { devices } = setUp(media, state);
      await devices.start(both, {});
      expect(media.requests).toHaveLength(3);
      expect(statusOf(devices.captures().microphone)).toBe("on");
    },
  );
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

  test("that is busy is told, with nothing held", async () => {
    const { media, devices } = await withTwo();
    media.refuse(kind, "NotReadableError");
    await devices.choose(kind, "second");
    expect(devices.captures()[kind].device).toEqual({ status: "failed", failure: "busy" });
    expect(media.live(kind)).toEqual([]);
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

describe.each(kinds)("a %s that is unplugged", (kind) => {
  const first = { microphone: "headset", camera: "webcam" }[kind];

  test("is replaced by another, which is named", async () => {
    const media = withBoth();
    media.plugIn(kind, "second");
    const { devices, lost } = await started(media);
    media.unplug(first);
    await setImmediate();
    expect(labelOf(devices.captures()[kind])).toBe("second");
    expect(devices.captures()[kind]).toMatchObject({ chosen: "second", choices: [{ id: "second" }] });
    expect(lost).toEqual([[kind, "second"]]);
  });

  test("is absent where there is no other, and that is said", async () => {
    const media = withBoth();
    const { devices, lost } = await started(media);
    media.unplug(first);
    await setImmediate();
    expect(devices.captures()[kind]).toMatchObject({
      device: { status: "failed", failure: "absent" },
      choices: [],
      chosen: undefined,
    });
    expect(lost).toEqual([[kind, undefined]]);
  });

  test("is taken up again when it is plugged in again", async () => {
    const media = withBoth();
    const { devices } = await started(media);
    media.unplug(first);
    await setImmediate();
    media.plugIn(kind, first);
    await setImmediate();
    expect(labelOf(devices.captures()[kind])).toBe(first);
    expect(statusOf(devices.captures()[kind])).toBe("on");
  });

  test("is no loss where it had been let go before", async () => {
    const media = withBoth();
    media.plugIn(kind, "second");
    const { devices, lost } = await started(media);
    const [before] = media.live(kind);
    await devices.choose(kind, "second");
    before?.dispatchEvent(new Event("ended"));
    await setImmediate();
    expect(lost).toEqual([]);
    expect(labelOf(devices.captures()[kind])).toBe("second");
  });

  test("is no loss where another was in use", async () => {
    const media = withBoth();
    media.plugIn(kind, "second");
    const { devices, lost } = await started(media);
    media.unplug("second");
    await setImmediate();
    expect(lost).toEqual([]);
    expect(labelOf(devices.captures()[kind])).toBe(first);
    expect(devices.captures()[kind].choices).toHaveLength(1);
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
