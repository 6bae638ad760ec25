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
  return { chat: { newest: line.n, lines: recent([...chat.lines, line]) }, line };
}

/** As many of the newest as may be remembered. */
function recent(lines: readonly Line[]): readonly Line[] {
  let size = 0;
  const forgotten = lines.findLastIndex(({ message }) => {
    size += message.length;
    return size > limits.historySize;
  });
  return lines.slice(Math.max(forgotten + 1, lines.length - limits.history));
}
