// Telephones that reach each other in memory, over a network that can be made to fail.

import {
  type Call,
  type CallEvents,
  type Calls,
  type CallsEvents,
  type Clock,
  type Kind,
  kinds,
  type Mending,
  type Outgoing,
  type Rung,
  type Subject,
} from "../../client/media/ports.ts";
import { FakeStream } from "./tracks.ts";

/** How long things take where all is well. */
export const delays = {
  /** From dialling until it rings. */
  ring: 20,
  /** From answering until both sides are connected. */
  connect: 80,
  /** Until one side notices that the other has hung up. */
  notice: 40,
  /** Until the sides notice that nothing comes in any more. */
  silence: 2_500,
  /** From describing a way to having it described. */
  gather: 50,
  /** From both knowing a way until something comes over it. */
  mend: 100,
  /** From telling the server to the other's being told. */
  mail: 10,
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
  /** Which of the ways it was offered it goes. */
  way: number;
  /** Was told that it is broken, and not yet that it is whole. */
  broken: boolean;
}

interface Wire {
  readonly n: number;
  readonly about: Subject;
  readonly caller: End;
  callee: End | undefined;
  connected: boolean;
  /** How many ways its caller has offered. */
  ways: number;
  /** The way that leads nowhere any more. */
  deadWay: number | undefined;
  /** Who of the two notices by themselves. */
  noticing: readonly string[];
}

function endOf(id: string, events: CallEvents, outgoing: Outgoing): End {
  return { ...{ id, events, limits: [], over: false, way: 0, broken: false }, sent: sentOf(outgoing) };
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
  /** What was told by the server to mend calls: who, to whom, what. */
  readonly mailed: string[] = [];
  /** Everybody who was ever told that a call is broken, and with whom. */
  readonly broke: string[] = [];
  /** How often each thing that is mailed arrives, and when each time; in turn, over and over. */
  mailMs: readonly (readonly number[])[] = [[delays.mail]];
  /** Those whom the server has lost. */
  readonly unreached = new Set<string>();
  readonly #clock: Clock;
  readonly #phones = new Map<string, Phone>();
  /** By each pair that somebody stands between: who of the two will notice. */
  readonly #noticing = new Map<string, readonly string[]>();
  #wires: readonly Wire[] = [];
  /** The pairs between whom nothing goes through for now. */
  readonly #blocked = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  open(id: string, events: CallsEvents): Calls {
    const phone = { events, open: true };
    this.#phones.set(id, phone);
    return {
      fingerprints: [fingerprintOf(id)],
      dial: (to, outgoing, callEvents, about) =>
        phone.open ? this.#dial(id, to, outgoing, callEvents, about) : undefined,
      supply: () => {},
      renew: () => {},
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

  /** The way between two leads nowhere any more; who of them notices, the other has to be told. */
  breakWay(a: string, b: string, noticing: readonly string[] = [a, b]): void {
    for (const wire of this.#between(a, b)) {
      wire.deadWay = wire.caller.way;
      wire.noticing = noticing;
      this.#watch(wire);
    }
  }

  /** Nothing goes through between two for as long as that. */
  block(a: string, b: string, so: boolean): void {
    if (so) this.#blocked.add(pairOf(a, b));
    else this.#blocked.delete(pairOf(a, b));
    for (const wire of this.#between(a, b)) {
      wire.noticing = [a, b];
      this.#watch(wire);
    }
  }

  unblock(): void {
    this.#blocked.clear();
    for (const wire of this.#wires) this.#watch(wire);
  }

  /** The server tells somebody what somebody else says; whether it could be told. */
  mail(from: string, to: string, mending: Mending, deliver: () => void): boolean {
    if (this.unreached.has(from)) return false;
    const { mailMs } = this;
    for (const ms of mailMs[this.mailed.length % mailMs.length] ?? [])
      this.#clock.after(ms, () => this.unreached.has(to) || deliver());
    this.mailed.push(`${from}-${to} ${mending.type}`);
    return true;
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
  connected(about?: Subject): readonly string[] {
    return this.#wires
      .filter((wire) => isConnected(wire) && (about === undefined || wire.about === about))
      .map(({ caller, callee }) => `${caller.id}-${callee?.id}`);
  }

  /** Those of them in which something comes through. */
  alive(): readonly string[] {
    return this.#wires
      .filter((wire) => this.#flows(wire))
      .map(({ caller, callee }) => `${caller.id}-${callee?.id}`);
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

  #dial(from: string, to: string, outgoing: Outgoing, events: CallEvents, about: Subject): Call {
    this.dialled.push(`${from}-${to}`);
    const caller = endOf(from, events, outgoing);
    const wire: Wire = {
      ...{ n: this.#wires.length, about, caller, callee: undefined, connected: false },
      ...{ ways: 0, deadWay: undefined, noticing: [from, to] },
    };
    this.#wires = [...this.#wires, wire];
    this.#clock.after(delays.ring, () => {
      const phone = this.#phones.get(to);
      if (this.losesRings || !phone?.open) return;
      phone.events.onRing({
        ...{ from, about },
        answer: (answered, calleeEvents) => this.#answer(wire, to, answered, calleeEvents),
        close: () => {},
      });
    });
    return this.#call(wire, caller);
  }

  #answer(wire: Wire, id: string, outgoing: Outgoing, events: CallEvents): Call {
    const callee = endOf(id, events, outgoing);
    wire.callee = callee;
    const ends = [wire.caller, callee];
    const later = (step: () => void) =>
      this.#clock.after(this.stepMs, () => {
        const blocked = this.blocksMedia || this.#blocked.has(pairOf(wire.caller.id, id));
        if (!blocked && !ends.some(({ over }) => over)) step();
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
      mend: () => {
        if (!wire.connected) return;
        if (mine === wire.callee) return mine.events.onMending({ type: "please" });
        wire.ways += 1;
        this.#describe(wire, mine, "offer", wire.ways);
      },
      hear: (mending) => wire.connected && !mine.over && this.#hear(wire, mine, mending),
      measure: async () => undefined,
      ...{ loudness: () => 0, ownLoudness: async () => undefined },
      close: () => {
        mine.over = true;
        // Before that, nobody is told.
        if (!wire.connected) return;
        this.#clock.after(delays.notice, () => this.#fail(mine === wire.caller ? wire.callee : wire.caller));
      },
    };
  }

  #describe(wire: Wire, from: End, type: "offer" | "answer", way: number): void {
    this.#clock.after(delays.gather, () => {
      if (!from.over) from.events.onMending({ type, sdp: `${wire.n} ${way}` });
    });
  }

  #hear(wire: Wire, end: End, mending: Mending): void {
    if (mending.type === "please") {
      if (end !== wire.caller) return;
      this.#tellBroken(wire, end);
      return this.#watch(wire);
    }
    const [n, way = 0] = mending.sdp.split(" ").map(Number);
    if (n !== wire.n) return;
    if (mending.type === "offer" && end === wire.callee && way >= end.way) {
      end.way = way;
      this.#describe(wire, end, "answer", way);
    }
    // An answer to an older offer leads nowhere.
    if (mending.type === "answer" && end === wire.caller && way === wire.ways) end.way = way;
    this.#watch(wire);
  }

  #flows(wire: Wire): boolean {
    const { caller, callee, deadWay } = wire;
    if (!callee || !isConnected(wire) || this.#blocked.has(pairOf(caller.id, callee.id))) return false;
    return caller.way === callee.way && caller.way !== deadWay;
  }

  /** Its ends are told in a while of what has become of it by then. */
  #watch(wire: Wire): void {
    const flows = this.#flows(wire);
    this.#clock.after(flows ? delays.mend : delays.silence, () => {
      if (this.#flows(wire) !== flows) return;
      for (const end of [wire.caller, wire.callee]) {
        if (!end || end.over || !wire.connected) continue;
        if (!flows && !end.broken && wire.noticing.includes(end.id)) this.#tellBroken(wire, end);
        if (!flows || !end.broken) continue;
        end.broken = false;
        end.events.onWhole();
      }
    });
  }

  #tellBroken({ caller, callee }: Wire, end: End): void {
    end.broken = true;
    this.broke.push(`${end.id}-${end === caller ? callee?.id : caller.id}`);
    end.events.onBroken();
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
