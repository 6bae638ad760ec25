// Which tile is shown large, if any. Pure.

import type { MemberId } from "../../protocol/protocol.ts";
import type { Spot } from "../meeting/spot.ts";
import { type InRoom, type Meeting, memberOf, roleOf } from "../meeting/state.ts";

/** Whom one looks at where nothing else is to be large. */
export interface Look {
  /** Where the others' screens are shown, the newest last. */
  readonly screens: readonly Spot[];
  /** Whoever speaks, where that one is to be large. */
  readonly speaker: MemberId | undefined;
}

export function findFeatured(meeting: Meeting & InRoom, { screens, speaker }: Look): Spot | undefined {
  const { view, self, enlarged } = meeting;
  if (view.members.length < 2) return undefined;
  const taught = view.kind === "classroom" && roleOf(meeting) === "member";
  const wanted = [
    ...[enlarged, screens.at(-1), speaker],
    ...(taught ? [view.floor === self ? null : view.floor, view.host] : []),
  ];
  return wanted.find((spot) => spot && (memberOf(meeting, spot) || screens.includes(spot))) ?? undefined;
}

/** In the order in which they began to share, as far as it was seen from here: those who share now. */
export function orderSharers(before: readonly MemberId[], now: readonly MemberId[]): readonly MemberId[] {
  return [...before.filter((id) => now.includes(id)), ...now.filter((id) => !before.includes(id))];
}
