// In which order frames may come, and which pictures can be shown after what was lost. Pure.

import type { FrameHead } from "../../../protocol/frames.ts";

export interface Order {
  /** The least number that isn't old. */
  readonly next: number;
  /** The number of the last picture that others may depend on, if it could be shown. */
  readonly base: number | undefined;
  /** How many came, and how many that were sent before them did not. */
  readonly came: number;
  readonly missed: number;
}

/** What is old was here before, or is a recording; what is broken needs a picture that didn't come. */
export type Verdict = "good" | "old" | "broken";

export const startOrder: Order = { next: 0, base: undefined, came: 0, missed: 0 };

/** What comes is to have been sent after that. */
export function startAt(order: Order, n: number): Order {
  return { ...order, next: Math.max(order.next, n) };
}

/** Whether what has that number may still come, for what is to be looked at before it is opened. */
export function isOld(order: Order, n: number): boolean {
  return n < order.next;
}

export function place(order: Order, head: FrameHead, back: number): readonly [Order, Verdict] {
  const { kind, key, spare, n } = head;
  if (isOld(order, n)) return [order, "old"];
  // Where one comes in says nothing of what was sent before.
  const missed = order.came === 0 ? 0 : order.missed + n - order.next;
  const next = { ...order, next: n + 1, came: order.came + 1, missed };
  if (kind !== "picture") return [next, "good"];
  if (key) return [{ ...next, base: n }, "good"];
  const isWhole = back > 0 && order.base === n - back;
  if (spare) return [next, isWhole ? "good" : "broken"];
  return [{ ...next, base: isWhole ? n : undefined }, isWhole ? "good" : "broken"];
}

/** What decodes them has to begin anew. */
export function breakOff(order: Order): Order {
  return { ...order, base: undefined };
}
