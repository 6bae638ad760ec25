// Looks at every call now and then: what it finds is for the plots, for the signs on the tiles, and for whoever decides
// what is sent.

import type { MemberId } from "../../protocol/protocol.ts";
import type { Clock, PathReport, Rung, Sample } from "../media/ports.ts";
import { createReader } from "../media/reading.ts";
import type { Outcome } from "../media/supply.ts";

/** Looking costs a processor something, in each call. */
const everyMs = 2_000;
/** Three minutes. */
const kept = 90;
/** What waits in a line waits for longer than one look; a machine that is late for once is not. */
const steady = 3;
/** A way that has become longer for good is only that: half a minute later. */
const recent = 15;

export interface RoundsOptions {
  readonly clock: Clock;
  readonly inspect: () => Promise<ReadonlyMap<MemberId, PathReport>>;
  readonly rungOf: (id: MemberId) => Rung | undefined;
  /** Filled in place. */
  readonly samples: Map<MemberId, readonly Sample[]>;
  readonly onLook: (outcomes: readonly Outcome[]) => void;
}

export function makeRounds({ clock, inspect, rungOf, samples, onLook }: RoundsOptions): () => void {
  const readers = new Map<MemberId, ReturnType<typeof createReader>>();
  let closed = false;
  let cancel = clock.after(everyMs, look);

  async function look(): Promise<void> {
    const reports = await inspect();
    if (closed) return;
    const now = clock.now();
    for (const map of [readers, samples]) for (const id of map.keys()) if (!reports.has(id)) map.delete(id);
    onLook([...reports].flatMap(([id, report]) => note(id, report, now) ?? []));
    cancel = clock.after(everyMs, look);
  }

  function note(id: MemberId, { call, ...report }: PathReport, now: number): Outcome | undefined {
    const read = readers.get(id) ?? createReader();
    readers.set(id, read);
    const reading = call && read(call, now);
    const { route: _route, problem: _problem, ...known } = report;
    const sample: Sample = { at: now, ...known, ...reading?.inspection };
    const all = [...(samples.get(id) ?? []), sample].slice(-kept);
    samples.set(id, all);
    const shortest = (looks: number) => shortestOf(all.slice(-looks));
    const rung = rungOf(id);
    if (!reading?.effort || !rung || rung.height === 0) return undefined;
    return { rung, effort: reading.effort, roundTripMs: shortest(steady), shortestMs: shortest(recent) };
  }

  return () => {
    closed = true;
    cancel();
  };
}

function shortestOf(samples: readonly Sample[]): number | undefined {
  const known = samples.flatMap(({ roundTripMs }) => roundTripMs ?? []);
  return known.length > 0 ? Math.min(...known) : undefined;
}
