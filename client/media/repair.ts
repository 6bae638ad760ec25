// Finds a connected call another way to the other side, by an offer and an answer that go by the
// server, since PeerJS can't do so. Only whoever dialled makes offers, so that two never cross.

import { answeredIn, asAnswerTo, readWay, type Way, withWay } from "./descriptions.ts";
import { fingerprintsIn } from "./fingerprints.ts";
import type { Clock, Mending } from "./ports.ts";

/** Addresses of our own are there in a fraction of that; what is later is found by what it sends. */
const gatherMs = 1_000;
/** What a TURN server gives takes several times there and back, which may be far. */
const gatherTurnMs = 3_000;

export interface RepairOptions {
  readonly clock: Clock;
  readonly dialled: boolean;
  /** As it is to be from now on, and not as the call was set up: by then it may have run out. */
  readonly config: RTCConfiguration;
  readonly trust: (fingerprints: readonly string[]) => boolean | Promise<boolean>;
  readonly onMending: (mending: Mending) => void;
  /** The other side would have us make an offer. */
  readonly onAsked: () => void;
  readonly onImpostor: () => void;
}

export interface Repair {
  readonly begin: () => void;
  readonly hear: (mending: Mending) => void;
}

export function createRepair(
  connection: RTCPeerConnection,
  { clock, dialled, config, trust, onMending, onAsked, onImpostor }: RepairOptions,
): Repair {
  const known = () => connection.currentRemoteDescription?.sdp ?? "";
  let work = Promise.resolve();

  /** Browsers refuse what is malformed, and everything once a connection is closed. */
  function inTurn(step: () => Promise<void>): void {
    work = work.then(step).catch(() => {});
  }

  /** Sets our description, and waits until it says where we are. */
  async function describe(description: RTCSessionDescriptionInit): Promise<string> {
    // PeerJS would send each candidate by itself, to where nobody waits for it yet.
    connection.onicecandidate = null;
    const gathered = gathering(connection, config, clock);
    await connection.setLocalDescription(description);
    await gathered;
    return connection.localDescription?.sdp ?? "";
  }

  /** Older browsers go on with what they have. */
  function refresh(): void {
    connection.setConfiguration?.(config);
  }

  async function offer(): Promise<void> {
    refresh();
    const sdp = await describe(await connection.createOffer({ iceRestart: true }));
    onMending({ type: "offer", sdp });
  }

  /** The way that it describes, where it is of this very call and newer than what we know. */
  async function judge(sdp: string): Promise<Way | undefined> {
    const way = readWay(sdp);
    const now = readWay(known());
    if (!way || !now || way.session !== now.session) return undefined;
    const theirs = fingerprintsIn(sdp);
    if (spellOut(theirs) === spellOut(fingerprintsIn(known())))
      return way.version > now.version || way.name === now.name ? way : undefined;
    // Where rooms aren't sealed anything is trusted, and what is foreign merely isn't heeded.
    if (theirs.length > 0 && !(await trust(theirs))) onImpostor();
    return undefined;
  }

  /** Goes another way, and changes nothing else. */
  function take(type: "offer" | "answer", way: Way): Promise<void> {
    return connection.setRemoteDescription({ type, sdp: withWay(known(), way) });
  }

  async function answer(sdp: string): Promise<void> {
    const way = await judge(sdp);
    if (!way) return;
    let own = connection.localDescription?.sdp ?? "";
    // The same again: our answer was lost.
    if (way.name !== readWay(known())?.name) {
      await take("offer", way);
      refresh();
      own = await describe(await connection.createAnswer());
    }
    onMending({ type: "answer", sdp: asAnswerTo(own, way) });
  }

  async function accept(sdp: string): Promise<void> {
    const way = await judge(sdp);
    const offered = readWay(connection.pendingLocalDescription?.sdp);
    if (way && offered && offered.name === answeredIn(sdp)) await take("answer", way);
  }

  return {
    begin: () => {
      if (dialled) inTurn(offer);
      else onMending({ type: "please" });
    },
    hear: (mending) => {
      switch (mending.type) {
        case "please":
          if (dialled) onAsked();
          return;
        case "offer":
          if (!dialled) inTurn(() => answer(mending.sdp));
          return;
        case "answer":
          if (dialled) inTurn(() => accept(mending.sdp));
          return;
        default:
          mending satisfies never;
      }
    },
  };
}

function spellOut(fingerprints: readonly string[]): string {
  return fingerprints.toSorted().join();
}

/** Until all candidates are there, or as long as they may take. */
function gathering(connection: RTCPeerConnection, config: RTCConfiguration, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancels = [clock.after(gatherMs, settle), clock.after(gatherTurnMs, done)];
    let suffices = false;
    function done(): void {
      for (const cancel of cancels) cancel();
      connection.removeEventListener("icegatheringstatechange", onState);
      connection.removeEventListener("icecandidate", onCandidate);
      resolve();
    }
    // It may still say that the last gathering is complete: only a change counts.
    function onState(): void {
      if (connection.iceGatheringState === "complete") done();
    }
    function onCandidate(): void {
      const has = connection.localDescription?.sdp.includes(" typ relay");
      if (suffices && (has || !asksTurn(config))) done();
    }
    function settle(): void {
      suffices = true;
      onCandidate();
    }
    connection.addEventListener("icegatheringstatechange", onState);
    connection.addEventListener("icecandidate", onCandidate);
  });
}

function asksTurn({ iceServers = [] }: RTCConfiguration): boolean {
  return iceServers.some(({ urls }) => [urls].flat().some((url) => url.startsWith("turn")));
}
