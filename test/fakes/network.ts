// Telephones that reach each other in memory, over a network that can be made to fail.

import {
  type Call,
  type CallEvents,
  type Calls,
  type CallsEvents,
  type Clock,
  type Kind,
  kinds,
  type Outgoing,
} from "../../client/media/ports.ts";
import type { Rung } from "../../client/media/quality.ts";
import { FakeStream } from "./tracks.ts";

/** How long things take where all is well. */
export const delays = {
  /** From dialling until it rings. */
  ring: 20,
  /** From answering until both sides are connected. */
  connect: 80,
  /** Until one side notices that the other has hung up. */
  notice: 40,
} as const;

export function fingerprintOf(id: string): string {
  return `sha-256 ${id.toUpperCase()}`;
}

/** One side of a call. */
interface End {
  readonly id: string;
  readonly events: CallEvents;
  readonly sent: Map<Kind, MediaStreamTrack | undefined>;
  /** Each limit this end was given, in order. */
  readonly limits: Rung[];
  /** Closed by this side, or known to it as failed: it is told nothing more. */
  over: boolean;
}

interface Wire {
  readonly caller: End;
  callee: End | undefined;
  connected: boolean;
}

function pairOf(a: string, b: string): string {
  return [a, b].sort().join(" ");
}

function isConnected({ caller, callee, connected }: Wire): boolean {
  return connected && !caller.over && callee?.over === false;
}

function sentOf(outgoing: Outgoing): Map<Kind, MediaStreamTrack | undefined> {
  return new Map(kinds.map((kind) => [kind, outgoing[kind]]));
}

interface Phone {
  readonly events: CallsEvents;
  open: boolean;
}

export class Network {
  /** While true, nothing that is dialled rings. */
  losesRings = false;
  /** While true, what is answered never connects. */
  blocksMedia = false;
  /** How long each of the two steps from answering to being connected takes. */
  stepMs = delays.connect / 2;
  /** Everything that was ever dialled, the caller first. */
  readonly dialled: string[] = [];
  readonly #clock: Clock;
  readonly #phones = new Map<string, Phone>();
  /** By each pair that somebody stands between: who of the two will notice. */
  readonly #noticing = new Map<string, readonly string[]>();
  #wires: readonly Wire[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(id: string, events: CallsEvents): Calls {
    const phone = { events, open: true };
    this.#phones.set(id, phone);
    return {
      fingerprints: [fingerprintOf(id)],
      dial: (to, outgoing, callEvents) => (phone.open ? this.#dial(id, to, outgoing, callEvents) : undefined),
      close: () => {
        phone.open = false;
        for (const end of this.#endsOf(id)) end.close();
      },
    };
  }

  /** Signalling goes away for a phone, or comes back, of which the phone tells. */
  setSignalling(id: string, here: boolean): void {
    const phone = this.#phones.get(id);
    if (!phone || phone.open === here) return;
    phone.open = here;
    if (here) phone.events.onOpen();
  }

  /** Breaks every call between two members, as a change of network does. */
  cut(a: string, b: string): void {
    for (const wire of this.#between(a, b)) {
      this.#fail(wire.caller);
      this.#fail(wire.callee);
    }
  }

  /** One side alone finds its call broken; the other hears of it when that side hangs up. */
  cutAt(id: string, other: string): void {
    for (const { caller, callee } of this.#between(id, other)) this.#fail(caller.id === id ? caller : callee);
  }

  /** Somebody stands between two members from now on, which these of them notice in every call. */
  intercept(a: string, b: string, noticing: readonly string[] = [a, b]): void {
    this.#noticing.set(pairOf(a, b), noticing);
  }

  /** Nobody stands in between any more. */
  relent(): void {
    this.#noticing.clear();
  }

  /** The calls that are connected at both ends, the caller first. */
  connected(): readonly string[] {
    return this.#wires.filter(isConnected).map(({ caller, callee }) => `${caller.id}-${callee?.id}`);
  }

  /** What of `from` reaches `to`, over the call that is connected between them. */
  reaches(from: string, to: string, kind: Kind): MediaStreamTrack | undefined {
    const wire = this.#between(from, to).find(isConnected);
    return (wire?.caller.id === from ? wire.caller : wire?.callee)?.sent.get(kind);
  }

  /** How what `from` sends to `to` was limited, in the newest call between them. */
  limitsOf(from: string, to: string): readonly Rung[] {
    const wire = this.#wires.findLast(
      ({ caller, callee }) => pairOf(caller.id, callee?.id ?? to) === pairOf(from, to),
    );
    return (wire?.caller.id === from ? wire.caller : wire?.callee)?.limits ?? [];
  }

  #between(a: string, b: string): readonly Wire[] {
    return this.#wires.filter(
      ({ caller, callee }) => callee && pairOf(caller.id, callee.id) === pairOf(a, b),
    );
  }

  #endsOf(id: string): readonly Call[] {
    return this.#wires.flatMap((wire) =>
      [wire.caller, wire.callee].flatMap((end) => (end?.id === id ? [this.#call(wire, end)] : [])),
    );
  }

  #dial(from: string, to: string, outgoing: Outgoing, events: CallEvents): Call {
    this.dialled.push(`${from}-${to}`);
    const caller: End = { id: from, events, sent: sentOf(outgoing), limits: [], over: false };
    const wire: Wire = { caller, callee: undefined, connected: false };
    this.#wires = [...this.#wires, wire];
    this.#clock.after(delays.ring, () => {
      const phone = this.#phones.get(to);
      if (this.losesRings || !phone?.open) return;
      phone.events.onRing({
        from,
        answer: (answered, calleeEvents) => this.#answer(wire, to, answered, calleeEvents),
        close: () => {},
      });
    });
    return this.#call(wire, caller);
  }

  #answer(wire: Wire, id: string, outgoing: Outgoing, events: CallEvents): Call {
    const callee: End = { id, events, sent: sentOf(outgoing), limits: [], over: false };
    wire.callee = callee;
    const ends = [wire.caller, callee];
    const later = (step: () => void) =>
      this.#clock.after(this.stepMs, () => {
        if (!this.blocksMedia && !ends.some(({ over }) => over)) step();
      });
    later(() => {
      const noticing = this.#noticing.get(pairOf(wire.caller.id, id));
      if (noticing) {
        for (const end of ends) if (noticing.includes(end.id)) this.#unmask(end);
        return;
      }
      for (const { events } of ends) events.onProgress();
      later(() => {
        wire.connected = true;
        for (const end of ends) {
          const other = end === callee ? wire.caller : callee;
          end.events.onStream(new FakeStream());
          end.events.onConnected([fingerprintOf(other.id)]);
        }
      });
    });
    return this.#call(wire, callee);
  }

  #call(wire: Wire, mine: End): Call {
    return {
      send: (kind, track) => mine.sent.set(kind, track),
      limit: (rung) => mine.limits.push(rung),
      close: () => {
        mine.over = true;
        // Before that, nobody is told.
        if (!wire.connected) return;
        this.#clock.after(delays.notice, () => this.#fail(mine === wire.caller ? wire.callee : wire.caller));
      },
    };
  }

  #unmask(end: End): void {
    if (end.over) return;
    end.over = true;
    end.events.onImpostor();
  }

  #fail(end: End | undefined): void {
    if (!end || end.over) return;
    end.over = true;
    end.events.onFailed();
  }
}
