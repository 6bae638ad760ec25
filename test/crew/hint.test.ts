import { describe, expect, test } from "@jest/globals";
import { consider, type Hint, noHint } from "../../client/crew/hint.ts";
import type { Sign } from "../../client/media/ports.ts";

const signs = (...all: readonly Sign[]) => new Map(all.map((sign, i) => [`member ${i}`, sign] as const));

/** When it was due, in seconds, looking every other one. */
function dueIn(seconds: number, at: (second: number) => ReadonlyMap<string, Sign>): readonly number[] {
  const due: number[] = [];
  let hint: Hint = noHint;
  for (let second = 0; second <= seconds; second += 2) {
    const next = consider(hint, at(second), second * 1_000);
    if (next.due) due.push(second);
    hint = next;
  }
  return due;
}

describe("the hint at sound alone", () => {
  test("comes when the line was poor for a while, and not again for minutes", () => {
    expect(dueIn(300, () => signs("poor", "poor", "good"))).toEqual([12]);
    expect(dueIn(1_300, () => signs("poor"))).toEqual([12, 612, 1_212]);
  });

  test("doesn't come for what passes, nor where it is but one of the others' lines", () => {
    expect(dueIn(300, (second) => signs(second % 10 === 0 ? "good" : "poor"))).toEqual([]);
    expect(dueIn(300, () => signs("poor", "good", "fair"))).toEqual([]);
    expect(dueIn(300, () => signs())).toEqual([]);
  });
});
