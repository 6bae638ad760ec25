// Whose turn it is, in the order in which they asked, for the hosts.

import { can } from "../../protocol/roles.ts";
import { type InRoom, type Meeting, roleOf } from "../meeting/state.ts";
import { Hand } from "./hand.tsx";
import type { Actions } from "./model.ts";

interface RaisedHandsProps {
  readonly meeting: Meeting & InRoom;
  readonly ask: Actions["ask"];
}

export function RaisedHands({ meeting, ask }: RaisedHandsProps) {
  const { members, kind, floor } = meeting.view;
  const hands = members
    .flatMap(({ id, name, role, hand }) => (hand === undefined ? [] : { id, name, role, hand }))
    .sort((one, other) => one.hand - other.hand);
  if (hands.length === 0) return null;
  return (
    <section>
      <h3>Raised hands</h3>
      <ol>
        {hands.map(({ id, name, role, hand }) => {
          const label = `hand-${id}`;
          return (
            <li key={id}>
              <Hand n={hand} />
              <span class="caller" id={label}>
                {name}
              </span>
              {can(roleOf(meeting), "give-floor", kind, role) && floor !== id && (
                <button
                  type="button"
                  class="quiet go"
                  aria-describedby={label}
                  onClick={() => ask("give-floor", id)}
                >
                  Give the floor
                </button>
              )}
              <button
                type="button"
                class="quiet"
                aria-describedby={label}
                onClick={() => ask("lower-hand", id)}
              >
                Lower hand
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
