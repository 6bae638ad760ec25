// How one looks at the meeting.

import { canFloat, closeFloating, floating, openFloating } from "./floating.ts";
import { Glyph } from "./glyph.tsx";
import { Icon } from "./icon.tsx";
import type { Layout, Model } from "./model.ts";

const layouts = [
  ["grid", "Grid"],
  ["speaker", "Speaker"],
] as const satisfies readonly (readonly [Layout, string])[];

export function ViewMenu({ model }: { readonly model: Model }) {
  const { actions, layout, soundOnly } = model;
  const full = document.fullscreenElement !== null;
  return (
    <>
      {layouts.map(([value, name]) => (
        <button
          key={value}
          type="button"
          class="item"
          aria-pressed={layout.value === value}
          onClick={() => actions.arrange(value)}
        >
          <Glyph name={value} /> {name}
        </button>
      ))}
      {document.fullscreenEnabled && (
        <button type="button" class="item" onClick={full ? leaveFullScreen : fillScreen}>
          <Glyph name={full ? "shrink" : "enlarge"} /> {full ? "Leave full screen" : "Full screen"}
        </button>
      )}
      {canFloat() && (
        <button
          type="button"
          class="item"
          onClick={() => (floating.value ? closeFloating() : void openFloating(model))}
        >
          <Glyph name="floating" /> {floating.value ? "Leave picture in picture" : "Picture in picture"}
        </button>
      )}
      <button type="button" class="item" onClick={() => actions.setSoundOnly(!soundOnly.value)}>
        <Icon name={soundOnly.value ? "camera" : "sound"} />{" "}
        {soundOnly.value ? "Pictures again" : "Sound only"}
      </button>
    </>
  );
}

function fillScreen(): void {
  // Where a browser has reasons of its own against it, everything is as it was.
  void document.documentElement.requestFullscreen().catch(() => {});
}

function leaveFullScreen(): void {
  void document.exitFullscreen().catch(() => {});
}
