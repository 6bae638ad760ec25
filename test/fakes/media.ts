// The browser's `mediaDevices`, with devices that can be plugged in, unplugged, refused and slow.

import type { MediaPort } from "../../client/media/opening.ts";
import type { Kind } from "../../client/media/ports.ts";
import { FakeStream, FakeTrack } from "./tracks.ts";

/** The names of the errors a browser refuses a device with. */
export type Fault =
  | "NotAllowedError"
  | "SecurityError"
  | "NotFoundError"
  | "OverconstrainedError"
  | "NotReadableError"
  | "AbortError"
  | "TypeError";

interface FakeDevice {
  readonly id: string;
  readonly kind: Kind;
}

const inputOf = { microphone: "audioinput", camera: "videoinput" } as const;

export class FakeMedia extends EventTarget implements MediaPort {
  /** Everything that was asked for. */
  readonly requests: MediaStreamConstraints[] = [];
  /** Everything that was handed out. */
  readonly tracks: FakeTrack[] = [];
  readonly #faults = new Map<Kind, Fault>();
  readonly #permitted = new Set<Kind>();
  readonly #faulty = new Map<string, Fault>();
  /** Whether the system gives one of a kind at a time, as phones do. */
  exclusive = false;
  #devices: readonly FakeDevice[] = [];
  #held: (() => void)[] | undefined;

  constructor(...devices: readonly FakeDevice[]) {
    super();
    this.#devices = devices;
  }

  refuse(kind: Kind, fault: Fault): void {
    this.#faults.set(kind, fault);
  }

  /** That one alone. */
  refuseOne(id: string, fault: Fault): void {
    this.#faulty.set(id, fault);
  }

  allow(kind: Kind): void {
    this.#faults.delete(kind);
  }

  /** As where the person has allowed it for good: its devices have names before it is asked for. */
  permit(kind: Kind): void {
    this.#permitted.add(kind);
  }

  /** From now on no request is answered until `answer` or `answerAll`. */
  hold(): void {
    this.#held ??= [];
  }

  /** Answers one of the held requests, the first unless told otherwise. */
  answer(place = 0): void {
    this.#held?.splice(place, 1)[0]?.();
  }

  answerAll(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const go of held) go();
  }

  plugIn(kind: Kind, id: string): void {
    this.#devices = [...this.#devices, { id, kind }];
    this.dispatchEvent(new Event("devicechange"));
  }

  unplug(id: string): void {
    this.#devices = this.#devices.filter((device) => device.id !== id);
    for (const track of this.tracks) if (track.label === id) track.end();
    this.dispatchEvent(new Event("devicechange"));
  }

  /** The tracks that were handed out and still hold their device. */
  live(kind: Kind): readonly FakeTrack[] {
    const wanted = kind === "microphone" ? "audio" : "video";
    return this.tracks.filter((track) => track.kind === wanted && track.readyState === "live");
  }

  async getUserMedia(constraints: MediaStreamConstraints = {}): Promise<MediaStream> {
    this.requests.push(constraints);
    const held = this.#held;
    if (held) await new Promise<void>((resolve) => held.push(resolve));
    const wanted = [
      ...(constraints.audio ? [this.#find("microphone", constraints.audio)] : []),
      ...(constraints.video ? [this.#find("camera", constraints.video)] : []),
    ];
    const tracks = wanted.map(({ kind, id }) => {
      const asked = kind === "microphone" ? constraints.audio : constraints.video;
      // As Chromium does it: what is open is given as it is open.
      const same = kind === "microphone" && this.live(kind).find(({ label }) => label === id);
      const track = new FakeTrack(kind, id);
      track.take(same ? same.getSettings() : asked);
      return track;
    });
    for (const { kind } of wanted) this.#permitted.add(kind);
    this.tracks.push(...tracks);
    return new FakeStream(tracks);
  }

  /** As Chromium does it: a kind that was never permitted has neither id nor label. */
  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return this.#devices.map(({ id, kind }) => {
      const known = this.#permitted.has(kind);
      const info = { deviceId: known ? id : "", groupId: "", kind: inputOf[kind], label: known ? id : "" };
      return { ...info, toJSON: () => info };
    });
  }

  #find(kind: Kind, constraints: true | MediaTrackConstraints): FakeDevice {
    const all = this.#devices.filter((device) => device.kind === kind);
    const [first] = all;
    const fault = first ? this.#faults.get(kind) : "NotFoundError";
    if (!first || fault) throw new DOMException("", fault);
    const exact = exactOf(constraints);
    const found = exact === undefined ? first : all.find(({ id }) => id === exact);
    if (!found) throw new DOMException("", "OverconstrainedError");
    const busy = this.exclusive && this.live(kind).length > 0 ? "NotReadableError" : undefined;
    const trouble = busy ?? this.#faulty.get(found.id);
    if (trouble) throw new DOMException("", trouble);
    return found;
  }
}

/** Chromium hands out its default device where a device is merely `ideal`, and so does this. */
function exactOf(constraints: true | MediaTrackConstraints): unknown {
  const wanted = constraints === true ? undefined : constraints.deviceId;
  return typeof wanted === "object" && "exact" in wanted ? wanted.exact : undefined;
}
