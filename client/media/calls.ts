// The telephone over PeerJS. It comes back by itself when its connection is lost; calls that are
// under way do not notice.

import { type MediaConnection, Peer } from "peerjs";
import { describePictures, type Liking } from "./codecs.ts";
import { fingerprintsIn, spell } from "./fingerprints.ts";
import { holdAnswer, keepOffer, type Payload, settle, type Verdict } from "./gate.ts";
import { createLoudness } from "./loudness.ts";
import {
  type Call,
  type CallEvents,
  type Calls,
  type CallsEvents,
  type Clock,
  kinds,
  type Outgoing,
  type Rung,
  type Subject,
  type Trust,
} from "./ports.ts";
import { createPulse } from "./pulse.ts";
import { createRepair } from "./repair.ts";
import { createSending } from "./sending.ts";
import { describeSound } from "./sound.ts";

/** Doubled with each failure in a row. */
const firstReconnectMs = 300;
const longestReconnectMs = 2_000;

export interface CallsOptions {
  readonly id: string;
  /** What lets us in at the PeerServer; `refused` says that the last one may not have been taken. */
  readonly ticket: (refused: boolean) => Promise<string>;
  readonly clock: Clock;
  /** What a call is set up with where there is nothing to send yet. */
  readonly silence: Outgoing;
  /** Asked of each description before PeerJS sees it, and so before any media is sent. */
  readonly trust: Trust;
  /** How many there are in the room. */
  readonly countMembers: () => number;
  /** How this browser likes H.264. */
  readonly liking: Liking;
  readonly events: CallsEvents;
}

export async function openCalls(options: CallsOptions): Promise<Calls> {
  const { id, ticket, clock, silence, trust, countMembers, liking, events } = options;
  const transformFor = (about: Subject) => (sdp: string) => {
    const described = describeSound(sdp, countMembers(), about);
    // Of what is read from a screen, browsers know more by what they prefer themselves.
    return about === "face" ? describePictures(described, liking) : described;
  };
  const [certificate, token] = await Promise.all([
    // Made beforehand, and once, so that no call waits for it.
    RTCPeerConnection.generateCertificate({ name: "ECDSA", namedCurve: "P-256" } as EcKeyGenParams),
    ticket(false),
  ]);
  const config: RTCConfiguration = {
    // None but those that this server names.
    iceServers: [],
    certificates: [certificate],
    // Every browser that can run this page bundles: half the candidates to gather, send and try.
    bundlePolicy: "max-bundle",
  };
  void rehearse(config, streamOf(silence));
  const secure = location.protocol === "https:";
  let closed = false;
  let failures = 0;
  let openedAt = 0;
  let peer = connect(token);

  function connect(token: string): Peer {
    const fresh = new Peer(id, {
      host: location.hostname,
      port: Number(location.port) || (secure ? 443 : 80),
      path: "/peerjs",
      secure,
      token,
      // Without this PeerJS would ask servers of third parties.
      config,
    });
    fresh.on("open", () => {
      failures = 0;
      openedAt = clock.now();
      events.onOpen();
    });
    fresh.on("call", (incoming) => {
      keepOffer(incoming);
      events.onRing({
        from: incoming.peer,
        about: aboutOf(incoming),
        answer: (outgoing, callEvents) => answer(incoming, outgoing, callEvents),
        close: () => incoming.close(),
      });
    });
    // PeerJS opens whatever channel is asked for; we have no use for any.
    fresh.on("connection", (channel) => channel.close());
    fresh.on("disconnected", comeBack);
    // Each fault that matters also closes or disconnects something; PeerJS demands a listener.
    fresh.on("error", () => {});
    return fresh;
  }

  function streamOf(outgoing: Outgoing): MediaStream {
    return new MediaStream(kinds.flatMap((kind) => outgoing[kind] ?? silence[kind] ?? []));
  }

  function judge(from: string, payload: Payload): Verdict {
    const sdp = payload?.sdp?.sdp;
    const fingerprints = typeof sdp === "string" ? fingerprintsIn(sdp) : [];
    return fingerprints.length > 0 && trust(from, fingerprints);
  }

  /** Until the offer is trusted there is no connection, but only what would be sent over it. */
  function answer(incoming: MediaConnection, outgoing: Outgoing, callEvents: CallEvents): Call {
    let current = outgoing;
    let call: Call | undefined;
    let rung: Rung | undefined;
    let over = false;

    settle(judge(incoming.peer, incoming.options._payload), (trusted) => {
      if (over) return;
      if (!trusted) {
        incoming.close();
        return callEvents.onImpostor();
      }
      // PeerJS takes this from a call it has closed, and says nothing of one that was not answered.
      if (!incoming.provider) return queueMicrotask(callEvents.onFailed);
      incoming.answer(streamOf(current), { sdpTransform: transformFor(aboutOf(incoming)) });
      call = handle(incoming, false, current, callEvents);
      if (rung) call.limit(rung);
    });

    return {
      send: (kind, track) => {
        current = { ...current, [kind]: track };
        call?.send(kind, track);
      },
      limit: (most) => {
        rung = most;
        call?.limit(most);
      },
      mend: () => call?.mend(),
      hear: (mending) => call?.hear(mending),
      measure: async () => call?.measure(),
      loudness: () => call?.loudness() ?? 0,
      ownLoudness: async () => call?.ownLoudness(),
      close: () => {
        over = true;
        (call ?? incoming).close();
      },
    };
  }

  /** A PeerJS call as a `Call`: it tells once of its end, unless we ended it. */
  function handle(
    media: MediaConnection,
    dialled: boolean,
    outgoing: Outgoing,
    { onProgress, onConnected, onStream, onBroken, onWhole, onMending, onFailed, onImpostor }: CallEvents,
  ): Call {
    const connection = media.peerConnection;
    const sending = createSending(connection, outgoing);
    const loudness = createLoudness(connection);
    const pulse = createPulse(connection, clock, { onBroken, onWhole });
    const repair = createRepair(connection, {
      ...{ clock, dialled, config, onAsked: pulse.deny },
      trust: (fingerprints) => trust(media.peer, fingerprints),
      onMending: (mending) => !over && onMending(mending),
      onImpostor: () => {
        if (over) return;
        close();
        onImpostor();
      },
    });
    let connected = false;
    let over = false;

    function stop(): void {
      over = true;
      sending.stop();
      pulse.stop();
    }

    function close(): void {
      stop();
      media.close();
    }

    function fail(): void {
      if (over) return;
      stop();
      onFailed();
    }

    for (const step of ["signalingstatechange", "iceconnectionstatechange", "connectionstatechange"])
      connection.addEventListener(step, () => !over && onProgress());
    connection.addEventListener("connectionstatechange", () => {
      if (over || connected) return;
      // PeerJS waits for ICE to say `failed`, which Chromium never does.
      if (connection.connectionState === "failed") return fail();
      if (connection.connectionState !== "connected") return;
      connected = true;
      // From now on it can be mended; PeerJS would close it.
      connection.oniceconnectionstatechange = null;
      sending.apply();
      onConnected(fingerprintsIn(connection.remoteDescription?.sdp ?? ""));
      pulse.start();
    });
    media.on("stream", (stream) => {
      if (!over) onStream(stream);
    });
    media.on("close", fail);
    media.on("error", fail);

    return {
      ...{ send: sending.send, limit: sending.limit, ownLoudness: sending.ownLoudness },
      loudness: () => (connected && !over ? loudness() : 0),
      mend: () => connected && repair.begin(),
      hear: (mending) => connected && repair.hear(mending),
      // Refused only where the connection is closed.
      measure: async () => (connected ? connection.getStats().catch(() => undefined) : undefined),
      close,
    };
  }

  function comeBack(): void {
    if (closed) return;
    const wait = Math.min(firstReconnectMs * 2 ** failures, longestReconnectMs);
    failures += 1;
    // A browser doesn't tell whether it was the ticket: the second time it may have been.
    const refused = failures > 1;
    clock.after(wait, async () => {
      const token = await ticket(refused);
      if (closed) return;
      peer.options.token = token;
      // A peer that was refused before it ever opened is of no more use.
      if (peer.destroyed) peer = connect(token);
      else if (peer.disconnected) peer.reconnect();
    });
  }

  return {
    fingerprints: certificate
      .getFingerprints()
      .map(({ algorithm = "", value = "" }) => spell(algorithm, value)),
    dial: (to, outgoing, callEvents, about) => {
      // What is signalled while the socket isn't open is dropped without a word.
      if (!peer.open) return undefined;
      const media = peer.call(to, streamOf(outgoing), { metadata: about, sdpTransform: transformFor(about) });
      if (!media) return undefined;
      const call = handle(media, true, outgoing, callEvents);
      const distrust = () => {
        call.close();
        callEvents.onImpostor();
      };
      holdAnswer(media, (payload) => judge(to, payload), distrust);
      return call;
    },
    // PeerJS looks at it as a call is placed or answered.
    supply: (iceServers) => {
      config.iceServers = [...iceServers];
    },
    renew: (since) => {
      // Calls go on, and it comes back by itself.
      if (peer.open && openedAt < since) peer.disconnect();
    },
    close: () => {
      closed = true;
      peer.destroy();
    },
  };
}

/** Whatever else a stranger may have written there. */
function aboutOf({ metadata }: MediaConnection): Subject {
  return metadata === "screen" ? "screen" : "face";
}

/** The first offer of a page loads codecs and starts threads: best done before anybody waits for it. */
async function rehearse(config: RTCConfiguration, stream: MediaStream): Promise<void> {
  const connection = new RTCPeerConnection(config);
  for (const track of stream.getTracks()) connection.addTrack(track);
  await connection.createOffer().catch(() => {});
  connection.close();
}
