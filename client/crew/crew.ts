// What tends a call once it runs: looks how it goes, decides what is sent, hears who speaks. A file of its own, which
// is loaded in a quiet moment; it puts down on the board what it finds out.

import { computed, effect, type ReadonlySignal } from "@preact/signals";
import type { MemberId, RoomView } from "../../protocol/protocol.ts";
import type { Board } from "../board.ts";
import type { Clock, PathReport, Rung, Shown, Sign } from "../media/ports.ts";
import { findUntold } from "./attention.ts";
import { openConductor } from "./conductor.ts";
import { consider, noHint } from "./hint.ts";
import { startListening } from "./listening.ts";
import { openMirror } from "./mirror.ts";
import { watchPressure } from "./pressure.ts";
import { makeRounds } from "./rounds.ts";
import { type Lender, openSharing, type Sharing, type SharingOptions } from "./sharing.ts";
import { findSign } from "./signs.ts";

const poorLine = "Your connection is poor. Sound only, in the View menu, would go better.";
/** A window that is drawn larger settles within that. */
const settleMs = 150;

export interface CrewOptions {
  readonly self: MemberId;
  readonly clock: Clock;
  readonly board: Board;
  /** Nothing outside of the room. */
  readonly view: ReadonlySignal<RoomView | undefined>;
  /** How we show the others, and they us. */
  readonly shown: ReadonlySignal<ReadonlyMap<MemberId, Shown>>;
  readonly watched: ReadonlySignal<ReadonlyMap<MemberId, Shown>>;
  readonly camera: ReadonlySignal<MediaStreamTrack | undefined>;
  /** As one sees it oneself: blurred, if it is. */
  readonly shownCamera: ReadonlySignal<MediaStreamTrack | undefined>;
  readonly calls: Lender & {
    readonly inspect: () => Promise<ReadonlyMap<MemberId, PathReport>>;
    readonly loudness: () => ReadonlyMap<MemberId, number>;
    readonly ownLoudness: () => Promise<number | undefined>;
    readonly setRungs: (rungs: ReadonlyMap<MemberId, Rung>) => void;
  };
  readonly fitCamera: (height: number) => void;
  /** A member is to know how we show them; whether they could be told. */
  readonly tell: (id: MemberId, shown: Shown) => boolean;
  readonly sendMending: SharingOptions["sendMending"];
  readonly notice: (text: string) => void;
}

export interface Crew extends Pick<Sharing, "share"> {
  readonly close: () => void;
}

export function openCrew(options: CrewOptions): Crew {
  const { self, clock, board, view, shown, watched, camera, calls, fitCamera, tell } = options;
  const sharing = openSharing({
    ...{ self, clock, board, view, calls, media: navigator.mediaDevices },
    ...{ sendMending: options.sendMending, notice: options.notice },
  });
  const ownScreen = computed(() => board.screens.value.get(self));
  const pressure = watchPressure();
  const mirror = openMirror({ camera: options.shownCamera, mirror: board.mirror });
  const conductor = openConductor({
    ...{ self, clock, view, watched, camera, fitCamera, pressure },
    screen: ownScreen,
    processors: navigator.hardwareConcurrency || 2,
    soundOnly: board.soundOnly,
    onRungs: (rungs) => {
      calls.setRungs(rungs.camera);
      sharing.setRungs(rungs.screen);
    },
  });
  const endRounds = makeRounds({
    ...{ clock, inspect: calls.inspect, rungOf: conductor.rungOf, samples: board.samples },
    onLook: (outcomes) => {
      conductor.judge(outcomes);
      mirror.look(pressure.read(), view.value?.members.length ?? 0);
      showSigns(board);
      const next = consider(hint, board.signs.value, clock.now());
      hint = next;
      if (next.due && !board.soundOnly.value) options.notice(poorLine);
    },
  });
  const endListening = startListening({
    ...{ self, clock },
    levels: () => withOwn(calls.loudness(), self, hearOwn()),
    onSpeaking: (ids) => {
      board.speaking.value = ids;
    },
    onSpeaker: (id) => {
      board.speaker.value = id;
    },
  });
  let hint = noHint;
  let ownLevel = 0;
  let asking = false;
  let resting = false;

  /** As of the moment before, and at every other one: browsers tell it only when they have asked everybody. */
  function hearOwn(): number {
    resting = !resting;
    if (!asking && !resting) {
      asking = true;
      void calls.ownLoudness().then((level = 0) => {
        ownLevel = level;
        asking = false;
      });
    }
    return ownLevel;
  }

  const told = new Map<MemberId, Shown>();
  let cancelTelling = () => {};

  function tellAll(): void {
    const now = view.value;
    if (!now) return;
    const here = new Set(now.members.map(({ id }) => id));
    for (const id of told.keys()) if (!here.has(id)) told.delete(id);
    const share = conductor.appetite.value;
    const wanted = new Map([...shown.value].map(([id, how]) => [id, { ...how, camera: how.camera * share }]));
    for (const [id, how] of findUntold(now, self, wanted, told)) if (tell(id, how)) told.set(id, how);
  }

  const stopTelling = effect(() => {
    // Read here, so that it is done again when any of them changes.
    void [view.value, shown.value, conductor.appetite.value];
    cancelTelling();
    cancelTelling = clock.after(settleMs, tellAll);
  });

  return {
    share: sharing.share,
    close: () => {
      for (const end of [stopTelling, cancelTelling, endRounds, endListening]) end();
      conductor.close();
      mirror.close();
      pressure.close();
      sharing.close();
    },
  };
}

function showSigns({ samples, signs }: Board): void {
  const now = new Map<MemberId, Sign>();
  for (const [id, some] of samples) {
    const sign = findSign(some);
    if (sign) now.set(id, sign);
  }
  const before = signs.value;
  if (now.size !== before.size || [...now].some(([id, sign]) => before.get(id) !== sign)) signs.value = now;
}

function withOwn(
  levels: ReadonlyMap<MemberId, number>,
  self: MemberId,
  own: number,
): ReadonlyMap<MemberId, number> {
  return new Map([...levels, [self, own]]);
}
