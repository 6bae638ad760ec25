// Sound that has come, until it is played: as little of it as the line's unevenness allows. Knows no clock: it
// is told the time.

export interface SoundBuffer {
  /** `at` is when it was spoken, in its sender's microseconds; `now` when it came, in our milliseconds. */
  readonly push: (at: number, samples: Float32Array, now: number) => void;
  /** Fills it with what is to be played next. */
  readonly pull: (out: Float32Array) => void;
  /** When that was spoken which is played next; nothing while there is silence. */
  readonly position: () => number | undefined;
  /** How much is held back, in milliseconds, so that none is missing. */
  readonly target: () => number;
}

const rate = 48_000;
const perMs = rate / 1_000;
/** In samples, a power of two: well over a second, which is more than is ever held. */
const capacity = 2 ** 16;
const mask = capacity - 1;

const leastMs = 60;
const mostMs = 200;
/** Besides the unevenness of the line: what comes at a time, and a little. */
const marginMs = 30;
/** Unevenness is remembered for as long as that, and up to twice. */
const memoryMs = 5_000;

/** Nobody hears that it is played so much faster or slower. */
const fastest = 1.02;
const slowest = 0.985;
/** Within that of what is meant, it is played as it was spoken. */
const slackMs = 15;
/** So much more than is meant is skipped: playing faster would take half a minute. */
const excessMs = 250;
/** How fast the mean of what is held follows it, for each 128 samples. */
const following = 0.003;

/** Two clocks drift: within that, what comes follows what came. */
const seamUs = 15_000;
/** A pause up to that is kept as it was, where sound is still held. */
const longestPauseUs = 500_000;
/** Steps in the sound would crack: it comes and goes within 5 ms. */
const fading = 1 / (5 * perMs);

export function createSoundBuffer(contextRate: number): SoundBuffer {
  const ring = new Float32Array(capacity);
  /** Counts of samples since the beginning. */
  let written = 0;
  let read = 0;
  let mean = 0;
  let endsAt = 0;
  let waiting = true;
  let gain = 0;
  let last = 0;
  const unevenness = createUnevenness();
  const held = () => written - read;
  const targetMs = () => Math.min(mostMs, Math.max(leastMs, unevenness.ms() + marginMs));

  function write(samples: number, from?: Float32Array): void {
    for (let i = 0; i < samples; i++) ring[(written + i) & mask] = from?.[i] ?? 0;
    written += samples;
  }

  /** The curve through the four samples around it. */
  function sampleAt(place: number): number {
    const index = Math.floor(place);
    const t = place - index;
    // One by one: this is done for each sample of each member.
    const a = ring[(index - 1) & mask] ?? 0;
    const b = ring[index & mask] ?? 0;
    const c = ring[(index + 1) & mask] ?? 0;
    const d = ring[(index + 2) & mask] ?? 0;
    const curve = (3 * (b - c) + d - a) * t + 2 * a - 5 * b + 4 * c - d;
    return b + 0.5 * t * (c - a + t * curve);
  }

  function speed(): number {
    const excess = mean / perMs - targetMs();
    if (excess > slackMs) return fastest;
    return excess < -slackMs ? slowest : 1;
  }

  function skip(): void {
    if (held() <= (targetMs() + excessMs) * perMs) return;
    read = written - Math.round(targetMs() * perMs);
    mean = held();
    gain = 0;
  }

  return {
    push: (at, samples, now) => {
      unevenness.note(now - at / 1_000, now);
      const pauseUs = at - endsAt;
      if (pauseUs > seamUs) {
        // What waits to be enough belongs to what was said before the pause.
        if (waiting) read = written;
        else if (pauseUs < longestPauseUs) write(Math.round((pauseUs / 1_000) * perMs));
      }
      write(samples.length, samples);
      endsAt = at + (samples.length / rate) * 1e6;
      skip();
    },
    pull: (out) => {
      if (waiting && held() >= targetMs() * perMs) {
        waiting = false;
        mean = held();
        gain = 0;
      }
      mean += (held() - mean) * following * (out.length / 128);
      const step = (rate / contextRate) * speed();
      for (let i = 0; i < out.length; i++) {
        // The curve needs two more than the one that it is at.
        if (!waiting && held() < 3) waiting = true;
        if (waiting) last *= 1 - fading;
        else {
          gain = Math.min(1, gain + fading);
          last = sampleAt(read) * gain;
          read += step;
        }
        out[i] = last;
      }
    },
    position: () => (waiting ? undefined : endsAt - (held() / rate) * 1e6),
    target: targetMs,
  };
}

/** How much later than the earliest the latest comes, of those that came lately. */
function createUnevenness() {
  let since = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let before: readonly [least: number, most: number] = [least, most];
  return {
    note: (delay: number, now: number) => {
      if (now - since > memoryMs) {
        before = [least, most];
        since = now;
        least = most = delay;
      }
      least = Math.min(least, delay);
      most = Math.max(most, delay);
    },
    ms: () => Math.max(0, Math.max(most, before[1]) - Math.min(least, before[0])),
  };
}
