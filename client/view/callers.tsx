// Those who wait outside, for whoever may let them in.

import { useRef } from "preact/hooks";
import type { Caller } from "../../protocol/protocol.ts";
import { useHandover } from "./handover.ts";
import type { Actions } from "./model.ts";

interface CallersProps {
  readonly callers: readonly Caller[];
  /** The others are only counted. */
  readonly most?: number;
  readonly ask: Actions["ask"];
}

export function Callers({ callers, most = callers.length, ask }: CallersProps) {
  return (
    <ul class="callers">
      {callers.slice(0, most).map((caller) => (
        <Row key={caller.id} caller={caller} ask={ask} />
      ))}
      {callers.length > 1 && (
        <li>
          <span class="caller">{callers.length > most && `+${callers.length - most} more`}</span>
          <button type="button" class="quiet" onClick={() => ask("admit", null)}>
            Admit all
          </button>
          <button type="button" class="quiet" onClick={() => ask("turn-away", null)}>
            Refuse all
          </button>
        </li>
      )}
    </ul>
  );
}

function Row({
  caller: { id, name, forecast },
  ask,
}: {
  readonly caller: Caller;
  readonly ask: Actions["ask"];
}) {
  const element = useRef<HTMLLIElement>(null);
  useHandover(element);
  const label = `caller-${id}`;
  return (
    <li ref={element}>
      <span class="caller" id={label}>
        {name} <small>wants to come in{forecast === "none" && ", but no connection is expected"}</small>
      </span>
      <button type="button" class="quiet go" aria-describedby={label} onClick={() => ask("admit", id)}>
        Admit
      </button>
      <button type="button" class="quiet" aria-describedby={label} onClick={() => ask("turn-away", id)}>
        Refuse
      </button>
    </li>
  );
}
