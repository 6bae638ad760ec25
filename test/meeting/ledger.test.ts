import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Doubt, emptyLedger, judge, type Ledger, startOver } from "../../client/meeting/ledger.ts";
import type { SealedLine } from "../../client/meeting/seal.ts";

const minute = 60_000;
const noon = 1_700_000_000_000;

/** A line as it comes in: where the room put it, and what its sender sealed. */
interface Arrival {
  readonly n: number;
  readonly from: string;
  readonly at: number;
  readonly opened: SealedLine | undefined;
}

function arrive(n: number, from: string, seq: number, after = n - 1, saw = ""): Arrival {
  return { n, from, at: noon, opened: { seq, after, saw, at: noon, name: from, message: `${from} ${seq}` } };
}

function judgeAll(arrivals: readonly Arrival[], from: Ledger = emptyLedger) {
  let ledger = from;
  const doubts: (Doubt | undefined)[] = [];
  for (const { opened, ...line } of arrivals) {
    const judged = judge(ledger, line, opened);
    ledger = judged.ledger;
    doubts.push(judged.doubt);
  }
  return { ledger, doubts };
}

const doubtsOf = (...arrivals: readonly Arrival[]) => judgeAll(arrivals).doubts;

describe("a line is believed", () => {
  test("when each comes after what its sender had before them", () => {
    expect(doubtsOf(arrive(1, "ada", 1), arrive(2, "bo", 1), arrive(3, "ada", 2))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("when two write at the same time, and neither has seen the other's", () => {
    expect(doubtsOf(arrive(4, "ada", 1, 3), arrive(5, "bo", 1, 3))).toEqual([undefined, undefined]);
  });

  test("when a sender writes again before the first line is back", () => {
    expect(doubtsOf(arrive(4, "ada", 1, 3), arrive(5, "ada", 2, 3))).toEqual([undefined, undefined]);
  });

  test("when what went before it is no longer in the history", () => {
    expect(doubtsOf(arrive(700, "ada", 90, 640), arrive(701, "ada", 95))).toEqual([undefined, undefined]);
  });

  test("when the history comes after it", () => {
    const doubts = doubtsOf(arrive(5, "ada", 3), arrive(1, "ada", 1), arrive(3, "ada", 2));
    expect(doubts).toEqual([undefined, undefined, undefined]);
  });

  test("when it comes again as it was, which the ledger needn't note twice", () => {
    const once = judgeAll([arrive(1, "ada", 1), arrive(2, "ada", 2)]);
    const again = judgeAll([arrive(1, "ada", 1), arrive(2, "ada", 2)], once.ledger);
    expect(again.doubts).toEqual([undefined, undefined]);
    expect(again.ledger).toBe(once.ledger);
  });
});

describe("a line is in doubt", () => {
  test("when it doesn't open", () => {
    expect(doubtsOf({ ...arrive(1, "ada", 1), opened: undefined })).toEqual(["unopened"]);
  });

  test("when its sender's line stands elsewhere already, behind or before", () => {
    expect(doubtsOf(arrive(1, "ada", 1), arrive(2, "ada", 1, 0))).toEqual([undefined, "repeated"]);
    expect(doubtsOf(arrive(2, "ada", 1, 0), arrive(1, "ada", 1))).toEqual([undefined, "repeated"]);
  });

  test("when it stands where, or before, what its sender had seen stands", () => {
    expect(doubtsOf(arrive(4, "ada", 1, 4))).toEqual(["moved"]);
    expect(doubtsOf(arrive(3, "ada", 1, 4))).toEqual(["moved"]);
    expect(doubtsOf(arrive(5, "ada", 1, 4))).toEqual([undefined]);
  });

  test("when what its sender had seen is put behind it, whichever comes first", () => {
    // Ada writes, Cy writes, and Bo answers Ada; the server puts Ada's line last.
    const [cy, bo, ada] = [arrive(1, "cy", 1, 0), arrive(2, "bo", 1, 1, "ada 1"), arrive(3, "ada", 1, 0)];
    expect(doubtsOf(cy, bo, ada)).toEqual([undefined, undefined, "moved"]);
    expect(doubtsOf(cy, ada, bo)).toEqual([undefined, undefined, "moved"]);
  });

  test("when it comes again after the room was made anew", () => {
    const { ledger } = judgeAll([arrive(1, "ada", 1), arrive(2, "bo", 1)]);
    const again = judgeAll([arrive(1, "ada", 1), arrive(2, "bo", 2)], startOver(ledger));
    expect(again.doubts).toEqual(["repeated", undefined]);
  });

  test("when an earlier line of its sender stands behind it", () => {
    expect(doubtsOf(arrive(4, "ada", 1, 0), arrive(3, "ada", 2, 0))).toEqual([undefined, "moved"]);
  });

  test("when a later line of its sender stands before it", () => {
    expect(doubtsOf(arrive(3, "ada", 2, 0), arrive(4, "ada", 1, 0))).toEqual([undefined, "moved"]);
  });

  test("when another line of its sender stands in its place", () => {
    expect(doubtsOf(arrive(3, "ada", 1, 0), arrive(3, "ada", 2, 0))).toEqual([undefined, "moved"]);
    expect(doubtsOf(arrive(3, "ada", 2, 0), arrive(3, "ada", 1, 0))).toEqual([undefined, "moved"]);
  });

  test("when its sender's clock and the server's are further apart than clocks are", () => {
    const at = (ms: number) => doubtsOf({ ...arrive(1, "ada", 1), at: noon + ms })[0];
    expect(at(10 * minute)).toBeUndefined();
    expect(at(-10 * minute)).toBeUndefined();
    expect(at(10 * minute + 1)).toBe("misdated");
    expect(at(-10 * minute - 1)).toBe("misdated");
    expect(at(24 * 60 * minute)).toBe("misdated");
  });

  test("when its date changes later", () => {
    expect(doubtsOf(arrive(1, "ada", 1), { ...arrive(1, "ada", 1), at: 0 })).toEqual([undefined, "misdated"]);
  });

  test("when what the server says of it is no number", () => {
    expect(doubtsOf({ ...arrive(1, "ada", 1), n: Number.NaN })).toEqual(["moved"]);
    expect(doubtsOf({ ...arrive(1, "ada", 1), at: Number.NaN })).toEqual(["misdated"]);
  });

  test("and is named for the worst of it", () => {
    const past = { ...arrive(2, "ada", 1, 5), at: 0 };
    expect(doubtsOf(arrive(9, "ada", 1), past)).toEqual([undefined, "repeated"]);
    expect(doubtsOf(past)).toEqual(["moved"]);
  });

  test("whoever else writes, senders' counts are their own", () => {
    expect(doubtsOf(arrive(1, "ada", 2, 0), arrive(2, "bo", 1, 0))).toEqual([undefined, undefined]);
  });
});

test("a line in doubt leaves nothing in the ledger, so the true one is still believed", () => {
  const { ledger } = judgeAll([arrive(1, "ada", 1)]);
  const doubtful = [
    { ...arrive(2, "ada", 2), opened: undefined },
    arrive(2, "ada", 1, 0),
    arrive(2, "ada", 2, 2),
    { ...arrive(9, "ada", 2), at: 0 },
  ];
  const judged = judgeAll(doubtful, ledger);
  expect(judged.doubts).toEqual(["unopened", "repeated", "moved", "misdated"]);
  expect(judged.ledger).toBe(ledger);
  expect(judgeAll([arrive(2, "ada", 2)], ledger).doubts).toEqual([undefined]);
});

const senders = ["ada", "bo", "cy"] as const;

/**
 * An honest room: its lines come in order, each from somebody who has seen all but so many of the
 * newest, and never fewer than at their line before; and whose clock is off by minutes.
 */
const history: fc.Arbitrary<readonly Arrival[]> = fc
  .tuple(
    fc.array(fc.record({ from: fc.constantFrom(...senders), unseen: fc.nat(4), ms: fc.nat(90_000) }), {
      minLength: 2,
      maxLength: 30,
    }),
    fc.record({
      ada: fc.integer({ min: -10 * minute, max: 10 * minute }),
      bo: fc.integer({ min: -10 * minute, max: 10 * minute }),
      cy: fc.integer({ min: -10 * minute, max: 10 * minute }),
    }),
  )
  .map(([turns, clocks]) => {
    const said = new Map<string, SealedLine>();
    let at = noon;
    return turns.map(({ from, unseen, ms }, place) => {
      at += ms;
      const before = said.get(from);
      const after = Math.max(0, place - unseen, before?.after ?? 0);
      const opened = {
        seq: (before?.seq ?? 0) + 1,
        after,
        saw: "",
        at: at + clocks[from],
        name: from,
        message: "",
      };
      said.set(from, opened);
      return { n: place + 1, from, at, opened };
    });
  });

/** Lines as a server would have them that wants to be believed: numbered anew, and each at the time of its place. */
function renumber(arrivals: readonly Arrival[]): readonly Arrival[] {
  return arrivals.map(({ from, opened }, place) => ({ n: place + 1, from, at: opened?.at ?? noon, opened }));
}

function inSomeOrder(arrivals: readonly Arrival[], order: readonly number[]): readonly Arrival[] {
  return arrivals
    .map((arrival, place) => ({ arrival, rank: order[place % order.length] ?? 0 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ arrival }) => arrival);
}

const order = fc.array(fc.integer(), { minLength: 40, maxLength: 40 });
const noDoubt = (arrivals: readonly Arrival[]) =>
  judgeAll(arrivals).doubts.every((doubt) => doubt === undefined);

describe("whatever is said", () => {
  test("an honest history has no doubts: in order, in any other, or twice over", () => {
    fc.assert(
      fc.property(history, order, (lines, ranks) => {
        expect(noDoubt(lines)).toBe(true);
        const shuffled = inSomeOrder(lines, ranks);
        const once = judgeAll(shuffled);
        expect(noDoubt(shuffled)).toBe(true);
        expect(judgeAll(lines, once.ledger)).toEqual({ ledger: once.ledger, doubts: once.doubts });
      }),
    );
  });

  test("two lines of one sender that change places are noticed, in whatever order they come", () => {
    fc.assert(
      fc.property(history, fc.nat(), fc.nat(), order, (lines, some, other, ranks) => {
        const [a, b] = [some % lines.length, other % lines.length];
        fc.pre(a !== b && lines[a]?.from === lines[b]?.from);
        const swapped = lines.map((line, place) =>
          place === a ? (lines[b] ?? line) : place === b ? (lines[a] ?? line) : line,
        );
        expect(noDoubt(inSomeOrder(renumber(swapped), ranks))).toBe(false);
      }),
    );
  });

  test("a reply that goes before what it had seen is noticed", () => {
    fc.assert(
      fc.property(history, fc.nat(), fc.nat(), order, (lines, which, where, ranks) => {
        const reply = lines[which % lines.length];
        const after = reply?.opened?.after ?? 0;
        fc.pre(reply !== undefined && after > 0);
        const others = lines.filter((line) => line !== reply);
        const moved = others.toSpliced(where % after, 0, reply);
        expect(noDoubt(inSomeOrder(renumber(moved), ranks))).toBe(false);
      }),
    );
  });

  test("a line that comes a second time is noticed, wherever it is put", () => {
    fc.assert(
      fc.property(history, fc.nat(), fc.nat(), order, (lines, which, where, ranks) => {
        const again = lines[which % lines.length];
        fc.pre(again !== undefined);
        const replayed = lines.toSpliced(where % (lines.length + 1), 0, again);
        expect(noDoubt(inSomeOrder(renumber(replayed), ranks))).toBe(false);
      }),
    );
  });
});
