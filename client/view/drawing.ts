// When the screen is drawn: at once, but for a moment after a call that is being set up, since a
// processor that is busy drawing is late to answer.

import { options } from "preact";

/** Hardly noticed on a screen, while every part of it brings the others into view earlier. */
const longestMs = 150;

export interface Drawing {
  /** Waits for `goOn`, though never for long. */
  readonly putOff: () => void;
  readonly goOn: () => void;
}

type Pace = "free" | "waiting" | "overdue";

export function createDrawing(after: (ms: number, action: () => void) => () => void): Drawing {
  let pace: Pace = "free";
  let undrawn: (() => void) | undefined;
  let cancel = () => {};

  function setPace(next: Pace): void {
    pace = next;
    cancel();
    const draw = undrawn;
    undrawn = undefined;
    // Later than what is yet to be said in this turn.
    if (draw) after(0, draw);
  }

  options.debounceRendering = (draw) =>
    queueMicrotask(() => {
      if (pace === "waiting") undrawn = draw;
      else draw();
    });

  return {
    putOff: () => {
      if (pace !== "free") return;
      pace = "waiting";
      cancel = after(longestMs, () => setPace("overdue"));
    },
    goOn: () => setPace("free"),
  };
}
