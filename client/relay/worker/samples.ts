// Sound as it is recorded, cut into what is encoded at a time, and dated. Knows no clock: it is told the time.

import { soundRate } from "../messages.ts";

export interface Cut {
  /** When its first sample was spoken, in microseconds. */
  readonly at: number;
  readonly samples: Float32Array<ArrayBuffer>;
}

export interface Cutter {
  /** Recorded until `now`, in milliseconds, at that rate. */
  readonly push: (samples: Float32Array, rate: number, now: number) => readonly Cut[];
}

/** 20 ms, as Opus likes it. */
export const cutUs = 20_000;
const cutSamples = (soundRate * cutUs) / 1e6;
/** What was recorded says when it was; what is this much off was not recorded without a gap. */
const strayedUs = 100_000;
/** By so much of the difference at each step: two clocks drift apart, but slowly. */
const slewing = 0.002;

export function createCutter(): Cutter {
  let held = new Float32Array(cutSamples);
  let count = 0;
  /** When the next sample is spoken. */
  let at: number | undefined;
  /** The last sample of what came before, and how far into the gap behind it the next one is taken. */
  let last = 0;
  let phase = 0;

  function date(samples: number, rate: number, now: number): void {
    const arrived = now * 1_000 - (samples / rate) * 1e6 - (count / soundRate) * 1e6;
    if (at === undefined || Math.abs(arrived - at) > strayedUs) at = arrived;
    else at += (arrived - at) * slewing;
  }

  return {
    push: (samples, rate, now) => {
      date(samples.length, rate, now);
      const cuts: Cut[] = [];
      const step = rate / soundRate;
      for (; phase < samples.length; phase += step) {
        const index = Math.floor(phase);
        const before = index === 0 ? last : (samples[index - 1] ?? 0);
        const after = samples[index] ?? 0;
        held[count++] = before + (after - before) * (phase - index);
        if (count < cutSamples) continue;
        cuts.push({ at: at ?? 0, samples: held });
        at = (at ?? 0) + cutUs;
        held = new Float32Array(cutSamples);
        count = 0;
      }
      phase -= samples.length;
      last = samples.at(-1) ?? last;
      return cuts;
    },
  };
}
