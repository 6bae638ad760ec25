// What we send to all who want it: encoded once, as much of it as gets through.

import type { Flow } from "../../../protocol/flow.ts";
import type { Rung } from "../../media/ports.ts";
import type { Bytes } from "./body.ts";
import { openBox } from "./box.ts";
import type { Line } from "./line.ts";
import { adaptPace, noPassage, type Passage, startPace } from "./pace.ts";
import { createPictureEncoder, type PictureEncoder } from "./picture-encoder.ts";
import { createPublisher, type Publisher } from "./publisher.ts";
import { createSoundEncoder, type SoundEncoder } from "./sound-encoder.ts";
import { makeToken } from "./token.ts";

export interface BroadcastOptions {
  readonly self: string;
  readonly room: string;
  readonly root: CryptoKey | undefined;
  readonly line: Pick<Line, "send" | "ask" | "hasRoom"> & {
    /** Nothing where there is none. */
    readonly flow: () => Flow | undefined;
  };
}

export interface Broadcast {
  /** The line is new: so is the stream. */
  readonly publish: () => void;
  readonly greet: (challenge: string) => void;
  /** Whether anybody wants it. */
  readonly setWanted: (sound: number, picture: number) => void;
  readonly hear: (samples: Float32Array, rate: number) => void;
  /** Takes it over. */
  readonly show: (frame: VideoFrame) => void;
  readonly askKey: () => void;
  readonly limit: (rung: Rung) => void;
  /** What the server has room for: null is whatever it would be. */
  readonly allow: (kbps: number | null) => void;
  /** Sends what nobody needs, to see whether it arrives. */
  readonly knock: () => void;
  readonly close: () => void;
}

/** Until it is known what is shown of it: a speaker's picture. */
const usual: Rung = { height: 360, framesPerSecond: 15, kbps: 450 };
const paceEveryMs = 1_000;

export function createBroadcast({ self, room, root, line }: BroadcastOptions): Broadcast {
  let publisher: Publisher | undefined;
  let sound: SoundEncoder | undefined;
  let picture: PictureEncoder | undefined;
  let rung = usual;
  let allowed: number | null = null;
  let pace = startPace(usual.kbps, performance.now());
  let passage: Pick<Passage, "tried" | "skipped" | "tripMs"> = noPassage;
  const wanted = { sound: 0, picture: 0 };

  const mostKbps = () => Math.min(rung.kbps, allowed ?? Number.POSITIVE_INFINITY);
  const pacing = setInterval(() => {
    const shortestTripMs = line.flow()?.line.shortestTripMs;
    pace = adaptPace(pace, { ...passage, shortestTripMs, mostKbps: mostKbps() }, performance.now());
    passage = noPassage;
  }, paceEveryMs);

  function note(skipped: number): void {
    const lastTripMs = line.flow()?.line.lastTripMs;
    const tripMs =
      lastTripMs === undefined ? passage.tripMs : Math.min(lastTripMs, passage.tripMs ?? lastTripMs);
    passage = { tried: passage.tried + 1, skipped: passage.skipped + skipped, tripMs };
  }

  function openPicture(): PictureEncoder {
    return createPictureEncoder({
      means: () => (publisher && allowed !== 0 ? { rung, kbps: Math.min(pace.kbps, mostKbps()) } : undefined),
      hasRoom: () => {
        const room = line.hasRoom();
        note(room ? 0 : 1);
        return room;
      },
      onPicture: (at, data, marks) => {
        if (publisher?.picture(at, data, marks) !== false) return;
        pace = { ...pace, kbps: pace.kbps / 2 };
        picture?.askKey();
      },
    });
  }

  return {
    publish: () => {
      publisher?.stop();
      const stream = makeToken();
      publisher = createPublisher(openBox({ root, room, sender: self, stream }), line.send);
      allowed = null;
      picture?.restart();
      line.ask({ type: "publish", stream });
    },
    greet: (challenge) => publisher?.greet(challenge),
    setWanted: (sounds, pictures) => {
      if (pictures > wanted.picture) picture?.askKey();
      Object.assign(wanted, { sound: sounds, picture: pictures });
    },
    hear: (samples, rate) => {
      if (wanted.sound === 0) return;
      sound ??= createSoundEncoder((at: number, data: Bytes) => publisher?.sound(at, data));
      sound.hear(samples, rate);
    },
    show: (frame) => {
      if (wanted.picture === 0) return frame.close();
      picture ??= openPicture();
      picture.show(frame);
    },
    askKey: () => picture?.askKey(),
    limit: (most) => {
      rung = most;
      pace = { ...pace, kbps: Math.max(pace.kbps, Math.min(most.kbps, usual.kbps)) };
    },
    allow: (kbps) => {
      allowed = kbps;
    },
    knock: () => publisher?.greet(""),
    close: () => {
      clearInterval(pacing);
      publisher?.stop();
      sound?.close();
      picture?.close();
    },
  };
}
