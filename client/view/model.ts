// What the view shows, and what a person can do with it. Made in main.tsx.

import type { ReadonlySignal, Signal } from "@preact/signals";
import type { MemberId, RoomKind } from "../../protocol/protocol.ts";
import type {
  Captures,
  Forecast,
  Kind,
  PathReport,
  Route,
  Sample,
  Shown,
  Sign,
  Speakers,
  Treated,
  Treatment,
} from "../media/ports.ts";
import type { Demand } from "../meeting/connection.ts";
import type { Spot } from "../meeting/spot.ts";
import type { Meeting, Panel } from "../meeting/state.ts";
import type { Break } from "./breaks.ts";

export interface Actions {
  /** `inPlaceOf`: tabs of this browser that leave as this one joins; `kind` counts for whoever opens it. */
  readonly join: (name: string, kind: RoomKind, inPlaceOf: readonly MemberId[]) => void;
  /** Back to the lobby, for whoever waits to be let in. */
  readonly stopWaiting: () => void;
  /** Makes a key for a room that nobody is in yet. */
  readonly seal: () => void;
  readonly leave: () => void;
  /** What one compares with that member; nothing until there is a call. */
  readonly findCode: (id: MemberId) => Promise<string | undefined>;
  readonly turn: (kind: Kind, on: boolean) => void;
  readonly choose: (kind: Kind, id: string) => void;
  /** Whether what is behind oneself is to be blurred. */
  readonly blur: (on: boolean) => void;
  /** As soon as it can be. */
  readonly say: (message: string) => void;
  /** What was refused, by its key. */
  readonly sayAgain: (key: string) => void;
  readonly discard: (key: string) => void;
  /** Asks the server for it; what it refuses is said in a notice. */
  readonly ask: Demand;
  /** Ends the meeting for everybody, after a word if there is one. */
  readonly end: (word: string) => void;
  /** Shows that tile large, or none. */
  readonly enlarge: (spot: Spot | undefined) => void;
  /** How each member is shown. */
  readonly watch: (shown: ReadonlyMap<MemberId, Shown>) => void;
  readonly arrange: (layout: Layout) => void;
  /** Shows the others one's screen, or no longer. */
  readonly share: (on: boolean) => void;
  /** No pictures, neither theirs nor one's own. */
  readonly setSoundOnly: (on: boolean) => void;
  /** Copies the link that makes another device of the host's a host's. */
  readonly shareDeed: () => void;
  readonly show: (panel: Panel) => void;
  readonly invite: () => void;
  readonly dismiss: (notice: number) => void;
  readonly endReaction: (n: number) => void;
  /** Answers a host who asks for one's microphone. */
  readonly answerUnmute: (yes: boolean) => void;
}

/** Everybody alike, or whoever speaks large. */
export type Layout = "grid" | "speaker";

/** What is set of the devices besides which they are, once a call runs. */
export interface Equipment {
  /** What the browser does to the microphone's sound. */
  readonly treated: ReadonlySignal<Treated>;
  readonly treat: (treatment: Treatment, on: boolean) => void;
  /** Nothing where the browser lets no page choose. */
  readonly speakers: ReadonlySignal<Speakers | undefined>;
  readonly chooseSpeaker: (id: string) => void;
  /** Lets the browser ask which one. */
  readonly findSpeaker: () => void;
}

export interface Model {
  readonly meeting: ReadonlySignal<Meeting>;
  readonly captures: ReadonlySignal<Captures>;
  /** How it stands with what is behind oneself: blurred once it is on. */
  readonly backdrop: ReadonlySignal<"off" | "loading" | "on" | "failed">;
  /** What else can be set of them; nothing until it is loaded. */
  readonly equipment: ReadonlySignal<Equipment | undefined>;
  readonly streams: ReadonlySignal<ReadonlyMap<MemberId, MediaStream>>;
  /** By which way each of them comes. */
  readonly routes: ReadonlySignal<ReadonlyMap<MemberId, Route>>;
  /** The screens that are shared, one's own too. */
  readonly screens: ReadonlySignal<ReadonlyMap<MemberId, MediaStream>>;
  readonly sharing: ReadonlySignal<"off" | "asking" | "on">;
  /** Phones can't. */
  readonly canShare: boolean;
  readonly soundOnly: ReadonlySignal<boolean>;
  /** One's own picture as one is shown it, where that isn't the camera's own. */
  readonly mirror: ReadonlySignal<MediaStreamTrack | undefined>;
  /** Those who are heard at this moment, oneself included. */
  readonly speaking: ReadonlySignal<ReadonlySet<MemberId>>;
  /** Of the others, who has spoken last for long enough to be looked at. */
  readonly speaker: ReadonlySignal<MemberId | undefined>;
  readonly layout: ReadonlySignal<Layout>;
  /** How well each of the others comes through, where that is known. */
  readonly signs: ReadonlySignal<ReadonlyMap<MemberId, Sign>>;
  /** What was known of each way in the last minutes, the oldest first. */
  readonly history: () => ReadonlyMap<MemberId, readonly Sample[]>;
  /** What is known of each way now. */
  readonly inspect: () => Promise<ReadonlyMap<MemberId, PathReport>>;
  /** Whether what goes by way of the server is all that it could be. */
  readonly strain: ReadonlySignal<"all" | "fewer" | "none">;
  /** Whether anybody can come by way of the server here. */
  readonly canRelay: boolean;
  /** By which way one will come, as far as that can be told before; nothing until it is known. */
  readonly forecast: ReadonlySignal<Forecast | undefined>;
  /** Those who have been out of reach for a while. */
  readonly broken: ReadonlySignal<ReadonlyMap<MemberId, Break>>;
  /** Whether this browser, and this connection, could seal a room. */
  readonly canSeal: boolean;
  /** How loud the own microphone is, 0 to 1. */
  readonly level: ReadonlySignal<number>;
  /** The browser refused to play sound until it is asked for by a press. */
  readonly soundBlocked: Signal<boolean>;
  /** What stands in the name's field at first. */
  readonly name: string;
  readonly actions: Actions;
}
