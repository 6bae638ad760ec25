// A page with nothing of Parley's on it but the relay's client. Runs in the browser, bundled by the test, which
// drives it through `window`.

import { io } from "socket.io-client";
import type { Clock, Kind } from "../../client/media/ports.ts";
import type { Relay, RelayReport } from "../../client/relay/ports.ts";
import { openRelay } from "../../client/relay/relay.ts";
import type { Hello } from "../../protocol/protocol.ts";
import type {} from "./plain-page.ts";

/** What has come of one member so far. */
export interface Figures {
  readonly state: string;
  readonly streams: number;
  readonly frames: number;
  readonly energy: number;
  readonly height: number;
}

declare global {
  interface Window {
    /** How it presents itself to the others, if it does. */
    hello?: Partial<Hello>;
    /** The key of the room, as text of 32 bytes, if it is sealed. */
    begin: (key: string | undefined) => Promise<void>;
    want: (...ids: readonly string[]) => void;
    use: (kind: Kind, on: boolean) => void;
    figuresOf: (id: string) => Figures;
    reportOf: (id: string) => RelayReport | undefined;
    /** What was told of any member, in order. */
    tidings: string[];
    endRelay: () => void;
  }
}

const { room, id, ticket } = window.admission;
const socket = io({ auth: { ticket } });
const joined = new Promise<void>((resolve) => socket.once("connect", resolve));
const join = () => void socket.emit("join-room", room, id, window.hello ?? {});
const sound = new AudioContext();
const states = new Map<string, string>();
const shown = new Map<string, { video: HTMLVideoElement; frames: number; energy: number; streams: number }>();
window.tidings = [];

const clock: Clock = {
  now: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

function show(of: string, stream: MediaStream): void {
  const video = document.createElement("video");
  video.muted = true;
  video.srcObject = stream;
  document.body.append(video);
  void video.play();
  const seen = { video, frames: 0, energy: 0, streams: (shown.get(of)?.streams ?? 0) + 1 };
  shown.set(of, seen);
  const next = () => {
    seen.frames += 1;
    video.requestVideoFrameCallback(next);
  };
  video.requestVideoFrameCallback(next);
  const analyser = sound.createAnalyser();
  const samples = new Float32Array(analyser.fftSize);
  sound.createMediaStreamSource(stream).connect(analyser);
  setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    seen.energy += samples.reduce((sum, sample) => sum + sample * sample, 0);
  }, 50);
}

async function importKey(key: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", new TextEncoder().encode(key), "HKDF", false, ["deriveKey"]);
}

const devices = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
const tracks = { microphone: devices.getAudioTracks()[0], camera: devices.getVideoTracks()[0] };
let relay: Relay | undefined;

window.begin = async (key) => {
  await joined;
  socket.on("connect", join);
  join();
  relay = openRelay({
    ...{ self: id, room, clock, sound, ticket: async () => ticket },
    key: key === undefined ? undefined : await importKey(key),
    onStream: (of, stream) => {
      window.tidings.push(`${of} ${stream ? "stream" : "over"}`);
      if (stream) show(of, stream);
    },
    onState: (of, state) => {
      window.tidings.push(`${of} ${state}`);
      states.set(of, state ?? "none");
    },
    onStrain: (strain) => window.tidings.push(`strain ${strain}`),
    onFresh: () => {},
  });
  for (const kind of ["microphone", "camera"] as const) relay.send(kind, tracks[kind]);
};
window.want = (...ids) => relay?.setWanted(new Set(ids));
window.use = (kind, on) => relay?.send(kind, on ? tracks[kind] : undefined);
window.reportOf = (of) => relay?.report().get(of);
window.endRelay = () => relay?.close();
window.figuresOf = (of) => {
  const seen = shown.get(of);
  return {
    state: states.get(of) ?? "none",
    streams: seen?.streams ?? 0,
    frames: seen?.frames ?? 0,
    energy: seen?.energy ?? 0,
    height: seen?.video.videoHeight ?? 0,
  };
};
