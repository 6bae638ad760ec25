// The lines of the chat as they stand: in the room's order, each once. Pure.

import { comparePlaces } from "../../protocol/lines.ts";
import type { HeardLine } from "./conversation.ts";

export interface ShownLine extends HeardLine {
  /** This person hasn't had it before them. */
  readonly unread: boolean;
}

/** One under another's number is another; one that its sender calls the same is the same under any. */
export function isSame(one: HeardLine, other: HeardLine): boolean {
  const sameWords = one.from === other.from && one.message === other.message && one.doubt === other.doubt;
  return sameWords && (one.n === other.n || (one.key !== undefined && one.key === other.key));
}

/** Put where it belongs, in place of what it was known as. */
export function takeIn(lines: readonly ShownLine[], line: ShownLine): readonly ShownLine[] {
  return [...lines.filter((known) => !isSame(known, line)), line].sort(comparePlaces);
}

export function readAll(lines: readonly ShownLine[]): readonly ShownLine[] {
  return lines.map((line) => (line.unread ? { ...line, unread: false } : line));
}

/** Names a line for as long as it is shown, also while it has no number yet. */
export function nameLine({ from, key, n, message, doubt }: Omit<HeardLine, "at" | "name">): string {
  return `${from} ${key ?? n} ${doubt} ${message}`;
}
