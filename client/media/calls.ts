// The telephone over PeerJS, the only file that knows it. It comes back by itself when its
// connection is lost; calls that are under way don't notice.

import { type MediaConnection, Peer } from "peerjs";
import {
  type Call,
  type CallEvents,
  type Calls,
  type CallsEvents,
  type Clock,
  type Kind,
  kinds,
  type Outgoing,
} from "./ports.ts";

/** Doubled with each failure in a row. */
const firstReconnectMs = 300;
const longestReconnectMs = 5_000;

export interface CallsOptions {
  readonly id: string;
  readonly clock: Clock;
  /** What a call is set up with where there is nothing to send yet. */
  readonly silence: Outgoing;
  readonly events: CallsEvents;
}

export async function openCalls({ id, clock, silence, events }: CallsOptions): Promise<Calls> {
  // Made beforehand, and once, so that no call waits for it.
  const certificate = await RTCPeerConnection.generateCertificate({
    name: "ECDSA",
    namedCurve: "P-256",
  } as EcKeyGenParams);
  const config = {
    iceServers: [],
    certificates: [certificate],
    // Every browser that can run this page bundles: half the candidates to gather, send and try.
    bundlePolicy: "max-bundle" as const,
  };
  void rehearse(config, streamOf(silence));
  const secure = location.protocol === "https:";
  let closed = false;
  let failures = 0;
  let peer = connect();

  function connect(): Peer {
    const fresh = new Peer(id, {
      host: location.hostname,
      port: Number(location.port) || (secure ? 443 : 80),
      path: "/peerjs",
      secure,
      // Without this PeerJS would ask servers of third parties.
      config,
    });
    fresh.on("open", () => {
      failures = 0;
      events.onOpen();
    });
    fresh.on("call", (incoming) =>
      events.onRing({
        from: incoming.peer,
        answer: (outgoing, callEvents) => {
          incoming.answer(streamOf(outgoing));
          return handle(incoming, outgoing, callEvents);
        },
        close: () => incoming.close(),
      }),
    );
    fresh.on("disconnected", comeBack);
    // Each fault that matters also closes or disconnects something; PeerJS demands a listener.
    fresh.on("error", () => {});
    return fresh;
  }

  function streamOf(outgoing: Outgoing): MediaStream {
    return new MediaStream(kinds.flatMap((kind) => outgoing[kind] ?? silence[kind] ?? []));
  }

  function comeBack(): void {
    if (closed) return;
    const wait = Math.min(firstReconnectMs * 2 ** failures, longestReconnectMs);
    failures += 1;
    clock.after(wait, () => {
      if (closed) return;
      // A peer that was refused before it ever opened is of no more use.
      if (peer.destroyed) peer = connect();
      else if (peer.disconnected) peer.reconnect();
    });
  }

  return {
    dial: (to, outgoing, callEvents) => {
      // What is signalled while the socket isn't open is dropped without a word.
      if (!peer.open) return undefined;
      const media = peer.call(to, streamOf(outgoing));
      return media && handle(media, outgoing, callEvents);
    },
    close: () => {
      closed = true;
      peer.destroy();
    },
  };
}

/** The first offer of a page loads codecs and starts threads: best done before anybody waits for it. */
async function rehearse(config: RTCConfiguration, stream: MediaStream): Promise<void> {
  const connection = new RTCPeerConnection(config);
  for (const track of stream.getTracks()) connection.addTrack(track);
  await connection.createOffer().catch(() => {});
  connection.close();
}

/** A PeerJS call as a `Call`: it tells once of its end, unless we ended it. */
function handle(
  media: MediaConnection,
  outgoing: Outgoing,
  { onProgress, onConnected, onStream, onFailed }: CallEvents,
): Call {
  const connection = media.peerConnection;
  const senders = connection.getSenders();
  const senderOf: { readonly [K in Kind]: RTCRtpSender | undefined } = {
    microphone: senders.find(({ track }) => track?.kind === "audio"),
    camera: senders.find(({ track }) => track?.kind === "video"),
  };
  let over = false;

  function fail(): void {
    if (over) return;
    over = true;
    onFailed();
  }

  for (const step of ["signalingstatechange", "iceconnectionstatechange", "connectionstatechange"])
    connection.addEventListener(step, () => !over && onProgress());
  connection.addEventListener("connectionstatechange", () => {
    // PeerJS waits for ICE to say `failed`, which Chromium never does.
    if (connection.connectionState === "connected" && !over) onConnected();
    if (connection.connectionState === "failed") fail();
  });
  media.on("stream", (stream) => {
    if (!over) onStream(stream);
  });
  media.on("close", fail);
  media.on("error", fail);

  function send(kind: Kind, track: MediaStreamTrack | undefined): void {
    // Refused only where the connection is closed, when nothing is to be sent anyway.
    void senderOf[kind]?.replaceTrack(track ?? null).catch(() => {});
  }

  // Silence has kept the place, and would only cost packets from now on.
  for (const kind of kinds) if (!outgoing[kind]) send(kind, undefined);

  return {
    send,
    close: () => {
      over = true;
      media.close();
    },
  };
}
