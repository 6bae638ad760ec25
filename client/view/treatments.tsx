// What the browser does to the microphone's sound.

import type { Treatment } from "../media/ports.ts";
import type { Equipment } from "./model.ts";

const treatments = ["noiseSuppression", "echoCancellation", "autoGainControl"] as const;

const wordings: { readonly [T in Treatment]: { readonly label: string; readonly help: string } } = {
  noiseSuppression: {
    label: "Suppress noise",
    help: "Takes away what hums and rustles. Turn it off for music.",
  },
  echoCancellation: {
    label: "Cancel echo",
    help: "Keeps the others from hearing themselves. With headphones it can be off.",
  },
  autoGainControl: { label: "Even out loudness", help: "Makes a soft voice louder, and a loud one softer." },
};

export function Treatments({ equipment: { treated, treat } }: { readonly equipment: Equipment }) {
  return (
    <>
      {treatments.map((treatment) => {
        const is = treated.value[treatment];
        if (is === undefined) return null;
        const { label, help } = wordings[treatment];
        return (
          <div key={treatment}>
            <label class="choice">
              <input
                type="checkbox"
                checked={is}
                aria-describedby={`${treatment}-help`}
                onChange={({ currentTarget }) => treat(treatment, currentTarget.checked)}
              />
              <span>{label}</span>
            </label>
            <p class="hint" id={`${treatment}-help`}>
              {help}
            </p>
          </div>
        );
      })}
    </>
  );
}
