// A camera and a microphone that tell the time, and what of them is seen and heard at the other end. Runs in the
// page before its scripts. Each picture has the time in it at which it was drawn, and in the sound there is a beep each second.
// All times are the machine's: whoever is compared is on the same one.

export interface Sight {
  /** Whose tile it was in. */
  readonly id: string;
  readonly at: number;
  /** Since it was drawn; nothing where that couldn't be read. */
  readonly delay: number | undefined;
}

/** A beep, made or heard. Each of those that follow one another has a pitch of its own. */
export interface Beep {
  readonly at: number;
  readonly pitch: number;
}

export interface Hearing extends Beep {
  readonly id: string;
}

export interface Clapper {
  /** Those that were made here. */
  readonly beeps: readonly Beep[];
  /** The others' pictures, and when beeps of theirs began in what an element plays of them. */
  readonly seen: readonly Sight[];
  readonly heard: readonly Hearing[];
  /** How many tracks of others' sound were played at once, at most. */
  readonly voices: number;
}

declare global {
  interface Window {
    clapper: Clapper;
  }
}

export function useClapper(): void {
  // A page that isn't secure has no devices, nor has an empty one.
  if (!navigator.mediaDevices) return;

  const [frameMs, width, height] = [50, 640, 480];
  // So many cells across and down, in the upper half: 24 bits of time and 8 that must fit them.
  const [across, down] = [8, 4];
  const timeBits = 24;
  const beepMs = 50;
  // Of full scale. A room is never quite still: what is quieter isn't sent at all.
  const [beepLevel, roomLevel, loud] = [0.5, 0.005, 0.1];
  // A beep that comes seconds late is still known for what it is.
  const pitches = 4;
  const pitchHz = 500;
  const lookEveryMs = 20;
  // A clock's offset is the least of those seen for so long: what is read late reads high.
  const clockMemory = 1_000 / lookEveryMs;
  const listenEveryMs = 200;
  // The most there may be: far longer than from one listening to the next.
  const windowSamples = 32_768;
  // Beeps that lie closer together are one.
  const silenceSeconds = 0.02;

  const beeps: Beep[] = [];
  const seen: Sight[] = [];
  const heard: Hearing[] = [];
  const clapper = { beeps, seen, heard, voices: 0 };

  const sound = new AudioContext();
  const { sampleRate } = sound;
  let voice: AudioNode | undefined;
  let [firstBeep, nextBeep] = [0, 0];
  let offsets: number[] = [];
  const offset = () => Math.min(...offsets);

  /** Of a time in its three bytes. */
  function checkOf(time: number): number {
    return ~(time + (time >> 8) + (time >> 16)) & 0xff;
  }

  function drawStamp(brush: CanvasRenderingContext2D): void {
    const time = Date.now() % 2 ** timeBits;
    const [wide, high] = [width / across, height / 2 / down];
    for (let cell = 0; cell < across * down; cell++) {
      const bit = cell < timeBits ? time >> cell : checkOf(time) >> (cell - timeBits);
      brush.fillStyle = bit & 1 ? "white" : "black";
      brush.fillRect((cell % across) * wide, Math.floor(cell / across) * high, wide, high);
    }
  }

  /** As much movement as costs an encoder something. */
  function drawWheel(brush: CanvasRenderingContext2D): void {
    const turn = Date.now() / 2_000;
    for (let spoke = 0; spoke < 12; spoke++) {
      brush.fillStyle = `hsl(${spoke / 12}turn 60% 50%)`;
      brush.beginPath();
      brush.moveTo(width / 2, height * 0.75);
      brush.arc(width / 2, height * 0.75, height / 4, turn + spoke / 2, turn + (spoke + 1) / 2);
      brush.fill();
    }
  }

  function openCamera(): readonly MediaStreamTrack[] {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const brush = canvas.getContext("2d");
    const stream = canvas.captureStream();
    const drawing = setInterval(() => {
      if (!brush || !stream.active) return clearInterval(drawing);
      drawWheel(brush);
      drawStamp(brush);
    }, frameMs);
    return stream.getTracks();
  }

  /** Begins a second from now or so, on a whole second of the context. */
  function beginToBeep(): AudioNode {
    const buffer = new AudioBuffer({ length: sampleRate * pitches, sampleRate });
    const beepSamples = (sampleRate * beepMs) / 1_000;
    buffer.getChannelData(0).forEach((_, i, samples) => {
      const inBeep = i % sampleRate;
      const turns = (pitchHz * (1 + Math.floor(i / sampleRate)) * inBeep) / sampleRate;
      const beep = inBeep < beepSamples ? beepLevel * Math.cos(2 * Math.PI * turns) : 0;
      samples[i] = beep + roomLevel * (2 * Math.random() - 1);
    });
    const source = new AudioBufferSourceNode(sound, { buffer, loop: true });
    firstBeep = nextBeep = Math.ceil(sound.currentTime) + 1;
    source.start(firstBeep);
    return source;
  }

  function openMicrophone(): readonly MediaStreamTrack[] {
    voice ??= beginToBeep();
    const microphone = sound.createMediaStreamDestination();
    voice.connect(microphone);
    return microphone.stream.getTracks();
  }

  navigator.mediaDevices.getUserMedia = async ({ audio, video } = {}) =>
    new MediaStream([...(audio ? openMicrophone() : []), ...(video ? openCamera() : [])]);

  const eye = document.createElement("canvas");
  const cellPixels = 10;
  [eye.width, eye.height] = [across * cellPixels, down * cellPixels];
  const sight = eye.getContext("2d", { willReadFrequently: true });

  function readStamp(video: HTMLVideoElement): number | undefined {
    const { videoWidth, videoHeight } = video;
    sight?.drawImage(video, 0, 0, videoWidth, videoHeight / 2, 0, 0, eye.width, eye.height);
    const pixels = sight?.getImageData(0, 0, eye.width, eye.height).data;
    let [time, check] = [0, 0];
    for (let cell = 0; cell < across * down; cell++) {
      const x = ((cell % across) + 0.5) * cellPixels;
      const y = (Math.floor(cell / across) + 0.5) * cellPixels;
      const bit = Number((pixels?.[(y * eye.width + x) * 4 + 1] ?? 0) > 127);
      if (cell < timeBits) time |= bit << cell;
      else check |= bit << (cell - timeBits);
    }
    return check === checkOf(time) ? time : undefined;
  }

  function watch(video: HTMLVideoElement, id: string): void {
    const note = () => {
      const at = Date.now();
      const time = readStamp(video);
      const delay = time === undefined ? undefined : (at - time) & (2 ** timeBits - 1);
      seen.push({ id, at, delay });
      video.requestVideoFrameCallback(note);
    };
    video.requestVideoFrameCallback(note);
  }

  interface Ear {
    readonly id: string;
    readonly analyser: AnalyserNode;
    /** When it was in an element that played it aloud. */
    from: number;
    until: number;
    /** When the last beep began, in the context's seconds. */
    last: number;
  }
  const watched = new WeakSet<HTMLVideoElement>();
  const ears = new Map<MediaStreamTrack, Ear>();

  function openEar(track: MediaStreamTrack, id: string, now: number): Ear {
    const analyser = new AnalyserNode(sound, { fftSize: windowSamples });
    sound.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const ear = { id, analyser, from: now, until: now, last: 0 };
    ears.set(track, ear);
    return ear;
  }

  function attend(): void {
    const now = Date.now();
    let voices = 0;
    for (const video of document.querySelectorAll<HTMLVideoElement>("article[data-member] video, audio")) {
      const tile = video.closest<HTMLElement>("article[data-member]");
      const id = tile?.dataset["member"] ?? "";
      if (tile?.dataset["self"] !== undefined) continue;
      if (video instanceof HTMLVideoElement && !watched.has(video)) watch(video, id);
      watched.add(video);
      if (video.muted || video.paused || !(video.srcObject instanceof MediaStream)) continue;
      for (const track of video.srcObject.getAudioTracks()) {
        const ear = ears.get(track) ?? openEar(track, id, now);
        // It was gone for a while.
        if (now - ear.until > 2 * listenEveryMs) ear.from = now;
        ear.until = now;
        voices += 1;
      }
    }
    clapper.voices = Math.max(clapper.voices, voices);
  }

  const samples = new Float32Array(windowSamples);

  /** By how often the beep that begins there crosses zero. */
  function pitchAt(start: number): number {
    const beep = samples.subarray(start, start + (sampleRate * beepMs * 0.6) / 1_000);
    const crossings = beep.filter((sample, i) => i > 0 && sample < 0 !== (beep[i - 1] ?? 0) < 0).length;
    return Math.round((crossings * sampleRate) / beep.length / 2 / pitchHz) - 1;
  }

  function listen(ear: Ear): void {
    ear.analyser.getFloatTimeDomainData(samples);
    const end = sound.currentTime;
    const silence = silenceSeconds * sampleRate;
    let loudAt = -silence;
    for (let i = 0; i < samples.length; i++) {
      if (Math.abs(samples[i] ?? 0) < loud) continue;
      const begins = i > silence && i - loudAt > silence && i < samples.length - silence * 3;
      loudAt = i;
      const time = end - (samples.length - i) / sampleRate;
      if (!begins || time < ear.last + silenceSeconds) continue;
      ear.last = time;
      const at = time * 1_000 + offset();
      if (at < ear.from - lookEveryMs || at > ear.until + lookEveryMs) continue;
      heard.push({ id: ear.id, at, pitch: pitchAt(i) });
    }
  }

  window.clapper = clapper;
  setInterval(() => {
    attend();
    offsets = [...offsets, Date.now() - sound.currentTime * 1_000].slice(-clockMemory);
    for (; voice && nextBeep <= sound.currentTime; nextBeep++)
      beeps.push({ at: nextBeep * 1_000 + offset(), pitch: (nextBeep - firstBeep) % pitches });
  }, lookEveryMs);

  setInterval(() => {
    for (const ear of ears.values()) listen(ear);
  }, listenEveryMs);
}
