// Brings what is (the calls) to what should be (the roster). Every event only reconciles again.

import {
  deadline,
  isHopeless,
  type Link,
  type LinkEvent,
  type MendingEvent,
  mend,
  next,
  progress,
  type Standing,
} from "./link.ts";
import { plan } from "./plan.ts";
import type {
  Call,
  CallEvents,
  Calls,
  Clock,
  Kind,
  LinkState,
  Mending,
  Outgoing,
  Ring,
  Rung,
  Subject,
} from "./ports.ts";

const never = Number.POSITIVE_INFINITY;

/** A link with what belongs to it. */
interface Line {
  link: Link;
  call: Call | undefined;
}

export interface EngineOptions {
  readonly self: string;
  readonly clock: Clock;
  readonly about: Subject;
  readonly onStream: (id: string, stream: MediaStream | undefined) => void;
  readonly onLink: (id: string, state: LinkState | undefined) => void;
  /** A step is done towards a first call with that member. */
  readonly onProgress: (id: string) => void;
  /** Has the server tell that member; whether it could be told. */
  readonly sendMending: (id: string, mending: Mending) => boolean;
  /** Those of the other side's certificate, while a call with them is connected. */
  readonly onFingerprints: (id: string, fingerprints: readonly string[] | undefined) => void;
  /** Whether a first call with anybody is yet to come about: told at each change of anything. */
  readonly onMeeting: (meeting: boolean) => void;
}

export interface Engine {
  /** The telephone to use, once there is one. */
  readonly connect: (calls: Calls) => void;
  readonly ring: (ring: Ring) => void;
  /** `away` are those of them who are out of the server's reach, and waited for. */
  readonly setRoster: (roster: readonly string[], away?: ReadonlySet<string>) => void;
  /** Whether we are within the server's reach. */
  readonly setReached: (reached: boolean) => void;
  /** What a member says to mend the call with them. */
  readonly hearMending: (id: string, mending: Mending) => void;
  readonly measure: (id: string) => Promise<RTCStatsReport | undefined>;
  /** How loud each of those is who can be heard, 0 to 1. */
  readonly loudness: () => ReadonlyMap<string, number>;
  /** How loud we are, as the calls have it. */
  readonly ownLoudness: () => Promise<number | undefined>;
  readonly send: (kind: Kind, track: MediaStreamTrack | undefined) => void;
  /** How much of the picture each member is to be sent, by their id. */
  readonly setRungs: (rungs: ReadonlyMap<string, Rung>) => void;
  /** To be called when signalling is back, or the network is another: what waits is tried at once. */
  readonly retry: () => void;
  /** Somebody's word that they were shown another certificate than ours. */
  readonly distrust: (id: string) => void;
  readonly close: () => void;
}

export function createEngine(options: EngineOptions): Engine {
  const { self, clock, about, onStream, onLink, onProgress, sendMending, onFingerprints, onMeeting } =
    options;
  const lines = new Map<string, Line>();
  const rings = new Map<string, Ring>();
  let outgoing: Outgoing = { microphone: undefined, camera: undefined };
  let calls: Calls | undefined;
  let roster: readonly string[] = [];
  let away: ReadonlySet<string> = new Set();
  let reached = true;
  let rungs: ReadonlyMap<string, Rung> = new Map();
  let cancelWake = () => {};

  function reconcile(): void {
    const now = clock.now();
    for (const [id, line] of lines) if (dueAt(id, line) <= now) act(id, line, now);
    const todo = plan({ self, roster, away, linked: new Set(lines.keys()), ringing: new Set(rings.keys()) });
    for (const id of todo.hangUp) hangUp(id);
    for (const id of todo.answer) answer(id);
    for (const id of todo.dial) dial(id);
    cancelWake();
    const soonest = Math.min(...[...lines].map(([id, line]) => dueAt(id, line)));
    if (soonest < never) cancelWake = clock.after(Math.max(0, soonest - now), reconcile);
    tellMeeting();
  }

  function standing(id: string): Standing {
    return { dials: roster.indexOf(id) > roster.indexOf(self), held: !reached || away.has(id) };
  }

  function dueAt(id: string, { link }: Line): number {
    return deadline(link, standing(id)) ?? never;
  }

  function tellMeeting(): void {
    onMeeting(roster.some((id) => id !== self && !away.has(id) && isNew(lines.get(id)?.link)));
  }

  /** What waits is tried now, however long it was to wait. */
  function hurry(ids: Iterable<string>): void {
    for (const id of ids) {
      const line = lines.get(id);
      if (line) line.link = mend(line.link, "hurried", clock.now());
    }
    reconcile();
  }

  function retry(): void {
    hurry(lines.keys());
  }

  function act(id: string, line: Line, now: number): void {
    const { link } = line;
    // A call that never came about is lost, or that can't be mended; a lost one is tried again, by
    // whoever dials.
    if (link.state === "connecting" || isHopeless(link, standing(id), now)) end(id, line, "failed");
    else if (link.state === "mending") {
      line.link = mend(link, "tried", now);
      line.call?.mend();
    } else if (standing(id).dials) place(id, line);
    else hangUp(id);
  }

  function dial(id: string): void {
    place(id, open(id));
  }

  function open(id: string): Line {
    const line: Line = { link: next(undefined, "called", clock.now()), call: undefined };
    lines.set(id, line);
    return line;
  }

  function place(id: string, line: Line): void {
    line.call = calls?.dial(id, outgoing, eventsOf(id, line), about);
    limit(id, line);
    become(id, line, line.call ? "called" : "failed");
  }

  function answer(id: string): void {
    const ring = rings.get(id);
    if (!ring) return;
    rings.delete(id);
    const last = lines.get(id);
    if (last?.link.state === "intercepted") return ring.close();
    // The caller starts anew: whatever there was with it is over.
    last?.call?.close();
    onFingerprints(id, undefined);
    const line = open(id);
    line.call = ring.answer(outgoing, eventsOf(id, line));
    limit(id, line);
    become(id, line, "answered");
  }

  function limit(id: string, { call }: Line): void {
    const rung = rungs.get(id);
    if (rung) call?.limit(rung);
  }

  function eventsOf(id: string, line: Line): CallEvents {
    const current = () => lines.get(id) === line;
    return {
      onProgress: () => {
        // The alarm may come too early now, and will set itself again.
        line.link = progress(line.link, clock.now());
        if (current() && isNew(line.link)) onProgress(id);
      },
      onConnected: (fingerprints) => {
        if (!current()) return;
        become(id, line, "connected");
        onFingerprints(id, fingerprints);
        tellMeeting();
      },
      onStream: (stream) => {
        if (current()) onStream(id, stream);
      },
      onBroken: () => {
        if (!current()) return;
        change(id, line, "broken");
        reconcile();
      },
      onWhole: () => {
        if (!current()) return;
        change(id, line, "whole");
        reconcile();
      },
      onMending: (mending) => {
        if (current()) sendMending(id, mending);
      },
      onFailed: () => {
        if (!current()) return;
        end(id, line, "failed");
        reconcile();
      },
      onImpostor: () => {
        if (!current()) return;
        end(id, line, "intercepted");
        reconcile();
      },
    };
  }

  function end(id: string, line: Line, event: "failed" | "intercepted"): void {
    line.call?.close();
    line.call = undefined;
    onStream(id, undefined);
    onFingerprints(id, undefined);
    become(id, line, event);
  }

  function become(id: string, line: Line, event: LinkEvent): void {
    line.link = next(line.link, event, clock.now());
    onLink(id, line.link.state);
  }

  function change(id: string, line: Line, event: MendingEvent): void {
    const before = line.link.state;
    line.link = mend(line.link, event, clock.now());
    if (line.link.state !== before) onLink(id, line.link.state);
  }

  function hangUp(id: string): void {
    const line = lines.get(id);
    if (!line) return;
    lines.delete(id);
    line.call?.close();
    onStream(id, undefined);
    onFingerprints(id, undefined);
    onLink(id, undefined);
  }

  return {
    connect: (telephone) => {
      calls = telephone;
      retry();
    },
    ring: (ring) => {
      rings.get(ring.from)?.close();
      rings.set(ring.from, ring);
      reconcile();
    },
    setRoster: (ids, gone = new Set()) => {
      const back = [...away].filter((id) => !gone.has(id));
      roster = ids;
      away = gone;
      hurry(back);
    },
    setReached: (now) => {
      const back = now && !reached;
      reached = now;
      if (back) retry();
      else reconcile();
    },
    hearMending: (id, mending) => lines.get(id)?.call?.hear(mending),
    measure: async (id) => lines.get(id)?.call?.measure(),
    loudness: () => new Map([...lines].flatMap(([id, { call }]) => (call ? [[id, call.loudness()]] : []))),
    ownLoudness: async () => {
      const { call } = [...lines.values()].find(({ link }) => link.state === "direct") ?? {};
      return call?.ownLoudness();
    },
    send: (kind, track) => {
      outgoing = { ...outgoing, [kind]: track };
      for (const { call } of lines.values()) call?.send(kind, track);
    },
    setRungs: (wanted) => {
      const before = rungs;
      rungs = wanted;
      for (const [id, line] of lines) if (before.get(id) !== wanted.get(id)) limit(id, line);
    },
    retry,
    distrust: (id) => {
      const known = id !== self && roster.includes(id);
      const line = lines.get(id) ?? (known ? open(id) : undefined);
      if (!line || line.link.state === "intercepted") return;
      end(id, line, "intercepted");
      reconcile();
    },
    close: () => {
      cancelWake();
      roster = [];
      for (const ring of rings.values()) ring.close();
      rings.clear();
      for (const id of [...lines.keys()]) hangUp(id);
    },
  };
}

function isNew(link: Link | undefined): boolean {
  return !link || link.state === "answering" || (link.state === "connecting" && link.failures === 0);
}
