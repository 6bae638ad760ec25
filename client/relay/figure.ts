// What stands for a member in the page: one stream, with a track of what is heard and one of what is seen.

import { workletAddress } from "./built.ts";

declare global {
  interface Window {
    /** Chromium takes frames as they are. */
    readonly MediaStreamTrackGenerator?: new (init: {
      readonly kind: "video";
    }) => MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };
  }
}

export interface Figure {
  readonly stream: MediaStream;
  /** For the worker: where decoded sound goes, and pictures, unless they come back to be drawn. */
  readonly player: MessagePort;
  readonly screen: WritableStream<VideoFrame> | undefined;
  /** Takes it over. */
  readonly draw: (frame: VideoFrame) => void;
  readonly close: () => void;
}

/** Resolves once worklets can be made in that context. */
export async function loadWorklets(sound: AudioContext): Promise<void> {
  await sound.audioWorklet.addModule(workletAddress);
}

export function createFigure(sound: AudioContext, ready: Promise<unknown>): Figure {
  const voice = createVoice(sound, ready);
  const face = createFace();
  const tracks = [...voice.tracks, ...face.tracks];
  return {
    stream: new MediaStream(tracks),
    player: voice.player,
    screen: face.screen,
    draw: face.draw,
    close: () => {
      voice.close();
      for (const track of tracks) track.stop();
    },
  };
}

function createVoice(sound: AudioContext, ready: Promise<unknown>) {
  const destination = sound.createMediaStreamDestination();
  const { port1, port2 } = new MessageChannel();
  let node: AudioWorkletNode | undefined;
  let closed = false;
  void ready.then(() => {
    if (closed) return;
    node = new AudioWorkletNode(sound, "parley-player", { numberOfInputs: 0, outputChannelCount: [1] });
    node.port.postMessage(port1, [port1]);
    node.connect(destination);
  });
  return {
    tracks: destination.stream.getAudioTracks(),
    player: port2,
    close: () => {
      closed = true;
      node?.disconnect();
      node?.port.postMessage(undefined);
    },
  };
}

function createFace(): Pick<Figure, "screen" | "draw"> & { readonly tracks: readonly MediaStreamTrack[] } {
  const Generator = window.MediaStreamTrackGenerator;
  if (Generator) {
    const track = new Generator({ kind: "video" });
    return { tracks: [track], screen: track.writable, draw: (frame) => frame.close() };
  }
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const draw = (frame: VideoFrame) => {
    // Set to what it is, it would be cleared all the same.
    if (canvas.width !== frame.displayWidth) canvas.width = frame.displayWidth;
    if (canvas.height !== frame.displayHeight) canvas.height = frame.displayHeight;
    context?.drawImage(frame, 0, 0);
    frame.close();
  };
  return { tracks: canvas.captureStream().getVideoTracks(), screen: undefined, draw };
}
