// The camera's size: no larger than anybody looks at.

import type { Devices } from "./devices.ts";
import { trackOf } from "./ports.ts";

/** A camera is changed seldom: one that follows each window that is drawn larger would flicker. */
const heights = [180, 240, 360, 480] as const;
/** More than that is never asked for. */
const highest = 720;
/** Of a camera that wasn't seen yet. */
const usualRatio = 16 / 9;

/** Makes the camera as high as that, in pixels, or a little higher; one that is off, when it is on. */
export type FitCamera = (height: number) => Promise<void>;

export function createFitting(devices: Pick<Devices, "captures" | "adjust">): FitCamera {
  /** What was asked of which; a camera that is changed keeps the shape that it began with. */
  const asked = new WeakMap<MediaStreamTrack, number>();
  const ratios = new WeakMap<MediaStreamTrack, number>();
  let ratio = usualRatio;

  return async (wanted) => {
    const height = heights.find((height) => height >= wanted) ?? highest;
    const track = trackOf(devices.captures().camera.device);
    if (track) {
      if (asked.get(track) === height) return;
      asked.set(track, height);
      ratio = ratios.get(track) ?? ratioOf(track.getSettings()) ?? usualRatio;
      ratios.set(track, ratio);
    }
    await devices.adjust("camera", {
      height: { ideal: height },
      width: { ideal: Math.round(height * ratio) },
    });
  };
}

function ratioOf({ width, height }: MediaTrackSettings): number | undefined {
  return width && height ? width / height : undefined;
}
