// What a browser tells of a call: how its way is, what comes over it, and how hard what goes out by it is. Pure.

import type { Inspection } from "./ports.ts";

/** The counters at one time: what they grew by since then is what is told. */
interface Count {
  readonly at: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly received: number;
  readonly lost: number;
  readonly frames: number;
  readonly sent: number;
  readonly offered: number;
  readonly encodeSeconds: number;
  readonly samples: number;
  readonly concealed: number;
  readonly pictureBytes: number;
  readonly packetsOut: number;
  readonly lostOut: number;
}

/** What is sent, as far as it tells how short of something we are. */
export interface Effort {
  /** Frames that the camera gave, a second. */
  readonly offeredPerSecond: number;
  /** Of these, how many were encoded, and what each took. */
  readonly framesPerSecond: number;
  readonly encodeMs: number;
  readonly kbps: number;
  readonly limitedBy: "processor" | "line" | undefined;
  /** What the browser believes the line to have room for. */
  readonly roomKbps: number | undefined;
  /** Of what we sent, how much didn't arrive, by the other side's word. */
  readonly lost: number | undefined;
  /** Of the sound that came in, how much had to be made up though nothing was lost: nobody had the time to play it. */
  readonly madeUp: number;
}

export interface Reading {
  readonly inspection: Inspection;
  /** Nothing at first, and while a way is cut and mended. */
  readonly effort: Effort | undefined;
}

/** What these reports hold is told by no type: each browser leaves out what it doesn't know. */
type Report = Readonly<Record<string, unknown>>;

/** Browsers tell each other every five seconds what was lost of sound: of less time, it is mostly chance. */
const looksForLoss = 4;

/** What it returns tells of the time since it was shown anything last. */
export function createReader(): (stats: RTCStatsReport, now: number) => Reading {
  let before: Count | undefined;
  let past: readonly Count[] = [];
  /** How many looks more are about a way that was cut, which says nothing of how wide it is. */
  let mending = 0;

  return (stats, now) => {
    const reports: Report[] = [];
    stats.forEach((report) => void reports.push(report));
    const find = (id: unknown) => reports.find((report) => report["id"] === id);
    const ofType = (name: string) => reports.filter(({ type }) => type === name);
    const inbound = ofType("inbound-rtp");
    const picture = inbound.find(({ kind }) => kind === "video");
    const sound = inbound.find(({ kind }) => kind === "audio");
    const outgoing = ofType("outbound-rtp").find(({ kind }) => kind === "video");
    const pair =
      find(ofType("transport")[0]?.["selectedCandidatePairId"]) ??
      ofType("candidate-pair").find(({ nominated, state }) => nominated && state === "succeeded");
    const turn = find(pair?.["localCandidateId"])?.["candidateType"] === "relay";
    const turned = find(pair?.["remoteCandidateId"])?.["candidateType"] === "relay";
    const roundTrip = numberOf(pair?.["currentRoundTripTime"]);
    const count: Count = {
      at: now,
      bytesIn: numberOf(pair?.["bytesReceived"]) ?? 0,
      bytesOut: numberOf(pair?.["bytesSent"]) ?? 0,
      received: sum(inbound, "packetsReceived"),
      lost: sum(inbound, "packetsLost"),
      frames: numberOf(picture?.["framesDecoded"]) ?? 0,
      sent: numberOf(outgoing?.["framesEncoded"]) ?? 0,
      offered: numberOf(find(outgoing?.["mediaSourceId"])?.["frames"]) ?? 0,
      samples: numberOf(sound?.["totalSamplesReceived"]) ?? 0,
      concealed: numberOf(sound?.["concealedSamples"]) ?? 0,
      encodeSeconds: numberOf(outgoing?.["totalEncodeTime"]) ?? 0,
      pictureBytes: numberOf(outgoing?.["bytesSent"]) ?? 0,
      packetsOut: sum(ofType("outbound-rtp"), "packetsSent"),
      lostOut: sum(ofType("remote-inbound-rtp"), "packetsLost"),
    };
    const rates = before && compare(before, count);
    const tells = pair?.["bytesReceived"] !== undefined;
    const isCut = tells && before !== undefined && count.bytesIn <= before.bytesIn;
    mending = isCut ? looksForLoss : Math.max(0, mending - 1);
    const effort =
      before && mending === 0 ? measureEffort(before, count, past[0] ?? before, outgoing, pair) : undefined;
    before = count;
    past = mending > 0 ? [count] : [...past, count].slice(-looksForLoss);
    const height = numberOf(picture?.["frameHeight"]);
    const codec = find(picture?.["codecId"])?.["mimeType"];
    return {
      inspection: {
        by: turn || turned ? "turn" : "direct",
        ...(roundTrip !== undefined && { roundTripMs: 1_000 * roundTrip }),
        ...rates,
        ...(height !== undefined && { height }),
        ...(typeof codec === "string" && { codec: codec.replace("video/", "") }),
      },
      effort,
    };
  };
}

function compare(before: Count, now: Count): Partial<Inspection> {
  const ms = Math.max(1, now.at - before.at);
  const lost = Math.max(0, now.lost - before.lost);
  const all = lost + now.received - before.received;
  return {
    kbpsIn: (8 * Math.max(0, now.bytesIn - before.bytesIn)) / ms,
    kbpsOut: (8 * Math.max(0, now.bytesOut - before.bytesOut)) / ms,
    framesPerSecond: (1_000 * Math.max(0, now.frames - before.frames)) / ms,
    ...(all > 0 && { lost: lost / all }),
  };
}

function measureEffort(
  before: Count,
  now: Count,
  earlier: Count,
  outgoing: Report | undefined,
  pair: Report | undefined,
): Effort {
  const ms = Math.max(1, now.at - before.at);
  const frames = Math.max(0, now.sent - before.sent);
  const reason = outgoing?.["qualityLimitationReason"];
  const room = numberOf(pair?.["availableOutgoingBitrate"]);
  const sent = now.packetsOut - earlier.packetsOut;
  return {
    offeredPerSecond: (1_000 * Math.max(0, now.offered - before.offered)) / ms,
    framesPerSecond: (1_000 * frames) / ms,
    encodeMs: frames > 0 ? (1_000 * Math.max(0, now.encodeSeconds - before.encodeSeconds)) / frames : 0,
    kbps: (8 * Math.max(0, now.pictureBytes - before.pictureBytes)) / ms,
    limitedBy: reason === "cpu" ? "processor" : reason === "bandwidth" ? "line" : undefined,
    roomKbps: room === undefined ? undefined : room / 1_000,
    lost: sent > 0 ? Math.max(0, now.lostOut - earlier.lostOut) / sent : undefined,
    madeUp: measureMadeUp(before, now),
  };
}

function measureMadeUp(before: Count, now: Count): number {
  const samples = now.samples - before.samples;
  return samples <= 0 || now.lost > before.lost ? 0 : (now.concealed - before.concealed) / samples;
}

function sum(reports: readonly Report[], field: string): number {
  return reports.reduce((total, report) => total + (numberOf(report[field]) ?? 0), 0);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
