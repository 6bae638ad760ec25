// How busy the whole machine is, where the browser tells: our own share of it is the smaller part of the truth.

import type { Supply } from "../media/limit.ts";

type PressureState = "nominal" | "fair" | "serious" | "critical";

interface PressureRecord {
  readonly state: PressureState;
}

/** Not yet known to TypeScript. */
interface PressureObserverLike {
  readonly observe: (source: "cpu", options: { readonly sampleInterval: number }) => Promise<void>;
  readonly disconnect: () => void;
}

declare const PressureObserver: new (
  onRecords: (records: readonly PressureRecord[]) => void,
) => PressureObserverLike;

const everyMs = 1_000;

export interface Pressure {
  /** Nothing where the browser doesn't tell. */
  readonly read: () => Supply | undefined;
  readonly close: () => void;
}

const supplyOf: { readonly [S in PressureState]: Supply } = {
  nominal: "ample",
  fair: "ample",
  serious: "tight",
  critical: "short",
};

export function watchPressure(): Pressure {
  let last: Supply | undefined;
  if (typeof PressureObserver === "undefined") return { read: () => undefined, close: () => {} };
  const observer = new PressureObserver((records) => {
    const state = records.at(-1)?.state;
    if (state) last = supplyOf[state];
  });
  // Refused by a policy of the site, for example: then it is as if there were none.
  observer.observe("cpu", { sampleInterval: everyMs }).catch(() => {});
  return { read: () => last, close: () => observer.disconnect() };
}
