// How somebody had the sound at other visits: what is done to their own, and where they hear the others'.

import { isRecord } from "../../protocol/parse.ts";

export interface Preferences {
  readonly speaker?: string;
  readonly noiseSuppression?: boolean;
  readonly echoCancellation?: boolean;
  readonly autoGainControl?: boolean;
}

const key = "parley/sound";

export function recallPreferences(): Preferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    if (!isRecord(kept)) return {};
    const { speaker, noiseSuppression, echoCancellation, autoGainControl } = kept;
    return {
      ...(typeof speaker === "string" && { speaker }),
      ...(typeof noiseSuppression === "boolean" && { noiseSuppression }),
      ...(typeof echoCancellation === "boolean" && { echoCancellation }),
      ...(typeof autoGainControl === "boolean" && { autoGainControl }),
    };
  } catch {
    // A browser may refuse to keep anything; then all is as usual.
    return {};
  }
}

export function rememberPreferences(more: Preferences): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...recallPreferences(), ...more }));
  } catch {
    // As above.
  }
}
