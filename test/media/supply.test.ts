import { describe, expect, test } from "@jest/globals";
import type { Effort } from "../../client/media/reading.ts";
import { findLine, findProcessor, type Outcome } from "../../client/media/supply.ts";

const rung = { height: 360, framesPerSecond: 30, kbps: 400 };

/** One that goes as it should, but for that. */
function outcome(effort: Partial<Effort> = {}, way: Partial<Outcome> = {}): Outcome {
  return {
    ...{ rung, roundTripMs: 40, shortestMs: 30 },
    effort: {
      ...{ offeredPerSecond: 20, framesPerSecond: 20, encodeMs: 3, kbps: 380 },
      ...{ limitedBy: undefined, roomKbps: 900, lost: 0, madeUp: 0 },
      ...effort,
    },
    ...way,
  };
}

const well = outcome();

describe("the processor", () => {
  test("is ample while every frame is sent and nothing says otherwise", () => {
    expect(findProcessor([well, well], undefined)).toBe("ample");
    expect(findProcessor([], undefined)).toBe("ample");
  });

  test("is what the machine says, where it says anything", () => {
    expect(findProcessor([well], "tight")).toBe("tight");
    expect(findProcessor([well, well], "short")).toBe("short");
    // Somebody else's program.
    expect(findProcessor([well], "short")).toBe("tight");
    // Encoding is little of it then.
    expect(findProcessor([outcome({ encodeMs: 40 })], "ample")).toBe("ample");
  });

  test("is short where the browser gives up lines by itself, whatever the machine says", () => {
    expect(findProcessor([well, outcome({ limitedBy: "processor" }), well], "ample")).toBe("short");
  });

  test("is short where most of the pictures lose frames that the camera gave, and tight where some do", () => {
    const slow = outcome({ framesPerSecond: 12 });
    expect(findProcessor([slow, slow, well], "ample")).toBe("short");
    expect(findProcessor([slow, well, well], "ample")).toBe("tight");
    expect(findProcessor([slow, well, well], undefined)).toBe("tight");
  });

  test("is short where sound has to be made up that was not lost, and not for one who sends it so", () => {
    const stutters = outcome({ madeUp: 0.1 });
    expect(findProcessor([stutters, stutters, well], "ample")).toBe("short");
    expect(findProcessor([stutters, well, well], "ample")).toBe("ample");
  });

  test("isn't to blame for a camera in the dark, for few frames that were asked for, nor for a full line", () => {
    expect(findProcessor([outcome({ offeredPerSecond: 8, framesPerSecond: 8 })], "ample")).toBe("ample");
    const asked = outcome({ framesPerSecond: 5 }, { rung: { ...rung, framesPerSecond: 5 } });
    expect(findProcessor([asked], "ample")).toBe("ample");
    expect(findProcessor([outcome({ framesPerSecond: 5, limitedBy: "line" })], "ample")).toBe("ample");
  });

  test("is judged by the time that encoding takes, where nothing else tells", () => {
    const busy = (encodeMs: number) => [outcome({ encodeMs }), outcome({ encodeMs })];
    expect(findProcessor(busy(9), undefined)).toBe("ample");
    expect(findProcessor(busy(12), undefined)).toBe("tight");
    expect(findProcessor(busy(20), undefined)).toBe("short");
  });
});

describe("the line", () => {
  test("is ample while everything arrives at once", () => {
    expect(findLine([well, well], undefined)).toBe("ample");
    expect(findLine([], undefined)).toBe("ample");
  });

  test.each<readonly [string, Outcome]>([
    ["much is lost", outcome({ lost: 0.2 })],
    ["what is sent waits in it", outcome({}, { roundTripMs: 400, shortestMs: 100 })],
    ["the browser finds far less room than is asked for", outcome({ limitedBy: "line", roomKbps: 100 })],
  ])("is short where %s, on whichever way", (_what, one) => {
    expect(findLine([well, one], undefined)).toBe("short");
  });

  test.each<readonly [string, Outcome]>([
    ["more is lost than by nature", outcome({ lost: 0.08 })],
    ["something waits in it", outcome({}, { roundTripMs: 250, shortestMs: 100 })],
    ["the browser holds back a little", outcome({ limitedBy: "line", roomKbps: 390 })],
  ])("is tight where %s", (_what, one) => {
    expect(findLine([well, one], undefined)).toBe("tight");
  });

  test("isn't judged by its answers where there is no time to give any, but by what is lost", () => {
    const late = outcome({}, { roundTripMs: 900, shortestMs: 5 });
    expect(findLine([late], "short")).toBe("tight");
    expect(findLine([late], "tight")).toBe("short");
    expect(findLine([outcome({ lost: 0.2 })], "short")).toBe("short");
  });

  test("is not to blame where the browser has room, and gives up something for what it may send", () => {
    expect(findLine([outcome({ limitedBy: "line", roomKbps: 900 })], undefined)).toBe("ample");
  });

  test("is to blame, and not the processor, for frames that are left out where there is no room", () => {
    const held = outcome({ framesPerSecond: 2, roomKbps: 150 });
    expect(findLine([held, held], undefined)).toBe("short");
    expect(findProcessor([held, held], "ample")).toBe("ample");
  });

  test("is neither for being long, nor for losing one in twenty", () => {
    expect(findLine([outcome({ lost: 0.05 }, { roundTripMs: 300, shortestMs: 290 })], undefined)).toBe(
      "ample",
    );
  });
});
