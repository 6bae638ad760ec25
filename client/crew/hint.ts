// When to say that sound alone would go better: on a line that has been poor to most of the others for a while. Pure.

import type { MemberId } from "../../protocol/protocol.ts";
import type { Sign } from "../media/ports.ts";

/** A lift, a tunnel, a door: over by then. */
const whileMs = 12_000;
/** Whoever was told and didn't want it knows by now. */
const againMs = 600_000;

export interface Hint {
  readonly poorSince: number | undefined;
  readonly saidAt: number | undefined;
}

export const noHint: Hint = { poorSince: undefined, saidAt: undefined };

export function consider(
  { poorSince, saidAt }: Hint,
  signs: ReadonlyMap<MemberId, Sign>,
  now: number,
): Hint & { readonly due: boolean } {
  const poor = [...signs.values()].filter((sign) => sign === "poor").length;
  // Half of them, and it is our line rather than theirs.
  if (poor === 0 || poor * 2 < signs.size) return { poorSince: undefined, saidAt, due: false };
  const since = poorSince ?? now;
  const due = now - since >= whileMs && (saidAt === undefined || now - saidAt >= againMs);
  return { poorSince: since, saidAt: due ? now : saidAt, due };
}
