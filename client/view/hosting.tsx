// What a host sets for the room, whose turn it is, and the end.

import { limits, type Settings } from "../../protocol/protocol.ts";
import { can } from "../../protocol/roles.ts";
import { type InRoom, type Meeting, roleOf } from "../meeting/state.ts";
import type { Actions } from "./model.ts";
import { RaisedHands } from "./raised-hands.tsx";

interface HostingProps {
  readonly meeting: Meeting & InRoom;
  readonly actions: Actions;
}

export function Hosting({ meeting, actions }: HostingProps) {
  const { settings, kind } = meeting.view;
  const role = roleOf(meeting);
  const classroom = kind === "classroom";
  const set = (changed: Partial<Settings>) => actions.ask("set-room", changed);
  return (
    <div class="hosting">
      <Choice
        label="Let new people in one by one"
        is={settings.waitingRoom}
        onSet={(waitingRoom) => set({ waitingRoom })}
      />
      <Choice label="People may unmute themselves" is={settings.unmute} onSet={(unmute) => set({ unmute })} />
      <Choice
        label={`${classroom ? "Students'" : "People's"} lines are read by everybody`}
        is={settings.chat === "everybody"}
        onSet={(is) => set({ chat: is ? "everybody" : "hosts" })}
      />
      {classroom && (
        <Choice
          label="Students see how many they are"
          is={settings.count}
          onSet={(count) => set({ count })}
        />
      )}
      <RaisedHands meeting={meeting} ask={actions.ask} />
      {can(role, "get-deed", kind) && (
        <section>
          <h3>Your other device</h3>
          <p class="hint">Whoever has it is the host: for your own other device only.</p>
          <button type="button" class="quiet" onClick={actions.shareDeed}>
            Copy host link
          </button>
        </section>
      )}
      {can(role, "end", kind) && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const word = new FormData(event.currentTarget).get("word");
            actions.end(String(word ?? "").trim());
          }}
        >
          <h3>End for everybody</h3>
          <label class="field" for="word">
            <span>A last word</span>
            <input id="word" name="word" maxLength={limits.message} autoComplete="off" />
          </label>
          <button type="submit" class="quiet" data-danger="">
            End for all
          </button>
        </form>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly is: boolean;
  readonly onSet: (is: boolean) => void;
}

function Choice({ label, is, onSet }: ChoiceProps) {
  return (
    <label class="choice">
      <input type="checkbox" checked={is} onChange={({ currentTarget }) => onSet(currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
