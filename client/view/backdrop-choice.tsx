// Whether what is behind oneself is blurred.

import type { Model } from "./model.ts";

const words: { readonly [State in Model["backdrop"]["value"]]: string } = {
  off: "Blurred by this device: your picture goes nowhere else for it.",
  loading: "Getting ready…",
  on: "Only you are seen sharp.",
  failed: "This device can't, or not in time.",
};

export function BackdropChoice({ model: { backdrop, actions } }: { readonly model: Model }) {
  const state = backdrop.value;
  return (
    <div>
      <label class="choice">
        <input
          type="checkbox"
          checked={state === "on" || state === "loading"}
          aria-describedby="blur-help"
          onChange={({ currentTarget }) => actions.blur(currentTarget.checked)}
        />
        <span>Blur my background</span>
      </label>
      <p class="hint" id="blur-help" role="status">
        {words[state]}
      </p>
    </div>
  );
}
