import { describe, expect, test } from "@jest/globals";
import { type Findings, forecast } from "../../client/media/forecast.ts";

const nothing: Findings = { met: false, found: undefined, turned: false, relays: false };

describe("the way one will come", () => {
  test("is straight where a call comes about, and whoever was asked has answered", () => {
    expect(forecast({ ...nothing, met: true })).toBe("direct");
    expect(forecast({ ...nothing, met: true, found: true, turned: true, relays: true })).toBe("direct");
  });

  test("isn't straight from where nobody outside can be asked, though the browser could", () => {
    const walled: Findings = { ...nothing, met: true, found: false };
    expect(forecast({ ...walled, turned: true, relays: true })).toBe("turn");
    expect(forecast({ ...walled, relays: true })).toBe("relay");
    expect(forecast(walled)).toBe("none");
  });

  test("is by a TURN server rather than by way of this one, and none where there is neither", () => {
    expect(forecast({ ...nothing, turned: true, relays: true })).toBe("turn");
    expect(forecast({ ...nothing, relays: true })).toBe("relay");
    expect(forecast(nothing)).toBe("none");
  });
});
