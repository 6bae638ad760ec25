// Devices over fake media, with what they told.

import { createDevices, type Devices } from "../../client/media/devices.ts";
import { type Capture, type Kind, trackOf } from "../../client/media/ports.ts";
import { FakeMedia } from "./media.ts";

export interface Fixture {
  readonly devices: Devices;
  /** Each state of each kind that was told of, in order: "camera on", "microphone failed". */
  readonly told: string[];
  readonly lost: (readonly [Kind, string | undefined])[];
  readonly refused: (readonly [Kind, string | undefined])[];
  /** What was sent of each kind, in order: the labels of its tracks, or nothing. */
  readonly sent: { readonly [K in Kind]: (string | undefined)[] };
  readonly taken: Kind[];
}

export interface Surroundings {
  readonly permission?: PermissionState;
  readonly upright?: boolean;
}

export function setUp(media: FakeMedia | undefined, surroundings: Surroundings = {}): Fixture {
  const { permission, upright = false } = surroundings;
  const told: string[] = [];
  const lost: (readonly [Kind, string | undefined])[] = [];
  const refused: (readonly [Kind, string | undefined])[] = [];
  const sent: Fixture["sent"] = { microphone: [], camera: [] };
  const taken: Kind[] = [];
  const devices = createDevices({
    media,
    permission: async () => permission,
    upright,
    onChange: (kind, { device }) => {
      const state = `${kind} ${device.status}`;
      if (told.at(-1) !== state) told.push(state);
      const track = trackOf(device);
      const label = track?.readyState === "live" ? track.label : undefined;
      if (sent[kind].length === 0 || sent[kind].at(-1) !== label) sent[kind].push(label);
    },
    onLost: (kind, label) => lost.push([kind, label]),
    onRefused: (kind, label) => refused.push([kind, label]),
    onTaken: (kind) => taken.push(kind),
  });
  return { devices, told, lost, refused, sent, taken };
}

export function withBoth(): FakeMedia {
  return new FakeMedia({ id: "headset", kind: "microphone" }, { id: "webcam", kind: "camera" });
}

export const both = { microphone: true, camera: true };
export const other = { microphone: "camera", camera: "microphone" } as const;

export async function started(
  media: FakeMedia,
  chosen: { microphone?: string; camera?: string } = {},
  surroundings: Surroundings = {},
) {
  const fixture = setUp(media, surroundings);
  await fixture.devices.start(both, chosen);
  return fixture;
}

export const statusOf = ({ device }: Capture) => device.status;
export const labelOf = ({ device }: Capture) => trackOf(device)?.label;
