// Brings in the crew in the first quiet moment of a call, and again until it is there.

import type { Clock } from "./media/ports.ts";

/** A call is set up by then. */
const quietMs = 1_000;
/** The server may be gone in that very moment. */
const againMs = 2_000;

/** `load` is tried only while the server can be reached: Firefox never asks again for a script that didn't come. */
export function muster<Module>(
  clock: Clock,
  isReached: () => boolean,
  load: () => Promise<Module>,
  onLoaded: (module: Module) => void,
): () => void {
  let closed = false;
  let cancel = clock.after(quietMs, attempt);

  async function attempt(): Promise<void> {
    const module = isReached() ? await load().catch(() => undefined) : undefined;
    if (closed) return;
    if (module) onLoaded(module);
    else cancel = clock.after(againMs, attempt);
  }

  return () => {
    closed = true;
    cancel();
  };
}
