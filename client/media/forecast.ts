// By which way this page will come to be seen, as far as that can be told before anybody is there: from what its
// browser finds of itself with the servers that help to meet.

import type { Clock, Forecast } from "./ports.ts";

/** What was found within the time there is. */
export interface Findings {
  /** A call with oneself came about. */
  readonly met: boolean;
  /** Whether a STUN server says where one is to be found from outside; nothing where none is asked. */
  readonly found: boolean | undefined;
  /** A TURN server would take what one sends. */
  readonly turned: boolean;
  /** This server relays, and this browser can be relayed. */
  readonly relays: boolean;
}

/** A network of one's own says nothing of others; where nobody can be asked, the best is assumed. */
export function forecast({ met, found, turned, relays }: Findings): Forecast {
  if (met && found !== false) return "direct";
  if (turned) return "turn";
  return relays ? "relay" : "none";
}

export interface ProbeOptions {
  readonly clock: Clock;
  readonly iceServers: readonly RTCIceServer[];
  readonly relays: boolean;
}

/** Servers that are there answer sooner, also from afar. */
const answerMs = 4_000;

/** What it returns ends it early, without a word. */
export function probe({ clock, iceServers, relays }: ProbeOptions, onDone: (forecast: Forecast) => void) {
  // Without WebRTC there is nothing to try.
  if (!("RTCPeerConnection" in globalThis)) {
    onDone(forecast({ met: false, found: undefined, turned: false, relays }));
    return () => {};
  }
  const asks = iceServers.some(({ urls }) => [urls].flat().some((url) => url.startsWith("stun")));
  const near = new RTCPeerConnection({ iceServers: [...iceServers] });
  const far = new RTCPeerConnection();
  const channel = near.createDataChannel("");
  const kinds = new Set<string>();
  let met = false;
  let over = false;
  const cancel = clock.after(answerMs, conclude);

  function conclude(): void {
    if (over) return;
    stop();
    onDone(
      forecast({ met, found: asks ? kinds.has("srflx") : undefined, turned: kinds.has("relay"), relays }),
    );
  }

  function stop(): void {
    over = true;
    cancel();
    near.close();
    far.close();
  }

  /** Whether anything can come yet that would be better. */
  function review(): void {
    const best = met && (!asks || kinds.has("srflx"));
    const straight = kinds.has("host") || kinds.has("srflx");
    if (best || (near.iceGatheringState === "complete" && (met || !straight))) conclude();
  }

  near.onicecandidate = ({ candidate }) => {
    const kind = candidate && / typ (\w+)/.exec(candidate.candidate)?.[1];
    if (!kind) return;
    kinds.add(kind);
    // What came about by a TURN server would say nothing of the straight way.
    if (kind !== "relay") void far.addIceCandidate(candidate).catch(ignore);
    review();
  };
  near.onicegatheringstatechange = review;
  far.onicecandidate = ({ candidate }) => {
    if (candidate) void near.addIceCandidate(candidate).catch(ignore);
  };
  channel.onopen = () => {
    met = true;
    review();
  };
  void introduce(near, far).catch(conclude);
  return stop;
}

/** A candidate more or less makes no difference, and none does once it is over. */
function ignore(): void {}

async function introduce(near: RTCPeerConnection, far: RTCPeerConnection): Promise<void> {
  await near.setLocalDescription();
  if (near.localDescription) await far.setRemoteDescription(near.localDescription);
  await far.setLocalDescription();
  if (far.localDescription) await near.setRemoteDescription(far.localDescription);
}
