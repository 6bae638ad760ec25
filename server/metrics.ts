// What the relay does, as Prometheus reads it. It counts, and names nobody.

import { createHash, timingSafeEqual } from "node:crypto";
import type { Express, Request, RequestHandler } from "express";
import type { RelayFigures } from "./relay/relay.ts";
import { isOwn } from "./visitors.ts";

export interface MetricsOptions {
  /** What a reader shows as its bearer; unset: this machine alone reads. */
  readonly token: string | undefined;
  readonly relay: () => RelayFigures;
}

interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly values: readonly (readonly [labels: string, value: number])[];
}

const format = "text/plain; version=0.0.4; charset=utf-8";

export function mountMetrics(app: Express, { token, relay }: MetricsOptions): void {
  const show: RequestHandler = (request, response, next) => {
    // To everybody else there is no such page.
    if (!(token === undefined ? isOwn(request) : shows(request, token))) return next();
    response
      .set("Cache-Control", "no-store")
      .set("Content-Type", format)
      .end(write(measure(relay())));
  };
  app.get("/metrics", show);
}

function measure({ tally, pairs, mbps }: RelayFigures): readonly Metric[] {
  const { read, written } = tally.bytes;
  const lost = Object.entries(tally.lost).flatMap(([reason, counts]) =>
    Object.entries(counts).map(([kind, count]) => [`kind="${kind}",reason="${reason}"`, count] as const),
  );
  const frames = [
    ...Object.entries(tally.received).map(
      ([kind, count]) => [`direction="in",kind="${kind}"`, count] as const,
    ),
    ...Object.entries(tally.sent).map(([kind, count]) => [`direction="out",kind="${kind}"`, count] as const),
  ];
  return [
    {
      name: "parley_relay_bytes_total",
      type: "counter",
      help: "Bytes on the wire of the relay's connections.",
      values: [
        ['direction="in"', read],
        ['direction="out"', written],
      ],
    },
    {
      name: "parley_relay_frames_total",
      type: "counter",
      help: "Frames that came, and frames that went on to somebody.",
      values: frames,
    },
    {
      name: "parley_relay_dropped_frames_total",
      type: "counter",
      help: "Frames that somebody was not sent, since their line was slow or the cap was reached.",
      values: lost,
    },
    {
      name: "parley_relay_pairs",
      type: "gauge",
      help: "Pairs of members whose media goes through the relay.",
      values: [["", pairs]],
    },
    {
      name: "parley_relay_connections",
      type: "gauge",
      help: "Connections to the relay.",
      values: [["", tally.connections]],
    },
    {
      name: "parley_relay_cap_bits_per_second",
      type: "gauge",
      help: "What the process forwards at most.",
      values: [["", mbps === undefined ? Number.POSITIVE_INFINITY : mbps * 1_000_000]],
    },
  ];
}

function write(metrics: readonly Metric[]): string {
  const lines = metrics.flatMap(({ name, type, help, values }) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...values.map(([labels, value]) => {
      const number = value === Number.POSITIVE_INFINITY ? "+Inf" : String(value);
      return `${name}${labels && `{${labels}}`} ${number}`;
    }),
  ]);
  return `${lines.join("\n")}\n`;
}

function shows({ headers: { authorization = "" } }: Request, token: string): boolean {
  const [given, right] = [authorization, `Bearer ${token}`].map((text) =>
    createHash("sha256").update(text).digest(),
  );
  return given !== undefined && right !== undefined && timingSafeEqual(given, right);
}
