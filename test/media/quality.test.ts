import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { chooseRung, chooseRungs, type Rung, scaleFor } from "../../client/media/quality.ts";

const height = fc.integer({ min: 1, max: 8_192 });
const receivers = fc.integer({ min: 1, max: 200 });
const maybe = fc.option(height, { nil: undefined });

/** No part of one is more than the other's. */
function isAtMost(one: Rung, other: Rung): boolean {
  return one.height <= other.height && one.framesPerSecond <= other.framesPerSecond && one.kbps <= other.kbps;
}

/** As if it were shown as high as anything can be. */
const most = (count: number) => chooseRung(undefined, count);

const sending = fc.record({
  /** How high it is shown, and how high somebody else may show it. */
  shown: height,
  maybe,
  count: receivers,
  more: receivers,
  camera: height,
});
type Sending = typeof sending extends fc.Arbitrary<infer Value> ? Value : never;

function always(holds: (sending: Sending) => boolean): void {
  fc.assert(fc.property(sending, holds));
}

describe("what is sent of a picture", () => {
  test.each([
    [1, 1, 120],
    [120, 1, 120],
    [121, 1, 240],
    [240, 7, 240],
    [360, 7, 360],
    [361, 7, Number.POSITIVE_INFINITY],
    [undefined, 7, Number.POSITIVE_INFINITY],
    [undefined, 8, 360],
    [1_080, 15, 360],
    [undefined, 16, 240],
    [241, 200, 240],
    [90, 200, 120],
  ])("to somebody who shows it %p high, one of %d, is %p high", (shown, count, sent) => {
    expect(chooseRung(shown, count).height).toBe(sent);
  });

  test("is enough for whoever shows it, unless there are too many", () => {
    always(({ shown, count }) => chooseRung(shown, count).height >= Math.min(shown, most(count).height));
  });

  test("is never more than is wanted: of what would be enough, the least", () => {
    always(({ shown, maybe, count }) => {
      const enough = chooseRung(maybe, count).height >= shown;
      return !enough || isAtMost(chooseRung(shown, count), chooseRung(maybe, count));
    });
  });

  test("is never more than can be sent to so many", () => {
    always(({ maybe, count }) => isAtMost(chooseRung(maybe, count), most(count)));
  });

  test("is never less for being shown higher, nor more for more to send it to", () => {
    always(({ shown, more, count }) => isAtMost(chooseRung(shown, count), chooseRung(shown + more, count)));
    always(({ maybe, more, count }) => isAtMost(chooseRung(maybe, count + more), chooseRung(maybe, count)));
  });

  test("is chosen for each receiver by how high they show it and how many they are", () => {
    const heights = new Map<string, number | undefined>([
      ["ada", 120],
      ["bo", undefined],
    ]);
    expect([...chooseRungs(heights)]).toEqual([
      ["ada", chooseRung(120, 2)],
      ["bo", chooseRung(undefined, 2)],
    ]);
    const crowd = new Map(Array.from({ length: 8 }, (_, index) => [`member ${index}`, undefined]));
    expect(new Set(chooseRungs(crowd).values())).toEqual(new Set([chooseRung(undefined, 8)]));
  });
});

describe("how much a picture is made smaller", () => {
  test("leaves no more than is to be sent, nor any less", () => {
    expect(scaleFor(chooseRung(120, 1), 720)).toBe(6);
    expect(scaleFor(chooseRung(undefined, 16), 1_080)).toBe(4.5);
    always(({ maybe, count, camera }) => {
      const rung = chooseRung(maybe, count);
      const sent = camera / scaleFor(rung, camera);
      return Math.abs(sent - Math.min(camera, rung.height)) < 1e-6;
    });
  });

  test("is a number that makes it no larger, whatever the camera, known or not", () => {
    always(({ shown, maybe, count }) => {
      const scales = [shown, undefined].map((one) => scaleFor(chooseRung(one, count), maybe));
      return scales.every((scale) => Number.isFinite(scale) && scale >= 1);
    });
    for (const shown of [120, undefined]) expect(scaleFor(chooseRung(shown, 1), undefined)).toBe(1);
  });
});
