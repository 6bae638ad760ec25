// Whether one is seen blurred: the camera as it is shown and sent, and what is said where that can't be.

import type { Signal } from "@preact/signals";
import { openBackdrop } from "../media/backdrop/backdrop.ts";
import type { BackdropState, OpenBackdrop, Trouble } from "../media/backdrop/ports.ts";
import { createBackdropSwitch } from "../media/backdrop/switch.ts";
import type { Devices } from "../media/devices.ts";
import { type Capture, trackOf } from "../media/ports.ts";
import { remember } from "../meeting/memory.ts";

export interface BlurringOptions {
  readonly open?: OpenBackdrop;
  readonly devices: Pick<Devices, "captures" | "turn">;
  readonly backdrop: Signal<BackdropState>;
  /** The camera as it may be seen. */
  readonly present: (kind: "camera", camera: Capture) => void;
  readonly notice: (text: string) => void;
}

export interface Blurring {
  readonly setCamera: (camera: Capture) => void;
  readonly want: (blurred: boolean) => void;
}

const reasons: { readonly [T in Trouble]: string } = {
  unavailable: "Your background can't be blurred here.",
  strained: "This device is too slow to blur your background in time.",
};

export function createBlurring(options: BlurringOptions): Blurring {
  const { open = openBackdrop, devices, present, notice } = options;
  let { camera } = devices.captures();
  let seen = trackOf(camera.device);
  /** Whether what follows from a new camera is shown with it. */
  let changing = false;

  const backdrop = createBackdropSwitch({
    open,
    onState: (state) => {
      options.backdrop.value = state;
    },
    onTrack: (track) => {
      seen = track;
      if (!changing) show();
    },
    onTrouble: (trouble, hidden) => {
      remember({ blur: false });
      // Whoever was blurred, or was to be, decides for themselves whether to be seen as they are.
      if (hidden) void devices.turn("camera", false);
      notice(
        hidden ? `${reasons[trouble]} So your camera is off: start it to be seen without.` : reasons[trouble],
      );
    },
  });

  const show = () => present("camera", cameraAsSeen());

  function cameraAsSeen(): Capture {
    const bare = trackOf(camera.device);
    if (!bare || bare === seen) return camera;
    return { ...camera, device: seen ? { status: "on", track: seen } : { status: "starting" } };
  }

  function setCamera(next: Capture): void {
    camera = next;
    changing = true;
    backdrop.setCamera(trackOf(camera.device));
    changing = false;
    show();
  }

  setCamera(camera);
  return {
    setCamera,
    want: (blurred) => {
      remember({ blur: blurred });
      backdrop.want(blurred);
    },
  };
}
