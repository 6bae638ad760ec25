// Runs in the page: writes down when frames and sound of each member came, and what the tiles and notices
// said, so that a test can look back on what somebody would have noticed. Times are the machine's.

export interface TileNote {
  readonly at: number;
  readonly id: string;
  /** `replaced`: another element stands for the same member. */
  readonly change: "came" | "went" | "replaced" | "said";
  /** What the tile says of itself, to the eye. */
  readonly text: string;
  readonly link: string | undefined;
}

export interface Journal {
  /** When a new frame was on the screen, by member. */
  readonly frames: { [id: string]: number[] };
  /** When energy of their sound had arrived. */
  readonly sounds: { [id: string]: number[] };
  readonly tiles: TileNote[];
  readonly notices: { readonly at: number; readonly text: string }[];
}

declare global {
  interface Window {
    journal: Journal;
  }
}

export function keepJournal(): void {
  // Frames come every 150 ms, and gaps are told in tenths of a second.
  const lookEveryMs = 50;
  // Statistics cost more to ask for, and the fake microphone beeps once a second.
  const listenEveryMs = 500;

  const journal: Journal = { frames: {}, sounds: {}, tiles: [], notices: [] };
  window.journal = journal;
  const shown = new Map<string, { tile: HTMLElement; text: string; link: string | undefined }>();
  const counts = new Map<string, number>();
  const energies = new Map<string, number>();
  let notices = new Set<string>();
  const ears = new WeakMap<MediaStreamTrack, AnalyserNode>();
  let sound: AudioContext | undefined;
  // The most there may be: longer than from one look to the next.
  const samples = new Float32Array(32_768);
  // Of full scale.
  const quiet = 0.01;

  function tiles(): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>("article[data-member]")];
  }

  function look(): void {
    const at = Date.now();
    const present = new Set<string>();
    for (const tile of tiles()) {
      const id = tile.dataset["member"] ?? "";
      present.add(id);
      const frames = tile.querySelector("video")?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
      if (frames > 0 && frames !== counts.get(id)) {
        journal.frames[id] ??= [];
        journal.frames[id].push(at);
      }
      counts.set(id, frames);
      const text = tile.innerText;
      const link = tile.dataset["link"];
      const before = shown.get(id);
      shown.set(id, { tile, text, link });
      if (!before) journal.tiles.push({ at, id, change: "came", text, link });
      else if (before.tile !== tile) journal.tiles.push({ at, id, change: "replaced", text, link });
      else if (before.text !== text || before.link !== link)
        journal.tiles.push({ at, id, change: "said", text, link });
    }
    for (const id of shown.keys()) {
      if (present.has(id)) continue;
      shown.delete(id);
      journal.tiles.push({ at, id, change: "went", text: "", link: undefined });
    }
    const now = new Set(
      [...document.querySelectorAll<HTMLElement>(".notice")].map((notice) => notice.innerText),
    );
    for (const text of now) if (!notices.has(text)) journal.notices.push({ at, text });
    notices = now;
  }

  /** Whether there was a sound since the last look, in what comes by no call. */
  function isLoud(track: MediaStreamTrack): boolean {
    const ear = ears.get(track) ?? listenTo(track);
    ears.set(track, ear);
    ear.getFloatTimeDomainData(samples);
    return samples.some((sample) => Math.abs(sample) > quiet);
  }

  function listenTo(track: MediaStreamTrack): AnalyserNode {
    sound ??= new AudioContext();
    const ear = new AnalyserNode(sound, { fftSize: samples.length });
    sound.createMediaStreamSource(new MediaStream([track])).connect(ear);
    return ear;
  }

  async function listen(): Promise<void> {
    const receivers = window.probe.connections
      .filter(({ connectionState }) => connectionState !== "closed")
      .flatMap((connection) => connection.getReceivers());
    for (const tile of tiles()) {
      const id = tile.dataset["member"] ?? "";
      const stream = tile.querySelector("video")?.srcObject;
      const [track] = stream instanceof MediaStream ? stream.getAudioTracks() : [];
      const receiver = track && receivers.find((candidate) => candidate.track === track);
      if (!receiver) {
        if (!track || !isLoud(track)) continue;
        journal.sounds[id] ??= [];
        journal.sounds[id].push(Date.now());
        continue;
      }
      for (const report of (await receiver.getStats()).values()) {
        if (report.type !== "inbound-rtp") continue;
        const energy = Number(report.totalAudioEnergy ?? 0);
        if (energy > 0 && energy !== energies.get(id)) {
          journal.sounds[id] ??= [];
          journal.sounds[id].push(Date.now());
        }
        energies.set(id, energy);
      }
    }
  }

  async function keepListening(): Promise<void> {
    await listen().catch(() => {});
    setTimeout(keepListening, listenEveryMs);
  }

  setInterval(look, lookEveryMs);
  void keepListening();
}
