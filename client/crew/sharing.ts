// The screens that are shared: ours, from when the person chooses it until it ends by whatever means, and the others'.

import { effect, type ReadonlySignal } from "@preact/signals";
import type { MemberId, RoomView } from "../../protocol/protocol.ts";
import type { Board } from "../board.ts";
import { closeDisplay, type DisplayFailure, type DisplayPort, openDisplay } from "../media/display.ts";
import type { Calls, Clock, Mending } from "../media/ports.ts";
import { createScreens, type Screens } from "./screens.ts";

/** What the page's calls lend to those that show a screen. */
export interface Lender {
  readonly telephone: Promise<Calls | undefined>;
  /** Where calls about screens ring, and what happens to all calls is told; nothing is nowhere. */
  readonly setScreens: (screens: Screens | undefined) => void;
  /** What is shown of us where only one picture can be. */
  readonly share: (picture: MediaStreamTrack | undefined) => void;
  readonly distrust: (id: MemberId) => void;
}

export interface SharingOptions {
  readonly self: MemberId;
  readonly clock: Clock;
  readonly board: Pick<Board, "screens" | "sharing">;
  readonly view: ReadonlySignal<RoomView | undefined>;
  readonly media: DisplayPort;
  readonly calls: Lender;
  readonly sendMending: (id: MemberId, mending: Mending) => boolean;
  readonly notice: (text: string) => void;
}

export interface Sharing extends Pick<Screens, "setRungs"> {
  /** Asks which, or ends it. */
  readonly share: (on: boolean) => void;
  readonly close: () => void;
}

/** Whoever has thought better of it knows. */
const sentences: { readonly [Failure in DisplayFailure]: string | undefined } = {
  denied: undefined,
  barred: "Your system doesn't let this browser show the screen. Allow it in the system's settings.",
  absent: "There is nothing here that could be shared.",
  busy: "The system didn't let the screen be shown. Try again.",
  unknown: "Your screen can't be shared.",
};

export function openSharing(options: SharingOptions): Sharing {
  const { self, clock, board, view, media, calls, sendMending, notice } = options;
  const screens = createScreens({
    ...{ self, clock, sendMending, calls: calls.telephone, onScreen: show },
    // Whoever can be in between in one call is not to be trusted in the other.
    onImpostor: calls.distrust,
  });
  let asked = 0;
  let own: MediaStream | undefined;

  function show(id: MemberId, stream: MediaStream | undefined): void {
    const before = board.screens.peek();
    if (before.get(id) === stream) return;
    const others = [...before].filter(([other]) => other !== id);
    board.screens.value = new Map(stream ? [...others, [id, stream]] : others);
  }

  function send(stream: MediaStream | undefined): void {
    own = stream;
    show(self, stream);
    screens.share(stream);
    calls.share(stream?.getVideoTracks()[0]);
    board.sharing.value = stream ? "on" : "off";
  }

  function stop(): void {
    asked += 1;
    if (own) closeDisplay(own);
    if (board.sharing.value !== "off") send(undefined);
  }

  async function start(): Promise<void> {
    if (board.sharing.value !== "off") return;
    asked += 1;
    const mine = asked;
    const isWanted = () => asked === mine;
    board.sharing.value = "asking";
    const display = await openDisplay(media, () => isWanted() && stop());
    if (display.status === "on") {
      if (isWanted()) send(display.stream);
      else closeDisplay(display.stream);
      return;
    }
    if (!isWanted()) return;
    board.sharing.value = "off";
    const sentence = sentences[display.failure];
    if (sentence !== undefined) notice(sentence);
  }

  const stopLooking = effect(() => {
    const others = (view.value?.members ?? []).filter(({ id }) => id !== self);
    const idsOf = (some: typeof others) => some.map(({ id }) => id);
    screens.setView(
      idsOf(others.filter(({ screen }) => screen)),
      idsOf(others),
      new Set(idsOf(others.filter(({ away }) => away))),
    );
  });
  calls.setScreens(screens);

  return {
    setRungs: screens.setRungs,
    share: (on) => {
      if (on) void start();
      else stop();
    },
    close: () => {
      stopLooking();
      stop();
      calls.setScreens(undefined);
      screens.close();
    },
  };
}
