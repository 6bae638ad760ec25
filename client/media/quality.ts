// What is sent of each picture to each who sees it: as it is shown there, within what the processor and the line
// have room for. Pure.

import type { Rung } from "./ports.ts";

/** A picture on its way to one receiver. */
export interface Picture {
  /** How high it is shown there, in device pixels; 0 is not at all. */
  readonly shown: number;
  /** How high it is here, where that is known. */
  readonly source: number | undefined;
  /** How many frames a second it has here, where that is known. */
  readonly rate?: number | undefined;
  readonly kind: "camera" | "screen";
}

/** What there is to share out among all pictures, a second. */
export interface Means {
  /** Encoded. */
  readonly pixels: number;
  readonly kbps: number;
}

export const off: Rung = { height: 0, framesPerSecond: 0, kbps: 0 };

/** Fractions of a camera's lines that browsers scale by in one pass; and what the larger cameras give. */
const faceHeights = [90, 120, 180, 240, 360, 480, 720] as const;
/** Text is read or it isn't. */
const screenHeights = [720, 1_080, 2_160] as const;
const faceRates = [30, 20, 15, 10, 5] as const;
const screenRates = [15, 10, 5, 3] as const;
/** A quarter fewer lines than are shown are not missed in a face. */
const enough = 0.75;
/** Shown so much less than the largest one, it is one of those beside it. */
const beside = 0.7;
/** Most cameras' and screens'. */
const aspect = 16 / 9;
/** What a pixel costs on the line: a screen's stand still, but come all at once where they don't. */
const bitsPerPixel = { camera: 0.046, screen: 0.05 } as const;
/** A small picture has as much in it as a large one, in fewer pixels. */
const leastKbps = 30;
const mostKbps = 2_500;
/** For whoever waits for the next page; one that stands still takes none of it. Of a narrow line, half of that, or less. */
const pageKbps = 500;
const thinnest = 3;

/** A picture with how much is left of it while it is made smaller. */
interface Plan {
  readonly id: string;
  readonly kind: Picture["kind"];
  readonly large: boolean;
  readonly heights: readonly number[];
  readonly rates: readonly number[];
  /** Places in these. */
  height: number;
  rate: number;
  /** How often its share of the line was halved. */
  thin: number;
  dropped: boolean;
}

/** What each is sent. The whole mesh gives up resolution before frames, and small tiles before the large one. */
export function divide(pictures: ReadonlyMap<string, Picture>, means: Means): ReadonlyMap<string, Rung> {
  const shown = [...pictures].filter(([, picture]) => picture.shown > 0);
  const faces = shown.filter(([, { kind }]) => kind === "camera");
  const largest = Math.max(0, ...faces.map(([, picture]) => picture.shown));
  const plans = shown.map(([id, picture]) => planFor(id, picture, largest * beside));
  for (;;) {
    const rungs = plans.map(rungOf);
    const pixels = rungs.reduce((sum, rung) => sum + pixelsOf(rung), 0);
    const kbps = rungs.reduce((sum, rung) => sum + rung.kbps, 0);
    if (pixels <= means.pixels && kbps <= means.kbps) break;
    // Below that a picture costs the processor nothing to speak of: only a line has reason to give it up.
    if (!shrink(plans) && !(kbps > means.kbps && (halve(plans) || drop(plans)))) break;
  }
  const rungs = new Map(plans.map((plan) => [plan.id, rungOf(plan)]));
  return new Map([...pictures.keys()].map((id) => [id, rungs.get(id) ?? off]));
}

/** What that takes of the processor, in pixels a second. */
export function pixelsOf({ height, framesPerSecond }: Omit<Rung, "kbps">): number {
  return height * height * aspect * framesPerSecond;
}

function planFor(id: string, { shown, source, rate, kind }: Picture, smallest: number): Plan {
  const ladder: readonly number[] = kind === "camera" ? faceHeights : screenHeights;
  const wanted = Math.min(shown * (kind === "camera" ? enough : 1), source ?? Number.POSITIVE_INFINITY);
  const top = ladder.findIndex((height) => height >= wanted);
  const heights = (top < 0 ? ladder : ladder.slice(0, top + 1)).toReversed();
  const all: readonly number[] = kind === "camera" ? faceRates : screenRates;
  // What it doesn't have needn't be made room for.
  const first = all.findLastIndex((framesPerSecond) => framesPerSecond >= (rate ?? Number.POSITIVE_INFINITY));
  const rates = all.slice(Math.max(0, first));
  return { id, kind, large: shown > smallest, heights, rates, height: 0, rate: 0, thin: 0, dropped: false };
}

/** Takes one step off whichever is missed least; false where nothing is left to take. */
function shrink(plans: readonly Plan[]): boolean {
  const faces = plans.filter(({ kind, dropped }) => kind === "camera" && !dropped);
  const screens = plans.filter(({ kind, dropped }) => kind === "screen" && !dropped);
  const smaller = (some: readonly Plan[]) => lower(some, "height", ({ heights, height }) => heights[height]);
  const slower = (some: readonly Plan[]) => lower(some, "rate", ({ rates, rate }) => rates[rate]);
  return (
    smaller(faces.filter(({ large }) => !large)) ||
    smaller(faces) ||
    // Whoever reads can wait for the next page, not for it to become sharp.
    slower(screens) ||
    slower(faces.filter(({ large }) => !large)) ||
    slower(faces) ||
    smaller(screens)
  );
}

/** The one that has most of it gives some up. */
function lower(
  plans: readonly Plan[],
  step: "height" | "rate",
  measure: (plan: Plan) => number | undefined,
): boolean {
  const able = plans.filter((plan) => plan[step] < plan[step === "height" ? "heights" : "rates"].length - 1);
  const [most] = able.toSorted((a, b) => (measure(b) ?? 0) - (measure(a) ?? 0));
  if (most) most[step] += 1;
  return most !== undefined;
}

/** What stays readable comes later. */
function halve(plans: readonly Plan[]): boolean {
  const [widest] = plans
    .filter(({ kind, dropped, thin }) => kind === "screen" && !dropped && thin < thinnest)
    .toSorted((a, b) => a.thin - b.thin);
  if (widest) widest.thin += 1;
  return widest !== undefined;
}

/** Sound alone is left in the end. */
function drop(plans: readonly Plan[]): boolean {
  const left = plans.filter(({ dropped }) => !dropped);
  const [first] = left.toSorted(
    (a, b) => Number(a.kind === "screen") - Number(b.kind === "screen") || Number(a.large) - Number(b.large),
  );
  if (first) first.dropped = true;
  return first !== undefined;
}

function rungOf({ kind, heights, rates, height, rate, thin, dropped }: Plan): Rung {
  const [lines, framesPerSecond] = [heights[height], rates[rate]];
  if (dropped || lines === undefined || framesPerSecond === undefined) return off;
  const bits = lines * lines * aspect * framesPerSecond * bitsPerPixel[kind];
  const least = kind === "screen" ? pageKbps : leastKbps;
  const kbps = Math.min(mostKbps, Math.max(least, leastKbps + bits / 1_000)) / 2 ** thin;
  return { height: lines, framesPerSecond, kbps: Math.round(kbps) };
}
