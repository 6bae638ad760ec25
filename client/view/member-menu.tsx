// What one may do about a member, at hand on their tile and beside their name.

import type { MemberView } from "../../protocol/protocol.ts";
import type { Route } from "../media/ports.ts";
import type { InRoom, Meeting } from "../meeting/state.ts";
import { Glyph } from "./glyph.tsx";
import { listItems } from "./menu-items.ts";
import type { Actions } from "./model.ts";
import { Popover } from "./popover.tsx";

interface MemberMenuProps {
  readonly meeting: Meeting & InRoom;
  readonly member: MemberView;
  readonly route: Route | undefined;
  readonly actions: Actions;
}

export function MemberMenu({ meeting, member, route, actions }: MemberMenuProps) {
  const items = listItems(meeting, member, route);
  if (items.length === 0) return null;
  const name = `Actions for ${member.name}`;
  return (
    <Popover class="round more" title={name} name={name} face={<Glyph name="more" />}>
      {items.map(({ label, danger, act }) => (
        <button key={label} type="button" class="item" data-danger={danger} onClick={() => act(actions)}>
          {label}
        </button>
      ))}
    </Popover>
  );
}
