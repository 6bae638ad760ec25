import { describe, expect, test } from "@jest/globals";
import { describeRange, listFigures } from "../../client/view/figures.ts";

describe("the figures", () => {
  const told = (...of: Parameters<typeof listFigures>) =>
    listFigures(...of).map(({ name, value }) => [name, value]);

  test("are told in units, and only those that are known", () => {
    expect(told({ route: "connecting" })).toEqual([]);
    expect(told({ route: "lost", roundTripMs: 20 })).toEqual([]);
    expect(
      told({
        ...{ route: "direct", roundTripMs: 23.6, lost: 0, kbpsIn: 843.2, kbpsOut: 12.5 },
        ...{ height: 480, framesPerSecond: 19.7, codec: "VP8" },
      }),
    ).toEqual([
      ["Round trip", "24 ms"],
      ["Lost", "0.0 %"],
      ["Received", "843 kbit/s"],
      ["Sent", "13 kbit/s"],
      ["Frames a second", "20"],
      ["Picture", "480 lines"],
      ["Codec", "VP8"],
    ]);
  });

  test("of the last minutes are put in words for whoever can't see their line", () => {
    expect(describeRange("roundTripMs", 12.2, 80)).toBe("Round trip over the last minutes: 12 ms to 80 ms");
    expect(describeRange("lost", 0, 0)).toBe("Lost over the last minutes: 0.0 %");
  });
});
