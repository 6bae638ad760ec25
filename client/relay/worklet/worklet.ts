// What runs where sound is made: a player for each member who is relayed, and a recorder of the microphone.

import type { Passage, Position, Recording } from "../messages.ts";
import { createSoundBuffer } from "./buffer.ts";

// TypeScript knows no worklets.
declare const sampleRate: number;
declare const currentTime: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** In blocks of 128 samples: every 20 ms or so. */
const tellEvery = 8;
/** What is cut is of that length anyway. */
const recordSeconds = 0.01;

/** Begins when it is handed the port that the sound comes by, and ends when it is told anything else. */
class Player extends AudioWorkletProcessor {
  #source: MessagePort | undefined;
  #over = false;
  #blocks = 0;
  readonly #buffer = createSoundBuffer(sampleRate);

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<MessagePort | undefined>) => {
      if (data) this.#listen(data);
      else this.#end();
    };
  }

  #listen(source: MessagePort): void {
    this.#source = source;
    source.onmessage = ({ data }: MessageEvent<Passage>) => {
      this.#buffer.push(data.at, data.samples, currentTime * 1_000);
    };
  }

  #end(): void {
    this.#over = true;
    this.#source?.close();
  }

  process(_inputs: unknown, [output]: readonly (readonly Float32Array[])[]): boolean {
    const [out] = output ?? [];
    if (out) this.#buffer.pull(out);
    if (++this.#blocks % tellEvery === 0)
      this.#source?.postMessage({ at: this.#buffer.position() } satisfies Position);
    return !this.#over;
  }
}

/** Hands what it hears to the port that it is handed, until it is told anything else. */
class Recorder extends AudioWorkletProcessor {
  #sink: MessagePort | undefined;
  #over = false;
  #held = new Float32Array(Math.round(sampleRate * recordSeconds));
  #count = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<MessagePort | undefined>) => {
      this.#sink?.close();
      this.#sink = data;
      this.#over = data === undefined;
    };
  }

  process([input]: readonly (readonly Float32Array[])[]): boolean {
    const [left, right = left] = input ?? [];
    for (let i = 0; left && right && i < left.length; i++) {
      this.#held[this.#count++] = ((left[i] ?? 0) + (right[i] ?? 0)) / 2;
      if (this.#count === this.#held.length) this.#pass();
    }
    return !this.#over;
  }

  #pass(): void {
    const samples = this.#held;
    this.#held = new Float32Array(samples.length);
    this.#count = 0;
    this.#sink?.postMessage({ samples, rate: sampleRate } satisfies Recording, [samples.buffer]);
  }
}

registerProcessor("parley-player", Player);
registerProcessor("parley-recorder", Recorder);
