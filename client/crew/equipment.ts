// What is set of the devices in a call: what is done to the microphone's sound, and where the others' comes out.

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { Devices } from "../media/devices.ts";
import { createFitting, type FitCamera } from "../media/fitting.ts";
import type { Captures, Clock, Speakers, Treated } from "../media/ports.ts";
import { createSpeakers, type SpeakerChoice } from "../media/speakers.ts";
import { createTreating } from "../media/treating.ts";
import { recallPreferences, rememberPreferences } from "../meeting/preferences.ts";
import type { Equipment } from "../view/model.ts";

declare global {
  interface MediaDevices {
    /** Firefox lists no outputs but those that it has asked about. */
    readonly selectAudioOutput?: () => Promise<MediaDeviceInfo>;
  }
}

export interface EquipmentOptions {
  readonly clock: Clock;
  readonly devices: Devices;
  readonly captures: ReadonlySignal<Captures>;
  readonly notice: (text: string) => void;
}

export interface CallEquipment extends Equipment {
  readonly fitCamera: FitCamera;
}

export function createEquipment({ clock, devices, captures, notice }: EquipmentOptions): CallEquipment {
  // Over plain HTTP there is none of it.
  const media: MediaDevices | undefined = navigator.mediaDevices;
  const kept = recallPreferences();
  const treated = signal<Treated>({});
  const { treat } = createTreating({
    ...{ devices, kept, supported: media?.getSupportedConstraints() ?? {} },
    onChange: (now) => {
      treated.value = now;
    },
  });
  const speakers = signal<Speakers | undefined>(undefined);
  const output = media && "setSinkId" in HTMLMediaElement.prototype ? openSpeakers(media) : undefined;

  function openSpeakers(media: MediaDevices): SpeakerChoice {
    const ask = media.selectAudioOutput?.bind(media);
    const output = createSpeakers({
      after: clock.after,
      enumerate: () => media.enumerateDevices(),
      ask: ask && (async () => (await ask()).deviceId),
      players: () => [...document.querySelectorAll("video")].filter(hasSound),
      kept: kept.speaker,
      onChange: (now) => {
        speakers.value = now;
      },
      onLost: (label) => notice(`${label} can't be heard any more. Sound comes out as the system has it.`),
    });
    const inputs = computed(() => [captures.value.microphone.choices, captures.value.camera.choices]);
    // They are listed anew when something was plugged in, or may be named from now on.
    effect(() => {
      if (inputs.value.length > 0) void output.refresh();
    });
    // Whoever comes in later is heard by the same, and whoever was muted.
    for (const beginning of ["loadstart", "playing", "volumechange"])
      document.addEventListener(beginning, () => void output.route(), true);
    return output;
  }

  return {
    fitCamera: createFitting(devices),
    treated,
    treat: (treatment, on) => {
      rememberPreferences({ [treatment]: on });
      void treat(treatment, on);
    },
    speakers,
    chooseSpeaker: (id) => {
      rememberPreferences({ speaker: id });
      void output?.choose(id);
    },
    findSpeaker: () =>
      void output?.find().then(() => {
        if (speakers.value) rememberPreferences({ speaker: speakers.value.chosen });
      }),
  };
}

/** Chromium refuses to lead a picture without sound anywhere. */
function hasSound({ muted, srcObject }: HTMLVideoElement): boolean {
  return !muted && srcObject instanceof MediaStream && srcObject.getAudioTracks().length > 0;
}
