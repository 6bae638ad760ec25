import { describe, expect, test } from "@jest/globals";
import { createMeter } from "../../client/media/backdrop/meter.ts";
import { blurPlane, halve } from "../../client/media/backdrop/worker/blur.ts";
import { createMask } from "../../client/media/backdrop/worker/mask.ts";
import { createSurroundings } from "../../client/media/backdrop/worker/surroundings.ts";

const size = { width: 32, height: 24 };
const length = size.width * size.height;

describe("the meter", () => {
  /** Frames of a camera, for so long; when it was too much. */
  function run(seconds: number, framesPerSecond: number, costOf: (at: number) => number): number | undefined {
    const meter = createMeter();
    const interval = 1_000 / framesPerSecond;
    for (let at = 0; at < seconds * 1_000; at += interval) if (meter.note(at, costOf(at))) return at;
    return undefined;
  }

  test("lets through what takes half of the time", () => {
    expect(run(20, 30, () => 16)).toBeUndefined();
    expect(run(20, 10, () => 50)).toBeUndefined();
  });

  test("gives up what takes more, after some seconds", () => {
    expect(run(20, 30, () => 23)).toBeGreaterThan(3_000);
    expect(run(20, 30, () => 23)).toBeLessThan(6_000);
  });

  test("gives up what takes all of it, although then fewer frames come", () => {
    expect(run(20, 8, () => 120)).toBeLessThan(6_000);
  });

  test("forgives the first second, and a moment later on", () => {
    expect(run(20, 30, (at) => (at < 900 ? 200 : 12))).toBeUndefined();
    expect(run(20, 30, (at) => (at > 9_000 && at < 9_500 ? 60 : 12))).toBeUndefined();
  });
});

describe("blurring", () => {
  test("makes one bright place a smooth hill, and loses nothing of it", () => {
    const plane = new Float32Array(length);
    const middle = 12 * size.width + 16;
    plane[middle] = 1_000;
    blurPlane(plane, new Float32Array(length), size, 2);
    expect(plane.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1_000, 1);
    expect(plane[middle]).toBeLessThan(50);
    expect(plane[middle + 2]).toBeLessThan(plane[middle] ?? 0);
    expect(plane[middle + 2]).toBeCloseTo(plane[middle - 2] ?? 0, 3);
    expect(plane[middle + 2 * size.width]).toBeCloseTo(plane[middle + 2] ?? 0, 3);
  });

  test("leaves what is even as it is, up to the edges", () => {
    const plane = new Float32Array(length).fill(7);
    blurPlane(plane, new Float32Array(length), size, 3);
    expect(Math.max(...plane) - Math.min(...plane)).toBeLessThan(0.001);
  });

  test("halves by the mean of four", () => {
    expect([...halve(new Float32Array([1, 2, 10, 20, 3, 2, 30, 20]), { width: 4, height: 2 })]).toEqual([
      2, 20,
    ]);
  });

  test("keeps the person out of what is behind them", () => {
    const pixels = new Uint8ClampedArray(length * 4);
    const mask = new Float32Array(length);
    // White on the left, where somebody is; dark on the right.
    for (let at = 0; at < length; at++) {
      const person = at % size.width < 16;
      pixels.fill(person ? 255 : 20, at * 4, at * 4 + 3);
      mask[at] = person ? 1 : 0;
    }
    createSurroundings(size)(pixels, mask);
    for (let x = 16; x < size.width; x++) expect(pixels[(12 * size.width + x) * 4]).toBeLessThan(25);
  });
});

describe("the mask", () => {
  const filled = (value: number) => new Float32Array(length).fill(value);

  test("keeps who is there and nothing else", () => {
    const mask = createMask(size);
    for (let frame = 0; frame < 10; frame++) mask(filled(1));
    expect(Math.min(...mask(filled(1)))).toBeGreaterThan(0.99);
    for (let frame = 0; frame < 10; frame++) mask(filled(0));
    expect(Math.max(...mask(filled(0)))).toBeLessThan(0.01);
  });

  test("begins with nobody, and doesn't flicker by one frame", () => {
    expect(Math.max(...createMask(size)(filled(0.3)))).toBe(0);
    const mask = createMask(size);
    for (let frame = 0; frame < 10; frame++) mask(filled(1));
    expect(Math.min(...mask(filled(0.4)))).toBeGreaterThan(0.3);
  });
});
