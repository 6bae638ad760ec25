// Mallory, who works for the hostile server: takes one's offer as if they were the other, makes the
// other an offer as if they were the one, and passes everything on. It works wherever nobody looks.

import type { Browser, Page } from "playwright-core";
import type { Signal, Victim, Word } from "./hostile-server.ts";

type Side = "caller" | "callee";

/** What was received from one side. */
export interface Haul {
  readonly packets: number;
  readonly framesDecoded: number;
  /** Of the sound, as decoded. */
  readonly energy: number;
}

/** Mallory's two ends of each call, in a page of their own. */
interface Ends {
  /** Answers the caller, with our certificate. */
  readonly answer: (call: string, offer: string) => Promise<string>;
  /** An offer to the callee, of what the caller sends. */
  readonly offer: (call: string) => Promise<string>;
  /** The callee's answer: what they send goes to the caller. */
  readonly accept: (call: string, answer: string) => Promise<void>;
  readonly hint: (call: string, side: Side, candidate?: RTCIceCandidateInit) => Promise<void>;
  readonly haul: () => Promise<Readonly<Record<Side, Haul>>>;
}

declare global {
  interface Window {
    ends: Ends;
  }
}

function installEnds(): void {
  type Pair = Readonly<Record<Side, RTCPeerConnection>>;
  const calls = new Map<string, Pair>();

  function pairOf(call: string): Pair {
    const pair = calls.get(call);
    if (!pair) throw new Error(`There is no call ${call}`);
    return pair;
  }

  /** Chromium decodes sound only where it is played. */
  function listen({ track }: RTCTrackEvent): void {
    const sink = new Audio();
    sink.srcObject = new MediaStream([track]);
    void sink.play();
  }

  /** With every candidate in it, so that none need follow. */
  async function describe(connection: RTCPeerConnection): Promise<string> {
    await connection.setLocalDescription();
    while (connection.iceGatheringState !== "complete")
      await new Promise((resolve) =>
        connection.addEventListener("icegatheringstatechange", resolve, { once: true }),
      );
    return connection.localDescription?.sdp ?? "";
  }

  async function haulOf(connections: readonly RTCPeerConnection[]): Promise<Haul> {
    const reports = await Promise.all(connections.map((connection) => connection.getStats()));
    const inbound = reports
      .flatMap((report) => [...report.values()])
      .filter(({ type }) => type === "inbound-rtp");
    return {
      packets: inbound.reduce((sum, { packetsReceived = 0 }) => sum + packetsReceived, 0),
      framesDecoded: inbound.reduce((sum, { framesDecoded = 0 }) => sum + framesDecoded, 0),
      energy: inbound.reduce((sum, { totalAudioEnergy = 0 }) => sum + totalAudioEnergy, 0),
    };
  }

  window.ends = {
    answer: async (call, sdp) => {
      const pair = { caller: new RTCPeerConnection(), callee: new RTCPeerConnection() };
      calls.set(call, pair);
      for (const end of Object.values(pair)) end.addEventListener("track", listen);
      await pair.caller.setRemoteDescription({ type: "offer", sdp });
      const [toCaller, toCallee] = [new MediaStream(), new MediaStream()];
      for (const transceiver of pair.caller.getTransceivers()) {
        transceiver.direction = "sendrecv";
        transceiver.sender.setStreams(toCaller);
        pair.callee.addTrack(transceiver.receiver.track, toCallee);
      }
      return describe(pair.caller);
    },
    offer: (call) => describe(pairOf(call).callee),
    accept: async (call, sdp) => {
      const { caller, callee } = pairOf(call);
      await callee.setRemoteDescription({ type: "answer", sdp });
      for (const { track } of callee.getReceivers()) {
        const back = caller.getTransceivers().find(({ receiver }) => receiver.track.kind === track.kind);
        await back?.sender.replaceTrack(track);
      }
    },
    hint: (call, side, candidate) => pairOf(call)[side].addIceCandidate(candidate),
    haul: async () => {
      const pairs = [...calls.values()];
      const [caller, callee] = await Promise.all([
        haulOf(pairs.map((pair) => pair.caller)),
        haulOf(pairs.map((pair) => pair.callee)),
      ]);
      return { caller, callee };
    },
  };
}

export class Mallory {
  readonly #page: Page;
  // What is signalled is dealt with in the order in which it came.
  #done: Promise<void> = Promise.resolve();
  #impersonations = 0;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async hire(browser: Browser, url: string): Promise<Mallory> {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${url}/health`);
    await page.evaluate(installEnds);
    return new Mallory(page);
  }

  /** From now on nothing that either signals reaches the other, nor does any word of a suspicion. */
  async stepBetween(caller: Victim, callee: Victim): Promise<void> {
    const [from, to] = [await caller.id(), await callee.id()];
    const keep = (action: () => Promise<void>) => {
      this.#done = this.#done.then(action);
      return [];
    };
    callee.wire.malice = {
      signal: (signal) =>
        signal.src === from ? keep(() => this.#takeFromCaller(signal, caller, callee)) : [signal],
      word: withoutSuspicion,
    };
    caller.wire.malice = {
      signal: (signal) => (signal.src === to ? keep(() => this.#takeFromCallee(signal)) : [signal]),
      word: withoutSuspicion,
    };
  }

  async #takeFromCaller(signal: Signal, caller: Victim, callee: Victim): Promise<void> {
    const { type, src, dst, payload } = signal;
    if (type === "CANDIDATE") return this.#hint("caller", payload);
    if (type !== "OFFER") return;
    const { answer, offer } = await this.#page.evaluate(
      async ({ connectionId, sdp }) => ({
        answer: await window.ends.answer(connectionId, sdp?.sdp ?? ""),
        offer: await window.ends.offer(connectionId),
      }),
      payload,
    );
    caller.wire.signal({
      type: "ANSWER",
      src: dst,
      dst: src,
      payload: { ...payload, sdp: { type: "answer", sdp: answer } },
    });
    callee.wire.signal({ ...signal, payload: { ...payload, sdp: { type: "offer", sdp: offer } } });
    this.#impersonations += 1;
  }

  async #takeFromCallee({ type, payload }: Signal): Promise<void> {
    if (type === "CANDIDATE") return this.#hint("callee", payload);
    if (type !== "ANSWER") return;
    await this.#page.evaluate(
      ({ connectionId, sdp }) => window.ends.accept(connectionId, sdp?.sdp ?? ""),
      payload,
    );
  }

  #hint(side: Side, payload: Signal["payload"]): Promise<void> {
    return this.#page.evaluate(
      ([side, { connectionId, candidate }]) => window.ends.hint(connectionId, side, candidate),
      [side, payload] as const,
    );
  }

  /** How often both sides were told, each in the other's name, that this is they. */
  get impersonations(): number {
    return this.#impersonations;
  }

  /** What was received so far, from the caller and from the callee. */
  async haul(): Promise<Readonly<Record<Side, Haul>>> {
    await this.#done;
    return this.#page.evaluate(() => window.ends.haul());
  }

  leave(): Promise<void> {
    return this.#page.context().close();
  }
}

/** A victim who finds out is to keep it to themselves. */
function withoutSuspicion(word: Word): readonly Word[] {
  return word[0] === "suspected" ? [] : [word];
}
