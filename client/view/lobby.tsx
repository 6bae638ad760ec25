// Before the room: how one looks and sounds, under which name, and who is inside already.

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { tidyName } from "../../protocol/parse.ts";
import { limits } from "../../protocol/protocol.ts";
import { kinds, trackOf } from "../media/ports.ts";
import type { Meeting } from "../meeting/state.ts";
import { DevicePicker } from "./device-picker.tsx";
import { DeviceTroubles } from "./device-trouble.tsx";
import { MediaToggle } from "./media-toggle.tsx";
import type { Model } from "./model.ts";
import { Padlock } from "./padlock.tsx";
import { Picture } from "./picture.tsx";

export function Lobby({ model, meeting }: { readonly model: Model; readonly meeting: Meeting }) {
  const { actions, captures } = model;
  const field = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const name = useSignal(model.name);
  const nameMissing = useSignal(false);
  const joining = meeting.phase === "joining";
  const twins = meeting.otherTabs.filter((tab) => tab.name === tidyName(name.value));

  useLayoutEffect(() => {
    // Enter joins either way: the field is in the button's form.
    (model.name ? button : field).current?.focus();
  }, []);

  function join(inPlaceOf: readonly string[]): void {
    const tidy = tidyName(name.value);
    nameMissing.value = tidy === "";
    if (nameMissing.value) field.current?.focus();
    else actions.join(tidy, inPlaceOf);
  }

  return (
    <main class="lobby">
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
      <form
        class="entrance"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          join(twins.map(({ id }) => id));
        }}
      >
        <h1>{titleOf(meeting.room)}</h1>
        <Inside names={meeting.inside} />
        <div class="sealing">
          <Padlock key={String(meeting.sealed)} sealed={meeting.sealed} />
          {!meeting.sealed && model.canSeal && !joining && meeting.inside?.length === 0 && (
            <button type="button" class="quiet" onClick={actions.seal}>
              Seal this room
            </button>
          )}
        </div>
        <label class="field" for="name">
          <span>Your name</span>
          <input
            id="name"
            ref={field}
            value={name.value}
            maxLength={limits.name}
            autoComplete="name"
            aria-invalid={nameMissing.value}
            aria-describedby="name-fault"
            onInput={(event) => {
              name.value = event.currentTarget.value;
              nameMissing.value = false;
            }}
          />
        </label>
        <p class="fault" id="name-fault" role="alert">
          {nameMissing.value && "Type a name for the others to see."}
        </p>
        {kinds.map((kind) => (
          <DevicePicker
            key={kind}
            kind={kind}
            capture={captures.value[kind]}
            onChoose={(id) => actions.choose(kind, id)}
          />
        ))}
        <DeviceTroubles captures={captures.value} onRetry={(kind) => actions.turn(kind, true)} />
        {twins.length > 0 && (
          <p class="trouble" role="status">
            <span>You are in this room already, in another tab. Joining moves you here.</span>
            <button type="button" class="quiet" onClick={() => join([])}>
              Be in both tabs
            </button>
          </p>
        )}
        {meeting.phase === "lobby" && meeting.refusal && (
          <p class="trouble" role="alert">
            {meeting.refusal}
          </p>
        )}
        <button type="submit" class="accent join" ref={button} aria-busy={joining}>
          Join
        </button>
        <p class="hint" role="status">
          {joining &&
            meeting.server !== "here" &&
            "Waiting for the server. You will be in as soon as it answers."}
        </p>
      </form>
    </main>
  );
}

/** A room made by the redirect has no name that says anything. */
function titleOf(room: string): string {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(room) ? "Ready to join?" : room;
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

function Inside({ names }: { readonly names: readonly string[] | undefined }) {
  return (
    <p class="inside" aria-live="polite">
      {names === undefined
        ? "\u00a0"
        : names.length === 0
          ? "Nobody is inside yet."
          : `Inside: ${listOf(names)}`}
    </p>
  );
}

/** More names than this are counted instead. */
const mostNames = 6;

function listOf(names: readonly string[]): string {
  const shown = names.length > mostNames ? names.slice(0, mostNames - 1) : names;
  const others = names.length - shown.length;
  const parts = others > 0 ? [...shown, `${others} others`] : shown;
  return new Intl.ListFormat("en").format(parts);
}
