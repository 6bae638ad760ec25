// What the crew finds out and brings about, for the view: it is there before the crew is.

import { type Signal, signal } from "@preact/signals";
import type { MemberId } from "../protocol/protocol.ts";
import type { Sample, Sign } from "./media/ports.ts";

export interface Board {
  /** The screens that are shared, one's own too. */
  readonly screens: Signal<ReadonlyMap<MemberId, MediaStream>>;
  readonly sharing: Signal<"off" | "asking" | "on">;
  readonly soundOnly: Signal<boolean>;
  /** One's own picture as one is shown it, where that isn't the camera's own. */
  readonly mirror: Signal<MediaStreamTrack | undefined>;
  /** Those who are heard at this moment, oneself included. */
  readonly speaking: Signal<ReadonlySet<MemberId>>;
  /** Of the others, who has spoken last for long enough to be looked at. */
  readonly speaker: Signal<MemberId | undefined>;
  /** How well each of the others comes through, where that is known. */
  readonly signs: Signal<ReadonlyMap<MemberId, Sign>>;
  /** Of each, what was known in the last minutes. Filled in place, since nothing is drawn by it alone. */
  readonly samples: Map<MemberId, readonly Sample[]>;
}

export function createBoard(): Board {
  return {
    screens: signal(new Map()),
    sharing: signal("off"),
    soundOnly: signal(false),
    mirror: signal(undefined),
    speaking: signal(new Set()),
    speaker: signal(undefined),
    signs: signal(new Map()),
    samples: new Map(),
  };
}
