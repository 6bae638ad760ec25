// The calls that show a screen: one from whoever shares to each who sees them, beside that of their faces, and
// only while it is shared. Whoever shares dials, whoever came first.

import type { MemberId } from "../../protocol/protocol.ts";
import { createEngine, type Engine } from "../media/engine.ts";
import { type Calls, type Clock, kinds, type Mending, type Ring } from "../media/ports.ts";

export interface ScreensOptions {
  readonly self: MemberId;
  readonly clock: Clock;
  /** The telephone, where the browser has one. */
  readonly calls: Promise<Calls | undefined>;
  /** Has the server tell that member; whether it could be told. */
  readonly sendMending: (id: MemberId, mending: Mending) => boolean;
  /** That member's screen, or no longer. */
  readonly onScreen: (id: MemberId, stream: MediaStream | undefined) => void;
  /** Somebody is in between us and that member. */
  readonly onImpostor: (id: MemberId) => void;
}

export interface Screens extends Pick<Engine, "setReached" | "setRungs" | "retry" | "distrust" | "close"> {
  /** Those who share and whom we see; those who see us; and those of them who are waited for. */
  readonly setView: (
    sharers: readonly MemberId[],
    viewers: readonly MemberId[],
    away: ReadonlySet<MemberId>,
  ) => void;
  /** Shows our screen to all who see us, or no longer. */
  readonly share: (stream: MediaStream | undefined) => void;
  readonly ring: (ring: Ring) => void;
  readonly hear: (id: MemberId, mending: Mending) => void;
}

export function createScreens(options: ScreensOptions): Screens {
  const { self, clock, calls, sendMending, onScreen, onImpostor } = options;
  let shared: MediaStream | undefined;
  let sharers: readonly MemberId[] = [];
  let viewers: readonly MemberId[] = [];
  let away: ReadonlySet<MemberId> = new Set();

  /** `ownerOf`: whose screen a call with that member is about. */
  function open(ownerOf: (id: MemberId) => MemberId, onStream: ScreensOptions["onScreen"]): Engine {
    return createEngine({
      ...{ self, clock, onStream, about: "screen" },
      onLink: (id, state) => state === "intercepted" && onImpostor(id),
      sendMending: (id, mending) => sendMending(id, { ...mending, screen: ownerOf(id) }),
      onProgress: () => {},
      onFingerprints: () => {},
      onMeeting: () => {},
    });
  }

  const ours = open(
    () => self,
    () => {},
  );
  const theirs = open((id) => id, onScreen);
  const both = [ours, theirs];
  void calls.then((telephone) => {
    if (telephone) for (const engine of both) engine.connect(telephone);
  });

  function reconcile(): void {
    ours.setRoster(shared ? [self, ...viewers] : [], away);
    theirs.setRoster([...sharers, self], away);
  }

  return {
    setView: (nowSharing, nowSeeing, nowAway) => {
      sharers = nowSharing;
      viewers = nowSeeing;
      away = nowAway;
      reconcile();
    },
    share: (stream) => {
      shared = stream;
      const [camera] = stream?.getVideoTracks() ?? [];
      const [microphone] = stream?.getAudioTracks() ?? [];
      const outgoing = { microphone, camera };
      for (const kind of kinds) ours.send(kind, outgoing[kind]);
      reconcile();
    },
    ring: theirs.ring,
    hear: (id, mending) => {
      if (mending.screen === self) ours.hearMending(id, mending);
      else if (mending.screen === id) theirs.hearMending(id, mending);
    },
    setRungs: ours.setRungs,
    setReached: (reached) => {
      for (const engine of both) engine.setReached(reached);
    },
    retry: () => {
      for (const engine of both) engine.retry();
    },
    distrust: (id) => {
      for (const engine of both) engine.distrust(id);
    },
    close: () => {
      for (const engine of both) engine.close();
    },
  };
}
