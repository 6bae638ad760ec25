// A stream that says nothing: each call is set up with a track of each kind, so that whatever a
// member has now or turns on later can take its place without renegotiating, which PeerJS can't.

export function createSilence(sound: AudioContext): MediaStream {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 2;
  // Firefox captures nothing from a canvas that was never asked for a context.
  canvas.getContext("2d");
  // At 0 frames a second nothing is ever drawn, encoded or sent.
  const picture = canvas.captureStream(0).getVideoTracks();
  return new MediaStream([...sound.createMediaStreamDestination().stream.getAudioTracks(), ...picture]);
}
