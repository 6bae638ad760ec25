// What the room is to be, for whoever opens it.

import type { Signal } from "@preact/signals";
import type { RoomKind } from "../../protocol/protocol.ts";

const kinds = [
  ["meeting", "Meeting", "Everybody sees everybody."],
  ["classroom", "Classroom", "You see everybody; a student sees only you."],
] as const satisfies readonly (readonly [RoomKind, string, string])[];

interface KindChoiceProps {
  readonly kind: Signal<RoomKind>;
  readonly disabled: boolean;
}

export function KindChoice({ kind, disabled }: KindChoiceProps) {
  return (
    <fieldset class="kinds" disabled={disabled}>
      <legend>Open it as a</legend>
      {kinds.map(([value, name, meaning]) => (
        <div key={value}>
          <input
            type="radio"
            name="kind"
            id={`kind-${value}`}
            checked={kind.value === value}
            aria-describedby={`kind-${value}-meaning`}
            onChange={() => {
              kind.value = value;
            }}
          />
          <label for={`kind-${value}`}>{name}</label>
          <p class="hint" id={`kind-${value}-meaning`}>
            {meaning}
          </p>
        </div>
      ))}
    </fieldset>
  );
}
