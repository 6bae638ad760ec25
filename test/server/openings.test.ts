import { describe, expect, test } from "@jest/globals";
import { createOpenings } from "../../server/openings.ts";

describe("a fresh room", () => {
  test("is unclaimed from when it was made until its cookie is shown", () => {
    const openings = createOpenings();
    expect(openings.isUnclaimed("a")).toBe(false);
    openings.add("a");
    openings.add("b");
    expect([openings.isUnclaimed("a"), openings.isUnclaimed("b")]).toEqual([true, true]);
    openings.claim("a");
    expect([openings.isUnclaimed("a"), openings.isUnclaimed("b")]).toEqual([false, true]);
  });

  test("that nobody made can be claimed without harm, by whoever comes back after a restart", () => {
    const openings = createOpenings();
    openings.claim("a");
    expect(openings.isUnclaimed("a")).toBe(false);
  });

  test("counts as claimed once ten thousand more were made, so that their number is bounded", () => {
    const openings = createOpenings();
    openings.add("first");
    openings.add("second");
    for (let count = 0; count < 9_999; count++) openings.add(`room-${count}`);
    expect(openings.isUnclaimed("first")).toBe(false);
    expect(openings.isUnclaimed("second")).toBe(true);
    openings.add("another");
    expect(openings.isUnclaimed("second")).toBe(false);
    expect(openings.isUnclaimed("another")).toBe(true);
  });
});
