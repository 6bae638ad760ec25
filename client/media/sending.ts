// What a call sends: which tracks, and how much of the picture.

import { type Call, type Kind, kinds, type Outgoing } from "./ports.ts";
import { type Rung, scaleFor } from "./quality.ts";

export interface Sending extends Pick<Call, "send" | "limit"> {
  /** To be called once there is something to limit. */
  readonly apply: () => void;
  readonly stop: () => void;
}

export function createSending(connection: RTCPeerConnection, outgoing: Outgoing): Sending {
  const senders = connection.getSenders();
  const senderOf: { readonly [K in Kind]: RTCRtpSender | undefined } = {
    microphone: senders.find(({ track }) => track?.kind === "audio"),
    camera: senders.find(({ track }) => track?.kind === "video"),
  };
  let over = false;
  let rung: Rung | undefined;
  let limiting = Promise.resolve();

  function send(kind: Kind, track: MediaStreamTrack | undefined): void {
    // Refused only where the connection is closed, when nothing is to be sent anyway.
    void senderOf[kind]
      ?.replaceTrack(track ?? null)
      .then(() => kind === "camera" && applyLimit())
      .catch(() => {});
  }

  /** Anew for each camera, since each has a height of its own; one after the other, or it is refused. */
  function applyLimit(): void {
    limiting = limiting.then(setLimit).catch(() => {});
  }

  async function setLimit(): Promise<void> {
    const sender = senderOf.camera;
    if (!rung || !sender || over) return;
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings;
    // There is none before the first description.
    if (!encoding) return;
    encoding.scaleResolutionDownBy = scaleFor(rung, sender.track?.getSettings().height);
    encoding.maxFramerate = rung.framesPerSecond;
    encoding.maxBitrate = rung.kbps * 1_000;
    await sender.setParameters(parameters);
  }

  // Silence has kept the place, and would only cost packets from now on.
  for (const kind of kinds) if (!outgoing[kind]) send(kind, undefined);

  return {
    send,
    limit: (most) => {
      rung = most;
      applyLimit();
    },
    apply: applyLimit,
    stop: () => {
      over = true;
    },
  };
}
