// How a device is asked for, and what the browser's answer means.

import { type Choice, type Device, type Failure, type Kind, kinds, trackOf } from "./ports.ts";

const inputOf = { microphone: "audioinput", camera: "videoinput" } as const satisfies Record<
  Kind,
  MediaDeviceKind
>;

/** What of the browser's `mediaDevices` is used; absent where the page is not secure. */
export type MediaPort = Pick<
  MediaDevices,
  "getUserMedia" | "enumerateDevices" | "addEventListener" | "removeEventListener"
>;

export interface OpeningOptions {
  readonly media: MediaPort | undefined;
  /** Whether asking for a kind would ask the person (again); undefined where the browser won't tell. */
  readonly permission: (kind: Kind) => Promise<PermissionState | undefined>;
  /** The camera turns with the screen, as a phone's, and stands on end: of what is wide little would be left. */
  readonly upright: boolean;
}

type Chosen = { readonly [K in Kind]?: string | undefined };

export interface Opening {
  /** What each kind is to be like, from the next time on. */
  readonly terms: { [K in Kind]: MediaTrackConstraints };
  readonly open: (kind: Kind, id: string | undefined) => Promise<Device>;
  /** Any other will do where that one isn't there. */
  readonly openAny: (kind: Kind, id: string | undefined) => Promise<Device>;
  /** After both were refused together. */
  readonly openAlone: (kind: Kind, id: string | undefined, failure: Failure) => Promise<Device>;
  readonly openBoth: (chosen: Chosen) => Promise<MediaStream | Failure>;
}

export function createOpening({ media, permission, upright }: OpeningOptions): Opening {
  const terms: Opening["terms"] = {
    microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    // Each picture is sent to every other member: what fills a tile is enough, in its shape.
    camera: { width: { ideal: 640 }, height: { ideal: upright ? 480 : 360 }, frameRate: { max: 30 } },
  };

  async function request(wanted: readonly Kind[], chosen: Chosen): Promise<MediaStream | Failure> {
    if (!media) return "insecure";
    const constraints = (kind: Kind) =>
      wanted.includes(kind) && {
        ...terms[kind],
        // Chromium takes the default device where the chosen one is merely `ideal`.
        ...(chosen[kind] && { deviceId: { exact: chosen[kind] } }),
      };
    return media
      .getUserMedia({ audio: constraints("microphone"), video: constraints("camera") })
      .catch(failureOf);
  }

  async function open(kind: Kind, id: string | undefined): Promise<Device> {
    const asked = terms[kind];
    const result = await request([kind], { [kind]: id });
    if (typeof result === "string") return { status: "failed", failure: result };
    const device = deviceOf(result, kind);
    if (asked === terms[kind]) return device;
    // It was to be another by the time it came.
    release(device);
    return open(kind, id);
  }

  async function openAny(kind: Kind, id: string | undefined): Promise<Device> {
    const result = await open(kind, id);
    // What was chosen at another visit may have been unplugged.
    return result.status === "failed" && result.failure === "absent" && id ? open(kind, undefined) : result;
  }

  return {
    ...{ terms, open, openAny },
    openAlone: async (kind, id, failure) =>
      // Whoever has just waved the question away is not asked it twice more.
      failure === "insecure" || (failure === "denied" && (await permission(kind)) === "prompt")
        ? { status: "failed", failure }
        : openAny(kind, id),
    openBoth: (chosen) => request(kinds, chosen),
  };
}

export function release(device: Device): void {
  trackOf(device)?.stop();
}

export function deviceOf(stream: MediaStream, kind: Kind): Device {
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

/** How many there are of a kind, named or not. */
export function countOf(kind: Kind, found: readonly MediaDeviceInfo[]): number {
  return found.filter((device) => device.kind === inputOf[kind]).length;
}

export function choicesOf(kind: Kind, found: readonly MediaDeviceInfo[]): readonly Choice[] {
  // Before permission they have neither an id nor a name, and nothing could be chosen.
  return found
    .filter((device) => device.kind === inputOf[kind] && device.deviceId !== "")
    .map(({ deviceId, label }, index) => ({ id: deviceId, label: label || `${index + 1}` }));
}
