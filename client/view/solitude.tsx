// What to do where those one came to meet are missing.

import { can } from "../../protocol/roles.ts";
import { type InRoom, type Meeting, roleOf } from "../meeting/state.ts";

export function Solitude({ meeting }: { readonly meeting: Meeting & InRoom }) {
  const { members, kind, host } = meeting.view;
  if (!can(roleOf(meeting), "see-everybody", kind) && kind === "classroom")
    return host === null ? (
      <p class="alone away">
        <strong>The teacher is away.</strong> The class waits for them; the chat goes on.
      </p>
    ) : null;
  if (members.length !== 1) return null;
  return (
    <p class="alone">
      Nobody else is here yet.{" "}
      {meeting.sealed ? (
        "Press Invite for the link: it carries the key."
      ) : (
        <>
          Whoever opens this link comes in:{" "}
          <strong class="address">{location.host + location.pathname}</strong>
        </>
      )}
    </p>
  );
}
