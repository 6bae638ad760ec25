// The system's own blur, where the camera has one: nothing is loaded for it, and it costs next to nothing.

import type { Backdrop, BackdropOptions } from "./ports.ts";

interface Blurring {
  readonly backgroundBlur?: unknown;
}

/** Nothing where the system has none. */
export async function openPlatformBackdrop(
  camera: MediaStreamTrack,
  { onTrouble }: BackdropOptions,
): Promise<Backdrop | undefined> {
  // Not every browser has it.
  const { backgroundBlur: choices }: Blurring = camera.getCapabilities?.() ?? {};
  if (!Array.isArray(choices) || !choices.includes(true)) return undefined;
  const isBlurred = () => {
    const { backgroundBlur }: Blurring = camera.getSettings();
    return backgroundBlur === true;
  };
  const set = async (backgroundBlur: boolean) => {
    const wanted: MediaTrackConstraints & Blurring = { ...camera.getConstraints(), backgroundBlur };
    await camera.applyConstraints(wanted).catch(() => {});
  };
  // The system has a switch of its own for it.
  const watch = () => {
    if (!isBlurred()) onTrouble("unavailable");
  };

  await set(true);
  // Promised and not kept: it is blurred here instead.
  if (!isBlurred()) return undefined;
  camera.addEventListener("configurationchange", watch);
  return {
    track: camera,
    close: () => {
      camera.removeEventListener("configurationchange", watch);
      void set(false);
    },
  };
}
