// What the media side needs from outside, and what it tells of itself, so that a fake can stand in.

/** How much of a picture is sent to somebody: so high at most, so many times a second, and so much. */
export interface Rung {
  /** 0 is nothing. */
  readonly height: number;
  readonly framesPerSecond: number;
  readonly kbps: number;
}

/** How high somebody shows what another sends, in device pixels; 0 is not at all. */
export interface Shown {
  readonly camera: number;
  readonly screen: number;
}

/** How well somebody comes through, in a word. */
export type Sign = "good" | "fair" | "poor";

/** What was known of a way at some time, for a plot. */
export interface Sample extends Inspection {
  /** By the page's clock. */
  readonly at: number;
}

/** What a member sends: their microphone and their camera. */
export type Kind = "microphone" | "camera";

export const kinds = ["microphone", "camera"] as const satisfies readonly Kind[];

/** Why a device could not be had: a closed set, each with a sentence of its own in the view. */
export type Failure = "denied" | "absent" | "busy" | "insecure" | "unknown";

export type Device =
  | { readonly status: "off" }
  | { readonly status: "starting" }
  | { readonly status: "on"; readonly track: MediaStreamTrack }
  /** Held, but silent: a microphone alone, so that it speaks again at once. */
  | { readonly status: "muted"; readonly track: MediaStreamTrack }
  | { readonly status: "failed"; readonly failure: Failure };

export function trackOf(device: Device): MediaStreamTrack | undefined {
  return device.status === "on" || device.status === "muted" ? device.track : undefined;
}

export interface Choice {
  readonly id: string;
  readonly label: string;
}

/** One device of a kind, as it stands, and what else could be chosen. */
export interface Capture {
  readonly device: Device;
  readonly choices: readonly Choice[];
  /** The id of the chosen device, or of the one in use. */
  readonly chosen: string | undefined;
}

export type Captures = { readonly [K in Kind]: Capture };

/** What a browser does to a microphone's sound, by its own names. */
export type Treatment = "noiseSuppression" | "echoCancellation" | "autoGainControl";

/** What of that is on; what isn't there can't be had. */
export type Treated = { readonly [T in Treatment]?: boolean };

/** Where sound comes out, and what else could be chosen; no id is the system's own choice. */
export interface Speakers {
  readonly choices: readonly Choice[];
  readonly chosen: string;
  /** Whether the browser has a question of its own for it. */
  readonly canAsk: boolean;
}

/** The clock, so that tests can turn it. */
export interface Clock {
  readonly now: () => number;
  /** Runs `action` after `ms`, unless the function it returns was called before. */
  readonly after: (ms: number, action: () => void) => () => void;
}

/** What a member sends to everybody: a track of a kind, or nothing. */
export type Outgoing = { readonly [K in Kind]: MediaStreamTrack | undefined };

/** What a link is, as the view is told. */
export type LinkState = "connecting" | "answering" | "direct" | "mending" | "lost" | "intercepted";

/** How what comes of a member by the relay stands. */
export type RelayState =
  /** Asked for, and nothing of it is there yet. */
  | "asking"
  /** Comes in, and can be heard and seen. */
  | "live"
  /** Came in, and doesn't any more. */
  | "silent"
  /** Comes in, but was sealed with another key, or changed on its way. */
  | "unopened"
  | "refused";

/** By which way a member is seen and heard, as the view is told. */
export type Route = "connecting" | "direct" | "relayed" | "mending" | "lost" | "intercepted";

/** What is known of the way to a member, for whoever wants to know; what isn't known is absent. */
export interface PathReport {
  readonly route: Route;
  readonly by?: "direct" | "turn" | "relay";
  readonly roundTripMs?: number;
  /** Of what was sent, how much didn't come: 0 to 1. */
  readonly lost?: number;
  readonly kbpsIn?: number;
  readonly kbpsOut?: number;
  readonly framesPerSecond?: number;
  readonly height?: number;
  /** What the picture is encoded with, in or out. */
  readonly codec?: string;
  readonly problem?: "no-relay-here" | "unopened" | "strained";
  /** What the browser tells of the call, of which the rest is to be read. */
  readonly call?: RTCStatsReport;
}

/** What the two sides of a call say to each other, by the server; whoever dialled makes the offers. */
export type Mending = (
  | { readonly type: "please" }
  | { readonly type: "offer" | "answer"; readonly sdp: string }
) & {
  /** Of the call that shows that member's screen; otherwise it is of the one with sound and cameras. */
  readonly screen?: string;
};

/** What a call is about: two may have one of each, and their screens besides. */
export type Subject = "face" | "screen";

/** By which way this page expects to be seen: straight, by a TURN server, by the relay, or not at all. */
export type Forecast = "direct" | "turn" | "relay" | "none";

/** What is known of a call's way. */
export type Inspection = Omit<PathReport, "route" | "problem" | "call">;

/** A call under way with one peer. */
export interface Call {
  /** Sends this track from now on, or nothing; no renegotiation. */
  readonly send: (kind: Kind, track: MediaStreamTrack | undefined) => void;
  /** Sends no more picture than that from now on. */
  readonly limit: (rung: Rung) => void;
  /** Looks for another way to the other side; a way that still works is kept meanwhile. */
  readonly mend: () => void;
  /** What the other side says to mend it. */
  readonly hear: (mending: Mending) => void;
  /** How loud the other side is now, and we are there, 0 to 1. */
  readonly loudness: () => number;
  readonly ownLoudness: () => Promise<number | undefined>;
  /** How it goes, as the browser tells it; nothing where it doesn't yet. */
  readonly measure: () => Promise<RTCStatsReport | undefined>;
  readonly close: () => void;
}

/** Whether that is the certificate of whoever is called that. It may have to open a seal first. */
export type Trust = (id: string, fingerprints: readonly string[]) => boolean | Promise<boolean>;

/** None of these comes before `dial` or `answer` has returned, nor after `close`. */
export interface CallEvents {
  /** A step of the handshake is done. */
  readonly onProgress: () => void;
  /** With the fingerprints of the other side's certificate. */
  readonly onConnected: (fingerprints: readonly string[]) => void;
  readonly onStream: (stream: MediaStream) => void;
  /** Nothing comes in any more, at either side. */
  readonly onBroken: () => void;
  /** All is well again, at both sides. */
  readonly onWhole: () => void;
  /** To be sent to the other side. */
  readonly onMending: (mending: Mending) => void;
  /** Over, without our having closed it. Comes once. */
  readonly onFailed: () => void;
  /**
   * The other side's certificate is not theirs: over, and not to be tried again. Comes once,
   * instead of `onFailed`.
   */
  readonly onImpostor: () => void;
}

/** A call that somebody makes to us, until it is answered or let go. */
export interface Ring {
  readonly from: string;
  /** By their word. */
  readonly about: Subject;
  readonly answer: (outgoing: Outgoing, events: CallEvents) => Call;
  readonly close: () => void;
}

/** The telephone: a signalling connection that places and receives calls. */
export interface Calls {
  /** Those of our own certificate, in every call. */
  readonly fingerprints: readonly string[];
  /** Nothing while signalling is away. */
  readonly dial: (to: string, outgoing: Outgoing, events: CallEvents, about: Subject) => Call | undefined;
  /** What calls are to be set up and mended with from now on. */
  readonly supply: (iceServers: readonly RTCIceServer[]) => void;
  /** Signalling may be as dead as another connection was found to be: what is older than that is made anew. */
  readonly renew: (since: number) => void;
  readonly close: () => void;
}

export interface CallsEvents {
  readonly onOpen: () => void;
  readonly onRing: (ring: Ring) => void;
}
