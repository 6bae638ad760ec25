// How much there is of something that nobody can measure beforehand: a processor's time, a line's room. Less as soon as
// it runs short, slowly more while there seems to be some left. Pure.

export interface Limit {
  readonly most: number;
  /** When it was last changed. */
  readonly since: number;
  readonly raised: boolean;
  /** Before it is raised again: the longer, the more often that was a mistake; the shorter, the more often it wasn't. */
  readonly patienceMs: number;
}

/** How it stands: `tight` is enough, with nothing to spare. */
export type Supply = "ample" | "tight" | "short";

export interface Manner {
  /** What it becomes where it is short, and where it is ample: of what is used. */
  readonly cut: number;
  readonly raise: number;
  /** Before that what has changed can't be judged. */
  readonly settleMs: number;
  readonly firstPatienceMs: number;
  readonly longestPatienceMs: number;
  readonly least: number;
}

export function startLimit(most: number, { firstPatienceMs }: Manner, now: number): Limit {
  return { most, since: now, raised: true, patienceMs: firstPatienceMs };
}

/** What is made use of now, beyond which nobody knows, and what would be if there were no limit. */
export interface Demand {
  readonly used: number;
  readonly wanted: number;
}

export function adjust(
  limit: Limit,
  supply: Supply,
  { used, wanted }: Demand,
  now: number,
  manner: Manner,
): Limit {
  const { most, since, raised, patienceMs } = limit;
  const waited = now - since;
  switch (supply) {
    case "short": {
      if (waited < manner.settleMs || Math.min(most, used) <= manner.least) return limit;
      // Raised, and found to be too much soon after.
      const patience =
        raised && waited < manner.settleMs * 3
          ? Math.min(manner.longestPatienceMs, patienceMs * 2)
          : patienceMs;
      const cut = Math.max(manner.least, Math.min(most, used) * manner.cut);
      return { most: cut, since: now, raised: false, patienceMs: patience };
    }
    case "tight":
      return limit;
    case "ample": {
      // It stands in nobody's way.
      if (wanted <= most || waited < patienceMs) return limit;
      // What was raised last was right, or it would have run short.
      const patience = raised ? Math.max(manner.firstPatienceMs, patienceMs / 2) : patienceMs;
      return { most: most * manner.raise, since: now, raised: true, patienceMs: patience };
    }
    default:
      return supply satisfies never;
  }
}
