// How well somebody comes through: three bars, and the way to more of it.

import type { MemberView } from "../../protocol/protocol.ts";
import type { Sign } from "../media/ports.ts";
import type { Model } from "./model.ts";

const words: { readonly [S in Sign]: string } = {
  good: "Good connection",
  fair: "Fair connection",
  poor: "Weak connection",
};

/** One, two, or all three. */
const bars: { readonly [S in Sign]: string } = {
  poor: "M2.5 11V8",
  fair: "M2.5 11V8M8 11V5",
  good: "M2.5 11V8M8 11V5M13.5 11V1",
};

interface LinkSignProps {
  readonly member: MemberView;
  readonly signs: Model["signs"];
  /** There is room for what is amiss only. */
  readonly tiny: boolean;
  readonly onPress: () => void;
}

export function LinkSign({ member: { id, name }, signs, tiny, onPress }: LinkSignProps) {
  const sign = signs.value.get(id);
  if (!sign || (tiny && sign !== "poor")) return null;
  const drawn = (
    <svg viewBox="0 0 16 12" aria-hidden="true">
      <path d={bars.good} />
      <path d={bars[sign]} />
    </svg>
  );
  // All of a tiny tile is one button already.
  if (tiny)
    return (
      <span class="sign" role="img" aria-label={words[sign]} title={words[sign]}>
        {drawn}
      </span>
    );
  return (
    <button
      type="button"
      class="sign"
      aria-label={`Connection of ${name}`}
      title={words[sign]}
      onClick={onPress}
    >
      {drawn}
    </button>
  );
}
