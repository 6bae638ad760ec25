// What the process may forward, and which pictures that suffices for. Pure.

import type { FrameHead } from "../../protocol/frames.ts";

export type Strain = "all" | "fewer" | "none";

/** In bytes. */
export interface Budget {
  readonly perSecond: number;
  readonly left: number;
  readonly at: number;
}

/** What is saved up at most, and what can be owed. */
const savedSeconds = 0.5;
const owedSeconds = 2;
const kbit = 125;
/** Rates are never as even as they are told to be. */
const planned = 0.9;
/** Below that a picture is smaller than its page would like. */
const plentyKbps = 600;

export function openBudget(mbps: number, now: number): Budget {
  const perSecond = mbps * 1_000 * kbit;
  return { perSecond, left: perSecond * savedSeconds, at: now };
}

export function refill(budget: Budget, now: number): Budget {
  const { perSecond, left, at } = budget;
  if (now <= at) return budget;
  const gained = ((now - at) / 1_000) * perSecond;
  return { perSecond, left: Math.min(perSecond * savedSeconds, left + gained), at: now };
}

/** Sound is never refused, so something may be owed for it. */
export function spend(budget: Budget, bytes: number): Budget {
  return { ...budget, left: Math.max(-budget.perSecond * owedSeconds, budget.left - bytes) };
}

/** The first to go are pictures that no other needs. */
export function mayPass({ perSecond, left }: Budget, { kind, key, spare }: FrameHead): boolean {
  if (kind !== "picture") return true;
  return left > (spare && !key ? (perSecond * savedSeconds) / 2 : 0);
}

/** Whether whole pictures, which cost several others, would pass. */
export function isRested({ perSecond, left }: Budget): boolean {
  return left > (perSecond * savedSeconds) / 2;
}

/** In kbit/s: what pictures may cost together, of what sound leaves. */
export function leaveForPictures({ perSecond }: Budget, soundBytes: number): number {
  return (perSecond * planned - soundBytes) / kbit;
}

export function strainOf(kbps: number, dropped: boolean): Strain {
  if (kbps === 0) return "none";
  return kbps < plentyKbps || dropped ? "fewer" : "all";
}
