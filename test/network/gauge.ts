// What a page's calls are like, second by second, as the browser counts it.

import type { Page } from "playwright-core";

/** Of the call with one member, at one time; what isn't known is 0. */
export interface Mark {
  readonly id: string;
  readonly at: number;
  /** Of the picture that comes, in lines and in all so far. */
  readonly height: number;
  readonly frames: number;
  readonly bytes: number;
  readonly roundTripMs: number;
}

declare global {
  interface Window {
    marks: Mark[];
  }
}

/** Over a while, in the middle where it isn't a sum. */
export interface Gauge {
  readonly height: number;
  readonly framesPerSecond: number;
  readonly kbps: number;
  readonly roundTripMs: number;
  readonly longestRoundTripMs: number;
}

/** From now on. */
export function startGauge(page: Page): Promise<void> {
  return page.evaluate(() => {
    const everyMs = 1_000;
    window.marks = [];

    function idOf(connection: RTCPeerConnection): string | undefined {
      const tracks = new Set(connection.getReceivers().map(({ track }) => track));
      for (const tile of document.querySelectorAll<HTMLElement>("article[data-member]")) {
        const stream = tile.querySelector("video")?.srcObject;
        if (stream instanceof MediaStream && stream.getTracks().some((track) => tracks.has(track)))
          return tile.dataset["member"];
      }
      return undefined;
    }

    async function mark(connection: RTCPeerConnection): Promise<void> {
      const id = connection.connectionState === "connected" && idOf(connection);
      if (!id) return;
      const reports = [...(await connection.getStats()).values()];
      const picture = reports.find(({ type, kind }) => type === "inbound-rtp" && kind === "video");
      const pair = reports.find(({ type, nominated }) => type === "candidate-pair" && nominated);
      window.marks.push({
        ...{ id, at: Date.now() },
        height: Number(picture?.frameHeight ?? 0),
        frames: Number(picture?.framesDecoded ?? 0),
        bytes: Number(picture?.bytesReceived ?? 0),
        roundTripMs: 1_000 * Number(pair?.currentRoundTripTime ?? 0),
      });
    }

    setInterval(() => {
      for (const connection of window.probe.connections) void mark(connection).catch(() => {});
    }, everyMs);
  });
}

export async function marksOf(page: Page, id: string, from: number, to: number): Promise<readonly Mark[]> {
  const marks = await page.evaluate(() => window.marks);
  return marks.filter((mark) => mark.id === id && mark.at >= from && mark.at < to);
}

export async function gauge(page: Page, id: string, from: number, to: number): Promise<Gauge> {
  const marks = await marksOf(page, id, from, to);
  const [first, last] = [marks[0], marks.at(-1)];
  if (!first || !last || first === last) throw new Error("There was no call that could be measured");
  const ms = last.at - first.at;
  const roundTrips = marks.map(({ roundTripMs }) => roundTripMs);
  return {
    height: middleOf(marks.map(({ height }) => height)),
    framesPerSecond: (1_000 * (last.frames - first.frames)) / ms,
    kbps: (8 * (last.bytes - first.bytes)) / ms,
    roundTripMs: middleOf(roundTrips),
    longestRoundTripMs: Math.max(...roundTrips),
  };
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
