// What a picture may cost, by how many of those it goes to get it. Pure.

/** Nothing: whatever its page would spend. */
export type Allowance = number | null;

export interface Reception {
  readonly receivers: number;
  /** Of those: whose line was too slow for it in the last second. */
  readonly starving: number;
  /** What the picture took in that second. */
  readonly kbps: number;
}

/** Less is no picture; whoever gets not even that goes without. */
const leastKbps = 60;
/** From here on it is no restriction. */
const mostKbps = 2_000;
const falling = 0.7;
/** A second: from the least to the most in a minute. */
const rising = 1.06;

export function adapt(allowance: Allowance, { receivers, starving, kbps }: Reception): Allowance {
  if (starving * 2 > receivers) {
    // While a whole picture is waited for, nothing is sent, and nothing can be told by it.
    const spent = kbps >= leastKbps ? Math.min(allowance ?? mostKbps, kbps) : allowance;
    return spent === null ? null : Math.max(leastKbps, Math.round(spent * falling));
  }
  if (allowance === null) return null;
  const next = Math.ceil(allowance * rising);
  return next >= mostKbps ? null : next;
}

/** Whether a page is to be told: by less, no picture changes visibly. */
export function differs(told: Allowance, now: Allowance): boolean {
  if (told === now) return false;
  if (told === null || now === null || told === 0 || now === 0) return true;
  return Math.abs(now - told) > told / 10;
}
