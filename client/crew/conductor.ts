// Decides what each of the others is sent of our pictures, again whenever they show them otherwise or the means
// have changed.

import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { MemberId, RoomView } from "../../protocol/protocol.ts";
import { adjust, type Manner, startLimit } from "../media/limit.ts";
import type { Clock, Rung, Shown } from "../media/ports.ts";
import { divide, type Means, type Picture, pixelsOf } from "../media/quality.ts";
import { findLine, findProcessor, isStarved, type Outcome } from "../media/supply.ts";
import { assumeShown } from "./attention.ts";
import type { Pressure } from "./pressure.ts";

/** Pixels encoded a second for each of its processors, which any machine manages; the rest is found out. */
const firstPixels = 7_000_000;
const mostProcessors = 8;
const processorManner: Manner = {
  ...{ cut: 0.6, raise: 1.3, settleMs: 3_500, least: 0 },
  ...{ firstPatienceMs: 3_500, longestPatienceMs: 60_000 },
};
/**
 * What each picture is left of that: some 100 lines 20 times a second, or 90 lines 10 times. A machine that is merely
 * busy, maybe with something else, has no reason to give up frames as well: that is for one that loses them, or sound,
 * by itself.
 */
const leastOfEach = { busy: 384_000, starved: pixelsOf({ height: 90, framesPerSecond: 10 }) } as const;
/** A line that carries sound carries that as well; a good one shows it within seconds. */
const firstKbps = 1_200;
const lineManner: Manner = {
  ...{ cut: 0.75, raise: 2, settleMs: 4_000, least: 20 },
  // The browser itself holds back what is too much: trying costs little.
  ...{ firstPatienceMs: 3_000, longestPatienceMs: 15_000 },
};
/** Below that there is little left to save on what is sent: what comes in is the rest. */
const littlePixels = 1_000_000;
const appetiteManner: Manner = {
  ...{ cut: 0.7, raise: 1.4, settleMs: 6_000, least: 0.3 },
  ...{ firstPatienceMs: 8_000, longestPatienceMs: 60_000 },
};
const firstMs = 8_000;
const plenty: Means = { pixels: Number.POSITIVE_INFINITY, kbps: Number.POSITIVE_INFINITY };
/** Whoever steps back for a moment needn't make the camera begin anew. */
const shrinkAfterMs = 8_000;

export interface ConductorOptions {
  readonly self: MemberId;
  readonly clock: Clock;
  readonly view: ReadonlySignal<RoomView | undefined>;
  /** How the others show us, by their own word. */
  readonly watched: ReadonlySignal<ReadonlyMap<MemberId, Shown>>;
  /** Whether there is a picture of ours, and whether any is to be sent. */
  readonly camera: ReadonlySignal<MediaStreamTrack | undefined>;
  readonly screen: ReadonlySignal<MediaStream | undefined>;
  readonly soundOnly: ReadonlySignal<boolean>;
  readonly pressure: Pressure;
  readonly processors: number;
  readonly onRungs: (rungs: { readonly [K in Picture["kind"]]: ReadonlyMap<MemberId, Rung> }) => void;
  /** The camera may be as small as that. */
  readonly fitCamera: (height: number) => void;
}

export interface Conductor {
  /** What became of what was sent to each, at each look. */
  readonly judge: (outcomes: readonly Outcome[]) => void;
  readonly rungOf: (id: MemberId) => Rung | undefined;
  /** How much of what we show we can afford to be sent: 0 to 1. */
  readonly appetite: ReadonlySignal<number>;
  readonly close: () => void;
}

export function openConductor(options: ConductorOptions): Conductor {
  const { self, clock, view, watched, camera, screen, soundOnly, pressure, onRungs, fitCamera } = options;
  let processor = startLimit(
    firstPixels * Math.min(mostProcessors, options.processors),
    processorManner,
    clock.now(),
  );
  let line = startLimit(firstKbps, lineManner, clock.now());
  let hunger = startLimit(1, appetiteManner, clock.now());
  let rungs: ReadonlyMap<string, Rung> = new Map();
  /** If there were plenty of everything. */
  let ideal: ReadonlyMap<string, Rung> = new Map();
  const openedAt = clock.now();
  let capture = 0;
  let cancelShrink = () => {};
  const appetite = signal(1);

  function decide(): void {
    const now = view.value;
    if (!now) return;
    const pictures = picturesIn(now);
    const wanted = divide(pictures, { pixels: processor.most, kbps: line.most });
    ideal = divide(pictures, plenty);
    // What is as it was is the same, so that nothing is set anew for it.
    rungs = new Map([...wanted].map(([key, rung]) => [key, keep(rungs.get(key), rung)]));
    onRungs({ camera: rungsOf("camera"), screen: rungsOf("screen") });
    sizeCamera();
  }

  /** Those that would be sent, by whom to and what of. */
  function picturesIn(now: RoomView): ReadonlyMap<string, Picture> {
    const [source, rate] = [heightOf(camera.value), camera.value?.getSettings().frameRate];
    const pictures = new Map<string, Picture>();
    for (const [id, shown] of assumeShown(now, self, watched.value)) {
      const height = soundOnly.value ? 0 : shown.camera;
      if (camera.value) pictures.set(`camera ${id}`, { kind: "camera", source, rate, shown: height });
      if (screen.value)
        pictures.set(`screen ${id}`, { kind: "screen", source: undefined, shown: shown.screen });
    }
    return pictures;
  }

  function rungsOf(kind: Picture["kind"]): ReadonlyMap<MemberId, Rung> {
    const mine = [...rungs].filter(([key]) => key.startsWith(kind));
    return new Map(mine.map(([key, rung]) => [key.slice(kind.length + 1), rung]));
  }

  /** Larger at once, smaller when it has been enough for a while. */
  function sizeCamera(): void {
    const most = Math.max(0, ...[...rungsOf("camera").values()].map(({ height }) => height));
    cancelShrink();
    if (most === 0 || most === capture) return;
    const set = () => {
      capture = most;
      fitCamera(most);
    };
    if (most > capture) set();
    else cancelShrink = clock.after(shrinkAfterMs, set);
  }

  const stop = effect(decide);

  return {
    appetite,
    rungOf: (id) => rungs.get(`camera ${id}`),
    judge: (outcomes) => {
      const now = clock.now();
      // A machine that is busy setting up the calls will be less so in a moment.
      if (now - openedAt < firstMs) return;
      const supply = findProcessor(outcomes, pressure.read());
      const starved = isStarved(outcomes);
      const [used, wanted] = [spend(rungs), spend(ideal)];
      const demand = (means: keyof Means) => ({ used: used[means], wanted: wanted[means] });
      const before = [processor, line];
      const least = rungs.size * leastOfEach[starved ? "starved" : "busy"];
      processor = adjust(processor, supply, demand("pixels"), now, { ...processorManner, least });
      // Where nothing comes through, nothing is known of it.
      if (outcomes.length > 0)
        line = adjust(line, findLine(outcomes, pressure.read()), demand("kbps"), now, lineManner);
      const starving = starved && processor.most <= littlePixels;
      const plate = supply === "short" && !starving ? "tight" : supply;
      hunger = adjust(hunger, plate, { used: appetite.value, wanted: 1 }, now, appetiteManner);
      appetite.value = Math.min(1, hunger.most);
      if (before[0] !== processor || before[1] !== line) untracked(decide);
    },
    close: () => {
      stop();
      cancelShrink();
    },
  };
}

/** What all that takes. */
function spend(rungs: ReadonlyMap<string, Rung>): Means {
  const all = [...rungs.values()];
  return {
    pixels: all.reduce((sum, rung) => sum + pixelsOf(rung), 0),
    kbps: all.reduce((sum, { kbps }) => sum + kbps, 0),
  };
}

function keep(before: Rung | undefined, now: Rung): Rung {
  const same =
    before?.height === now.height &&
    before.framesPerSecond === now.framesPerSecond &&
    before.kbps === now.kbps;
  return same ? before : now;
}

/** The most that it could give. */
function heightOf(track: MediaStreamTrack | undefined): number | undefined {
  return track?.getCapabilities?.().height?.max ?? track?.getSettings().height;
}
