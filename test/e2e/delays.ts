// How late the picture and the sound of somebody are with somebody else, by their clappers.

import type { Hearing, Sight } from "./clapper.ts";
import type { Person } from "./person.ts";

export interface Delays {
  /** In milliseconds: of each picture, and of each beep, in their order. */
  readonly pictures: readonly number[];
  readonly sounds: readonly number[];
  /** How many of these beeps had been heard already. */
  readonly echoes: number;
  /** How many pictures were shown whose time couldn't be read. */
  readonly unread: number;
}

/** One way may bring things so much later than the other: what falls into that isn't heard as said twice. */
const seamMs = 100;
/** Two contexts' clocks don't agree any better. */
const blurMs = 50;

/** Of what was seen and heard between these. */
export async function delaysOf(of: Person, by: Person, from: number, to = Date.now()): Promise<Delays> {
  const id = (await of.ownTile.getAttribute("data-member")) ?? "";
  const { beeps } = await of.page.evaluate(() => window.clapper);
  const { seen, heard } = await by.page.evaluate(() => window.clapper);
  const isMeant = ({ at }: Sight | Hearing) => at >= from && at < to;
  const sights = seen.filter((sight) => sight.id === id && isMeant(sight));
  const pictures = sights.flatMap(({ delay }) => delay ?? []);
  const beepOf = ({ at, pitch }: Hearing) =>
    beeps.findLast((beep) => beep.pitch === pitch && beep.at <= at + blurMs);
  // Of one that nobody made nothing is known.
  const known = heard.flatMap((one) => (one.id === id ? { ...one, beep: beepOf(one) } : []));
  const echoes = known.filter(({ beep, at }) => {
    const first = known.find((other) => other.beep === beep);
    return beep !== undefined && first !== undefined && at - first.at > seamMs;
  });
  return {
    pictures,
    sounds: known.filter(isMeant).flatMap(({ at, beep }) => (beep ? at - beep.at : [])),
    echoes: echoes.filter(isMeant).length,
    unread: sights.length - pictures.length,
  };
}

/** How much later the picture of a moment is than its sound. */
export function lipSyncOf({ pictures, sounds }: Delays): number {
  return middleOf(pictures) - middleOf(sounds);
}

export function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
