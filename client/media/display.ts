// What the person chooses of their screen: a window, a tab, or all of it, as the browser asks them.

/** Why there is none: a closed set, each with a sentence of its own. */
export type DisplayFailure = "denied" | "barred" | "absent" | "busy" | "unknown";

export type Display =
  | { readonly status: "on"; readonly stream: MediaStream }
  | { readonly status: "failed"; readonly failure: DisplayFailure };

/** What is read doesn't move, and what moves is seen to do so. */
const framesPerSecond = 15;

/** Of what browsers offer, what keeps the meeting itself out of the picture and lets another window be chosen later. */
interface DisplayRequest extends DisplayMediaStreamOptions {
  readonly selfBrowserSurface: "exclude";
  readonly surfaceSwitching: "include";
  readonly systemAudio: "include";
}

/** What a machine plays isn't speech, and nobody's microphone. */
const asPlayed = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

export type DisplayPort = Pick<MediaDevices, "getDisplayMedia">;

/** Asks the person. `onEnded` comes once, when they stop it by the browser's own means, or the window is gone. */
export async function openDisplay(media: DisplayPort, onEnded: () => void): Promise<Display> {
  const request: DisplayRequest = {
    video: { frameRate: { max: framesPerSecond } },
    audio: asPlayed,
    ...{ selfBrowserSurface: "exclude", surfaceSwitching: "include", systemAudio: "include" },
  };
  const stream = await media.getDisplayMedia(request).catch(failureOf);
  if (typeof stream === "string") return { status: "failed", failure: stream };
  const [picture] = stream.getVideoTracks();
  if (!picture) return { status: "failed", failure: "absent" };
  // Rather fewer pictures than letters that can't be read.
  picture.contentHint = "detail";
  picture.addEventListener("ended", onEnded, { once: true });
  return { status: "on", stream };
}

export function closeDisplay(stream: MediaStream): void {
  // Which ends no track in the sense of `onEnded`.
  for (const track of stream.getTracks()) track.stop();
}

function failureOf(error: unknown): DisplayFailure {
  switch (error instanceof Error || error instanceof DOMException ? error.name : undefined) {
    case "NotAllowedError":
      // Chromium's words for what the person wasn't even asked about.
      return String(error).includes("by system") ? "barred" : "denied";
    case "NotFoundError":
      return "absent";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "unknown";
  }
}
