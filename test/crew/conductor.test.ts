import { beforeEach, describe, expect, test } from "@jest/globals";
import { type Signal, signal } from "@preact/signals";
import { type Conductor, openConductor } from "../../client/crew/conductor.ts";
import type { Supply } from "../../client/media/limit.ts";
import type { Rung, Shown } from "../../client/media/ports.ts";
import type { Effort } from "../../client/media/reading.ts";
import type { Outcome } from "../../client/media/supply.ts";
import type { RoomView } from "../../protocol/protocol.ts";
import { createClock, type FakeClock } from "../fakes/clock.ts";
import { seen, viewOf } from "../fakes/rooms.ts";
import { FakeStream, FakeTrack } from "../fakes/tracks.ts";

let clock: FakeClock;
let conductor: Conductor;
let sent: { readonly camera: ReadonlyMap<string, Rung>; readonly screen: ReadonlyMap<string, Rung> };
let captures: number[];
let pressure: Supply | undefined;
let view: Signal<RoomView | undefined>;
let watched: Signal<ReadonlyMap<string, Shown>>;
let camera: Signal<MediaStreamTrack | undefined>;
let screen: Signal<MediaStream | undefined>;
let soundOnly: Signal<boolean>;

beforeEach(() => {
  clock = createClock();
  captures = [];
  pressure = "ample";
  view = signal(viewOf(1, [seen("ana"), seen("bo"), seen("cy")]));
  watched = signal(new Map());
  camera = signal(new FakeTrack("camera"));
  screen = signal(undefined);
  soundOnly = signal(false);
  conductor = openConductor({
    ...{ self: "ana", clock, view, watched, camera, screen, soundOnly },
    pressure: { read: () => pressure, close: () => {} },
    processors: 4,
    onRungs: (rungs) => {
      sent = rungs;
    },
    fitCamera: (height) => captures.push(height),
  });
});

const heights = (map: ReadonlyMap<string, Rung>) =>
  Object.fromEntries([...map].map(([id, { height }]) => [id, height]));

function show(shown: Readonly<Record<string, number>>): void {
  watched.value = new Map(
    Object.entries(shown).map(([id, height]) => [id, { camera: height, screen: height }]),
  );
}

/** Every frame goes as it was to go, but for that. */
function outcomes(effort: Partial<Effort> = {}): readonly Outcome[] {
  return [...sent.camera.values()].map((rung) => ({
    ...{ rung, roundTripMs: 20, shortestMs: 20 },
    effort: {
      ...{ offeredPerSecond: 30, framesPerSecond: 30, encodeMs: 4, kbps: rung.kbps },
      ...{ limitedBy: undefined, roomKbps: 5_000, lost: 0, madeUp: 0 },
      ...effort,
    },
  }));
}

/** Of looks, one every other second. */
function pass(seconds: number, effort?: Partial<Effort>): void {
  for (let i = 0; i < seconds; i += 2) {
    clock.turn(2_000);
    conductor.judge(outcomes(effort));
  }
}

describe("what each is sent", () => {
  test("follows how they show us, one by one, at once", () => {
    expect(heights(sent.camera)).toEqual({ bo: 180, cy: 180 });
    show({ bo: 320 });
    expect(heights(sent.camera)).toEqual({ bo: 240, cy: 180 });
    show({ bo: 0 });
    expect(heights(sent.camera)).toEqual({ bo: 0, cy: 180 });
  });

  test("is the same as before for whom nothing has changed", () => {
    const before = sent.camera.get("cy");
    show({ bo: 320 });
    expect(sent.camera.get("cy")).toBe(before);
  });

  test("is nothing in sound only, and what it was after that", () => {
    soundOnly.value = true;
    expect(heights(sent.camera)).toEqual({ bo: 0, cy: 0 });
    soundOnly.value = false;
    expect(heights(sent.camera)).toEqual({ bo: 180, cy: 180 });
  });

  test("is for those who are here", () => {
    view.value = viewOf(2, [seen("ana"), seen("cy"), seen("di")]);
    expect(heights(sent.camera)).toEqual({ cy: 180, di: 180 });
  });

  test("is of the screen besides the camera, and costs nothing while there is none", () => {
    expect(sent.screen.size).toBe(0);
    screen.value = new FakeStream([]);
    expect(heights(sent.screen)).toEqual({ bo: 1_080, cy: 1_080 });
    soundOnly.value = true;
    expect(heights(sent.screen)).toEqual({ bo: 1_080, cy: 1_080 });
  });
});

describe("with what there is", () => {
  beforeEach(() => show({ bo: 480, cy: 480 }));

  test("lines are given up while the machine is busy, frames only when some are lost", () => {
    pass(10);
    expect(heights(sent.camera)).toEqual({ bo: 360, cy: 360 });
    pressure = "short";
    pass(60);
    const busy = sent.camera.get("bo");
    expect(busy?.height).toBeLessThanOrEqual(120);
    expect(busy?.framesPerSecond).toBeGreaterThanOrEqual(20);
    pass(60, { framesPerSecond: 5 });
    expect(sent.camera.get("bo")?.framesPerSecond).toBeLessThan(20);
    expect(sent.camera.get("bo")?.height).toBeGreaterThan(0);
  });

  test("ten frames of the smallest picture are left to whoever loses what is sent", () => {
    pressure = "short";
    pass(240, { framesPerSecond: 3 });
    expect(sent.camera.get("bo")).toMatchObject({ height: 90, framesPerSecond: 10 });
  });

  test("nothing is given up while the calls are set up", () => {
    pressure = "short";
    pass(6);
    expect(heights(sent.camera)).toEqual({ bo: 360, cy: 360 });
  });

  test("it climbs again, but slower than it fell", () => {
    pass(10);
    pressure = "short";
    pass(30);
    const low = sent.camera.get("bo")?.height ?? 0;
    pressure = "ample";
    pass(4);
    expect(sent.camera.get("bo")?.height).toBeLessThan(360);
    pass(120);
    expect(low).toBeLessThan(360);
    expect(heights(sent.camera)).toEqual({ bo: 360, cy: 360 });
  });

  test("one line is shared by all, and in the end left to sound", () => {
    pass(20);
    const before = [...sent.camera.values()].reduce((sum, { kbps }) => sum + kbps, 0);
    pass(8, { lost: 0.3 });
    const after = [...sent.camera.values()].reduce((sum, { kbps }) => sum + kbps, 0);
    expect(after).toBeLessThan(before);
    pass(120, { lost: 0.3 });
    expect(heights(sent.camera)).toEqual({ bo: 0, cy: 0 });
  });

  test("whoever can't even take what comes in asks for less of it, and for all of it again later", () => {
    expect(conductor.appetite.value).toBe(1);
    pass(90, { madeUp: 0.2 });
    expect(conductor.appetite.value).toBeLessThan(0.8);
    expect(conductor.appetite.value).toBeGreaterThan(0.2);
    pass(400);
    expect(conductor.appetite.value).toBe(1);
  });
});

describe("the camera", () => {
  test("is made larger at once, and smaller only when that was enough for a while", () => {
    expect(captures).toEqual([180]);
    show({ bo: 480 });
    expect(captures).toEqual([180, 360]);
    show({ bo: 240 });
    clock.turn(5_000);
    expect(captures).toEqual([180, 360]);
    clock.turn(10_000);
    expect(captures).toEqual([180, 360, 180]);
  });

  test("is left as it is while nobody looks", () => {
    soundOnly.value = true;
    clock.turn(60_000);
    expect(captures).toEqual([180]);
  });
});
