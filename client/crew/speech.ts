// Who speaks, by how loud each is: calm, since nobody wants to see every cough. Pure.

import type { MemberId } from "../../protocol/protocol.ts";

/** Of full scale: speech is louder, a quiet room isn't. */
const voice = 0.02;
/** A knock is over by then. */
const attackMs = 150;
/** Between two words there is less. */
const releaseMs = 700;
/** Whoever interjects doesn't take the stage. */
const claimMs = 900;
/** Nobody likes a stage that changes more often. */
const tenureMs = 2_500;

interface Voice {
  /** When it began, and when it was heard last. */
  readonly from: number;
  readonly last: number;
}

export interface Speech {
  readonly voices: ReadonlyMap<MemberId, Voice>;
  readonly speaker: MemberId | undefined;
  readonly since: number;
}

export const silence: Speech = { voices: new Map(), speaker: undefined, since: Number.NEGATIVE_INFINITY };

/** `levels` are those of everybody who could be heard, 0 to 1; `self` never takes their own stage. */
export function listen(
  { voices, speaker, since }: Speech,
  levels: ReadonlyMap<MemberId, number>,
  self: MemberId,
  now: number,
): Speech {
  const next = new Map<MemberId, Voice>();
  for (const [id, level] of levels) {
    const before = voices.get(id);
    const goesOn = before && now - before.last <= releaseMs;
    if (level >= voice) next.set(id, { from: goesOn ? before.from : now, last: now });
    else if (goesOn) next.set(id, before);
  }
  const present = speaker !== undefined && levels.has(speaker) ? speaker : undefined;
  const heard = (id: MemberId) => now - (next.get(id)?.from ?? now);
  const claims = [...next.keys()].filter((id) => id !== self && heard(id) >= claimMs);
  const settled = present !== undefined && (next.has(present) || now - since < tenureMs);
  const [longest] = claims.toSorted((a, b) => heard(a) - heard(b));
  const chosen = settled ? present : (longest ?? present);
  return { voices: next, speaker: chosen, since: chosen === speaker ? since : now };
}

export function speakersIn({ voices }: Speech): ReadonlySet<MemberId> {
  return new Set([...voices].flatMap(([id, { from, last }]) => (last - from >= attackMs ? id : [])));
}
