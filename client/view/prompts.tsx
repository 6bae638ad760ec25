// What asks for an answer, above the tiles: callers, a host who wants one's microphone, the end.

import { can } from "../../protocol/roles.ts";
import { type InRoom, type Meeting, roleOf } from "../meeting/state.ts";
import { Callers } from "./callers.tsx";
import type { Actions } from "./model.ts";
import { describeReactions } from "./reactions.tsx";

interface PromptsProps {
  readonly meeting: Meeting & InRoom;
  readonly actions: Actions;
}

const unmuteAsked = "The host asks you to unmute";

export function Prompts({ meeting, actions }: PromptsProps) {
  const { view, panel } = meeting;
  const waiting = view.waiting ?? [];
  // In the panel of people they are all listed.
  const called = waiting.length > 0 && panel !== "people";
  return (
    <div class="prompts" data-any={view.ending || meeting.unmuteAsked || called ? "" : undefined}>
      <p class="unseen" aria-live="polite">
        {waiting.length > 0 && `Waiting to come in: ${waiting.map(({ name }) => name).join(", ")}`}
      </p>
      <p class="unseen" aria-live="polite">
        {meeting.unmuteAsked && unmuteAsked}
      </p>
      <p class="unseen" aria-live="polite">
        {describeReactions(meeting)}
      </p>
      {view.ending && (
        <p class="prompt ending">
          <span>The host is ending the meeting…</span>
          {can(roleOf(meeting), "end", view.kind) && (
            <button type="button" class="quiet" onClick={() => actions.ask("end", false)}>
              Keep it open
            </button>
          )}
        </p>
      )}
      {meeting.unmuteAsked && (
        // biome-ignore lint/a11y/useSemanticElements: a dialog would take the keyboard away.
        <div class="prompt" role="group" aria-label={unmuteAsked}>
          <span>{unmuteAsked}</span>
          <button type="button" class="accent" onClick={() => actions.answerUnmute(true)}>
            Unmute now
          </button>
          <button type="button" class="quiet" onClick={() => actions.answerUnmute(false)}>
            Stay muted
          </button>
        </div>
      )}
      {called && (
        <section class="prompt" aria-label="Waiting to come in">
          <Callers callers={waiting} most={mostCallers} ask={actions.ask} />
        </section>
      )}
    </div>
  );
}

/** More would leave no room for those who are in. */
const mostCallers = 3;
