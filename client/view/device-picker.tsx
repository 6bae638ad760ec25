// Which camera, which microphone.

import type { Capture, Kind } from "../media/ports.ts";

const labels = { camera: "Camera", microphone: "Microphone" } as const satisfies Record<Kind, string>;

interface DevicePickerProps {
  readonly kind: Kind;
  readonly capture: Capture;
  readonly onChoose: (id: string) => void;
}

export function DevicePicker({ kind, capture: { device, choices, chosen }, onChoose }: DevicePickerProps) {
  // Where there is nothing to choose from, there is a word about why instead.
  if (choices.length === 0 && device.status === "failed") return null;
  return (
    <div class="picker">
      <label for={`${kind}-choice`}>{labels[kind]}</label>
      <select
        id={`${kind}-choice`}
        disabled={choices.length === 0}
        value={chosen ?? ""}
        onChange={(event) => onChoose(event.currentTarget.value)}
      >
        {choices.length === 0 && <option value="">None to choose from</option>}
        {choices.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
