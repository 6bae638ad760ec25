// What was said while the room has lived, bounded.

import { type Line, limits } from "../../protocol/protocol.ts";

export interface Chat {
  /** The number of the newest line there ever was; 0 before the first. */
  readonly newest: number;
  readonly lines: readonly Line[];
}

export const silence: Chat = { newest: 0, lines: [] };

export function add(chat: Chat, said: Omit<Line, "n">): { readonly chat: Chat; readonly line: Line } {
  const line = { n: chat.newest + 1, ...said };
  return { chat: { newest: line.n, lines: [...chat.lines, line].slice(-limits.history) }, line };
}
