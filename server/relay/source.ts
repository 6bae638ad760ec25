// What one page publishes: its stream's place on the wire, and what it is told of those who want it.

import type { FrameHead } from "../../protocol/frames.ts";
import type { RelayWord } from "../../protocol/relay.ts";
import { type Allowance, adapt, type Reception } from "./allowance.ts";
import { anticipate, mostKbps } from "./shares.ts";

/** A whole picture costs everybody several others. */
const keyEveryMs = 1_000;
const kbit = 125;

export class Source {
  readonly channel: number;
  readonly stream: string;
  readonly #tell: (word: RelayWord) => void;
  #keyAt = Number.NEGATIVE_INFINITY;
  #owesKey = false;
  /** At the process's cap a picture was dropped that others depend on. */
  #held = false;
  #bytes = 0;
  #allowance: Allowance = null;
  #demand = mostKbps;

  constructor(channel: number, stream: string, tell: (word: RelayWord) => void) {
    this.channel = channel;
    this.stream = stream;
    this.#tell = tell;
  }

  /** What its picture may cost, for the sake of those who get it. */
  get allowance(): Allowance {
    return this.#allowance;
  }

  /** What its picture would take of the cap, for each who gets it, in kbit/s. */
  get demand(): number {
    return Math.min(this.#demand, this.#allowance ?? mostKbps);
  }

  get isHeld(): boolean {
    return this.#held;
  }

  /** Whether anybody may have that picture, where the process can or can't afford it. */
  admit({ key, spare }: FrameHead, bytes: number, affordable: boolean): boolean {
    this.#bytes += bytes;
    if (affordable && (key || !this.#held)) {
      if (key) this.#held = false;
      return true;
    }
    if (key || !spare) this.#held = true;
    return false;
  }

  /** Now, or as soon as it may be asked again. */
  askKey(now: number): void {
    this.#owesKey = true;
    this.remind(now);
  }

  remind(now: number): void {
    if (!this.#owesKey || now - this.#keyAt < keyEveryMs) return;
    this.#owesKey = false;
    this.#keyAt = now;
    this.#tell({ type: "key" });
  }

  /** Learns from that second, in which it was sent or couldn't be. */
  adapt(reception: Omit<Reception, "kbps">, seconds: number, isSent: boolean): void {
    const kbps = this.#bytes / kbit / seconds;
    this.#bytes = 0;
    this.#allowance = adapt(this.#allowance, { ...reception, kbps });
    this.#demand = isSent ? anticipate(this.#demand, kbps) : mostKbps;
  }
}
