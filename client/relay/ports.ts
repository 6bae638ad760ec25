// What the page needs of the relay, and what the relay tells of itself. The relay is loaded when it is first
// needed: the rest of the page knows no more of it than this.

import type { Clock, Kind, RelayState, Rung } from "../media/ports.ts";

/** What is known of what comes from one member, over the last seconds. */
export interface RelayReport {
  readonly state: RelayState;
  /** From here to the server and back. */
  readonly roundTripMs: number | undefined;
  readonly kbps: number;
  readonly framesPerSecond: number;
  /** Of the pictures that were sent, how many didn't come: 0 to 1. */
  readonly lost: number;
  readonly height: number | undefined;
}

/** What the server may forward: whether pictures are fewer than they could be, or none at all. */
export type Strain = "all" | "fewer" | "none";

/** A call that somebody is about to be taken from again. */
export interface Rehearsed {
  readonly stream: MediaStream;
  readonly measure: () => Promise<RTCStatsReport | undefined>;
}

export interface RelayEvents {
  /** With a track of each kind that there is, once either can be played; nothing when it is over. */
  readonly onStream: (id: string, stream: MediaStream | undefined) => void;
  readonly onState: (id: string, state: RelayState | undefined) => void;
  readonly onStrain: (strain: Strain) => void;
  /** Whether what the call of that member brings, while they are heard by the relay, was said just now. */
  readonly onFresh: (id: string, fresh: boolean) => void;
}

export interface RelayOptions extends RelayEvents {
  readonly self: string;
  readonly room: string;
  readonly clock: Clock;
  readonly ticket: (refused: boolean) => Promise<string>;
  /** In which sound is played and recorded. */
  readonly sound: AudioContext;
  /** What the keys of frames are derived from, in a sealed room: HKDF, not extractable. */
  readonly key: CryptoKey | undefined;
}

export interface Relay {
  /** Whose sound and picture are to come by the relay. */
  readonly setWanted: (ids: ReadonlySet<string>) => void;
  /** What is sent to whoever wants it by the relay. */
  readonly send: (kind: Kind, track: MediaStreamTrack | undefined) => void;
  /** The call of somebody who is heard by the relay, while there is one. */
  readonly rehearse: (id: string, call: Rehearsed | undefined) => void;
  /** The most that anybody who wants our picture shows of it. */
  readonly limit: (rung: Rung) => void;
  /** We are back in the room, or in another network: what waits is tried at once. */
  readonly retry: () => void;
  readonly report: () => ReadonlyMap<string, RelayReport>;
  readonly close: () => void;
}

/** What the file that is loaded for it exports. */
export interface RelayModule {
  readonly openRelay: (options: RelayOptions) => Relay;
}
