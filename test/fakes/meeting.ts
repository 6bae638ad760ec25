// Engines of several members over one fake network, with what each of them tells of its links.

import { createEngine, type Engine } from "../../client/media/engine.ts";
import type { LinkState } from "../../client/media/ports.ts";
import { createClock, type FakeClock } from "./clock.ts";
import { Network } from "./network.ts";

export interface Attendee {
  readonly engine: Engine;
  /** By the other's id, as last told. */
  readonly links: Map<string, LinkState>;
  readonly streams: Map<string, MediaStream>;
  /** Of whom a step towards a first call was told, once for each. */
  readonly progress: string[];
  readonly fingerprints: Map<string, readonly string[]>;
  /** As told, whenever it changed. */
  readonly meeting: boolean[];
}

export class Meeting {
  readonly clock: FakeClock = createClock();
  readonly network = new Network(this.clock);
  readonly #attendees = new Map<string, Attendee>();

  constructor(...names: readonly string[]) {
    for (const name of names) this.add(name);
  }

  /** An engine with its telephone, which nobody has told of anybody yet. */
  add(name: string): Attendee {
    const attendee = this.addWithoutPhone(name);
    this.connect(name);
    return attendee;
  }

  addWithoutPhone(name: string): Attendee {
    const links = new Map<string, LinkState>();
    const streams = new Map<string, MediaStream>();
    const progress: string[] = [];
    const fingerprints = new Map<string, readonly string[]>();
    const meeting: boolean[] = [];
    const engine = createEngine({
      self: name,
      clock: this.clock,
      about: "face",
      onLink: (id, state) => set(links, id, state),
      onProgress: (id) => progress.push(id),
      sendMending: (to, mending) =>
        this.network.mail(name, to, mending, () =>
          this.#attendees.get(to)?.engine.hearMending(name, mending),
        ),
      onStream: (id, stream) => set(streams, id, stream),
      onFingerprints: (id, told) => set(fingerprints, id, told),
      onMeeting: (now) => {
        if (meeting.at(-1) !== now) meeting.push(now);
      },
    });
    const attendee = { engine, links, streams, progress, fingerprints, meeting };
    this.#attendees.set(name, attendee);
    return attendee;
  }

  connect(name: string): void {
    const { engine } = this.of(name);
    engine.connect(this.network.open(name, { onOpen: engine.retry, onRing: engine.ring }));
  }

  of(name: string): Attendee {
    const attendee = this.#attendees.get(name);
    if (!attendee) throw new Error(`${name} is not here`);
    return attendee;
  }

  /** Tells every one of them who is in the room, as far as the server reaches them. */
  tellAll(...roster: readonly string[]): void {
    const { unreached } = this.network;
    for (const [name, { engine }] of this.#attendees)
      if (!unreached.has(name)) engine.setRoster(roster, new Set(unreached));
  }

  /** The server loses a member, or finds them again, and tells everybody of these. */
  setReached(name: string, here: boolean, ...roster: readonly string[]): void {
    const { unreached } = this.network;
    if (here) unreached.delete(name);
    else unreached.add(name);
    this.of(name).engine.setReached(here);
    this.tellAll(...roster);
  }
}

function set<Value>(map: Map<string, Value>, id: string, value: Value | undefined): void {
  if (value === undefined) map.delete(id);
  else map.set(id, value);
}
