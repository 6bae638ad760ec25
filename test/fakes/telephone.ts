// The real PeerJS over connections and a socket that exist in memory only.

import type { Call, CallEvents, Calls, Mending, Outgoing, Ring, Subject } from "../../client/media/ports.ts";
import { createClock, type FakeClock } from "./clock.ts";
import { FakeStream, FakeTrack } from "./tracks.ts";

export const theirs = "sha-256 AB:CD";
export const evil = "sha-256 66:66";

interface Description {
  readonly type: string;
  readonly sdp: string;
}

export function describedBy(type: string, ...fingerprints: readonly string[]): Description {
  return { type, sdp: fingerprints.map((one) => `a=fingerprint:${one}\r\n`).join("") };
}

/** What a browser says of one side of a connection, as far as anything of ours looks at it. */
export interface Side {
  readonly session?: string;
  readonly version?: number;
  readonly name?: string;
  readonly fingerprint?: string;
  readonly candidates?: readonly string[];
  readonly more?: readonly string[];
}

export function sdpOf(side: Side): string {
  const { session = "77", version = 1, name = "name1", fingerprint = theirs } = side;
  const { candidates = [`candidate of ${name}`], more = [] } = side;
  const way = [`a=ice-ufrag:${name}`, `a=ice-pwd:password_of_that_${name}`];
  const rest = [`a=fingerprint:${fingerprint}`];
  const lines = [
    ...["v=0", `o=- ${session} ${version} IN IP4 127.0.0.1`, "s=-", "a=group:BUNDLE 0 1"],
    ...["m=audio 9 UDP/TLS/RTP/SAVPF 111", ...way],
    ...[...candidates.map((one) => `a=candidate:${one}`), ...rest, "a=mid:0"],
    ...["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", ...way, ...rest, "a=mid:1", ...more],
  ];
  return `${lines.join("\r\n")}\r\n`;
}

/** Lets everything happen that waits for nothing. */
export const settled = () => new Promise((resolve) => setTimeout(resolve));

/** As a browser has it: what is set is what was got last, and nothing else is under way meanwhile. */
export class FakeSender {
  track: MediaStreamTrack | null;
  /** What is sent of the picture, as often as it was set, and what is to be given up first. */
  readonly limits: object[] = [];
  preference: string | undefined;
  /** None before the first description, as in Firefox. */
  encodings: object[] = [{}];
  /** Takes nothing for once. */
  refuses = false;
  #got = 0;
  #busy = false;

  constructor(track: MediaStreamTrack) {
    this.track = track;
  }

  replaceTrack = async (track: MediaStreamTrack | null) => {
    this.track = track;
  };

  getParameters = () => {
    this.#got += 1;
    return { transactionId: this.#got, encodings: this.encodings.map((encoding) => ({ ...encoding })) };
  };

  setParameters = async (parameters: {
    readonly transactionId: number;
    readonly encodings: readonly { active?: boolean; scaleResolutionDownBy?: number }[];
    readonly degradationPreference?: string;
  }) => {
    const [encoding] = parameters.encodings;
    const refused = this.refuses;
    this.refuses = false;
    if (refused) throw new DOMException("", "OperationError");
    if (this.#busy || parameters.transactionId !== this.#got) throw new DOMException("", "InvalidStateError");
    if (encoding?.active && !Number.isFinite(encoding.scaleResolutionDownBy))
      throw new TypeError("Not a number");
    this.#busy = true;
    await settled();
    this.#busy = false;
    this.limits.push({ ...encoding });
    this.preference = parameters.degradationPreference;
  };
}

/** What the sides' beats go over. */
class FakeChannel {
  readonly sent: string[] = [];
  readyState = "open";
  onmessage: ((event: { readonly data: string }) => void) | null = null;

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {}
}

export class FakeConnection extends EventTarget {
  static all: FakeConnection[] = [];
  static generateCertificate = async () => ({
    getFingerprints: () => [{ algorithm: "SHA-256", value: "01:ef" }],
  });
  /** What was set and added, in order. */
  readonly heard: string[] = [];
  readonly tracks: MediaStreamTrack[] = [];
  remoteDescription: Description | undefined;
  connectionState = "new";
  signalingState = "stable";
  /** Names of the servers it was to ask, as often as it was told and as it described itself. */
  readonly servers: string[] = [];
  configuration: RTCConfiguration = {};

  constructor(configuration: RTCConfiguration) {
    super();
    this.setConfiguration(configuration);
    FakeConnection.all.push(this);
  }

  readonly channels = new Map<string, FakeChannel>();
  /** What has come in, and how often that was asked for. */
  received = 0;
  looks = 0;
  currentRemoteDescription: Description | undefined;
  localDescription: Description | undefined;
  pendingLocalDescription: Description | undefined;
  iceGatheringState = "complete";
  /** Finds its candidates as soon as it looks for them. */
  gathersAtOnce = true;
  oniceconnectionstatechange: unknown;
  onicecandidate: unknown;
  #described = 0;

  createDataChannel = (label: string) => {
    const channel = new FakeChannel();
    this.channels.set(label, channel);
    return channel;
  };
  // As it is at that moment: what becomes of the object later, a browser doesn't notice.
  setConfiguration = (configuration: RTCConfiguration) => {
    this.configuration = structuredClone({ ...configuration, certificates: [] });
  };
  createOffer = async () => this.#describe("offer");
  createAnswer = async () => this.#describe("answer");
  setLocalDescription = async (description: Description) => {
    this.localDescription = description;
    this.pendingLocalDescription = description.type === "offer" ? description : undefined;
    if (this.gathersAtOnce) this.gather();
  };
  getStats = async () => {
    this.looks += 1;
    return new Map([["transport", { type: "transport", packetsReceived: this.received }]]);
  };

  #describe(type: string): Description {
    this.servers.push(`${type} ${this.configuration.iceServers?.flatMap(({ urls }) => urls) ?? ""}`);
    this.#described += 1;
    const name = `ours${this.#described}`;
    const sdp = sdpOf({ session: "11", version: this.#described, name, fingerprint: "sha-256 01:EF" });
    return { type, sdp };
  }

  gather(): void {
    this.dispatchEvent(new Event("icegatheringstatechange"));
  }

  find(candidate: string): void {
    const { type = "offer", sdp = "" } = this.localDescription ?? {};
    this.localDescription = { type, sdp: `${sdp}${candidate}\r\n` };
    this.dispatchEvent(new Event("icecandidate"));
  }

  addTrack = (track: MediaStreamTrack) => {
    this.tracks.push(track);
    this.senders.push(new FakeSender(track));
  };
  readonly senders: FakeSender[] = [];
  getSenders = () => this.senders;
  getReceivers = () => [];

  setRemoteDescription = async (description: Description) => {
    if (this.signalingState === "closed") throw new DOMException("", "InvalidStateError");
    this.remoteDescription = description;
    this.currentRemoteDescription = description;
    this.pendingLocalDescription = undefined;
    this.heard.push(description.sdp.trim());
  };

  addIceCandidate = async (candidate: string) => {
    this.heard.push(this.remoteDescription ? candidate : `${candidate} (lost)`);
  };

  connect(): void {
    this.become("connected");
  }

  become(state: string): void {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }

  close(): void {
    this.signalingState = "closed";
  }
}

export class FakeSocket {
  static last: FakeSocket | undefined;
  readonly readyState = 1;
  readonly sent: { readonly type: string; readonly payload?: { readonly connectionId: string } }[] = [];
  onmessage: ((event: { readonly data: string }) => void) | null = null;

  constructor() {
    FakeSocket.last = this;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {}
}

Object.assign(globalThis, {
  RTCPeerConnection: FakeConnection,
  RTCSessionDescription: class {
    constructor(description: Description) {
      Object.assign(this, description);
    }
  },
  MediaStream: FakeStream,
  WebSocket: FakeSocket,
  location: { protocol: "https:", hostname: "parley.test", port: "" },
});

// PeerJS looks at the browser as it is loaded.
const { openCalls } = await import("../../client/media/calls.ts");

export const silence: Outgoing = { microphone: new FakeTrack("microphone"), camera: new FakeTrack("camera") };
export const nothing: Outgoing = { microphone: undefined, camera: undefined };

/** Finer than anything that is timed. */
const stepMs = 100;

/** A clock that a page doesn't always look at in time. */
export interface LateClock extends FakeClock {
  /** Lets time pass in which nothing can happen. */
  readonly freeze: (ms: number) => void;
}

function createLateClock(): LateClock {
  const clock = createClock();
  let frozen = 0;
  return {
    ...clock,
    now: () => clock.now() + frozen,
    freeze: (ms) => {
      frozen += ms;
    },
  };
}

/** A telephone on which ada is called, or calls, and what her page hears of it. */
export class Line {
  readonly clock: LateClock;
  readonly calls: Calls;
  readonly rings: Ring[];
  readonly told: string[] = [];
  readonly asked: string[] = [];
  readonly mendings: Mending[] = [];
  /** As where a room isn't sealed. */
  trustsAnybody = false;
  /** Answers the question whether somebody is trusted, where that takes time. */
  decide: (trusted: boolean) => void = () => {};
  readonly events: CallEvents = {
    onProgress: () => {},
    onConnected: (fingerprints) => this.told.push(`connected ${fingerprints}`),
    onStream: () => {},
    onBroken: () => this.told.push("broken"),
    onWhole: () => this.told.push("whole"),
    onMending: (mending) => this.mendings.push(mending),
    onFailed: () => this.told.push("failed"),
    onImpostor: () => this.told.push("impostor"),
  };

  private constructor(calls: Calls, rings: Ring[], clock: LateClock) {
    this.clock = clock;
    this.calls = calls;
    this.rings = rings;
  }

  static async open(slow: "at once" | "later"): Promise<Line> {
    const rings: Ring[] = [];
    const clock = createLateClock();
    const calls = await openCalls({
      id: "ada",
      ticket: async () => "a ticket",
      countMembers: () => 2,
      liking: "as-it-is",
      clock,
      silence,
      trust: (id, fingerprints) => {
        line.asked.push(`${id} ${fingerprints}`);
        if (slow === "at once") return fingerprints.every((one) => line.trustsAnybody || one === theirs);
        return new Promise((resolve) => {
          line.decide = resolve;
        });
      },
      events: { onOpen: () => {}, onRing: (ring) => rings.push(ring) },
    });
    const line = new Line(calls, rings, clock);
    await settled();
    FakeConnection.all = [];
    line.hear("OPEN");
    return line;
  }

  /** Lets so much time pass, and what happens meanwhile come to its end. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.clock.turn(stepMs);
      await settled();
    }
  }

  hear(type: string, payload: object = {}): void {
    FakeSocket.last?.onmessage?.({ data: JSON.stringify({ type, src: "bo", payload }) });
  }

  async dial(
    about: Subject = "face",
  ): Promise<{ readonly call: Call | undefined; readonly connectionId: string }> {
    const call = this.calls.dial("bo", nothing, this.events, about);
    await settled();
    const offer = FakeSocket.last?.sent.find(({ type }) => type === "OFFER");
    return { call, connectionId: offer?.payload?.connectionId ?? "" };
  }

  offer(sdp: unknown, more: object = {}): void {
    this.hear("OFFER", { type: "media", connectionId: "mc_1", sdp, ...more });
  }

  answer(outgoing: Outgoing = nothing): Call | undefined {
    return this.rings.at(-1)?.answer(outgoing, this.events);
  }
}
