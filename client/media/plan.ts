// Roster × links → what to dial, whom to answer, what to hang up. The earlier member dials the
// later one, always, so that two calls never cross and every failure has one side that acts.

export interface Situation {
  readonly self: string;
  /** Those who should be linked, oneself included, in order of arrival. */
  readonly roster: readonly string[];
  /** Those of them whom no call would reach now. */
  readonly away: ReadonlySet<string>;
  /** Those with whom there is a link, in whatever state. */
  readonly linked: ReadonlySet<string>;
  /** Those whose call waits to be answered. */
  readonly ringing: ReadonlySet<string>;
}

export interface Plan {
  readonly dial: readonly string[];
  readonly answer: readonly string[];
  readonly hangUp: readonly string[];
}

export function plan({ self, roster, away, linked, ringing }: Situation): Plan {
  const place = roster.indexOf(self);
  const here = new Set(place < 0 ? [] : roster);
  const earlier = roster.slice(0, Math.max(place, 0));
  const later = place < 0 ? [] : roster.slice(place + 1);
  return {
    dial: later.filter((id) => !linked.has(id) && !away.has(id)),
    answer: earlier.filter((id) => ringing.has(id)),
    hangUp: [...linked].filter((id) => !here.has(id) || id === self),
  };
}
