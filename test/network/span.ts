// What somebody comes through like over a while, and all others.

import type { Member } from "./crew.ts";
import { longestSilence } from "./ear.ts";
import { type Gauge, gauge } from "./gauge.ts";
import { ip } from "./ip.ts";
import type { Host, Network } from "./network.ts";

export interface Span {
  /** Of that one, at each of the others. */
  readonly seen: readonly Gauge[];
  /** The longest time without their sound, in milliseconds. */
  readonly gap: number;
  /** All that they have sent. */
  readonly kbps: number;
  /** Of the others' pictures at that one. */
  readonly trips: readonly Gauge[];
  /** Of each of the others, at each other. */
  readonly others: readonly Gauge[];
}

export interface Meter {
  readonly at: number;
  readonly bytes: number;
}

/** How much the router was sent by that host so far. */
export function readMeter({ router }: Network, { line }: Host): Meter {
  const read = ["netns", "exec", router, "cat", `/sys/class/net/${line}/statistics/rx_bytes`];
  return { at: Date.now(), bytes: Number(ip(...read)) };
}

/** Between those readings of its host. */
export async function measureSpan(
  one: Member,
  rest: readonly Member[],
  start: Meter,
  end: Meter,
): Promise<Span> {
  const measure = (of: Member, at: Member) => gauge(at.page, of.id, start.at, end.at);
  const ways = rest.flatMap((of) => rest.flatMap((at) => (of === at ? [] : [[of, at] as const])));
  return {
    seen: await Promise.all(rest.map((at) => measure(one, at))),
    trips: await Promise.all(rest.map((of) => measure(of, one))),
    gap: await longestGap(one, rest, start.at, end.at),
    kbps: (8 * (end.bytes - start.bytes)) / (end.at - start.at),
    others: await Promise.all(ways.map(([of, at]) => measure(of, at))),
  };
}

export async function longestGap(
  of: Member,
  listeners: readonly Member[],
  from: number,
  to: number,
): Promise<number> {
  const gaps = listeners.map(({ page }) => longestSilence(page, of.id, from, to));
  return Math.max(...(await Promise.all(gaps)));
}
