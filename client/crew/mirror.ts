// One's own picture, as one is shown it: while the machine is busy, in half of its frames, since nobody else sees it.

import { effect, type ReadonlySignal, type Signal, untracked } from "@preact/signals";
import type { Supply } from "../media/limit.ts";

/** Enough to see whether one is seen. */
const framesPerSecond = 10;
/** Few are so busy for as few as that. */
const fewest = 4;
/** Looks in a row that find a machine idle: it is not to waver. */
const patience = 8;

export interface MirrorOptions {
  readonly camera: ReadonlySignal<MediaStreamTrack | undefined>;
  /** Instead of the camera's; nothing where that is what is shown. */
  readonly mirror: Signal<MediaStreamTrack | undefined>;
}

export interface Mirror {
  /** To be called every few seconds. */
  readonly look: (pressure: Supply | undefined, members: number) => void;
  readonly close: () => void;
}

export function openMirror({ camera, mirror }: MirrorOptions): Mirror {
  let of: MediaStreamTrack | undefined;
  let idle = 0;

  /** At once, for a camera that is off is to be off. */
  function drop(): void {
    mirror.peek()?.stop();
    mirror.value = undefined;
    of = undefined;
  }

  function slow(track: MediaStreamTrack): void {
    const copy = track.clone();
    of = track;
    mirror.value = copy;
    // A track that can't shows as much as the camera gives.
    copy.applyConstraints({ ...track.getConstraints(), frameRate: { max: framesPerSecond } }).catch(() => {});
  }

  const stop = effect(() => {
    if (camera.value !== of) untracked(drop);
  });

  return {
    look: (pressure, members) => {
      const busy = members >= fewest && (pressure === "short" || pressure === "tight");
      idle = busy ? 0 : idle + 1;
      const track = camera.peek();
      if (busy && !of && track?.readyState === "live") slow(track);
      if (of && idle >= patience) drop();
    },
    close: () => {
      stop();
      drop();
    },
  };
}
