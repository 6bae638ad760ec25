// The sound of a call while what is heard comes by the relay. Browsers keep what comes of a call until it is played,
// and one that broke brings what was said meanwhile all at once: so it is played to nobody until it is fresh.

import type { Clock } from "../media/ports.ts";
import type { Rehearsed } from "./ports.ts";

const lookEveryMs = 250;
/** More than a browser keeps back where the network is well. */
const staleMs = 200;
/** To stop just when it is taken would hold it up once more. */
const lingerMs = 3_000;

/** How long samples were kept altogether, in seconds, and how many. */
interface Wait {
  readonly seconds: number;
  readonly samples: number;
}

/** Tells from time to time whether it is fresh, until what it returns is called. */
export function rehearse(
  { stream, measure }: Rehearsed,
  clock: Clock,
  onFresh: (fresh: boolean) => void,
): () => void {
  const element = new Audio();
  element.muted = true;
  element.srcObject = new MediaStream(stream.getAudioTracks());
  // Where it isn't let play it comes late for a while.
  void element.play().catch(() => {});
  let before: Wait | undefined;
  let over = false;

  async function look(): Promise<void> {
    const now = readWait(await measure());
    if (over) return;
    if (before && now) onFresh(isFresh(before, now));
    before = now;
    clock.after(lookEveryMs, look);
  }
  void look();

  return () => {
    over = true;
    clock.after(lingerMs, () => {
      element.srcObject = null;
    });
  };
}

/** What nobody says anything in is as fresh as can be. */
function isFresh(before: Wait, now: Wait): boolean {
  const samples = now.samples - before.samples;
  return samples <= 0 || (1_000 * (now.seconds - before.seconds)) / samples < staleMs;
}

/** Nothing where the browser doesn't tell. */
function readWait(stats: RTCStatsReport | undefined): Wait | undefined {
  let wait: Wait | undefined;
  stats?.forEach(({ type, kind, jitterBufferDelay, jitterBufferEmittedCount }) => {
    if (type !== "inbound-rtp" || kind !== "audio") return;
    if (typeof jitterBufferDelay !== "number" || typeof jitterBufferEmittedCount !== "number") return;
    wait = { seconds: jitterBufferDelay, samples: jitterBufferEmittedCount };
  });
  return wait;
}
