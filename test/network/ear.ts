// Listens to what the tiles of a page play, sample by sample, for the times in which nothing is heard.

import type { Page } from "playwright-core";

/** So long nothing was heard of that member, until then or a little earlier. */
export interface Silence {
  readonly id: string;
  readonly at: number;
  readonly ms: number;
}

declare global {
  interface Window {
    silences: Silence[];
  }
}

/** From now on. */
export function listenIn(page: Page): Promise<void> {
  return page.evaluate(() => {
    // The most there may be: two thirds of a second, looked at so often that no word's silence is seen in part only.
    const windowSamples = 32_768;
    const lookEveryMs = 200;
    // Of full scale: a voice that fades isn't heard any more.
    const quiet = 0.01;
    // Waves have shorter ones.
    const leastMs = 20;

    interface Ear {
      readonly track: MediaStreamTrack;
      readonly source: AudioNode;
      readonly analyser: AnalyserNode;
      /** In the audio's own seconds: it stands still with whatever makes the sound. */
      heardAt: number;
    }
    const context = new AudioContext();
    const samples = new Float32Array(windowSamples);
    const ears = new Map<string, Ear>();
    window.silences = [];

    function open(id: string, track: MediaStreamTrack): void {
      const before = ears.get(id);
      if (before?.track === track) return;
      before?.source.disconnect();
      const analyser = new AnalyserNode(context, { fftSize: windowSamples });
      const source = context.createMediaStreamSource(new MediaStream([track]));
      source.connect(analyser);
      ears.set(id, { track, source, analyser, heardAt: before?.heardAt ?? context.currentTime });
    }

    function attend(): void {
      for (const video of document.querySelectorAll<HTMLVideoElement>("article[data-member] video")) {
        const id = video.closest<HTMLElement>("article[data-member]")?.dataset["member"] ?? "";
        const [track] = video.srcObject instanceof MediaStream ? video.srcObject.getAudioTracks() : [];
        if (track && !video.muted) open(id, track);
      }
    }

    function listen(id: string, ear: Ear): void {
      ear.analyser.getFloatTimeDomainData(samples);
      const end = context.currentTime;
      let [loud, longest] = [-1, 0];
      for (let i = 0; i < samples.length; i++) {
        if (Math.abs(samples[i] ?? 0) < quiet) continue;
        // Before the first one it is not known how long it was.
        if (loud >= 0) longest = Math.max(longest, i - loud);
        loud = i;
      }
      if (loud >= 0) ear.heardAt = end - (samples.length - loud) / context.sampleRate;
      const ms = Math.max((1_000 * longest) / context.sampleRate, 1_000 * (end - ear.heardAt));
      if (ms >= leastMs) window.silences.push({ id, at: Date.now(), ms });
    }

    attend();
    setInterval(() => {
      attend();
      for (const [id, ear] of ears) listen(id, ear);
    }, lookEveryMs);
  });
}

/** In milliseconds, of silences that were told between these. */
export async function longestSilence(page: Page, id: string, from: number, to: number): Promise<number> {
  const silences = await page.evaluate(() => window.silences);
  const told = silences.filter((one) => one.id === id && one.at >= from && one.at < to);
  return Math.max(0, ...told.map(({ ms }) => ms));
}
