// What this browser remembers between visits: a name, and which devices were chosen.

import { isRecord } from "../../protocol/parse.ts";

export interface Memory {
  readonly name?: string;
  readonly microphone?: string;
  readonly camera?: string;
}

const key = "parley";

export function recall(): Memory {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    if (!isRecord(kept)) return {};
    const { name, microphone, camera } = kept;
    return {
      ...(typeof name === "string" && { name }),
      ...(typeof microphone === "string" && { microphone }),
      ...(typeof camera === "string" && { camera }),
    };
  } catch {
    // A browser may refuse to keep anything; then nothing is remembered.
    return {};
  }
}

export function remember(more: Memory): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...recall(), ...more }));
  } catch {
    // As above.
  }
}
