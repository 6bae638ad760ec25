// How late the picture and the sound of somebody are with somebody else, by their clappers.

import type { Beep, Hearing, Sight } from "./clapper.ts";
import type { Person } from "./person.ts";

export interface Delays {
  /** In milliseconds: of each picture, and of each beep, in their order. */
  readonly pictures: readonly number[];
  readonly sounds: readonly number[];
  /** How many pictures were shown whose time couldn't be read. */
  readonly unread: number;
}

/** Two contexts' clocks don't agree any better. */
const blurMs = 50;

/** Of what was seen and heard between these. */
export async function delaysOf(of: Person, by: Person, from: number, to = Date.now()): Promise<Delays> {
  const id = (await of.ownTile.getAttribute("data-member")) ?? "";
  const { beeps } = await of.page.evaluate(() => window.clapper);
  const { seen, heard } = await by.page.evaluate(() => window.clapper);
  const isMeant = (one: Sight | Hearing) => one.id === id && one.at >= from && one.at < to;
  const sights = seen.filter(isMeant);
  const pictures = sights.flatMap(({ delay }) => delay ?? []);
  const beepOf = ({ at, pitch }: Hearing) =>
    beeps.findLast((beep) => beep.pitch === pitch && beep.at <= at + blurMs);
  return {
    pictures,
    sounds: heard.filter(isMeant).flatMap((one) => lagOf(one, beepOf(one))),
    unread: sights.length - pictures.length,
  };
}

/** Of one that nobody made nothing is known. */
function lagOf(heard: Hearing, made: Beep | undefined): readonly number[] {
  return made ? [heard.at - made.at] : [];
}

/** How much later the picture of a moment is than its sound. */
export function lipSyncOf({ pictures, sounds }: Delays): number {
  return middleOf(pictures) - middleOf(sounds);
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
