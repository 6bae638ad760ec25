// What a call's other side describes, held until it is trusted: before PeerJS sees it, and so before
// anything of ours is sent.

import { type MediaConnection, ServerMessageType } from "peerjs";

export type Verdict = boolean | Promise<boolean>;

/** What PeerJS signals a description in, as far as we look at it; it comes from outside unchecked. */
export type Payload = { readonly sdp?: { readonly sdp?: unknown } | null } | undefined;

/** Trust that is given at once costs no time; everything else comes later, as events do. */
export function settle(verdict: Verdict, action: (trusted: boolean) => void): void {
  if (verdict === true) action(true);
  else void Promise.resolve(verdict).then(action);
}

/** Keeps the answer of a call we placed from PeerJS until it is trusted. */
export function holdAnswer(
  media: MediaConnection,
  judge: (payload: Payload) => Verdict,
  onDistrust: () => void,
): void {
  const deliver = media.handleMessage.bind(media);
  // PeerJS drops candidates that come before the description they belong to.
  const candidates: Parameters<typeof deliver>[0][] = [];
  let answered = false;
  let open = false;

  media.handleMessage = (message) => {
    if (message.type === ServerMessageType.Candidate) {
      if (open) deliver(message);
      else candidates.push(message);
      return;
    }
    // One answer belongs to an offer; a second would have to be trusted anew.
    if (message.type !== ServerMessageType.Answer || answered) return;
    answered = true;
    settle(judge(message.payload), (trusted) => {
      // Closed in the meantime.
      if (!media.peerConnection) return;
      if (!trusted) return onDistrust();
      open = true;
      for (const held of [message, ...candidates]) deliver(held);
    });
  };
}

/**
 * Lets nothing but candidates through to a call we answer. PeerJS would let an `ANSWER` take the
 * place of the offer that was trusted, if it comes before the answer is made.
 */
export function keepOffer(incoming: MediaConnection): void {
  const deliver = incoming.handleMessage.bind(incoming);
  incoming.handleMessage = (message) => {
    if (message.type === ServerMessageType.Candidate) deliver(message);
  };
}
