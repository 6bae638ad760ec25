// Something befalls the network for a while: what becomes of the calls, and how soon they are live again.

import { pause } from "../until.ts";
import { note } from "./figures.ts";
import type { End } from "./network.ts";
import { gapsOf, type Times, timeUntilLive, timeUntilTold, type Way, worst } from "./observation.ts";

export interface Ordeal {
  readonly what: string;
  readonly begin: () => Promise<End>;
  readonly lastsMs: number;
  /** Those that it breaks. */
  readonly breaks: readonly Way[];
  /** Those that it doesn't. */
  readonly spares: readonly Way[];
  /** Of those it breaks, where somebody is to be told so: all, unless said otherwise. */
  readonly tells?: readonly Way[];
}

export interface Outcome {
  readonly since: number;
  readonly told: Times;
  readonly gaps: Times;
  readonly back: Times;
  /** Of those that it doesn't break. */
  readonly others: Times;
}

/** What a meeting is allowed. */
export const allowed = {
  /** Until it is said that a way is broken. */
  toldMs: 3_000,
  /** From the network's return until picture and sound are there again. */
  backMs: 8_000,
  /** Without a frame, for those whom it doesn't concern: on a busy machine some are late by themselves. */
  gapMs: 2_000,
} as const;

export async function goThrough({
  what,
  begin,
  lastsMs,
  breaks,
  spares,
  tells = breaks,
}: Ordeal): Promise<Outcome> {
  const since = Date.now();
  const end = await begin();
  // How long it lasts is what is tried here.
  await pause(lastsMs).finally(end);
  const returned = Date.now();
  const back = await timeUntilLive(breaks, returned);
  const to = Date.now();
  const [told, gaps, others] = await Promise.all([
    timeUntilTold(tells, since),
    gapsOf(breaks, since, to),
    gapsOf(spares, since, to),
  ]);
  note({
    what,
    ...(tells.length > 0 && { told: worst(told) }),
    gap: worst(gaps),
    back: worst(back),
    others: worst(others),
  });
  return { since, told, gaps, back, others };
}
