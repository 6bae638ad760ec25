// Whether blurring keeps up with the camera, and leaves time for the call.

export interface Meter {
  /** Of each frame: when it was done, and how long it took. Whether that has been too much for a while. */
  readonly note: (at: number, tookMs: number) => boolean;
}

/** What else the machine does for a moment is no reason to give up. */
const windowMs = 3_000;
/** The first frames take longer, while the browser still compiles. */
const warmUpMs = 1_000;
/** Of the time: a camera's frames that come sooner than they are done are dropped, which is all of it. */
const most = 0.6;

export function createMeter(): Meter {
  const frames: { readonly at: number; readonly tookMs: number }[] = [];
  let sum = 0;
  let began: number | undefined;

  return {
    note: (at, tookMs) => {
      began ??= at + warmUpMs;
      if (at < began) return false;
      frames.push({ at, tookMs });
      sum += tookMs;
      for (let [oldest] = frames; oldest && oldest.at <= at - windowMs; [oldest] = frames) {
        sum -= oldest.tookMs;
        frames.shift();
      }
      return sum > most * windowMs;
    },
  };
}
