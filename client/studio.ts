// One's own camera and microphone, as the others may see and hear them.

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Blurring } from "./crew/blurring.ts";
import type { BackdropState } from "./media/backdrop/ports.ts";
import { createDevices, type Devices } from "./media/devices.ts";
import { type Capture, type Captures, type Clock, type Kind, kinds } from "./media/ports.ts";

/** What a machine takes after its sleep to find its cameras. */
const deviceMs = 1_500;

export interface StudioOptions {
  readonly clock: Clock;
  readonly soundOnly: Signal<boolean>;
  readonly onPresent: (kind: Kind, capture: Capture) => void;
  readonly notice: (text: string) => void;
}

export interface Studio {
  readonly devices: Devices;
  readonly captures: ReadonlySignal<Captures>;
  readonly backdrop: ReadonlySignal<BackdropState>;
  readonly isOn: (kind: Kind) => boolean;
  /** Whether nothing is about to change by itself. */
  readonly isReady: () => boolean;
  readonly blur: (on: boolean) => Promise<void>;
  readonly setSoundOnly: (on: boolean) => void;
  readonly revive: () => void;
}

export function openStudio({ clock, soundOnly, onPresent, notice }: StudioOptions): Studio {
  const devices = createDevices({
    media: navigator.mediaDevices,
    permission: (kind) =>
      navigator.permissions
        ?.query({ name: kind as PermissionName })
        .then(({ state }) => state)
        .catch(() => undefined),
    upright: screen.height > screen.width,
    onChange: (kind, capture) => {
      if (kind === "camera" && blurring) blurring.setCamera(capture);
      else present(kind, capture);
    },
    onLost: (kind, label) => tellUsed(`The ${kind} went away.`, label),
    onRefused: (kind, label) => tellUsed(`That ${kind} can't be used.`, label),
    onTaken: (kind) => {
      // A phone takes the camera of whatever is behind, and gives it back.
      if (!document.hidden)
        notice(`The ${kind} gives nothing: another program, or a call, may have taken it.`);
    },
  });
  const captures = signal<Captures>(devices.captures());
  const backdrop = signal<BackdropState>("off");
  let blurring: Blurring | undefined;
  /** The camera that pictures again brings back. */
  let hadCamera = false;

  function tellUsed(text: string, label: string | undefined): void {
    notice(label ? `${text} Now in use: ${label}` : text);
  }

  function present(kind: Kind, capture: Capture): void {
    captures.value = { ...captures.value, [kind]: capture };
    onPresent(kind, capture);
  }

  const isOn = (kind: Kind) => captures.value[kind].device.status === "on";

  return {
    devices,
    captures,
    backdrop,
    isOn,
    isReady: () => kinds.every((kind) => captures.value[kind].device.status !== "starting"),
    blur: async (on) => {
      try {
        const { createBlurring } = await import("./crew/blurring.ts");
        blurring ??= createBlurring({ devices, backdrop, present, notice });
        blurring.want(on);
      } catch {
        backdrop.value = "failed";
      }
    },
    setSoundOnly: (on) => {
      if (on === soundOnly.value) return;
      soundOnly.value = on;
      if (on) hadCamera = isOn("camera");
      if (hadCamera) void devices.turn("camera", !on);
    },
    revive: () => {
      void devices.revive();
      // Those that are plugged in take a moment to be there.
      clock.after(deviceMs, () => void devices.revive());
    },
  };
}
