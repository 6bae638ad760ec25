// The numbers under which streams go to those who want them.

import { randomInt } from "node:crypto";

/** Four bytes' worth. */
const numbers = 2 ** 32;

export class Channels {
  readonly #taken = new Set<number>();
  readonly #draw: () => number;

  /** By numbers that count up, members would learn how many publish in all the other rooms. */
  constructor(draw: () => number = () => randomInt(numbers)) {
    this.#draw = draw;
  }

  take(): number {
    let channel = this.#draw();
    while (this.#taken.has(channel)) channel = this.#draw();
    this.#taken.add(channel);
    return channel;
  }

  release(channel: number): void {
    this.#taken.delete(channel);
  }
}
