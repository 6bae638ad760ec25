// Who is sent how much picture, and what we tell the others of how we show theirs.

import type { MemberId, RoomView } from "../protocol/protocol.ts";
import type { Clock } from "./media/ports.ts";
import { chooseRungs, type Rung } from "./media/quality.ts";
import { assumeHeights, findUntold } from "./meeting/attention.ts";

/** A window that is drawn larger, or a class that arrives, settles within that. */
const settleMs = 400;

export interface PicturesOptions {
  readonly self: MemberId;
  readonly clock: Clock;
  readonly onRungs: (rungs: ReadonlyMap<MemberId, Rung>) => void;
  /** A member is to know how high we show them; whether they could be told. */
  readonly onTell: (id: MemberId, height: number) => boolean;
}

export interface Pictures {
  readonly setView: (view: RoomView) => void;
  /** So high a member shows us. */
  readonly onWatched: (id: MemberId, height: number) => void;
  /** So high each member is shown here, in device pixels. */
  readonly show: (heights: ReadonlyMap<MemberId, number>) => void;
}

export function createPictures({ self, clock, onRungs, onTell }: PicturesOptions): Pictures {
  const watched = new Map<MemberId, number>();
  const told = new Map<MemberId, number>();
  let view: RoomView | undefined;
  let shown: ReadonlyMap<MemberId, number> = new Map();
  let cancel = () => {};

  function limit(): void {
    if (view) onRungs(chooseRungs(assumeHeights(view, self, watched)));
  }

  function tellSoon(): void {
    cancel();
    cancel = clock.after(settleMs, () => {
      if (!view) return;
      for (const [id, height] of findUntold(view, self, shown, told)) {
        if (onTell(id, height)) told.set(id, height);
      }
    });
  }

  return {
    setView: (next) => {
      const changed = view !== next;
      view = next;
      if (!changed) return;
      limit();
      tellSoon();
    },
    onWatched: (id, height) => {
      watched.set(id, height);
      limit();
    },
    show: (heights) => {
      shown = heights;
      tellSoon();
    },
  };
}
