// On the tile of somebody who doesn't come through: the way to what is known of why.

import { useRef } from "preact/hooks";
import { useHandover } from "./handover.ts";

interface ExplainProps {
  readonly name: string;
  readonly onExplain: () => void;
}

export function Explain({ name, onExplain }: ExplainProps) {
  const element = useRef<HTMLButtonElement>(null);
  useHandover(element);
  return (
    <button
      type="button"
      class="explain"
      ref={element}
      aria-label={`Why can't I see ${name}?`}
      onClick={onExplain}
    >
      Why?
    </button>
  );
}
