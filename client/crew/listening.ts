// Hears who speaks, and says so when it changes.

import type { MemberId } from "../../protocol/protocol.ts";
import type { Clock } from "../media/ports.ts";
import { listen, silence, speakersIn } from "./speech.ts";

/** Soon enough for a ring to come with the voice; each look waits for the thread that plays the sound. */
const everyMs = 150;

export interface ListeningOptions {
  readonly self: MemberId;
  readonly clock: Clock;
  /** How loud each is who could be heard, 0 to 1. */
  readonly levels: () => ReadonlyMap<MemberId, number>;
  readonly onSpeaking: (ids: ReadonlySet<MemberId>) => void;
  readonly onSpeaker: (id: MemberId | undefined) => void;
}

export function startListening({ self, clock, levels, onSpeaking, onSpeaker }: ListeningOptions): () => void {
  let speech = silence;
  let speaking: ReadonlySet<MemberId> = new Set();
  let cancel = clock.after(everyMs, hear);

  function hear(): void {
    const before = speech;
    speech = listen(speech, levels(), self, clock.now());
    const now = speakersIn(speech);
    if (now.size !== speaking.size || [...now].some((id) => !speaking.has(id))) {
      speaking = now;
      onSpeaking(now);
    }
    if (speech.speaker !== before.speaker) onSpeaker(speech.speaker);
    cancel = clock.after(everyMs, hear);
  }

  return () => cancel();
}
