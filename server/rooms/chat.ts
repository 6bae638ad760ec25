// What was said while the room has lived, bounded.

import { comparePlaces } from "../../protocol/lines.ts";
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

/** More than are said in a second by as many as a room holds. */
const linesPerSecond = 1_000;

/**
 * The chat of a room that was taken over from another process, which may have said more than anybody has
 * brought back yet: what is said from now on is counted from beyond that.
 */
export function takeOver({ newest, lines }: Chat, born: number, now: number): Chat {
  const leap = Math.ceil(((now - born) / 1_000) * linesPerSecond);
  // Of an earlier meeting in this room, nothing goes on.
  return lines
    .filter(({ line }) => line.at >= born)
    .reduce<Chat>((chat, { line: { n, ...said }, person, to }) => add(chat, said, { person, to }).chat, {
      newest: Math.max(newest, leap),
      lines: [],
    });
}

/** The line of that person that they call so. */
export function findSaid({ lines }: Chat, person: string, key: string | undefined): Line | undefined {
  return key === undefined
    ? undefined
    : lines.find((kept) => kept.line.key === key && kept.person === person)?.line;
}

/** Whether that person knows it, if they know its number: what is for the hosts alone shares its with others'. */
export function isKnownTo({ to, person: writer }: Kept, person: string): boolean {
  return to === "everybody" || writer === person;
}

/**
 * With what was heard before, as far as it isn't known and there is room for it. What was said again to a
 * process that didn't know it has two numbers, of which the later counts.
 */
export function takeBack(
  chat: Chat,
  brought: readonly Kept[],
): { readonly chat: Chat; readonly added: readonly Kept[] } {
  const newest = Math.max(chat.newest, ...brought.map(({ line }) => Math.floor(line.n)));
  const byName = new Map(chat.lines.map((kept) => [nameLine(kept), kept]));
  for (const kept of brought) {
    const known = byName.get(nameLine(kept));
    if (!known || known.line.n < kept.line.n) byName.set(nameLine(kept), kept);
  }
  const lines = recent([...byName.values()].sort((a, b) => comparePlaces(a.line, b.line)));
  const before = new Set(chat.lines);
  return { chat: { newest, lines }, added: lines.filter((kept) => !before.has(kept)) };
}

/** By what its writer calls it; by its number, if they don't. */
function nameLine({ person, line: { key, n } }: Kept): string {
  return JSON.stringify([person, key ?? n]);
}

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
