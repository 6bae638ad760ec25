// One member's sound, decoded and handed to its player; and where that is in it.

import { type Passage, type Position, soundRate } from "../messages.ts";
import type { Body } from "./body.ts";

export interface SoundDecoder {
  readonly hear: (body: Body) => void;
  /** The moment that is heard just now, in the sender's microseconds, if anything is. */
  readonly heard: () => number | undefined;
  readonly close: () => void;
}

const config: AudioDecoderConfig = { codec: "opus", sampleRate: soundRate, numberOfChannels: 1 };
/** Where there is a pause, which is not sent, the pictures go on as they did for so long. */
const longestPauseMs = 10_000;
/** What is encoded at a time. */
const pieceUs = 20_000;
/** A player that doesn't run takes nothing: no more than that is kept for it, in pieces of 20 ms. */
const mostUntaken = 100;

export function createSoundDecoder(player: MessagePort): SoundDecoder {
  let decoder: AudioDecoder | undefined;
  let position: number | undefined;
  let positionAt = 0;
  let untaken = 0;
  /** Decoders count what they are given, and take no notice of gaps: when each piece was really spoken. */
  let moments: { readonly given: number; readonly at: number }[] = [];
  let given = 0;
  player.onmessage = ({ data }: MessageEvent<Position>) => {
    untaken = 0;
    if (data.at === undefined) return;
    position = data.at;
    positionAt = performance.now();
  };

  function open(): AudioDecoder {
    moments = [];
    given = 0;
    const made = new AudioDecoder({
      output: pass,
      // Whatever it was, the next sound is decoded by another.
      error: () => {
        decoder = undefined;
      },
    });
    made.configure(config);
    return made;
  }

  function pass(data: AudioData): void {
    const samples = new Float32Array(data.numberOfFrames);
    const at = takeMoment(data.timestamp);
    data.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
    data.close();
    if (at === undefined || untaken++ > mostUntaken) return;
    player.postMessage({ at, samples } satisfies Passage, [samples.buffer]);
  }

  /** What a decoder leaves out at its beginning makes it a little early. */
  function takeMoment(timestamp: number): number | undefined {
    const isBefore = (moment: { readonly given: number }) => moment.given <= timestamp + pieceUs / 2;
    const found = moments.findLast(isBefore);
    moments = moments.filter((moment) => moment === found || !isBefore(moment));
    return found && found.at + timestamp - found.given;
  }

  return {
    hear: ({ at, data }) => {
      decoder ??= open();
      moments.push({ given, at });
      // Each piece of sound stands for itself.
      decoder.decode(new EncodedAudioChunk({ type: "key", timestamp: given, data }));
      given += pieceUs;
    },
    heard: () => {
      const sinceMs = performance.now() - positionAt;
      return position === undefined || sinceMs > longestPauseMs ? undefined : position + sinceMs * 1_000;
    },
    close: () => {
      if (decoder && decoder.state !== "closed") decoder.close();
      player.close();
    },
  };
}
