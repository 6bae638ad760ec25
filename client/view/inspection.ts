// What a browser tells of a call's way and of what comes over it, as far as people want to know.

import type { Inspection } from "../media/ports.ts";

/** The counters at one time: what they grew by since then is what is told. */
interface Count {
  readonly at: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly received: number;
  readonly lost: number;
  readonly frames: number;
}

/** What these reports hold is told by no type: each browser leaves out what it doesn't know. */
type Report = Readonly<Record<string, unknown>>;

/** What it returns tells of the time since it was shown anything last. */
export function createInspection(): (stats: RTCStatsReport) => Inspection {
  let before: Count | undefined;

  return (stats) => {
    const reports: Report[] = [];
    stats.forEach((report) => void reports.push(report));
    const find = (id: unknown) => reports.find((report) => report["id"] === id);
    const inbound = reports.filter(({ type }) => type === "inbound-rtp");
    const picture = inbound.find(({ kind }) => kind === "video");
    const transport = reports.find(({ type }) => type === "transport");
    const pair =
      find(transport?.["selectedCandidatePairId"]) ??
      reports.find(
        ({ type, nominated, state }) => type === "candidate-pair" && nominated && state === "succeeded",
      );
    const turn = find(pair?.["localCandidateId"])?.["candidateType"] === "relay";
    const turned = find(pair?.["remoteCandidateId"])?.["candidateType"] === "relay";
    const roundTrip = numberOf(pair?.["currentRoundTripTime"]);
    const count: Count = {
      at: performance.now(),
      bytesIn: numberOf(pair?.["bytesReceived"]) ?? 0,
      bytesOut: numberOf(pair?.["bytesSent"]) ?? 0,
      received: sum(inbound, "packetsReceived"),
      lost: sum(inbound, "packetsLost"),
      frames: numberOf(picture?.["framesDecoded"]) ?? 0,
    };
    const rates = before && compare(before, count);
    before = count;
    const height = numberOf(picture?.["frameHeight"]);
    return {
      by: turn || turned ? "turn" : "direct",
      ...(roundTrip !== undefined && { roundTripMs: 1_000 * roundTrip }),
      ...rates,
      ...(height !== undefined && { height }),
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

function sum(reports: readonly Report[], field: string): number {
  return reports.reduce((total, report) => total + (numberOf(report[field]) ?? 0), 0);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
