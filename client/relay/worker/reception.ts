// What comes of one member, played; and how it stands.

import type { FrameHead } from "../../../protocol/frames.ts";
import type { RelayRequest } from "../../../protocol/relay.ts";
import type { RelayState } from "../../media/ports.ts";
import type { RelayReport } from "../ports.ts";
import type { Bytes } from "./body.ts";
import { createIntake } from "./intake.ts";
import { createPictureDecoder } from "./picture-decoder.ts";
import type { Screen } from "./screen.ts";
import { createSoundDecoder } from "./sound-decoder.ts";
import { type Arrivals, noArrivals, stateOf } from "./standing.ts";
import { count, emptyTally, rate } from "./tally.ts";

export interface ReceptionOptions {
  readonly id: string;
  readonly room: string;
  readonly root: CryptoKey | undefined;
  readonly player: MessagePort;
  readonly screen: Screen;
  readonly ask: (request: RelayRequest) => void;
}

export interface Reception {
  /** The line is new. */
  readonly want: () => void;
  /** Whose frames come from now on. */
  readonly meet: (stream: string) => void;
  /** Not to be had for now: it is asked for again. */
  readonly refuse: () => void;
  readonly take: (head: FrameHead, body: Bytes) => void;
  /** To be called now and then. */
  readonly look: () => RelayState;
  readonly report: (roundTripMs: number | undefined) => RelayReport;
  readonly close: () => void;
}

const keyEveryMs = 1_000;
/** Whoever isn't there yet, or has no seat yet themselves, soon will. */
const askEveryMs = 1_000;

export function createReception({ id, room, root, ask, ...options }: ReceptionOptions): Reception {
  const { player, screen } = options;
  let arrivals: Arrivals = noArrivals;
  /** When they were last refused, or asked for again since. */
  let refusedAt = 0;
  let retried = false;
  let keyAskedAt = Number.NEGATIVE_INFINITY;
  let tally = emptyTally;
  let fresh = { bytes: 0, pictures: 0, missed: 0 };

  const intake = createIntake({
    ...{ id, room, root },
    want: (challenge) =>
      ask({ type: "want", id, picture: true, ...(challenge !== undefined && { challenge }) }),
    onSound: (body) => sound.hear(body),
    onPicture: (body, key) => pictures.see(body, key),
    onBroken: askKey,
    onMissed: (missed) => {
      fresh = { ...fresh, pictures: fresh.pictures + 1, missed: fresh.missed + missed };
    },
    onJudged: (good) => {
      arrivals = { ...arrivals, [good ? "goodAt" : "badAt"]: performance.now() };
    },
  });
  const sound = createSoundDecoder(player);
  const pictures = createPictureDecoder({
    ...{ heard: sound.heard, show: screen.show },
    onBroken: () => {
      intake.breakOff();
      askKey();
    },
  });

  function askKey(): void {
    const now = performance.now();
    if (now - keyAskedAt < keyEveryMs) return;
    keyAskedAt = now;
    ask({ type: "key", id });
  }

  /** Whoever isn't refused again is there, but sends nothing yet. */
  function retry(now: number): void {
    if (retried) arrivals = { ...arrivals, refused: false };
    else intake.want();
    retried = true;
    refusedAt = now;
  }

  return {
    want: intake.want,
    meet: (stream) => {
      arrivals = { ...arrivals, refused: false };
      intake.meet(stream);
    },
    take: (head, body) => {
      fresh = { ...fresh, bytes: fresh.bytes + body.length };
      intake.take(head, body);
    },
    refuse: () => {
      arrivals = { ...arrivals, refused: true };
      refusedAt = performance.now();
      retried = false;
    },
    look: () => {
      const now = performance.now();
      if (arrivals.refused && now - refusedAt > askEveryMs) retry(now);
      return stateOf(arrivals, now);
    },
    report: (roundTripMs) => {
      const now = performance.now();
      tally = count(tally, { at: now, ...fresh });
      fresh = { bytes: 0, pictures: 0, missed: 0 };
      return { state: stateOf(arrivals, now), roundTripMs, height: pictures.height(), ...rate(tally) };
    },
    close: () => {
      intake.close();
      sound.close();
      pictures.close();
      screen.close();
    },
  };
}
