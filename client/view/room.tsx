// The meeting itself: stage, controls, and a panel beside them.

import type { InRoom, Meeting } from "../meeting/state.ts";
import { Controls } from "./controls.tsx";
import { Icon } from "./icon.tsx";
import { useLasting } from "./lasting.ts";
import { useAnnex } from "./loading.ts";
import type { Model } from "./model.ts";
import { Stage } from "./stage.tsx";

/** What is there by then needs no word. */
const soonMs = 400;

export function Room({ model, meeting }: { readonly model: Model; readonly meeting: Meeting & InRoom }) {
  const open = meeting.panel !== "none";
  const annex = useAnnex(open, meeting.server === "here");
  const late = useLasting(open && !annex, soonMs);
  return (
    <div class="room" data-panel={meeting.panel}>
      <Stage model={model} meeting={meeting} annex={annex} />
      {annex && <annex.OpenPanel model={model} meeting={meeting} />}
      {late && (
        <p class="unready" role="alert">
          This opens as soon as the server can be reached.
        </p>
      )}
      {model.soundBlocked.value && (
        <button
          type="button"
          class="restore-sound accent"
          onClick={() => {
            model.soundBlocked.value = false;
          }}
        >
          <Icon name="sound" /> Turn the sound on
        </button>
      )}
      <Controls model={model} meeting={meeting} annex={annex} />
    </div>
  );
}
