// Has the call tended for as long as we are in the room, by a crew that comes once the call is set up.

import { computed, effect, type Signal } from "@preact/signals";
import type { Crew, CrewOptions } from "./crew/crew.ts";
import type { CallEquipment } from "./crew/equipment.ts";
import { trackOf } from "./media/ports.ts";
import { muster } from "./mustering.ts";
import type { Studio } from "./studio.ts";

export interface TendingOptions extends Omit<CrewOptions, "camera" | "shownCamera" | "fitCamera"> {
  readonly studio: Studio;
  readonly equipment: Signal<CallEquipment | undefined>;
  readonly isReached: () => boolean;
}

/** How a screen is shared, or no more; it may be asked for before the crew is there. */
export function tend(options: TendingOptions): Crew["share"] {
  const { clock, view, equipment, notice } = options;
  const { devices, captures } = options.studio;
  const inside = computed(() => view.value !== undefined);
  let crew: Crew | undefined;
  let early = false;

  function share(on: boolean): void {
    early = on && !crew;
    crew?.share(on);
  }

  effect(() => {
    if (!inside.value) return undefined;
    const cancel = muster(
      clock,
      options.isReached,
      () => Promise.all([import("./crew/crew.ts"), import("./crew/equipment.ts")]),
      ([{ openCrew }, { createEquipment }]) => {
        // It outlives a wait outside.
        equipment.value ??= createEquipment({ clock, devices, captures, notice });
        crew = openCrew({
          ...options,
          // The blurred one can't tell how large it could be.
          camera: computed(() => captures.value && trackOf(devices.captures().camera.device)),
          shownCamera: computed(() => trackOf(captures.value.camera.device)),
          fitCamera: equipment.value.fitCamera,
        });
        if (early) share(true);
      },
    );
    return () => {
      cancel();
      crew?.close();
      crew = undefined;
    };
  });
  return share;
}
