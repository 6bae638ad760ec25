// What the page and the relay's worker say to each other.

import type { RelayState, Rung } from "../media/ports.ts";
import type { RelayReport, Strain } from "./ports.ts";

/** The microphone's samples, where they come by a worklet: of one channel, at the rate of its context. */
export interface Recording {
  readonly samples: Float32Array<ArrayBuffer>;
  readonly rate: number;
}

/** To the worker. */
export type Order =
  | {
      readonly type: "open";
      readonly address: string;
      readonly self: string;
      readonly room: string;
      readonly key: CryptoKey | undefined;
    }
  | { readonly type: "ticket"; readonly ticket: string }
  /** Pictures go there, or to the page; decoded sound goes to the port of its player. */
  | {
      readonly type: "want";
      readonly id: string;
      readonly sound: MessagePort;
      readonly screen: WritableStream<VideoFrame> | undefined;
    }
  | { readonly type: "drop"; readonly id: string }
  /** Our camera's pictures, and our microphone's sound, from now on; nothing ends them. */
  | { readonly type: "film"; readonly frames: ReadableStream<VideoFrame> | undefined }
  | { readonly type: "shot"; readonly frame: VideoFrame }
  | { readonly type: "tape"; readonly sound: ReadableStream<AudioData> | undefined }
  | { readonly type: "recorder"; readonly port: MessagePort }
  | { readonly type: "limit"; readonly rung: Rung }
  | { readonly type: "retry" }
  | { readonly type: "close" };

/** From the worker. */
export type Notice =
  /** It needs another; `refused` says that the last one may not have been taken. */
  | { readonly type: "ticket"; readonly refused: boolean }
  /** Whether anybody wants what we send. */
  | { readonly type: "wanted"; readonly sound: boolean; readonly picture: boolean }
  | { readonly type: "state"; readonly id: string; readonly state: RelayState }
  | { readonly type: "picture"; readonly id: string; readonly frame: VideoFrame }
  | { readonly type: "strain"; readonly strain: Strain }
  | { readonly type: "report"; readonly reports: ReadonlyMap<string, RelayReport> };

/** To a player: what to play, of one channel at `soundRate`, and when in its sender's time it was spoken. */
export interface Passage {
  readonly at: number;
  readonly samples: Float32Array<ArrayBuffer>;
}

/** From a player: it is there, and what it plays just now, if anything; in its sender's microseconds. */
export interface Position {
  readonly at: number | undefined;
}

/** What Opus is made for. */
export const soundRate = 48_000;
