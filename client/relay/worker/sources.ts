// Where the page's camera and microphone come in.

import type { Recording } from "../messages.ts";

export interface Sinks {
  readonly hear: (samples: Float32Array, rate: number) => void;
  /** Takes it over. */
  readonly show: (frame: VideoFrame) => void;
}

/** Reads until the function that it returns is called. */
export function readFilm(frames: ReadableStream<VideoFrame>, { show }: Sinks): () => void {
  return read(frames, show);
}

export function readTape(sound: ReadableStream<AudioData>, { hear }: Sinks): () => void {
  return read(sound, (data) => {
    hear(mix(data), data.sampleRate);
    data.close();
  });
}

export function readRecorder(port: MessagePort, { hear }: Sinks): void {
  port.onmessage = ({ data }: MessageEvent<Recording>) => hear(data.samples, data.rate);
}

/** All its channels as one. */
function mix(data: AudioData): Float32Array {
  const mixed = new Float32Array(data.numberOfFrames);
  const channel = new Float32Array(data.numberOfFrames);
  for (let planeIndex = 0; planeIndex < data.numberOfChannels; planeIndex++) {
    data.copyTo(channel, { planeIndex, format: "f32-planar" });
    for (let i = 0; i < mixed.length; i++)
      mixed[i] = (mixed[i] ?? 0) + (channel[i] ?? 0) / data.numberOfChannels;
  }
  return mixed;
}

function read<Value>(stream: ReadableStream<Value>, take: (value: Value) => void): () => void {
  const reader = stream.getReader();
  const next = async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      take(value);
    }
  };
  // A device that is gone ends it as well.
  void next().catch(() => {});
  return () => void reader.cancel().catch(() => {});
}
