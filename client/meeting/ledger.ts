// Which sealed line stands where, so that a server that moves or replays one is noticed.

import type { Line, MemberId } from "../../protocol/protocol.ts";
import type { SealedLine } from "./seal.ts";

/** Why a line is not to be believed. */
export type Doubt = "unopened" | "repeated" | "moved" | "misdated";

/** That a sender's line, by the sender's count, came as this line of the room. */
interface Entry {
  readonly from: MemberId;
  readonly seq: number;
  readonly n: number;
  /** What its sender had before them last. */
  readonly saw: string;
}

export interface Ledger {
  readonly entries: readonly Entry[];
}

export interface Judgement {
  readonly ledger: Ledger;
  readonly doubt: Doubt | undefined;
}

/** The clocks of people's machines are wrong by minutes; yesterday's line is off by more. */
const clockErrorMs = 10 * 60_000;

export const emptyLedger: Ledger = { entries: [] };

/**
 * `line` as the room numbered it, `opened` as its sender sealed it. Lines may come in any order, and again;
 * those in doubt don't enter the ledger.
 */
export function judge(
  ledger: Ledger,
  line: Pick<Line, "n" | "from" | "at">,
  opened: SealedLine | undefined,
): Judgement {
  if (opened === undefined) return { ledger, doubt: "unopened" };
  const entry: Entry = { from: line.from, seq: opened.seq, n: line.n, saw: opened.saw };
  const own = ledger.entries.filter(({ from }) => from === line.from);
  const doubt = findDoubt(own, entry, line, opened) ?? findInversion(ledger, entry);
  const known = own.some(({ seq }) => seq === entry.seq);
  return doubt !== undefined || known
    ? { ledger, doubt }
    : { ledger: { entries: [...ledger.entries, entry] }, doubt };
}

/** What names a line whatever its number: a sender, and the sender's own count. */
export function nameLine(from: MemberId, seq: number): string {
  return `${from} ${seq}`;
}

/** A room made anew counts its lines from 1 again: what stood in the old one stands before them. */
export function startOver({ entries }: Ledger): Ledger {
  const newest = Math.max(0, ...entries.map(({ n }) => n));
  return { entries: entries.map((entry) => ({ ...entry, n: entry.n - newest })) };
}

/** A line that was answered stands before its answer, wherever the server puts either. */
function findInversion({ entries }: Ledger, entry: Entry): Doubt | undefined {
  const name = nameLine(entry.from, entry.seq);
  const inverted = entries.some(
    (other) =>
      (nameLine(other.from, other.seq) === entry.saw && other.n >= entry.n) ||
      (other.saw === name && entry.n >= other.n),
  );
  return inverted ? "moved" : undefined;
}

/** What the server says of a line may be no number at all: a comparison holds, or there is a doubt. */
function findDoubt(
  own: readonly Entry[],
  entry: Entry,
  { at }: Pick<Line, "at">,
  opened: SealedLine,
): Doubt | undefined {
  if (own.some(({ seq, n }) => seq === entry.seq && n !== entry.n)) return "repeated";
  if (!(entry.n > opened.after)) return "moved";
  // A sender's lines stand in the order in which they were written, and no two at one place.
  if (own.some(({ seq, n }) => Math.sign(seq - entry.seq) !== Math.sign(n - entry.n))) return "moved";
  return Math.abs(at - opened.at) <= clockErrorMs ? undefined : "misdated";
}
