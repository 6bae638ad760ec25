// A microphone that somebody speaks into without a pause, in place of one that beeps. Runs in the page before its scripts.

export function speak(): void {
  const { mediaDevices } = navigator;
  if (!mediaDevices) return;
  const capture = mediaDevices.getUserMedia.bind(mediaDevices);
  const level = 0.3;
  // As in a voice, or it would be taken for the hum of a fan.
  const overtonesHz = [220, 440, 660, 1_100];

  function openMicrophone(): readonly MediaStreamTrack[] {
    const context = new AudioContext();
    const microphone = context.createMediaStreamDestination();
    const voice = new GainNode(context, { gain: level / overtonesHz.length });
    for (const frequency of overtonesHz) {
      const tone = new OscillatorNode(context, { frequency });
      tone.connect(voice).connect(microphone);
      tone.start();
    }
    return microphone.stream.getTracks();
  }

  mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
    const seen = video ? (await capture({ video })).getTracks() : [];
    return new MediaStream([...(audio ? openMicrophone() : []), ...seen]);
  };
}
