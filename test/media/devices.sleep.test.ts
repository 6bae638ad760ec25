// What becomes of devices while nobody looks: lost in a sleep, taken by another program.

import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { kinds } from "../../client/media/ports.ts";
import { labelOf, started, statusOf, withBoth } from "../fakes/devices.ts";

/** Long enough for what is under way to be told. */
const soonMs = 100;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe.each(kinds)("a %s", (kind) => {
  test("whose end nobody was told of in the sleep is taken again on waking", async () => {
    const media = withBoth();
    const { devices, lost } = await started(media);
    const [gone] = media.live(kind);
    // As `stop` does it, no event says so.
    gone?.stop();
    await devices.revive();
    expect(statusOf(devices.captures()[kind])).toBe("on");
    expect(media.live(kind)).toHaveLength(1);
    expect(media.live(kind)[0]).not.toBe(gone);
    expect(lost).toEqual([[kind, labelOf(devices.captures()[kind])]]);
  });

  test("that is there on waking is left alone", async () => {
    const media = withBoth();
    const { devices, told, lost } = await started(media);
    const before = [...told];
    await devices.revive();
    expect([told, lost, media.requests]).toEqual([before, [], [media.requests[0]]]);
  });

  test("that ended and could not be had again at once is tried again on waking, and only then", async () => {
    const media = withBoth();
    const { devices } = await started(media);
    media.refuse(kind, "NotReadableError");
    media.live(kind)[0]?.end();
    await jest.advanceTimersByTimeAsync(soonMs);
    expect(devices.captures()[kind].device).toEqual({ status: "failed", failure: "busy" });
    const asked = media.requests.length;
    media.allow(kind);
    await devices.revive();
    expect(statusOf(devices.captures()[kind])).toBe("on");
    await devices.revive();
    expect(media.requests).toHaveLength(asked + 1);
  });

  test("that could not be had from the first is not asked for again on waking, nor one that was turned off", async () => {
    const media = withBoth();
    media.refuse(kind, "NotAllowedError");
    const { devices } = await started(media);
    const asked = media.requests.length;
    await devices.revive();
    await devices.turn(kind, false);
    await devices.revive();
    expect(media.requests).toHaveLength(asked);
  });

  test("that is held back for longer than a switch takes is told of, and for less is not", async () => {
    const media = withBoth();
    const { taken } = await started(media);
    const [track] = media.live(kind);
    const holdBack = (muted: boolean) => {
      if (track) track.muted = muted;
      track?.dispatchEvent(new Event(muted ? "mute" : "unmute"));
    };
    holdBack(true);
    await jest.advanceTimersByTimeAsync(1_000);
    holdBack(false);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(taken).toEqual([]);
    holdBack(true);
    await jest.advanceTimersByTimeAsync(3_000);
    expect(taken).toEqual([kind]);
  });
});
