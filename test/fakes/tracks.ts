// Tracks and streams that hold no picture and no sound.

import type { Kind } from "../../client/media/ports.ts";

export class FakeTrack extends EventTarget implements MediaStreamTrack {
  readonly id = crypto.randomUUID();
  readonly kind: string;
  readonly label: string;
  muted = false;
  readonly contentHint = "";
  readonly #deviceId: string;
  /** Of its picture, where it is known. */
  height: number | undefined;
  /** Whether constraints can change it while it runs. */
  pliable = true;
  #constraints: MediaTrackConstraints = {};
  #settings: MediaTrackSettings = {};
  enabled = true;
  readyState: MediaStreamTrackState = "live";
  onended = null;
  onmute = null;
  onunmute = null;

  constructor(kind: Kind, deviceId: string = kind, label: string = deviceId) {
    super();
    this.kind = kind === "microphone" ? "audio" : "video";
    this.label = label;
    this.#deviceId = deviceId;
  }

  /** By our own hand, of which a track tells nobody. */
  stop(): void {
    this.readyState = "ended";
  }

  /** By itself, as when its device is unplugged. */
  end(): void {
    if (this.readyState === "ended") return;
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }

  getSettings(): MediaTrackSettings {
    const height = this.height === undefined ? {} : { height: this.height };
    return { deviceId: this.#deviceId, ...this.#settings, ...height };
  }

  getCapabilities(): MediaTrackCapabilities {
    return {};
  }

  getConstraints(): MediaTrackConstraints {
    return this.#constraints;
  }

  async applyConstraints(constraints: MediaTrackConstraints = {}): Promise<void> {
    this.#constraints = constraints;
    if (this.pliable) this.take(constraints);
  }

  /** Is what was asked for. */
  take(constraints: MediaTrackConstraints | boolean | undefined): void {
    if (typeof constraints !== "object") return;
    this.#constraints = constraints;
    const { deviceId: _, ...rest } = constraints;
    this.#settings = Object.fromEntries(Object.entries(rest).flatMap(settingOf));
  }

  clone(): FakeTrack {
    return this;
  }
}

export class FakeStream extends EventTarget implements MediaStream {
  readonly id = crypto.randomUUID();
  readonly active = true;
  readonly #tracks: readonly MediaStreamTrack[];
  onactive = null;
  oninactive = null;
  onaddtrack = null;
  onremovetrack = null;

  constructor(tracks: readonly MediaStreamTrack[] = []) {
    super();
    this.#tracks = tracks;
  }

  getTracks(): MediaStreamTrack[] {
    return [...this.#tracks];
  }

  getAudioTracks(): MediaStreamTrack[] {
    return this.getTracks().filter(({ kind }) => kind === "audio");
  }

  getVideoTracks(): MediaStreamTrack[] {
    return this.getTracks().filter(({ kind }) => kind === "video");
  }

  getTrackById(id: string): MediaStreamTrack | null {
    return this.#tracks.find((track) => track.id === id) ?? null;
  }

  addTrack(): void {}

  removeTrack(): void {}

  clone(): FakeStream {
    return this;
  }
}

/** As near as a device comes to it that can be anything. */
function settingOf([name, wanted]: [string, unknown]): [string, unknown][] {
  if (typeof wanted !== "object" || wanted === null) return [[name, wanted]];
  return "ideal" in wanted ? [[name, wanted.ideal]] : [];
}
