import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import type { Treated } from "../../client/media/ports.ts";
import { createTreating } from "../../client/media/treating.ts";
import { labelOf, started, statusOf, withBoth } from "../fakes/devices.ts";

const all = { noiseSuppression: true, echoCancellation: true, autoGainControl: true };

async function setUp(kept: Treated = {}, supported: MediaTrackSupportedConstraints = all) {
  const media = withBoth();
  media.plugIn("microphone", "second");
  const fixture = await started(media);
  const told: Treated[] = [];
  const treating = createTreating({
    ...{ devices: fixture.devices, supported, kept },
    onChange: (treated) => told.push(treated),
  });
  await setImmediate();
  return { media, ...fixture, states: fixture.told, told, treated: () => told.at(-1), ...treating };
}

describe("the microphone's sound", () => {
  test("is treated in every way at first", async () => {
    const { media, treated } = await setUp();
    expect(treated()).toEqual(all);
    expect(media.live("microphone")[0]?.getSettings()).toMatchObject(all);
  });

  test("is treated as it was left at another time", async () => {
    const { media, treated } = await setUp({ noiseSuppression: false, echoCancellation: true });
    expect(treated()).toEqual({ ...all, noiseSuppression: false });
    expect(media.live("microphone")[0]?.getSettings()).toMatchObject({ ...all, noiseSuppression: false });
  });

  test("is left alone where nothing was switched", async () => {
    const { media, sent } = await setUp();
    expect(media.requests).toHaveLength(1);
    expect(sent.microphone).toEqual([undefined, "headset"]);
  });

  test("is said to be treated in no way that the browser doesn't know", async () => {
    const { treated } = await setUp({ autoGainControl: false }, { echoCancellation: true });
    expect(treated()).toEqual({ echoCancellation: true });
  });

  test("is treated otherwise by the same track, where the browser can", async () => {
    const { media, treat, told, sent } = await setUp();
    const before = media.live("microphone");
    await treat("noiseSuppression", false);
    expect(media.live("microphone")).toEqual(before);
    expect(before[0]?.getSettings()).toMatchObject({ ...all, noiseSuppression: false });
    expect(told).toEqual([all, { ...all, noiseSuppression: false }]);
    expect(sent.microphone).toHaveLength(2);
  });

  test("is treated otherwise by another track of the same microphone where it can't, and nobody is told of more", async () => {
    const { media, devices, treat, sent, states } = await setUp();
    await devices.choose("microphone", "second");
    const [before] = media.live("microphone");
    if (before) before.pliable = false;
    await treat("echoCancellation", false);
    expect(media.live("microphone")).toHaveLength(1);
    expect(media.live("microphone")[0]).not.toBe(before);
    expect(media.live("microphone")[0]?.getSettings()).toMatchObject({ ...all, echoCancellation: false });
    expect(labelOf(devices.captures().microphone)).toBe("second");
    expect(sent.microphone.slice(1)).toEqual(["headset", "second"]);
    expect(states.slice(states.indexOf("microphone on"))).not.toContain("microphone starting");
  });

  test("and a muted one stays muted", async () => {
    const { media, devices, treat } = await setUp();
    await devices.turn("microphone", false);
    for (const track of media.live("microphone")) track.pliable = false;
    await treat("noiseSuppression", false);
    expect(statusOf(devices.captures().microphone)).toBe("muted");
    expect(media.live("microphone")).toMatchObject([{ enabled: false }]);
  });

  test("is as it was switched last, however fast", async () => {
    const { media, treat, treated } = await setUp();
    for (const track of media.live("microphone")) track.pliable = false;
    await Promise.all([
      treat("noiseSuppression", false),
      treat("echoCancellation", false),
      treat("noiseSuppression", true),
    ]);
    expect(treated()).toEqual({ ...all, echoCancellation: false });
    expect(media.live("microphone")).toHaveLength(1);
    expect(media.live("microphone")[0]?.getSettings()).toMatchObject({ ...all, echoCancellation: false });
  });

  test("of the next microphone is treated alike", async () => {
    const { media, devices, treat } = await setUp();
    await treat("noiseSuppression", false);
    await devices.choose("microphone", "second");
    expect(media.live("microphone")[0]?.getSettings()).toMatchObject({ ...all, noiseSuppression: false });
  });

  test("of one that can't be had is treated when it can", async () => {
    const { media, devices, treat } = await setUp();
    media.refuse("microphone", "NotReadableError");
    media.live("microphone")[0]?.end();
    await setImmediate();
    const asked = media.requests.length;
    await treat("noiseSuppression", false);
    expect(media.requests).toHaveLength(asked);
    media.allow("microphone");
    await devices.turn("microphone", true);
    expect(media.live("microphone")[0]?.getSettings()).toMatchObject({ ...all, noiseSuppression: false });
  });
});
