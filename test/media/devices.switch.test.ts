// Another device in mid-call: nobody notices more of it than that it is another.

import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { type Kind, kinds } from "../../client/media/ports.ts";
import { labelOf, started, statusOf, withBoth } from "../fakes/devices.ts";

describe.each(kinds)("choosing another %s in mid-call", (kind) => {
  const first = { microphone: "headset", camera: "webcam" }[kind];

  test("sends the one in use until the other is there, and then that", async () => {
    const { media, devices, told, sent } = await withThree(kind);
    media.hold();
    const choice = devices.choose(kind, "second");
    await setImmediate();
    expect(media.live(kind).map(({ label }) => label)).toEqual([first]);
    expect(labelOf(devices.captures()[kind])).toBe(first);
    expect(devices.captures()[kind].chosen).toBe("second");
    media.answerAll();
    await choice;
    expect(sent[kind]).toEqual([first, "second"]);
    expect(new Set(told)).toEqual(new Set([`${kind} on`]));
    expect(media.live(kind).map(({ label }) => label)).toEqual(["second"]);
  });

  test("that the system gives only alone lets go of the one in use, and takes it then", async () => {
    const { media, devices, told, refused } = await withThree(kind);
    media.exclusive = true;
    await devices.choose(kind, "second");
    expect(new Set(told)).toEqual(new Set([`${kind} on`]));
    expect(refused).toEqual([]);
    expect(media.live(kind).map(({ label }) => label)).toEqual(["second"]);
  });

  test("that is busy goes back to the one before, and says so", async () => {
    const { media, devices, refused, lost } = await withThree(kind);
    media.refuseOne("second", "NotReadableError");
    await devices.choose(kind, "second");
    expect(labelOf(devices.captures()[kind])).toBe(first);
    expect(devices.captures()[kind].chosen).toBe(first);
    expect(media.live(kind).map(({ label }) => label)).toEqual([first]);
    expect([refused, lost]).toEqual([[[kind, first]], []]);
  });

  test.each(["NotAllowedError", "OverconstrainedError"] as const)(
    "that can't be had (%s) leaves the one in use alone, and says so",
    async (fault) => {
      const { media, devices, refused, sent } = await withThree(kind);
      const [before] = media.live(kind);
      media.refuseOne("second", fault);
      await devices.choose(kind, "second");
      expect(media.live(kind)).toEqual([before]);
      expect(sent[kind]).toEqual([first]);
      expect(devices.captures()[kind].chosen).toBe(first);
      expect(refused).toEqual([[kind, first]]);
    },
  );

  test("that is busy, while the one before is so from then on, says that there is none, and tries on waking", async () => {
    const { media, devices, refused } = await withThree(kind);
    media.refuse(kind, "NotReadableError");
    await devices.choose(kind, "second");
    expect(devices.captures()[kind].device).toEqual({ status: "failed", failure: "busy" });
    expect(refused).toEqual([[kind, undefined]]);
    expect(media.live(kind)).toEqual([]);
    media.allow(kind);
    await devices.revive();
    expect(statusOf(devices.captures()[kind])).toBe("on");
  });

  test.each([
    [0, 0],
    [1, 0],
  ])("and yet another before it is there takes the last, whichever comes first", async (...order) => {
    const { media, devices, sent } = await withThree(kind);
    media.hold();
    const choices = [devices.choose(kind, "second"), devices.choose(kind, "third")];
    for (const place of order) {
      media.answer(place);
      await setImmediate();
    }
    await Promise.all(choices);
    expect(sent[kind]).toEqual([first, "third"]);
    expect(media.live(kind).map(({ label }) => label)).toEqual(["third"]);
    expect(devices.captures()[kind].chosen).toBe("third");
  });

  test("that is busy, once yet another was chosen, takes nothing from that", async () => {
    const { media, devices, sent, refused } = await withThree(kind);
    media.refuseOne("second", "NotReadableError");
    media.hold();
    const choices = [devices.choose(kind, "second"), devices.choose(kind, "third")];
    media.answer();
    await setImmediate();
    expect(media.live(kind).map(({ label }) => label)).toEqual([first]);
    media.answerAll();
    await Promise.all(choices);
    expect(sent[kind]).toEqual([first, "third"]);
    expect([media.live(kind).length, refused]).toEqual([1, []]);
  });

  test("while the system gives one at a time, and yet another, takes the last", async () => {
    const { media, devices, refused } = await withThree(kind);
    media.exclusive = true;
    media.hold();
    const choices = [devices.choose(kind, "second")];
    media.answer();
    await setImmediate();
    choices.push(devices.choose(kind, "third"));
    media.answer();
    await setImmediate();
    media.answerAll();
    await Promise.all(choices);
    expect(media.live(kind).map(({ label }) => label)).toEqual(["third"]);
    expect(refused).toEqual([]);
  });

  test("whose predecessor goes away meanwhile takes it nevertheless, and calls nothing lost", async () => {
    const { media, devices, lost } = await withThree(kind);
    media.hold();
    const choice = devices.choose(kind, "second");
    media.unplug(first);
    media.answerAll();
    await choice;
    await setImmediate();
    expect(labelOf(devices.captures()[kind])).toBe("second");
    expect(media.live(kind)).toHaveLength(1);
    expect(lost).toEqual([]);
  });

  test("that can't be had, and whose predecessor went away meanwhile, takes any other", async () => {
    const { media, devices, refused } = await withThree(kind);
    media.refuseOne("second", "NotAllowedError");
    media.hold();
    const choice = devices.choose(kind, "second");
    media.unplug(first);
    media.plugIn(kind, "fourth");
    media.unplug("second");
    media.answerAll();
    await choice;
    expect(labelOf(devices.captures()[kind])).toBe("third");
    expect(media.live(kind)).toHaveLength(1);
    expect(refused).toEqual([[kind, "third"]]);
  });

  test("is a loss again, once it is there", async () => {
    const { media, devices, lost } = await withThree(kind);
    await devices.choose(kind, "second");
    media.unplug("second");
    await setImmediate();
    expect(lost).toEqual([[kind, first]]);
    expect(media.live(kind)).toHaveLength(1);
  });

  test("and leaving before it is there lets go of both", async () => {
    const { media, devices } = await withThree(kind);
    media.hold();
    const choice = devices.choose(kind, "second");
    devices.close();
    media.answerAll();
    await choice;
    expect(media.live(kind)).toEqual([]);
    expect(statusOf(devices.captures()[kind])).toBe("off");
  });
});

describe("in the midst of a choice", () => {
  test("a camera that is turned off stays off, and none is held", async () => {
    const { media, devices } = await withThree("camera");
    media.hold();
    const choice = devices.choose("camera", "second");
    await devices.turn("camera", false);
    media.answerAll();
    await choice;
    expect(media.live("camera")).toEqual([]);
    expect(statusOf(devices.captures().camera)).toBe("off");
    await devices.turn("camera", true);
    expect(labelOf(devices.captures().camera)).toBe("second");
  });

  test("a microphone that is muted stays so, and never speaks for a moment", async () => {
    const { media, devices, told } = await withThree("microphone");
    media.hold();
    const choice = devices.choose("microphone", "second");
    await devices.turn("microphone", false);
    told.length = 0;
    media.answerAll();
    await choice;
    expect(told).toEqual(["microphone muted"]);
    expect(media.live("microphone")).toMatchObject([{ label: "second", enabled: false }]);
  });

  test("a microphone that is unmuted speaks by the other one", async () => {
    const { media, devices } = await withThree("microphone");
    await devices.turn("microphone", false);
    media.hold();
    const choice = devices.choose("microphone", "second");
    await devices.turn("microphone", true);
    media.answerAll();
    await choice;
    expect(media.live("microphone")).toMatchObject([{ label: "second", enabled: true }]);
  });
});

describe("what a kind is to be like", () => {
  test("counts for the one in use, and for those after it", async () => {
    const { media, devices } = await withThree("camera");
    await devices.adjust("camera", { height: { ideal: 240 } });
    const [before] = media.live("camera");
    expect(before?.getSettings().height).toBe(240);
    await devices.choose("camera", "second");
    expect(media.live("camera")[0]).not.toBe(before);
    expect(media.live("camera")[0]?.getSettings()).toMatchObject({ width: 640, height: 240 });
  });

  test("of one that is off counts when it is on, and asks for nothing before", async () => {
    const { devices, media } = await withThree("camera");
    await devices.turn("camera", false);
    const asked = media.requests.length;
    await devices.adjust("camera", { height: { ideal: 240 } });
    expect(media.requests).toHaveLength(asked);
    await devices.turn("camera", true);
    expect(media.live("camera")[0]?.getSettings().height).toBe(240);
  });

  test("counts for one that is asked for at that moment, which is asked for anew", async () => {
    const { media, devices } = await withThree("microphone");
    media.hold();
    const choice = devices.choose("microphone", "second");
    await devices.adjust("microphone", { noiseSuppression: false });
    media.answerAll();
    await choice;
    expect(media.live("microphone")).toHaveLength(1);
    expect(media.live("microphone")[0]?.getSettings()).toMatchObject({ noiseSuppression: false });
    expect(labelOf(devices.captures().microphone)).toBe("second");
  });

  test("fails nothing where the browser refuses it", async () => {
    const { media, devices } = await withThree("camera");
    const [track] = media.live("camera");
    if (track) track.applyConstraints = () => Promise.reject(new DOMException("", "OverconstrainedError"));
    await devices.adjust("camera", { height: { ideal: 240 } });
    expect(statusOf(devices.captures().camera)).toBe("on");
  });
});

async function withThree(kind: Kind) {
  const media = withBoth();
  media.plugIn(kind, "second");
  media.plugIn(kind, "third");
  const fixture = await started(media);
  fixture.told.length = 0;
  fixture.sent[kind].splice(0, fixture.sent[kind].length - 1);
  return { media, ...fixture };
}
