// Notices that the page was asleep, or that the network is another one: whatever was under way then may
// be so no more, and nobody else may say so for a while.

export interface SlumberEvents {
  /** The page is about to be frozen. */
  readonly onDoze: () => void;
  readonly onWake: () => void;
}

const lookEveryMs = 1_000;
/** Timers of a page that is merely hidden, or on a machine at its limit, come sooner than that. */
const sleepMs = 5_000;

export function watchSlumber({ onDoze, onWake }: SlumberEvents): void {
  let looked = Date.now();
  setInterval(() => {
    const slept = Date.now() - looked > sleepMs;
    looked = Date.now();
    if (slept) onWake();
  }, lookEveryMs);
  document.addEventListener("freeze", onDoze);
  document.addEventListener("resume", onWake);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") onWake();
  });
  addEventListener("online", onWake);
  // Where the browser tells of a change that leaves it online all the time.
  if ("connection" in navigator && navigator.connection instanceof EventTarget)
    navigator.connection.addEventListener("change", onWake);
}
