import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { type Failure, kinds } from "../../client/media/ports.ts";
import { both, labelOf, other, setUp, started, statusOf, withBoth } from "../fakes/devices.ts";
import { FakeMedia, type Fault } from "../fakes/media.ts";

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
    const { devices } = setUp(media, { permission: "prompt" });
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
      const { devices } = setUp(media, { permission: state });
      await devices.start(both, {});
      expect(media.requests).toHaveLength(3);
      expect(statusOf(devices.captures().microphone)).toBe("on");
    },
  );
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
