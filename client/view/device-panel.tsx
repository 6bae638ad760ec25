// Which devices are in use, in mid-call.

import { kinds } from "../media/ports.ts";
import { DevicePicker } from "./device-picker.tsx";
import { DeviceTroubles } from "./device-trouble.tsx";
import type { Model } from "./model.ts";

export function DevicePanel({ model: { captures, actions } }: { readonly model: Model }) {
  return (
    <div class="device-panel">
      {kinds.map((kind) => (
        <DevicePicker
          key={kind}
          kind={kind}
          capture={captures.value[kind]}
          onChoose={(id) => actions.choose(kind, id)}
        />
      ))}
      <DeviceTroubles captures={captures.value} onRetry={(kind) => actions.turn(kind, true)} />
    </div>
  );
}
