// Before the room: how one looks and sounds, under which name, and who is inside already.

import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { tidyName } from "../../protocol/parse.ts";
import { limits, type RoomKind } from "../../protocol/protocol.ts";
import { kinds } from "../media/ports.ts";
import type { Meeting } from "../meeting/state.ts";
import { DevicePicker } from "./device-picker.tsx";
import type { DeviceTroubles } from "./device-trouble.tsx";
import { Inside } from "./inside.tsx";
import { KindChoice } from "./kind-choice.tsx";
import { Mirror } from "./mirror.tsx";
import type { Model } from "./model.ts";
import { Outlook } from "./outlook.tsx";
import { Padlock } from "./padlock.tsx";

export function Lobby({ model, meeting }: { readonly model: Model; readonly meeting: Meeting }) {
  const { actions, captures } = model;
  const field = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const status = useRef<HTMLDivElement>(null);
  const name = useSignal(model.name);
  const nameMissing = useSignal(false);
  const roomKind = useSignal<RoomKind>("meeting");
  const joining = meeting.phase === "joining";
  const waiting = meeting.phase === "joining" ? meeting.waiting : undefined;
  const opens = mayOpen(meeting);
  const twins = meeting.otherTabs.filter((tab) => tab.name === tidyName(name.value));

  useLayoutEffect(() => {
    // Enter joins either way: the field is in the button's form.
    (model.name ? button : field).current?.focus();
  }, []);

  // On a phone it would stand below what is seen.
  useEffect(() => {
    if (waiting) status.current?.scrollIntoView({ block: "center" });
  }, [waiting]);

  function join(inPlaceOf: readonly string[]): void {
    const tidy = tidyName(name.value);
    nameMissing.value = tidy === "";
    if (nameMissing.value) field.current?.focus();
    else actions.join(tidy, roomKind.value, inPlaceOf);
  }

  return (
    <main class="lobby">
      <Mirror model={model} />
      <form
        class="entrance"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          join(twins.map(({ id }) => id));
        }}
      >
        <h1>{titleOf(meeting.room)}</h1>
        <Inside lobby={meeting.lobby} owner={meeting.owner} joining={joining} />
        <div class="sealing">
          <Padlock key={String(meeting.sealed)} sealed={meeting.sealed} />
          {!meeting.sealed && model.canSeal && !joining && opens && meeting.lobby?.seal === undefined && (
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
        {opens && <KindChoice kind={roomKind} disabled={joining} />}
        {kinds.map((kind) => (
          <DevicePicker
            key={kind}
            kind={kind}
            capture={captures.value[kind]}
            onChoose={(id) => actions.choose(kind, id)}
          />
        ))}
        <Outlook forecast={model.forecast.value} />
        <Troubles captures={captures.value} onRetry={(kind) => actions.turn(kind, true)} />
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
        <div class={waiting ? "waiting" : "hint"} role="status" ref={status}>
          {waiting ??
            (joining &&
              meeting.server !== "here" &&
              "Waiting for the server. You will be in as soon as it answers.")}
        </div>
        {waiting && (
          <button type="button" class="quiet" onClick={actions.stopWaiting}>
            Stop waiting
          </button>
        )}
      </form>
    </main>
  );
}

/** Whether the room comes to be by this person's joining. */
function mayOpen({ lobby, owner }: Meeting): boolean {
  return lobby?.kind === null && (owner || !lobby.owned);
}

/** A room made by the redirect has no name that says anything. */
function titleOf(room: string): string {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(room) ? "Ready to join?" : room;
}

/** Most people have none: what there is to say about them comes when there is something to say. */
function Troubles(props: Parameters<typeof DeviceTroubles>[0]) {
  const [words, setWords] = useState<{ readonly Troubles: typeof DeviceTroubles }>();
  const { camera, microphone } = props.captures;
  const failed = [camera, microphone].some(({ device }) => device.status === "failed");

  useEffect(() => {
    if (!failed || words) return;
    import("./device-trouble.tsx").then(
      ({ DeviceTroubles }) => setWords({ Troubles: DeviceTroubles }),
      // The next trouble asks for it again.
      () => {},
    );
  }, [failed, words]);

  return words ? <words.Troubles {...props} /> : null;
}
