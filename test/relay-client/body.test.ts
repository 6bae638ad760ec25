import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readBody, writeBody } from "../../client/relay/worker/body.ts";
import { readGreeting, writeGreeting } from "../../client/relay/worker/greeting.ts";

const data = new Uint8Array([1, 2, 3]);

describe("a frame's body", () => {
  test("is read as it was written", () => {
    const body = { at: 1_234_567_890.5, back: 2, data };
    expect(readBody("vp8", writeBody("vp8", body))).toEqual(body);
    expect(readBody("opus", writeBody("opus", { ...body, back: 0 }))).toEqual({ ...body, back: 0 });
  });

  test("is nothing as sound that is a picture, nor the other way round", () => {
    expect(readBody("opus", writeBody("vp8", { at: 0, back: 0, data }))).toBeUndefined();
    expect(readBody("vp8", writeBody("opus", { at: 0, back: 0, data }))).toBeUndefined();
  });

  test("is nothing without a time that could be", () => {
    for (const at of [Number.NaN, Number.POSITIVE_INFINITY, 1e300])
      expect(readBody("vp8", writeBody("vp8", { at, back: 0, data }))).toBeUndefined();
  });

  test("that is further from what it needs than can be said never names another picture", () => {
    expect(readBody("vp8", writeBody("vp8", { at: 0, back: 300, data }))?.back).toBe(255);
  });

  test("may be anything, and is read or not, without a fault", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
        const bytes = new Uint8Array(noise);
        const body = readBody("vp8", bytes);
        expect(body === undefined || body.data.length === bytes.length - 10).toBe(true);
        readGreeting(bytes);
      }),
    );
  });
});

test("a greeting is read as it was written", () => {
  const greeting = { challenge: "a-challenge-of-22-char", sound: 4_000_000_000, picture: 3 };
  expect(readGreeting(writeGreeting(greeting))).toEqual(greeting);
});
