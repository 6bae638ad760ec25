// What a call sends: which tracks, and how much of the picture.

import { type Call, type Kind, kinds, type Outgoing, type Rung } from "./ports.ts";

/** Until it is known how it is shown: enough to see who it is, little enough for thirty calls at once. */
const firstRung: Rung = { height: 180, framesPerSecond: 20, kbps: 160 };
/** A screen that can't be read is none. */
const firstScreenRung: Rung = { height: 1_080, framesPerSecond: 15, kbps: 1_500 };
/** What the track of one is marked with. */
const legible = "detail";

export interface Sending extends Pick<Call, "send" | "limit" | "ownLoudness"> {
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
  let limit: Rung | undefined;
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
    if (!sender || over) return;
    const parameters = sender.getParameters();
    const [encoding] = parameters.encodings;
    // There is none before the first description.
    if (!encoding) return;
    const isScreen = sender.track?.contentHint === legible;
    const rung = limit ?? (isScreen ? firstScreenRung : firstRung);
    encoding.active = rung.height > 0;
    if (encoding.active) {
      encoding.scaleResolutionDownBy = scaleFor(rung, sender.track?.getSettings().height);
      encoding.maxFramerate = rung.framesPerSecond;
      encoding.maxBitrate = rung.kbps * 1_000;
    }
    await sender.setParameters({
      ...parameters,
      // How many lines there are is decided here: what a browser takes off them it gives back only after many seconds.
      degradationPreference: "maintain-resolution",
    });
  }

  // Silence has kept the place, and would only cost packets from now on.
  for (const kind of kinds) if (!outgoing[kind]) send(kind, undefined);

  return {
    send,
    limit: (most) => {
      limit = most;
      applyLimit();
    },
    apply: applyLimit,
    ownLoudness: async () => {
      let level: number | undefined;
      (await senderOf.microphone?.getStats().catch(() => undefined))?.forEach(({ type, audioLevel }) => {
        if (type === "media-source") level = audioLevel;
      });
      return level;
    },
    stop: () => {
      over = true;
    },
  };
}

/** How much the picture of a camera is to be made smaller. */
function scaleFor({ height }: Rung, cameraHeight: number | undefined): number {
  return cameraHeight === undefined ? 1 : Math.max(1, cameraHeight / height);
}
