// How loud a microphone is, for a meter.

/** Often enough to look alive, seldom enough to cost nothing. */
const everyMs = 60;
/** Speech into a laptop peaks at about a fifth of full scale. */
const loudSpeech = 0.2;

/** Calls back with 0 to 1 until it is stopped. */
export function watchLevel(
  sound: AudioContext,
  track: MediaStreamTrack,
  onLevel: (level: number) => void,
): () => void {
  const source = sound.createMediaStreamSource(new MediaStream([track]));
  const analyser = sound.createAnalyser();
  analyser.fftSize = 1024;
  const samples = new Float32Array(analyser.fftSize);
  source.connect(analyser);
  // Where the browser wants a gesture before there is sound, any will do.
  const wake = () => void sound.resume();
  for (const gesture of gestures) document.addEventListener(gesture, wake);
  wake();
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    onLevel(Math.min(1, Math.sqrt(Math.sqrt(power) / loudSpeech)));
  }, everyMs);
  return () => {
    clearInterval(timer);
    for (const gesture of gestures) document.removeEventListener(gesture, wake);
    source.disconnect();
    onLevel(0);
    void sound.suspend();
  };
}

const gestures = ["pointerdown", "keydown"] as const;
