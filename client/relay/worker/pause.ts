// When nothing is said, which needn't be sent but now and then. Encoders that leave it out by themselves lose
// count of the time. Pure.

export interface Pause {
  /** How many pieces in a row were silent. */
  readonly silent: number;
}

/** What a microphone that is off gives; a quiet room is louder. */
const silence = 2e-4;
/** In pieces of 20 ms: what was said just before has died away. */
const afterPieces = 25;
/** So often one is sent all the same, to show that somebody is there. */
const everyPieces = 25;

export const noPause: Pause = { silent: 0 };

export function listen({ silent }: Pause, samples: Float32Array): Pause {
  return { silent: samples.every((sample) => Math.abs(sample) < silence) ? silent + 1 : 0 };
}

export function isSent({ silent }: Pause): boolean {
  return silent <= afterPieces || silent % everyPieces === 0;
}
