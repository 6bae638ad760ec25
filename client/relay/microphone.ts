// Our microphone's sound on its way to the worker.

import type { Post } from "./camera.ts";

/** Until the function that it returns is called. `ready` says that the worklets are there. */
export function recordMicrophone(
  track: MediaStreamTrack,
  sound: AudioContext,
  ready: Promise<unknown>,
  post: Post,
): () => void {
  const Processor = window.MediaStreamTrackProcessor;
  if (!Processor) return recordGraph(track, sound, ready, post);
  const { readable } = new Processor({ track });
  post({ type: "tape", sound: readable }, [readable]);
  return () => post({ type: "tape", sound: undefined }, []);
}

function recordGraph(
  track: MediaStreamTrack,
  sound: AudioContext,
  ready: Promise<unknown>,
  post: Post,
): () => void {
  const source = sound.createMediaStreamSource(new MediaStream([track]));
  const { port1, port2 } = new MessageChannel();
  let recorder: AudioWorkletNode | undefined;
  let over = false;
  post({ type: "recorder", port: port2 }, [port2]);
  void ready.then(() => {
    if (over) return;
    recorder = new AudioWorkletNode(sound, "parley-recorder", { numberOfOutputs: 0 });
    recorder.port.postMessage(port1, [port1]);
    source.connect(recorder);
  });
  return () => {
    over = true;
    source.disconnect();
    recorder?.port.postMessage(undefined);
  };
}
