// Everybody in the room, as large as the window allows.

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { trackOf } from "../media/ports.ts";
import type { InRoom, Meeting } from "../meeting/state.ts";
import { type Size, tileSize } from "./layout.ts";
import type { Model } from "./model.ts";
import { Padlock } from "./padlock.tsx";
import { Tile } from "./tile.tsx";

/** Pixels between tiles; the sheet for the stage knows it as --gap. */
const gap = 8;

export function Stage({ model, meeting }: { readonly model: Model; readonly meeting: Meeting & InRoom }) {
  const element = useRef<HTMLElement>(null);
  const room = useSignal<Size>({ width: 0, height: 0 });

  // Measured and focused before anything is drawn.
  useLayoutEffect(() => {
    const stage = element.current;
    if (!stage) return;
    const measure = () => {
      room.value = { width: stage.clientWidth, height: stage.clientHeight };
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(stage);
    stage.focus();
    return () => observer.disconnect();
  }, []);

  const { captures, streams, soundBlocked, intercepted } = model;
  const { microphone, camera } = captures.value;
  const ownTrack = trackOf(camera.device);
  const ownStream = useMemo(() => ownTrack && new MediaStream([ownTrack]), [ownTrack]);
  const size = tileSize(room.value, meeting.members.length, gap);

  return (
    <main
      class="stage"
      ref={element}
      tabIndex={-1}
      aria-label={`Meeting in ${meeting.room}`}
      style={{ "--tile-width": `${size.width}px`, "--tile-height": `${size.height}px` }}
    >
      <Padlock sealed={meeting.sealed} />
      {meeting.members.map((member) => {
        const self = member.id === meeting.self;
        return (
          <Tile
            key={member.id}
            // One's own state is known here before the server has heard of it.
            member={
              self ? { ...member, microphone: microphone.device.status === "on", camera: !!ownTrack } : member
            }
            self={self}
            stream={self ? ownStream : streams.value.get(member.id)}
            muted={self || soundBlocked.value}
            intercepted={intercepted.value.has(member.id)}
            onSoundRefused={() => {
              if (!self) soundBlocked.value = true;
            }}
          />
        );
      })}
      {meeting.members.length === 1 && (
        <p class="alone">
          Nobody else is here yet.{" "}
          {meeting.sealed ? (
            "Press Invite for the link: it carries the key."
          ) : (
            <>
              Whoever opens this link comes in: <strong>{location.host + location.pathname}</strong>
            </>
          )}
        </p>
      )}
    </main>
  );
}
