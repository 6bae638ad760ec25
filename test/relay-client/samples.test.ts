import { describe, expect, test } from "@jest/globals";
import { isSent, listen, noPause } from "../../client/relay/worker/pause.ts";
import { type Cut, createCutter } from "../../client/relay/worker/samples.ts";

/** A tone, recorded in pieces of 10 ms, each of which comes when it is over. */
function record(rate: number, seconds: number, late: (piece: number) => number = () => 0): readonly Cut[] {
  const cutter = createCutter();
  const length = rate / 100;
  return Array.from({ length: seconds * 100 }, (_, piece) => {
    const samples = Float32Array.from({ length }, (_, i) => tone((piece * length + i) / rate));
    return cutter.push(samples, rate, 1_000 + (piece + 1) * 10 + late(piece));
  }).flat();
}

function tone(seconds: number): number {
  return Math.sin(2 * Math.PI * 440 * seconds);
}

describe("what is recorded", () => {
  test.each([48_000, 44_100, 16_000])("at %d a second is cut into 20 ms, and sounds the same", (rate) => {
    const cuts = record(rate, 2);
    expect(cuts.length).toBeGreaterThanOrEqual(99);
    const samples = cuts.flatMap((cut) => [...cut.samples]);
    const worst = Math.max(
      ...samples.slice(10).map((sample, i) => Math.abs(sample - tone((i + 10) / 48_000 - 1 / rate))),
    );
    expect(worst).toBeLessThan(0.02);
  });

  test("is dated by when it was spoken", () => {
    const cuts = record(48_000, 2);
    for (const [i, { at }] of cuts.entries()) expect(at / 1_000).toBeCloseTo(1_000 + i * 20, 1);
  });

  test("is dated evenly, however unevenly it comes", () => {
    const cuts = record(48_000, 4, (piece) => (piece % 7) * 5);
    for (const [i, { at }] of cuts.slice(1).entries()) {
      const step = at - (cuts[i]?.at ?? 0);
      expect(Math.abs(step - 20_000)).toBeLessThan(500);
    }
  });

  test("after a gap is dated after the gap", () => {
    const cuts = record(48_000, 2, (piece) => (piece < 100 ? 0 : 5_000));
    expect((cuts.at(-1)?.at ?? 0) / 1_000).toBeCloseTo(1_000 + 5_000 + 1_980, 0);
  });
});

describe("what isn't said", () => {
  /** Of so many seconds in which nobody says anything, how many pieces are sent. */
  function countSent(seconds: number, loudness: number): number {
    let pause = noPause;
    let sent = 0;
    for (let piece = 0; piece < seconds * 50; piece++) {
      pause = listen(
        pause,
        Float32Array.from({ length: 960 }, () => loudness),
      );
      if (isSent(pause)) sent += 1;
    }
    return sent;
  }

  test("by a microphone that is off is sent twice a second, once it has died away", () => {
    expect(countSent(10.5, 0)).toBe(25 + 20);
  });

  test("in a quiet room is sent", () => {
    expect(countSent(10, 0.001)).toBe(500);
  });

  test("is over with the first word", () => {
    let pause = noPause;
    for (let piece = 0; piece < 110; piece++) pause = listen(pause, new Float32Array(960));
    expect(isSent(pause)).toBe(false);
    expect(isSent(listen(pause, new Float32Array(960).fill(0.1)))).toBe(true);
  });
});
