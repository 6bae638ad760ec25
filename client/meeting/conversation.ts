// What is said in a sealed room: sealed before it leaves, opened and judged as it comes.

import type { Line, MemberId } from "../../protocol/protocol.ts";
import { type Doubt, emptyLedger, judge, nameLine, startOver } from "./ledger.ts";
import type { Seal } from "./seal.ts";

/** A line as it is shown. */
export interface HeardLine extends Line {
  /** Why it is not to be believed. */
  readonly doubt?: Doubt;
}

export interface Conversation {
  /** `aside`: for the hosts alone, so that the others are not to miss a number. */
  readonly wrap: (name: string, message: string, aside: boolean) => Promise<string>;
  readonly hear: (line: Line) => void;
  /** The room may have been made anew: `newest` is the number of the last line it knows. */
  readonly rejoin: (newest: number) => void;
}

/** What is said aside is counted in between. */
const asideStep = 1e-6;

export function openConversation(
  self: MemberId,
  seal: Seal,
  now: () => number,
  onLine: (line: HeardLine) => void,
): Conversation {
  let ledger = emptyLedger;
  let newest: { readonly n: number; readonly name: string } = { n: 0, name: "" };
  let said = 0;
  // Each is judged by those before it.
  let judged: Promise<void> = Promise.resolve();

  async function open(line: Line): Promise<void> {
    const opened = await seal.openLine(line.from, line.message);
    const judgement = judge(ledger, line, opened);
    ({ ledger } = judgement);
    const { doubt } = judgement;
    if (!opened || doubt)
      return onLine({ ...line, message: opened?.message ?? "", doubt: doubt ?? "unopened" });
    // What stands in between two numbers was for the hosts alone: the others are not to learn of it.
    if (Number.isInteger(line.n) && line.n > newest.n)
      newest = { n: line.n, name: nameLine(line.from, opened.seq) };
    // What it was sealed with is what its sender meant, whatever the server says beside it.
    onLine({ ...line, name: opened.name, message: opened.message });
  }

  return {
    wrap: (name, message, aside) => {
      said = aside ? said + asideStep : Math.floor(said) + 1;
      return seal.sealLine(self, { seq: said, after: newest.n, saw: newest.name, at: now(), name, message });
    },
    hear: (line) => {
      judged = judged.then(() => open(line));
    },
    rejoin: (last) => {
      judged = judged.then(() => {
        if (last >= newest.n) return;
        ledger = startOver(ledger);
        newest = { n: 0, name: "" };
      });
    },
  };
}
