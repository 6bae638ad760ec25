// Tells how each of the others is shown, whenever that has changed, and shows them sharp where they fit; and pins a
// tile that is pressed twice.

import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { MemberId } from "../../protocol/protocol.ts";
import type { Shown } from "../media/ports.ts";
import { screenOf } from "../meeting/spot.ts";
import type { InRoom, Meeting } from "../meeting/state.ts";
import { floating } from "./floating.ts";
import type { Size } from "./layout.ts";
import type { Model } from "./model.ts";
import { coversAsIs } from "./sharpness.ts";
import { measureSights, type Sight } from "./sights.ts";

/** In place of a picture that never came, Chromium shows one of two pixels. */
const blankWidth = 2;

interface LookoutProps {
  readonly model: Model;
  readonly meeting: Meeting & InRoom;
  /** Where the tiles are. */
  readonly space: RefObject<HTMLElement | null>;
}

export function Lookout({ model, meeting, space }: LookoutProps) {
  const { actions, soundOnly } = model;
  const told = useRef("");
  const window = floating.value;
  const silent = soundOnly.value;

  function look(): void {
    const tiles = space.current;
    if (!tiles || tiles.clientHeight === 0) return;
    sharpen(tiles);
    const others = meeting.view.members.flatMap(({ id }) => (id === meeting.self ? [] : id));
    const shown = measureSights(others, gather(tiles, meeting), {
      hidden: document.hidden || isCovered(tiles),
      soundOnly: silent,
      floating: window,
      pixelRatio: devicePixelRatio,
    });
    const words = JSON.stringify([...shown]);
    if (words === told.current) return;
    told.current = words;
    actions.watch(shown);
  }

  // The stage is drawn anew by whatever changes it but these.
  useEffect(() => {
    look();
    const tiles = space.current;
    document.addEventListener("visibilitychange", look);
    tiles?.addEventListener("resize", look, true);
    return () => {
      document.removeEventListener("visibilitychange", look);
      tiles?.removeEventListener("resize", look, true);
    };
  });

  useEffect(() => {
    const pin = ({ target }: MouseEvent): void => {
      if (!(target instanceof Element) || target.closest("button, fieldset")) return;
      const { member, screenOf: sharer } = target.closest<HTMLElement>("article")?.dataset ?? {};
      const spot = sharer === undefined ? member : screenOf(sharer);
      // One's own screen in it would be seen in itself, over and over.
      if (spot === undefined || sharer === meeting.self || meeting.view.members.length < 2) return;
      actions.enlarge(meeting.enlarged === spot ? undefined : spot);
    };
    const tiles = space.current;
    tiles?.addEventListener("dblclick", pin);
    return () => tiles?.removeEventListener("dblclick", pin);
  }, [meeting]);
  return null;
}

function gather(tiles: HTMLElement, { self }: Pick<Meeting, "self">): readonly Sight[] {
  return [...tiles.querySelectorAll<HTMLElement>("article")].flatMap((tile) => {
    const { member = "", screenOf: sharer } = tile.dataset;
    const id: MemberId = sharer ?? member;
    const video = tile.querySelector("video");
    if (!video || id === self) return [];
    // Also of a camera that is off, so that it comes at once when it isn't.
    const whole = isWhole(tile);
    const faces: readonly (keyof Shown)[] = whole ? ["camera", "screen"] : ["camera"];
    return {
      ...{ id, of: sharer === undefined ? faces : ["screen"] },
      ...{ tile: roomOf(tile), picture: sizeOf(video), whole },
    } satisfies Sight;
  });
}

function sharpen(tiles: HTMLElement): void {
  for (const tile of tiles.querySelectorAll<HTMLElement>("article")) {
    const video = tile.querySelector("video");
    const picture = video && sizeOf(video);
    const covers = !!picture && !isWhole(tile) && coversAsIs(picture, roomOf(tile));
    video?.toggleAttribute("data-sharp", covers && devicePixelRatio === 1);
  }
}

/** A screen is all in its tile, a face fills it. */
function isWhole({ dataset: { screen, screenOf } }: HTMLElement): boolean {
  return screen !== undefined || screenOf !== undefined;
}

function roomOf({ clientWidth: width, clientHeight: height }: HTMLElement): Size {
  return { width, height };
}

function sizeOf({ videoWidth: width, videoHeight: height }: HTMLVideoElement): Size | undefined {
  return width > blankWidth ? { width, height } : undefined;
}

/** On a phone a panel lies over the tiles. */
function isCovered(tiles: HTMLElement): boolean {
  const panel = document.querySelector(".panel")?.getBoundingClientRect();
  const { left, right, top, bottom } = tiles.getBoundingClientRect();
  return !!panel && panel.left <= left && panel.right >= right && panel.top <= top && panel.bottom >= bottom;
}
