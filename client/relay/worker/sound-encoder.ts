// Our microphone's sound, encoded once for all who want it.

import { soundRate } from "../messages.ts";
import type { Bytes } from "./body.ts";
import { isSent, listen, noPause } from "./pause.ts";
import { createCutter, cutUs } from "./samples.ts";

export interface SoundEncoder {
  /** Of one channel, recorded until now. */
  readonly hear: (samples: Float32Array, rate: number) => void;
  readonly close: () => void;
}

/** Speech, as good as it gets in mono. */
const bitrate = 32_000;
const plain: AudioEncoderConfig = {
  ...{ codec: "opus", sampleRate: soundRate, numberOfChannels: 1, bitrate },
};
/** From the best to what every browser takes. */
const configs: readonly AudioEncoderConfig[] = [
  { ...plain, opus: { frameDuration: 20_000, useinbandfec: true, packetlossperc: 5 } },
  { ...plain, opus: { frameDuration: 20_000 } },
  plain,
];
/** In frames of 20 ms: a machine that is that far behind had better leave some out. */
const mostQueued = 10;

export function createSoundEncoder(onSound: (at: number, data: Bytes) => void): SoundEncoder {
  const cutter = createCutter();
  let encoder: AudioEncoder | undefined;
  let config: AudioEncoderConfig | undefined;
  let closed = false;
  /** Encoders count what they are given, and take no notice of gaps: what lies between their time and ours. */
  let given = 0;
  let offset = 0;
  let pause = noPause;
  void choose().then((chosen) => {
    config = chosen;
  });

  function open({ ...chosen }: AudioEncoderConfig): AudioEncoder {
    given = 0;
    const made = new AudioEncoder({
      output: (chunk) => {
        const data = new Uint8Array(chunk.byteLength);
        chunk.copyTo(data);
        if (!closed) onSound(chunk.timestamp + offset, data);
      },
      // Whatever it was, the next sound is encoded by another.
      error: () => {
        encoder = undefined;
      },
    });
    made.configure(chosen);
    return made;
  }

  return {
    hear: (samples, rate) => {
      if (closed || !config) return;
      for (const cut of cutter.push(samples, rate, performance.now())) {
        pause = listen(pause, cut.samples);
        if (!isSent(pause)) continue;
        encoder ??= open(config);
        if (encoder.encodeQueueSize > mostQueued) continue;
        offset = cut.at - given;
        const data = new AudioData({
          format: "f32-planar",
          sampleRate: soundRate,
          numberOfFrames: cut.samples.length,
          numberOfChannels: 1,
          timestamp: given,
          data: cut.samples,
        });
        given += cutUs;
        encoder.encode(data);
        data.close();
      }
    },
    close: () => {
      closed = true;
      if (encoder && encoder.state !== "closed") encoder.close();
    },
  };
}

async function choose(): Promise<AudioEncoderConfig | undefined> {
  for (const config of configs) {
    const found = await AudioEncoder.isConfigSupported(config).catch(() => undefined);
    if (found?.supported) return config;
  }
  return undefined;
}
