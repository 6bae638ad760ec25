// How what there is for pictures is divided among them: equally, but for what some of them don't need. Pure.

/** A picture, as it goes to so many, and what it would take for each of them. */
export interface Demand {
  readonly receivers: number;
  readonly kbps: number;
}

/** Pages would spend no more on the largest. */
export const mostKbps = 2_000;
/** Less makes no picture of anybody; and what has gone comes back only where it is not about to go again. */
const leastKbps = 50;
const comebackKbps = 80;
/** Whoever moves takes more than whoever sits still, before it is seen and divided anew. */
const headroom = 1.5;
/** A second: so slowly it is believed that somebody needs less. Whoever sits still may be about to move again. */
const fading = 0.9;
/** A second: what the others leave is given on little by little, as they may want it back at once. */
const rising = 1.1;

/** What a picture will take, as it took so much of late; nothing is known of one that wasn't sent. */
export function anticipate(kbps: number, spentKbps: number): number {
  return Math.min(mostKbps, Math.max(leastKbps, spentKbps * headroom, kbps * fading));
}

/** What each may cost, so that all together take no more than `kbps`; 0 is none. `before` is what it was. */
export function share(kbps: number, demands: readonly Demand[], before: number): number {
  const copies = demands.reduce((sum, { receivers }) => sum + receivers, 0);
  if (copies === 0) return mostKbps;
  const most = Math.min(mostKbps, Math.max(kbps / copies, before * rising));
  const level = Math.floor(Math.min(most, levelOf(kbps, copies, demands)));
  return level < (before === 0 ? comebackKbps : leastKbps) ? 0 : level;
}

/** What is left of a share that isn't needed is divided among those who need more. */
function levelOf(kbps: number, copies: number, demands: readonly Demand[]): number {
  let [left, among] = [kbps, copies];
  for (const demand of demands.toSorted((a, b) => a.kbps - b.kbps)) {
    if (demand.kbps * among > left) return left / among;
    left -= demand.kbps * demand.receivers;
    among -= demand.receivers;
  }
  return Number.POSITIVE_INFINITY;
}
