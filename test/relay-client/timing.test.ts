import { describe, expect, test } from "@jest/globals";
import { timePictures } from "../../client/relay/worker/timing.ts";

const ms = 1_000;

describe("pictures", () => {
  test("wait for their sound", () => {
    expect(timePictures([100 * ms, 166 * ms], 60 * ms)).toEqual({ take: 0, waitMs: 40 });
  });

  test("are shown with their sound, and the next one waits", () => {
    expect(timePictures([100 * ms, 166 * ms], 100 * ms)).toEqual({ take: 1, waitMs: 66 });
  });

  test("whose sound has been heard are shown, the last of them alone", () => {
    expect(timePictures([100 * ms, 166 * ms, 233 * ms], 200 * ms)).toEqual({ take: 2, waitMs: 33 });
  });

  test("without sound are shown at once", () => {
    expect(timePictures([100 * ms, 166 * ms], undefined)).toEqual({ take: 2, waitMs: undefined });
    expect(timePictures([], undefined).take).toBe(0);
  });

  test("whose sound is nowhere near are shown at once", () => {
    expect(timePictures([5_000 * ms], 100 * ms).take).toBe(1);
    expect(timePictures([100 * ms], 5_000 * ms).take).toBe(1);
  });

  test("are not held without end", () => {
    const many = Array.from({ length: 30 }, (_, i) => (500 + i) * ms);
    expect(timePictures(many, 0).take).toBe(18);
  });
});
