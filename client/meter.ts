// How loud one's own microphone is, for as long as one isn't in the room.

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { watchLevel } from "./media/level.ts";
import { type Captures, trackOf } from "./media/ports.ts";
import type { Meeting } from "./meeting/state.ts";

export function openMeter(
  sound: AudioContext,
  meeting: ReadonlySignal<Meeting>,
  captures: ReadonlySignal<Captures>,
): ReadonlySignal<number> {
  const level = signal(0);
  let stop = () => {};
  let watched: MediaStreamTrack | undefined;
  effect(() => {
    const { phase } = meeting.value;
    const before = phase === "lobby" || phase === "joining";
    const track = before ? trackOf(captures.value.microphone.device) : undefined;
    if (track === watched) return;
    watched = track;
    stop();
    stop = track
      ? watchLevel(sound, track, (loudness) => {
          level.value = loudness;
        })
      : () => {};
  });
  return level;
}
