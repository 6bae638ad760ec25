// A microphone that never falls silent and a camera that never stands still, so that whatever is missing of them was
// lost on the way. Runs in the page before its scripts.

export function sing(): void {
  // A page that isn't secure has no devices, nor has an empty one.
  if (!navigator.mediaDevices) return;

  const [width, height, frameMs] = [480, 360, 100];
  // So many patches in each picture cost an encoder all that it may spend.
  const [patches, patchSize] = [20, 40];
  const level = 0.3;
  // As in a voice, or it would be taken for the hum of a fan, of which nothing needs to be sent.
  const overtonesHz = [220, 440, 660, 1_100];
  const waverHz = 5;

  // What is tried is the line: of this machine's processor, that many browsers have too little.
  Reflect.deleteProperty(window, "PressureObserver");
  Object.defineProperty(navigator, "hardwareConcurrency", { value: 8 });

  function openCamera(): readonly MediaStreamTrack[] {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const brush = canvas.getContext("2d");
    const stream = canvas.captureStream();
    const drawing = setInterval(() => {
      if (!brush || !stream.active) return clearInterval(drawing);
      for (let patch = 0; patch < patches; patch++) {
        brush.fillStyle = `hsl(${Math.random()}turn 60% 50%)`;
        brush.fillRect(Math.random() * width, Math.random() * height, patchSize, patchSize);
      }
    }, frameMs);
    return stream.getTracks();
  }

  function openMicrophone(): readonly MediaStreamTrack[] {
    const context = new AudioContext();
    const microphone = context.createMediaStreamDestination();
    const voice = new GainNode(context, { gain: level / overtonesHz.length });
    const waver = new OscillatorNode(context, { frequency: waverHz });
    waver.connect(new GainNode(context, { gain: voice.gain.value / 3 })).connect(voice.gain);
    for (const frequency of overtonesHz) {
      const tone = new OscillatorNode(context, { frequency });
      tone.connect(voice).connect(microphone);
      tone.start();
    }
    waver.start();
    return microphone.stream.getTracks();
  }

  navigator.mediaDevices.getUserMedia = async ({ audio, video } = {}) =>
    new MediaStream([...(audio ? openMicrophone() : []), ...(video ? openCamera() : [])]);
}
