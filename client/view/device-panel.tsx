// Which devices are in use, in mid-call.

import { kinds } from "../media/ports.ts";
import { BackdropChoice } from "./backdrop-choice.tsx";
import { DevicePicker } from "./device-picker.tsx";
import { DeviceTroubles } from "./device-trouble.tsx";
import type { Model } from "./model.ts";
import { SpeakerPicker } from "./speaker-picker.tsx";
import { Treatments } from "./treatments.tsx";

export function DevicePanel({ model }: { readonly model: Model }) {
  const { captures, equipment, actions } = model;
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
      <BackdropChoice model={model} />
      <DeviceTroubles captures={captures.value} onRetry={(kind) => actions.turn(kind, true)} />
      {equipment.value && <SpeakerPicker equipment={equipment.value} />}
      {equipment.value && <Treatments equipment={equipment.value} />}
    </div>
  );
}
