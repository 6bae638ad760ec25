// How high each of the others is shown here, which is how much of them need be sent. Pure.

import type { MemberId } from "../../protocol/protocol.ts";
import type { Shown } from "../media/ports.ts";
import type { Size } from "./layout.ts";

/** A picture of somebody's, where it is shown. */
export interface Sight {
  readonly id: MemberId;
  /** A relayed member's one picture may be either. */
  readonly of: readonly (keyof Shown)[];
  readonly tile: Size;
  /** Nothing until the first frame has told. */
  readonly picture: Size | undefined;
  /** All of it is in the tile, rather than the tile full of it. */
  readonly whole: boolean;
}

export interface Circumstances {
  /** The page is in the background, or something lies over all of its tiles. */
  readonly hidden: boolean;
  readonly soundOnly: boolean;
  /** Whoever is shown in a window of their own, which is so high. */
  readonly floating: { readonly id: MemberId | undefined; readonly height: number } | undefined;
  /** Of the screen's pixels, those that the page takes for one. */
  readonly pixelRatio: number;
}

/** Most cameras'. */
const assumed: Size = { width: 16, height: 9 };

/** In the screen's pixels, of all of a picture, also of what is cut away. Nobody is left out. */
export function measureSights(
  members: readonly MemberId[],
  sights: readonly Sight[],
  { hidden, soundOnly, floating, pixelRatio }: Circumstances,
): ReadonlyMap<MemberId, Shown> {
  const measure = (id: MemberId, kind: keyof Shown): number => {
    if (soundOnly) return 0;
    const here = hidden ? [] : sights.filter((sight) => sight.id === id && sight.of.includes(kind));
    const beside = kind === "camera" && floating?.id === id ? [floating.height] : [];
    return Math.ceil(pixelRatio * Math.max(0, ...here.map(heightOf), ...beside));
  };
  return new Map(members.map((id) => [id, { camera: measure(id, "camera"), screen: measure(id, "screen") }]));
}

function heightOf({ tile, picture = assumed, whole }: Sight): number {
  const acrossAll = (tile.width * picture.height) / picture.width;
  return whole ? Math.min(tile.height, acrossAll) : Math.max(tile.height, acrossAll);
}
