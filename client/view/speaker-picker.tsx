// Where the others are heard.

import type { Equipment } from "./model.ts";

export function SpeakerPicker({ equipment }: { readonly equipment: Equipment }) {
  const speakers = equipment.speakers.value;
  if (!speakers) return null;
  const { choices, chosen, canAsk } = speakers;
  if (choices.length < 2 && !canAsk) return null;
  return (
    <div class="picker">
      <label for="speaker-choice">Speaker</label>
      <select
        id="speaker-choice"
        value={chosen}
        onChange={(event) => equipment.chooseSpeaker(event.currentTarget.value)}
      >
        {choices.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
      {canAsk && (
        <button type="button" class="quiet" onClick={equipment.findSpeaker}>
          Choose another…
        </button>
      )}
    </div>
  );
}
