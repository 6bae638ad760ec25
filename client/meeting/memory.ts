// What this browser remembers between visits: a name, and which devices were chosen. And what a
// page leaves for the one that takes its place: how to go back in, and what is still to be said.

import { isRecord } from "../../protocol/parse.ts";
import type { RoomKind, RoomName } from "../../protocol/protocol.ts";
import type { Written } from "./outbox.ts";

export interface Memory {
  readonly name?: string;
  readonly microphone?: string;
  readonly camera?: string;
  /** Left on. */
  readonly blur?: boolean;
  readonly layout?: "grid" | "speaker";
}

const key = "parley";

export function recall(): Memory {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    if (!isRecord(kept)) return {};
    const { name, microphone, camera, blur, layout } = kept;
    return {
      ...(typeof name === "string" && { name }),
      ...(typeof microphone === "string" && { microphone }),
      ...(typeof camera === "string" && { camera }),
      ...(blur === true && { blur }),
      ...((layout === "grid" || layout === "speaker") && { layout }),
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

/** How a member was in the room when their page had to load again. */
export interface Return {
  readonly name: string;
  readonly kind: RoomKind;
  readonly microphone: boolean;
  readonly camera: boolean;
}

const returnKey = "parley/return";

export function leaveForReturn(how: Return): void {
  try {
    sessionStorage.setItem(returnKey, JSON.stringify(how));
  } catch {
    // Then they come to the lobby.
  }
}

/** Once: whoever loads the page again by themselves comes to the lobby. */
export function takeReturn(): Return | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(returnKey) ?? "null");
    sessionStorage.removeItem(returnKey);
    if (!isRecord(kept)) return undefined;
    const { name, microphone, camera } = kept;
    const kind = kept["kind"] === "classroom" ? "classroom" : "meeting";
    return typeof name === "string" && typeof microphone === "boolean" && typeof camera === "boolean"
      ? { name, kind, microphone, camera }
      : undefined;
  } catch {
    return undefined;
  }
}

const unsentKey = (room: RoomName) => `parley/unsent/${room}`;

export function keepUnsent(room: RoomName, lines: readonly Written[]): void {
  try {
    if (lines.length === 0) sessionStorage.removeItem(unsentKey(room));
    else sessionStorage.setItem(unsentKey(room), JSON.stringify(lines));
  } catch {
    // Then a reload loses it.
  }
}

export function recallUnsent(room: RoomName): readonly Written[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(unsentKey(room)) ?? "[]");
    return Array.isArray(kept) ? kept.flatMap(parseWritten) : [];
  } catch {
    return [];
  }
}

function parseWritten(input: unknown): readonly Written[] {
  if (!isRecord(input)) return [];
  const { key, message, at } = input;
  return typeof key === "string" && typeof message === "string" && typeof at === "number"
    ? [{ key, message, at }]
    : [];
}
