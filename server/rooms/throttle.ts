// How much somebody may do, and how often: a bucket that fills by itself and is drawn from.

export interface Pace {
  /** At once, after a rest. */
  readonly burst: number;
  /** In the long run. */
  readonly perSecond: number;
}

export interface Bucket {
  readonly left: number;
  readonly at: number;
}

/** What is left after something of that cost, or nothing if it may not be. */
export function draw(bucket: Bucket | undefined, pace: Pace, now: number, cost = 1): Bucket | undefined {
  const left = fill(bucket, pace, now) - cost;
  return left < 0 ? undefined : { left, at: now };
}

/** Whether there is nothing to remember about it. */
export function isFull(bucket: Bucket, pace: Pace, now: number): boolean {
  return fill(bucket, pace, now) >= pace.burst;
}

function fill(bucket: Bucket | undefined, { burst, perSecond }: Pace, now: number): number {
  if (!bucket) return burst;
  // A clock may be set back.
  const rested = Math.max(0, now - bucket.at) / 1_000;
  return Math.min(burst, bucket.left + rested * perSecond);
}
