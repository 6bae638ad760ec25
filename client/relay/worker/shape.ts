// How large our picture is, how often it is sent, and what it costs. Pure.

import type { Rung } from "../../media/ports.ts";

export interface Shape {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly kbps: number;
}

type Camera = Pick<Shape, "width" | "height">;

export interface Means {
  /** The most that anybody shows of it. */
  readonly rung: Rung;
  /** What gets through. */
  readonly kbps: number;
}

/** Down from there, each a little less of everything. */
const ladder: readonly Rung[] = [
  { height: 360, framesPerSecond: 15, kbps: 450 },
  { height: 240, framesPerSecond: 12, kbps: 180 },
  { height: 120, framesPerSecond: 7, kbps: 60 },
];
/**
 * In pixels. From there on Chromium encodes in several threads, which wait for one another in a loop: on two busy
 * processors that takes half as much again as all the rest of the call, and leaves out a third of the pictures.
 */
const threaded = 640 * 480;
/** A rung is good for less than it was made for, and looks better than the next one down. */
const stretch = 0.6;
/** By so much more than that it has to get through to be taken again. */
const reluctance = 1.3;

/** `last` is what it was, which it remains unless there is a reason. */
export function shapeFor(camera: Camera, { rung, kbps }: Means, last?: Shape): Shape {
  const spent = Math.min(kbps, rung.kbps);
  const steps = [rung, ...ladder.filter(({ height }) => height < rung.height)];
  const isEnough = (step: Rung) => {
    const larger = last !== undefined && heightOf(camera, step) > last.height;
    return spent >= step.kbps * stretch * (larger ? reluctance : 1);
  };
  const step = steps.find(isEnough) ?? steps.at(-1) ?? rung;
  const height = heightOf(camera, step);
  const width = toEven((camera.width * height) / camera.height);
  return { width, height, framesPerSecond: step.framesPerSecond, kbps: spent };
}

function heightOf({ width, height }: Camera, step: Rung): number {
  const most = Math.sqrt((threaded * height) / width);
  // Less by what the rounding of both sides may add.
  return toEven(Math.min(height, step.height, most - 2));
}

/** VP8 halves its colours. */
function toEven(pixels: number): number {
  return Math.max(2, 2 * Math.round(pixels / 2));
}

/** An encoder that is set up anew may begin with a whole picture, which isn't worth little. */
const notable = 0.2;

export function isOther(shape: Shape, last: Shape | undefined): boolean {
  if (!last || shape.width !== last.width || shape.height !== last.height) return true;
  return shape.framesPerSecond !== last.framesPerSecond || Math.abs(shape.kbps / last.kbps - 1) > notable;
}
