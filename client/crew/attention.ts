// How the others show us, and what we tell them of how we show them. Pure.

import type { MemberId, RoomView } from "../../protocol/protocol.ts";
import type { Shown } from "../media/ports.ts";

/** Pixels of a student's tile on a full wall, and of anybody's until they tell. */
const wallHeight = 120;
const usualHeight = 240;
/** A screen is there to be read. */
const screenHeight = 1_080;
/** Between these it makes no difference to what is sent. */
const faceSteps = [0, 120, 160, 240, 320, 480, 640, 960] as const;
const screenSteps = [0, 360, 720, 1_080, 2_160] as const;

/** How each of the others shows us: by their own word, or as may be assumed. */
export function assumeShown(
  view: RoomView,
  self: MemberId,
  told: ReadonlyMap<MemberId, Shown>,
): ReadonlyMap<MemberId, Shown> {
  return new Map(othersIn(view, self).map((id) => [id, told.get(id) ?? usualOf(view, self)]));
}

/** Those who assume that we show more or less of them than we do, and how we show them. */
export function findUntold(
  view: RoomView,
  self: MemberId,
  shown: ReadonlyMap<MemberId, Shown>,
  told: ReadonlyMap<MemberId, Shown>,
): ReadonlyMap<MemberId, Shown> {
  return new Map(
    othersIn(view, self).flatMap((id) => {
      const now = shown.get(id);
      if (!now) return [];
      const before = told.get(id) ?? usualOf(view, id);
      const next = { camera: stepOf(now.camera, faceSteps), screen: stepOf(now.screen, screenSteps) };
      const shares = view.members.some((member) => member.id === id && member.screen);
      const same = next.camera === before.camera && (!shares || next.screen === before.screen);
      return same ? [] : [[id, next] as const];
    }),
  );
}

function othersIn({ members }: RoomView, self: MemberId): readonly MemberId[] {
  return members.flatMap(({ id }) => (id === self ? [] : id));
}

/** As that member is shown, until it is told otherwise: a student is one of many on their teacher's wall. */
function usualOf({ members, kind, floor }: RoomView, id: MemberId): Shown {
  const student = members.some((member) => member.id === id && member.role === "member");
  const onWall = kind === "classroom" && student && floor !== id;
  return { camera: onWall ? wallHeight : usualHeight, screen: screenHeight };
}

function stepOf(height: number, steps: readonly number[]): number {
  return steps.find((step) => step >= height) ?? steps.at(-1) ?? 0;
}
