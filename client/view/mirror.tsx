// How one will be seen and heard.

import { useMemo } from "preact/hooks";
import { kinds, trackOf } from "../media/ports.ts";
import { MediaToggle } from "./media-toggle.tsx";
import type { Model } from "./model.ts";
import { Picture } from "./picture.tsx";

export function Mirror({ model }: { readonly model: Model }) {
  const { actions, captures } = model;
  return (
    <section class="mirror" aria-label="How you will be seen and heard">
      <OwnPicture model={model} />
      <div class="toggles">
        {kinds.map((kind) => (
          <MediaToggle
            key={kind}
            kind={kind}
            device={captures.value[kind].device}
            onTurn={(on) => actions.turn(kind, on)}
          />
        ))}
        <Meter model={model} />
      </div>
    </section>
  );
}

function OwnPicture({ model: { captures } }: { readonly model: Model }) {
  const { device } = captures.value.camera;
  const track = trackOf(device);
  const stream = useMemo(() => track && new MediaStream([track]), [track]);
  return (
    <div class="own-picture" data-self="">
      <p>{device.status === "starting" ? "Starting the camera…" : "Your camera is off"}</p>
      <Picture stream={stream} shown={track !== undefined} muted />
    </div>
  );
}

function Meter({ model: { level, captures } }: { readonly model: Model }) {
  const heard = captures.value.microphone.device.status === "on";
  return (
    // biome-ignore lint/a11y/useSemanticElements: no browser lets a <meter> look like this.
    <div
      class="meter"
      role="meter"
      aria-label="Microphone level"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(level.value * 100)}
      data-silent={!heard}
    >
      <span style={{ "--level": String(level.value) }} />
    </div>
  );
}
