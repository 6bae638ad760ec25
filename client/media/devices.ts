// The camera and the microphone: had, refused, switched, lost, released.

import {
  type Capture,
  type Captures,
  type Choice,
  type Device,
  type Failure,
  type Kind,
  kinds,
  trackOf,
} from "./ports.ts";

/** What of the browser's `mediaDevices` is used; absent where the page is not secure. */
export type MediaPort = Pick<
  MediaDevices,
  "getUserMedia" | "enumerateDevices" | "addEventListener" | "removeEventListener"
>;

export interface DevicesOptions {
  readonly media: MediaPort | undefined;
  /** Whether asking for a kind would ask the person (again); undefined where the browser won't tell. */
  readonly permission: (kind: Kind) => Promise<PermissionState | undefined>;
  readonly onChange: (kind: Kind, capture: Capture) => void;
  /** A device went away by itself; `label` names the one that took its place, if any did. */
  readonly onLost: (kind: Kind, label: string | undefined) => void;
  /** The system holds back what a device gives, and may let it go on by itself. */
  readonly onTaken: (kind: Kind) => void;
}

export interface Devices {
  /** Asks for both at once, so that the browser asks the person once. */
  readonly start: (
    wanted: { readonly [K in Kind]: boolean },
    chosen: { readonly [K in Kind]?: string },
  ) => Promise<void>;
  readonly turn: (kind: Kind, on: boolean) => Promise<void>;
  readonly choose: (kind: Kind, id: string) => Promise<void>;
  /** Takes again what was lost while the page was asleep. */
  readonly revive: () => Promise<void>;
  readonly captures: () => Captures;
  readonly close: () => void;
}

const off: Device = { status: "off" };
const starting: Device = { status: "starting" };
const constraintsOf: { readonly [K in Kind]: MediaTrackConstraints } = {
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  // Each picture is sent to every other member: what fills a tile is enough.
  camera: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { max: 30 } },
};
/** Devices falter for less when they are switched. */
const falterMs = 2_000;
const inputOf = { microphone: "audioinput", camera: "videoinput" } as const;

export function createDevices({ media, permission, onChange, onLost, onTaken }: DevicesOptions): Devices {
  const captures: { [K in Kind]: Capture } = {
    microphone: { device: off, choices: [], chosen: undefined },
    camera: { device: off, choices: [], chosen: undefined },
  };
  /** Whether the person is muted, whatever becomes of the microphone. */
  let silent = false;
  /** How many there are of each kind, named or not. */
  const count: { [K in Kind]: number } = { microphone: 0, camera: 0 };
  /** Those that went away, and nothing took the place of. */
  const lost = new Set<Kind>();
  /** Counts what was asked for a kind, so that an answer that comes too late is let go. */
  const asked: { [K in Kind]: number } = { microphone: 0, camera: 0 };

  function update(kind: Kind, change: Partial<Capture>): void {
    captures[kind] = { ...captures[kind], ...change };
    onChange(kind, captures[kind]);
  }

  /** Says what is about to be asked for, and returns whether the answer is still wanted. */
  function ask(kind: Kind): () => boolean {
    const mine = ++asked[kind];
    release(captures[kind].device);
    update(kind, { device: starting });
    return () => asked[kind] === mine;
  }

  function accept(kind: Kind, track: MediaStreamTrack): void {
    track.addEventListener("ended", () => {
      if (trackOf(captures[kind].device) === track) void replaceLost(kind);
    });
    track.addEventListener("mute", () => {
      setTimeout(() => {
        if (track.muted && trackOf(captures[kind].device) === track) onTaken(kind);
      }, falterMs);
    });
    lost.delete(kind);
    const muted = kind === "microphone" && silent;
    track.enabled = !muted;
    update(kind, { device: { status: muted ? "muted" : "on", track }, chosen: track.getSettings().deviceId });
  }

  async function capture(kind: Kind): Promise<void> {
    const wanted = ask(kind);
    const result = await open(kind, captures[kind].chosen);
    if (!wanted()) return release(result);
    settle(kind, result);
  }

  function settle(kind: Kind, result: Device): void {
    const track = trackOf(result);
    if (track) accept(kind, track);
    else update(kind, { device: result });
  }

  async function open(kind: Kind, id: string | undefined): Promise<Device> {
    if (!media) return { status: "failed", failure: "insecure" };
    try {
      const stream = await media.getUserMedia(requestFor([kind], { [kind]: id }));
      return deviceOf(stream, kind);
    } catch (error) {
      const failure = failureOf(error);
      // What was chosen at another visit may have been unplugged: any other will do.
      return failure === "absent" && id ? open(kind, undefined) : { status: "failed", failure };
    }
  }

  /** One refusal refuses both: each alone tells which of them it is about. */
  async function openAlone(kind: Kind, failure: Failure): Promise<Device> {
    // Whoever has just waved the question away is not asked it twice more.
    if (failure === "denied" && (await permission(kind)) === "prompt") return { status: "failed", failure };
    return open(kind, captures[kind].chosen);
  }

  async function replaceLost(kind: Kind): Promise<void> {
    update(kind, { chosen: undefined });
    await capture(kind);
    if (captures[kind].device.status === "failed") lost.add(kind);
    await list();
    onLost(kind, trackOf(captures[kind].device)?.label);
  }

  async function list(): Promise<void> {
    const found = (await media?.enumerateDevices().catch(() => [])) ?? [];
    for (const kind of kinds) {
      count[kind] = found.filter((device) => device.kind === inputOf[kind]).length;
      update(kind, { choices: choicesOf(kind, found) });
    }
  }

  /** What was missing and has been plugged in is taken up, without being asked for again. */
  async function notice(): Promise<void> {
    const before = { ...count };
    await list();
    for (const kind of kinds) {
      const { device } = captures[kind];
      if (count[kind] <= before[kind] || device.status !== "failed" || device.failure !== "absent") continue;
      await capture(kind);
      await list();
    }
  }

  media?.addEventListener("devicechange", notice);

  return {
    start: async (wanted, chosen) => {
      const both = kinds.filter((kind) => wanted[kind]);
      for (const kind of kinds) update(kind, { chosen: chosen[kind] });
      if (both.length === 2 && media) {
        const stillWanted = new Map(both.map((kind) => [kind, ask(kind)]));
        const stream = await media.getUserMedia(requestFor(both, chosen)).catch(failureOf);
        for (const kind of both) {
          if (typeof stream === "string" && !stillWanted.get(kind)?.()) continue;
          const result = typeof stream === "string" ? await openAlone(kind, stream) : deviceOf(stream, kind);
          if (stillWanted.get(kind)?.()) settle(kind, result);
          else release(result);
        }
      } else await Promise.all(both.map(capture));
      await list();
    },
    turn: async (kind, on) => {
      const { device } = captures[kind];
      const track = trackOf(device);
      if (kind === "microphone") silent = !on && track !== undefined;
      if (kind === "microphone" && track) {
        track.enabled = on;
        return update(kind, { device: { status: on ? "on" : "muted", track } });
      }
      if (!on) {
        lost.delete(kind);
        asked[kind] += 1;
        release(device);
        return update(kind, { device: off });
      }
      if (track) return;
      await capture(kind);
      await list();
    },
    choose: async (kind, id) => {
      const idle = captures[kind].device.status === "off";
      update(kind, { chosen: id });
      if (idle) return;
      await capture(kind);
    },
    revive: async () => {
      for (const kind of kinds) {
        const { device } = captures[kind];
        if (trackOf(device)?.readyState === "ended") await replaceLost(kind);
        else if (device.status === "failed" && lost.has(kind)) {
          await capture(kind);
          await list();
        }
      }
    },
    captures: () => captures,
    close: () => {
      media?.removeEventListener("devicechange", notice);
      for (const kind of kinds) {
        asked[kind] += 1;
        release(captures[kind].device);
        update(kind, { device: off });
      }
    },
  };
}

function release(device: Device): void {
  trackOf(device)?.stop();
}

function requestFor(
  wanted: readonly Kind[],
  chosen: { readonly [K in Kind]?: string | undefined },
): MediaStreamConstraints {
  const constraints = (kind: Kind) => ({
    ...constraintsOf[kind],
    // Chromium takes the default device where the chosen one is merely `ideal`.
    ...(chosen[kind] && { deviceId: { exact: chosen[kind] } }),
  });
  return {
    audio: wanted.includes("microphone") && constraints("microphone"),
    video: wanted.includes("camera") && constraints("camera"),
  };
}

function deviceOf(stream: MediaStream, kind: Kind): Device {
  const [track] = kind === "microphone" ? stream.getAudioTracks() : stream.getVideoTracks();
  return track ? { status: "on", track } : { status: "failed", failure: "absent" };
}

function failureOf(error: unknown): Failure {
  switch (error instanceof Error || error instanceof DOMException ? error.name : undefined) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "absent";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "unknown";
  }
}

function choicesOf(kind: Kind, found: readonly MediaDeviceInfo[]): readonly Choice[] {
  // Before permission they have neither an id nor a name, and nothing could be chosen.
  return found
    .filter((device) => device.kind === inputOf[kind] && device.deviceId !== "")
    .map(({ deviceId, label }, index) => ({ id: deviceId, label: label || `${index + 1}` }));
}
