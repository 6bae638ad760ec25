// The microphone's and the camera's switches, the same in the lobby and in the room.

import type { Device, Kind } from "../media/ports.ts";
import { Icon } from "./icon.tsx";

const faces = {
  microphone: { on: ["microphone", "Mute"], off: ["microphoneOff", "Unmute"] },
  camera: { on: ["camera", "Stop camera"], off: ["cameraOff", "Start camera"] },
} as const satisfies Record<Kind, unknown>;

interface MediaToggleProps {
  readonly kind: Kind;
  readonly device: Device;
  readonly onTurn: (on: boolean) => void;
  /** Why it may not be turned on; whoever presses it nevertheless is told. */
  readonly barrier?: string | undefined;
}

export function MediaToggle({ kind, device, onTurn, barrier }: MediaToggleProps) {
  const on = device.status === "on" || device.status === "starting";
  const [icon, label] = on ? faces[kind].on : faces[kind].off;
  return (
    <button
      type="button"
      class="control"
      data-off={!on}
      aria-busy={device.status === "starting"}
      aria-disabled={!on && barrier !== undefined}
      title={on ? undefined : barrier}
      onClick={() => onTurn(!on)}
    >
      <Icon name={icon} />
      <span class="label">{label}</span>
    </button>
  );
}
