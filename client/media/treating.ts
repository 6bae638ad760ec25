// What the browser does to the microphone's sound, each of it to be switched in mid-call.

import type { Devices } from "./devices.ts";
import { type Treated, type Treatment, trackOf } from "./ports.ts";

const treatments = [
  "noiseSuppression",
  "echoCancellation",
  "autoGainControl",
] as const satisfies readonly Treatment[];

export interface TreatingOptions {
  readonly devices: Pick<Devices, "captures" | "adjust" | "choose">;
  /** What this browser can do. */
  readonly supported: MediaTrackSupportedConstraints;
  /** What was switched at another time. */
  readonly kept: Treated;
  readonly onChange: (treated: Treated) => void;
}

export interface Treating {
  readonly treat: (treatment: Treatment, on: boolean) => Promise<void>;
}

export function createTreating({ devices, supported, kept, onChange }: TreatingOptions): Treating {
  let treated: Treated = {};

  async function apply(changed: Treated): Promise<void> {
    treated = { ...treated, ...changed };
    onChange(treated);
    await devices.adjust("microphone", changed);
    const { device, chosen } = devices.captures().microphone;
    const settings = trackOf(device)?.getSettings();
    const unchanged = treatments.some(
      (name) => changed[name] !== undefined && (settings?.[name] ?? treated[name]) !== treated[name],
    );
    // Most browsers settle it when a microphone is opened, and say nothing of it later.
    if (unchanged) await devices.choose("microphone", chosen ?? "");
  }

  // It has been opened as usual.
  const usual = treatments.filter((name) => supported[name]);
  treated = Object.fromEntries(usual.map((name) => [name, true]));
  void apply(Object.fromEntries(usual.flatMap((name) => (kept[name] === false ? [[name, false]] : []))));

  return { treat: (treatment, on) => apply({ [treatment]: on }) };
}
