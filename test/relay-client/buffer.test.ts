import { describe, expect, test } from "@jest/globals";
import { createSoundBuffer, type SoundBuffer } from "../../client/relay/worklet/buffer.ts";

const block = 128;
const pieceMs = 20;

interface Run {
  readonly buffer: SoundBuffer;
  readonly played: Float32Array;
  /** How long after it was spoken each block was played, in milliseconds. */
  readonly delays: readonly number[];
}

interface Line {
  readonly rate?: number;
  readonly seconds?: number;
  /** How long the piece that was spoken so many milliseconds in is on its way; nothing where it is lost. */
  readonly way?: (at: number) => number | undefined;
  /** How much faster the speaker's clock runs. */
  readonly drift?: number;
}

function voice(second: number): number {
  return 0.5 * Math.cos(2 * Math.PI * 300 * second);
}

function run({ rate = 48_000, seconds = 5, way = () => 10, drift = 1 }: Line = {}): Run {
  const buffer = createSoundBuffer(rate);
  const blocks = Math.ceil((seconds * rate) / block);
  const played = new Float32Array(blocks * block);
  const delays: number[] = [];
  const pieces: { at: number; comes: number }[] = [];
  for (let at = 0; at < seconds * 1_000; at += pieceMs) {
    const trip = way(at);
    if (trip === undefined) continue;
    // One after the other, as they come over a connection.
    const comes = Math.max(pieces.at(-1)?.comes ?? 0, (at + pieceMs) / drift + trip);
    pieces.push({ at, comes });
  }
  for (let i = 0; i < blocks; i++) {
    const now = ((i * block) / rate) * 1_000;
    for (; pieces[0] && pieces[0].comes <= now; pieces.shift()) {
      const { at } = pieces[0];
      const samples = Float32Array.from({ length: 960 }, (_, i) => voice(at / 1_000 + i / 48_000));
      buffer.push(at * 1_000, samples, now);
    }
    const position = buffer.position();
    if (position !== undefined) delays.push(now - position / 1_000);
    buffer.pull(played.subarray(i * block, (i + 1) * block));
  }
  return { buffer, played, delays };
}

/** How many of the samples belong to a silence of at least 2 ms. */
function silence(samples: Float32Array): number {
  let quiet = 0;
  let sum = 0;
  for (const sample of samples) {
    quiet = Math.abs(sample) < 1e-3 ? quiet + 1 : 0;
    if (quiet === 96) sum += 96;
    else if (quiet > 96) sum += 1;
  }
  return sum;
}

function loudest(samples: Float32Array): number {
  let most = 0;
  for (const sample of samples) most = Math.max(most, Math.abs(sample));
  return most;
}

const later = ({ played }: Run, rate = 48_000) => played.slice(rate);

describe("what is heard", () => {
  test("over an even line is all of it, less than a tenth of a second late", () => {
    const heard = run();
    expect(silence(later(heard))).toBe(0);
    expect(Math.max(...heard.delays)).toBeLessThan(100);
  });

  test("is as it was spoken", () => {
    const { played } = run();
    expect(loudest(played)).toBeCloseTo(0.5, 2);
    // A crack would be a larger step than the tone ever takes.
    const steps = played.slice(1).map((sample, i) => Math.abs(sample - (played[i] ?? 0)));
    expect(loudest(steps)).toBeLessThan(0.03);
  });

  test("is all of it in a context of another rate", () => {
    const heard = run({ rate: 44_100 });
    expect(silence(later(heard, 44_100))).toBe(0);
    expect(Math.max(...heard.delays)).toBeLessThan(110);
  });

  test("over an uneven line is all of it, once that is known, and later by no more than that", () => {
    const heard = run({ seconds: 20, way: (at) => 10 + (at % 3_000 < 20 ? 140 : 0) });
    expect(silence(heard.played.slice(48_000 * 4))).toBe(0);
    expect(heard.delays.at(-1)).toBeLessThan(200);
  });

  test("comes closer again when the line has become even", () => {
    const heard = run({ seconds: 22, way: (at) => 10 + (at < 5_000 && at % 700 < 20 ? 120 : 0) });
    expect(heard.delays.at(-1)).toBeLessThan(105);
  });

  test("after the line stood still for a second goes on soon, and not a second late for ever", () => {
    const heard = run({ seconds: 15, way: (at) => 10 + Math.max(0, at > 3_000 ? 4_000 - at : 0) });
    expect(Math.max(...heard.delays.slice(-200))).toBeLessThan(260);
    expect(silence(heard.played.slice(48_000 * 5))).toBe(0);
  });

  test("is silence, and no noise, while nothing comes", () => {
    const { played, buffer } = run({ way: (at) => (at < 2_000 ? 10 : undefined) });
    expect(loudest(played.slice(48_000 * 3))).toBeLessThan(1e-6);
    expect(buffer.position()).toBeUndefined();
  });

  test("after a pause that was not sent is no later than before", () => {
    const spoken = (at: number) => at % 3_000 < 1_000 || at % 400 === 0;
    const heard = run({ seconds: 20, way: (at) => (spoken(at) ? 10 : undefined) });
    expect(Math.max(...heard.delays)).toBeLessThan(110);
  });

  test("keeps a short gap as long as it was", () => {
    const heard = run({ way: (at) => (at === 2_000 ? undefined : 10) });
    expect(silence(later(heard))).toBeGreaterThan(800);
    expect(silence(later(heard))).toBeLessThan(1_200);
    expect(Math.max(...heard.delays)).toBeLessThan(110);
  });

  test.each([1.004, 0.996])("stays with a speaker whose clock runs %f times as fast", (drift) => {
    const heard = run({ seconds: 20, drift });
    expect(silence(later(heard))).toBe(0);
    const last = heard.delays.at(-1) ?? 0;
    // The speaker's own clock is ahead or behind by then, which is nobody's delay.
    expect(Math.abs(last - (20_000 - 20_000 * drift))).toBeLessThan(120);
  });
});
