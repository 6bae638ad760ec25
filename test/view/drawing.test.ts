import { beforeEach, expect, test } from "@jest/globals";
import { options } from "preact";
import { createDrawing, type Drawing } from "../../client/view/drawing.ts";
import { createClock, type FakeClock } from "../fakes/clock.ts";

let clock: FakeClock;
let drawing: Drawing;
let drawn: number;

beforeEach(() => {
  clock = createClock();
  drawing = createDrawing(clock.after);
  drawn = 0;
});

/** As Preact does when something has changed. */
async function change(): Promise<void> {
  options.debounceRendering?.(() => {
    drawn += 1;
  });
  await Promise.resolve();
}

test("what changes is drawn at once", async () => {
  await change();
  expect(drawn).toBe(1);
});

test("what changes while drawing is put off is drawn when it goes on", async () => {
  drawing.putOff();
  await change();
  expect(drawn).toBe(0);
  drawing.goOn();
  clock.turn(0);
  expect(drawn).toBe(1);
  await change();
  expect(drawn).toBe(2);
});

test("drawing that was put off and never goes on waits only for a moment, once", async () => {
  drawing.putOff();
  await change();
  clock.turn(150);
  expect(drawn).toBe(1);
  drawing.putOff();
  await change();
  expect(drawn).toBe(2);
});

test("drawing can be put off again after it went on", async () => {
  drawing.putOff();
  drawing.goOn();
  drawing.putOff();
  await change();
  expect(drawn).toBe(0);
});
