// Somebody's line gets narrow, long and lossy in the midst of a meeting: their sound goes on, and their picture makes
// room for it; and once the line is as before, so is the picture.

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { pause, until } from "../until.ts";
import { type Crew, gather, type Member } from "./crew.ts";
import { listenIn } from "./ear.ts";
import { note } from "./figures.ts";
import { type Gauge, marksOf, startGauge } from "./gauge.ts";
import { expectNeverGone, expectNoneBroken, waysAmong } from "./observation.ts";
import { sing } from "./singer.ts";
import { longestGap, measureSpan, readMeter, type Span } from "./span.ts";
import { narrow } from "./troubles.ts";

/** A hundred packets are what a box at home keeps waiting: more than a second of what fits. */
const line = { delayMs: 150, lostPercent: 5, kbps: 600, waiting: 100 } as const;
const narrowMs = 40_000;
/** Until it can be known: what was sent before comes first. */
const shockMs = 3_000;
/** At the end of each stage, by when all has settled. */
const settledMs = 15_000;
/** The browser feels its way up at the beginning of a call. */
const warmMs = 10_000;
const backMs = 60_000;
/** By more, a word is lost. */
const gapMs = 200;
/** Besides the line's own delay: what waits in it. A conversation bears that. */
const queueMs = 350;
/** Of the line: some is sent again, and the line's end is found by trying. */
const mostOfLine = 1.05;
/** Of what the picture took before: as much is less. */
const less = 0.75;
/** Of the frames that came before: a busy machine has fewer at times. */
const most = 0.5;
/** As much of them still moves; what is given up for the sound's sake has none. */
const moving = 0.25;
const still = 0.2;
const testMs = 280_000;

jest.setTimeout(testMs);

interface Outcome {
  readonly since: number;
  /** The longest times without Ana's sound: at first, and after that. */
  readonly shockGap: number;
  readonly gap: number;
  /** Until the picture was as high as before. */
  readonly back: number;
  readonly before: Span;
  readonly during: Span;
  readonly after: Span;
}

let crew: Crew;
let all: readonly [Member, Member, Member];
let outcome: Outcome;

beforeAll(async () => {
  crew = await gather("Ana", "Bo", "Cy");
  const people = await crew.meet(await crew.serve(), ["Ana", "Bo", "Cy"], sing);
  all = people as readonly [Member, Member, Member];
  const [, bo, cy] = all;
  // Whoever is large is sent large.
  for (const one of [bo, cy]) await one.tileOf("Ana").dblclick();
  await Promise.all(all.map(({ page }) => Promise.all([listenIn(page), startGauge(page)])));
  outcome = await goThroughNarrows(all);
  tell(outcome);
}, testMs);

afterAll(async () => {
  await crew?.close();
});

async function goThroughNarrows([ana, bo, cy]: typeof all): Promise<Outcome> {
  const rest = [bo, cy];
  const settle = async () => {
    const start = readMeter(crew.network, ana.host);
    await pause(settledMs);
    const end = readMeter(crew.network, ana.host);
    return () => measureSpan(ana, rest, start, end);
  };
  await pause(warmMs);
  const before = await (await settle())();
  const since = Date.now();
  const end = await narrow(crew.network, ana.host, line);
  await pause(narrowMs - settledMs);
  const measure = await settle().finally(end);
  const good = Date.now();
  const back = await timeUntilBack(all, before.seen, good);
  const after = await (await settle())();
  return {
    ...{ since, before, after, back },
    during: await measure(),
    shockGap: await longestGap(ana, rest, since, since + shockMs),
    gap: await longestGap(ana, rest, since + shockMs, good),
  };
}

/** How long after that moment both see Ana as high as they did. */
async function timeUntilBack(
  [ana, ...rest]: typeof all,
  seen: readonly Gauge[],
  since: number,
): Promise<number> {
  const isBack = async ({ page }: Member, i: number) => {
    const marks = await marksOf(page, ana.id, since, Date.now());
    return (marks.at(-1)?.height ?? 0) >= (seen[i]?.height ?? 0);
  };
  const look = async () => (await Promise.all(rest.map(isBack))).every(Boolean);
  const came = () => Date.now() - since;
  return until(look, "the picture to come back", backMs).then(came, () => Infinity);
}

function tell({ before, during, after, shockGap, gap, back }: Outcome): void {
  const spell = (what: string, word: (span: Span) => string) =>
    note({ what, before: word(before), during: word(during), after: word(after) });
  const range = (values: readonly number[], unit: string) =>
    [...new Set([Math.min(...values), Math.max(...values)].map(Math.round))].join(" and ") + unit;
  const seconds = (ms: number) => (ms === Infinity ? "never" : `${(ms / 1_000).toFixed(1)} s`);
  note({
    ...{ what: "the longest time without their sound", before: seconds(before.gap) },
    ...{ during: `${seconds(gap)}, ${seconds(shockGap)} at first`, after: seconds(after.gap) },
  });
  const seen = (what: string, measure: (gauge: Gauge) => number, unit: string) =>
    spell(what, (span) => range(span.seen.map(measure), unit));
  seen("lines of their picture, with each of the others", ({ height }) => height, "");
  seen("frames of it a second", ({ framesPerSecond }) => framesPerSecond, "");
  seen("what it takes", ({ kbps }) => kbps, " kbit/s");
  spell("all that they send", ({ kbps }) => `${Math.round(kbps)} kbit/s`);
  spell("from them to the others and back, in the middle", ({ trips }) =>
    range(
      trips.map(({ roundTripMs }) => roundTripMs),
      " ms",
    ),
  );
  spell("lines of the others' pictures, with each other", ({ others }) =>
    range(
      others.map(({ height }) => height),
      "",
    ),
  );
  note({ what: "their picture as high as before, after", before: "", during: "", after: seconds(back) });
}

describe("somebody whose line becomes narrow for 40 s: 600 kbit/s, 5 % lost, 150 ms late", () => {
  test("is heard all the while", () => {
    expect(outcome.gap).toBeLessThanOrEqual(gapMs);
  });

  test("is seen smaller, or in fewer frames, or not at all", () => {
    const { before, during } = outcome;
    for (const [i, { kbps }] of during.seen.entries())
      expect(kbps).toBeLessThan(less * (before.seen[i]?.kbps ?? 0));
  });

  // Calls that are left to themselves fight for the line: one has most of it, and the other a picture each second.
  test("is seen moving by everybody, at the cost of lines, or not at all", () => {
    const { before, during } = outcome;
    for (const [i, { framesPerSecond }] of during.seen.entries())
      if (framesPerSecond > still)
        expect(framesPerSecond).toBeGreaterThan(moving * (before.seen[i]?.framesPerSecond ?? 0));
  });

  test("doesn't fill it, nor let it wait", () => {
    const { during } = outcome;
    expect(during.kbps).toBeLessThan(mostOfLine * line.kbps);
    for (const { roundTripMs } of during.trips) expect(roundTripMs).toBeLessThan(line.delayMs + queueMs);
  });

  test("is seen as before soon after it", () => {
    const { before, after, back } = outcome;
    expect(back).toBeLessThan(backMs);
    expect(after.seen.map(({ height }) => height)).toEqual(before.seen.map(({ height }) => height));
  });

  test("costs nobody else anything, and nobody calls it broken", async () => {
    const { before, during, since } = outcome;
    for (const [i, { height, framesPerSecond }] of during.others.entries()) {
      expect(height).toBeGreaterThanOrEqual(before.others[i]?.height ?? 0);
      expect(framesPerSecond).toBeGreaterThan(most * (before.others[i]?.framesPerSecond ?? 0));
    }
    await expectNoneBroken(waysAmong(all), since);
    const [ana, bo, cy] = all;
    await expectNeverGone([bo, cy], ana, since);
  });
});
