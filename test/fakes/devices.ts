// Devices over fake media, with what they told.

import { createDevices, type Devices } from "../../client/media/devices.ts";
import { type Capture, type Kind, trackOf } from "../../client/media/ports.ts";
import { FakeMedia } from "./media.ts";

export interface Fixture {
  readonly devices: Devices;
  /** Each state of each kind that was told of, in order: "camera on", "microphone failed". */
  readonly told: string[];
  readonly lost: (readonly [Kind, string | undefined])[];
  readonly taken: Kind[];
}

export function setUp(media: FakeMedia | undefined, permission?: PermissionState): Fixture {
  const told: string[] = [];
  const lost: (readonly [Kind, string | undefined])[] = [];
  const taken: Kind[] = [];
  const devices = createDevices({
    media,
    permission: async () => permission,
    onChange: (kind, { device }) => {
      const state = `${kind} ${device.status}`;
      if (told.at(-1) !== state) told.push(state);
    },
    onLost: (kind, label) => lost.push([kind, label]),
    onTaken: (kind) => taken.push(kind),
  });
  return { devices, told, lost, taken };
}

export function withBoth(): FakeMedia {
  return new FakeMedia({ id: "headset", kind: "microphone" }, { id: "webcam", kind: "camera" });
}

export const both = { microphone: true, camera: true };
export const other = { microphone: "camera", camera: "microphone" } as const;

export async function started(media: FakeMedia, chosen: { microphone?: string; camera?: string } = {}) {
  const fixture = setUp(media);
  await fixture.devices.start(both, chosen);
  return fixture;
}

export const statusOf = ({ device }: Capture) => device.status;
export const labelOf = ({ device }: Capture) => trackOf(device)?.label;
