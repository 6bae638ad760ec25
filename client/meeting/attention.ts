// How high the others show us, which is all that they need to be sent. Pure.

import type { MemberId, RoomView } from "../../protocol/protocol.ts";

/** Pixels of a student's tile on a full wall. */
const wallHeight = 120;

/** A student on a wall: by their own word, or as may be assumed. Otherwise unknown, whatever was said before. */
export function assumeHeights(
  { members, kind, floor }: RoomView,
  self: MemberId,
  told: ReadonlyMap<MemberId, number>,
): ReadonlyMap<MemberId, number | undefined> {
  const student = members.some(({ id, role }) => id === self && role === "member");
  const onWall = kind === "classroom" && student && floor !== self;
  const others = members.filter(({ id }) => id !== self);
  return new Map(others.map(({ id }) => [id, onWall ? (told.get(id) ?? wallHeight) : undefined]));
}

/** A quarter fewer lines than a wall's tile has are not missed in a face. */
const enough = 0.75;
/** Steps between which it makes no difference. */
const steps = [wallHeight, 240, 360, 1_080] as const;

/** Students who show more or less of themselves than we show of them, and how high we show them. */
export function findUntold(
  { members, kind, floor }: RoomView,
  self: MemberId,
  shown: ReadonlyMap<MemberId, number>,
  told: ReadonlyMap<MemberId, number>,
): ReadonlyMap<MemberId, number> {
  if (kind !== "classroom") return new Map();
  const students = members.filter(({ id, role }) => id !== self && role === "member" && id !== floor);
  return new Map(
    students.flatMap(({ id }) => {
      const height = shown.get(id) ?? wallHeight;
      const step = steps.find((one) => one >= height * enough) ?? steps[3];
      return step === (told.get(id) ?? wallHeight) ? [] : [[id, step] as const];
    }),
  );
}
