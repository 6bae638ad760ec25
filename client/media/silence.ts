// Tracks that say nothing: each call is set up with one of each kind, so that whatever a member
// turns on later can take its place without renegotiating, which PeerJS can't.

import type { Outgoing } from "./ports.ts";

export function createSilence(sound: AudioContext): Outgoing {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2;
  // Firefox captures nothing from a canvas that was never asked for a context.
  canvas.getContext("2d");
  // At 0 frames a second nothing is ever drawn, encoded or sent.
  const [camera] = canvas.captureStream(0).getVideoTracks();
  const [microphone] = sound.createMediaStreamDestination().stream.getAudioTracks();
  return { microphone, camera };
}
