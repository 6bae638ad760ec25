// What was said while the room has lived, bounded.

import { type Line, limits } from "../../protocol/protocol.ts";

/** A line, and who may read it besides the person who wrote it. */
export interface Kept {
  readonly line: Line;
  readonly person: string;
  readonly to: "everybody" | "hosts";
}

export interface Chat {
  /** The number of the newest line for everybody there ever was; 0 before the first. */
  readonly newest: number;
  readonly lines: readonly Kept[];
}

export const silence: Chat = { newest: 0, lines: [] };

/** What lies between two lines of one person for the hosts alone. */
const fraction = 1e-6;

export function add(
  chat: Chat,
  said: Omit<Line, "n">,
  { person, to }: Omit<Kept, "line">,
): { readonly chat: Chat; readonly line: Line } {
  const n = to === "everybody" ? chat.newest + 1 : numberInBetween(chat, person);
  const line = { n, ...said };
  const newest = Math.floor(n);
  return { chat: { newest, lines: recent([...chat.lines, { line, person, to }]) }, line };
}

/**
 * Whole numbers are for everybody. What the hosts alone may read stands in between, counted for each
 * person, so that nobody can tell from a gap that somebody else has written.
 */
function numberInBetween({ newest, lines }: Chat, person: string): number {
  const last = lines.findLast((kept) => kept.person === person && kept.line.n >= newest)?.line.n ?? newest;
  return last + fraction;
}

/** As many of the newest as may be remembered. */
function recent(lines: readonly Kept[]): readonly Kept[] {
  let size = 0;
  const forgotten = lines.findLastIndex(({ line: { message } }) => {
    size += message.length;
    return size > limits.historySize;
  });
  return lines.slice(Math.max(forgotten + 1, lines.length - limits.history));
}
