// A phone that lies on the table during a meeting stays on. Refused, it does as it always does.

/** Keeps the screen on from the next time `wanted` says so, for as long as the page is seen. */
export function createWakefulness(): { readonly keep: (wanted: boolean) => void } {
  let wanted = false;
  let lock: Promise<WakeLockSentinel | undefined> | undefined;

  function settle(): void {
    // Browsers drop it whenever the page is hidden.
    const now = wanted && document.visibilityState === "visible";
    if (now) lock ??= navigator.wakeLock?.request("screen").catch(() => undefined);
    else {
      void lock?.then((held) => held?.release());
      lock = undefined;
    }
  }

  document.addEventListener("visibilitychange", settle);
  return {
    keep: (want) => {
      wanted = want;
      settle();
    },
  };
}
