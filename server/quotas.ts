// What one address may use: connections at a time, and joins in a minute.

import { type Bucket, draw, isFull, type Pace } from "./rooms/throttle.ts";

export interface Quotas {
  readonly mayConnect: (address: string) => boolean;
  /** Counts a connection until the function it returns is called; nothing if there are too many. */
  readonly connect: (address: string) => (() => void) | undefined;
  /** Whether another join is one too many. */
  readonly join: (address: string, now: number) => boolean;
}

/** Addresses that are remembered before those with nothing to remember are forgotten. */
const tidyAbove = 10_000;
const minuteSeconds = 60;

export function createQuotas(connectionsEach: number, joinsPerMinute: number): Quotas {
  const connections = new Map<string, number>();
  const joins = new Map<string, Bucket>();
  const pace: Pace = { burst: joinsPerMinute, perSecond: joinsPerMinute / minuteSeconds };

  const countOf = (address: string) => connections.get(address) ?? 0;

  return {
    mayConnect: (address) => countOf(address) < connectionsEach,
    connect: (address) => {
      if (countOf(address) >= connectionsEach) return undefined;
      connections.set(address, countOf(address) + 1);
      let counted = true;
      return () => {
        if (!counted) return;
        counted = false;
        const left = countOf(address) - 1;
        if (left > 0) connections.set(address, left);
        else connections.delete(address);
      };
    },
    join: (address, now) => {
      if (joins.size > tidyAbove)
        for (const [other, bucket] of joins) if (isFull(bucket, pace, now)) joins.delete(other);
      const bucket = draw(joins.get(address), pace, now);
      if (bucket) joins.set(address, bucket);
      return bucket !== undefined;
    },
  };
}
