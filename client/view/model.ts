// What the view shows, and what a person can do with it. Made in main.tsx.

import type { ReadonlySignal, Signal } from "@preact/signals";
import type { MemberId, RoomKind } from "../../protocol/protocol.ts";
import type { Captures, Forecast, Kind, PathReport, Route } from "../media/ports.ts";
import type { Demand } from "../meeting/connection.ts";
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
  /** As soon as it can be. */
  readonly say: (message: string) => void;
  /** What was refused, by its key. */
  readonly sayAgain: (key: string) => void;
  readonly discard: (key: string) => void;
  /** Asks the server for it; what it refuses is said in a notice. */
  readonly ask: Demand;
  /** Ends the meeting for everybody, after a word if there is one. */
  readonly end: (word: string) => void;
  /** Shows a member's tile large, or none. */
  readonly enlarge: (id: MemberId | undefined) => void;
  /** So high each member's tile is, in device pixels. */
  readonly watch: (heights: ReadonlyMap<MemberId, number>) => void;
  /** Copies the link that makes another device of the host's a host's. */
  readonly shareDeed: () => void;
  readonly show: (panel: Panel) => void;
  readonly invite: () => void;
  readonly dismiss: (notice: number) => void;
  readonly endReaction: (n: number) => void;
  /** Answers a host who asks for one's microphone. */
  readonly answerUnmute: (yes: boolean) => void;
}

export interface Model {
  readonly meeting: ReadonlySignal<Meeting>;
  readonly captures: ReadonlySignal<Captures>;
  readonly streams: ReadonlySignal<ReadonlyMap<MemberId, MediaStream>>;
  /** By which way each of them comes. */
  readonly routes: ReadonlySignal<ReadonlyMap<MemberId, Route>>;
  /** What is known of each way now. */
  readonly inspect: () => Promise<ReadonlyMap<MemberId, PathReport>>;
  /** Whether what goes by way of the server is all that it could be. */
  readonly strain: ReadonlySignal<"all" | "fewer" | "none">;
  /** Why nobody can come by way of the server here, in a sentence. */
  readonly relayLack: string | undefined;
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
