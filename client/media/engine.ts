// Brings what is (the calls) to what should be (the roster). Every event only reconciles again.

import { deadline, type Link, type LinkEvent, next } from "./link.ts";
import { plan } from "./plan.ts";
import { type Call, type CallEvents, type Calls, type Clock, type Kind, kinds, type Ring } from "./ports.ts";

/** A link with what belongs to it. */
interface Line {
  link: Link;
  call: Call | undefined;
}

export interface EngineOptions {
  readonly self: string;
  readonly clock: Clock;
  readonly onStream: (id: string, stream: MediaStream | undefined) => void;
  readonly onLink: (id: string, state: Link["state"] | undefined) => void;
}

export interface Engine {
  /** The telephone to use, once there is one. */
  readonly connect: (calls: Calls) => void;
  readonly ring: (ring: Ring) => void;
  readonly setRoster: (roster: readonly string[]) => void;
  readonly send: (kind: Kind, track: MediaStreamTrack | undefined) => void;
  /** To be called when signalling is back: what waits is tried at once. */
  readonly retry: () => void;
  readonly close: () => void;
}

export function createEngine({ self, clock, onStream, onLink }: EngineOptions): Engine {
  const lines = new Map<string, Line>();
  const rings = new Map<string, Ring>();
  const outgoing = new Map<Kind, MediaStreamTrack | undefined>();
  let calls: Calls | undefined;
  let roster: readonly string[] = [];
  let cancelWake = () => {};

  function reconcile(): void {
    const now = clock.now();
    for (const [id, line] of lines) if (isDue(line.link, now)) giveUp(id, line, now);
    const todo = plan({ self, roster, linked: new Set(lines.keys()), ringing: new Set(rings.keys()) });
    for (const id of todo.hangUp) hangUp(id);
    for (const id of todo.answer) answer(id);
    for (const id of todo.dial) dial(id);
    cancelWake();
    const deadlines = [...lines.values()].flatMap(({ link }) => deadline(link) ?? []);
    if (deadlines.length > 0) cancelWake = clock.after(Math.max(0, Math.min(...deadlines) - now), reconcile);
  }

  /** What is lost is tried again now, however long it was to wait. */
  function retry(): void {
    const now = clock.now();
    for (const line of lines.values())
      if (line.link.state === "lost") line.link = { ...line.link, retryAt: now };
    reconcile();
  }

  function giveUp(id: string, line: Line, now: number): void {
    // A call that never came about is lost; a lost one is tried again, by whoever dials.
    if (line.link.state === "connecting") fail(id, line, now);
    else if (roster.indexOf(id) > roster.indexOf(self)) place(id, line);
    else hangUp(id);
  }

  function dial(id: string): void {
    const line: Line = { link: next(undefined, "called", clock.now()), call: undefined };
    lines.set(id, line);
    place(id, line);
  }

  function place(id: string, line: Line): void {
    line.call = calls?.dial(id, eventsOf(id, line));
    if (line.call) begin(id, line, line.call);
    else become(id, line, "failed");
  }

  function answer(id: string): void {
    const ring = rings.get(id);
    if (!ring) return;
    rings.delete(id);
    // The caller starts anew: whatever there was with it is over.
    lines.get(id)?.call?.close();
    const line: Line = { link: next(undefined, "called", clock.now()), call: undefined };
    lines.set(id, line);
    line.call = ring.answer(eventsOf(id, line));
    begin(id, line, line.call);
  }

  function begin(id: string, line: Line, call: Call): void {
    for (const kind of kinds) call.send(kind, outgoing.get(kind));
    become(id, line, "called");
  }

  function eventsOf(id: string, line: Line): CallEvents {
    const current = () => lines.get(id) === line;
    return {
      onConnected: () => {
        if (current()) become(id, line, "connected");
      },
      onStream: (stream) => {
        if (current()) onStream(id, stream);
      },
      onFailed: () => {
        if (!current()) return;
        fail(id, line, clock.now());
        reconcile();
      },
    };
  }

  function fail(id: string, line: Line, now: number): void {
    line.call?.close();
    line.call = undefined;
    line.link = next(line.link, "failed", now);
    onStream(id, undefined);
    onLink(id, line.link.state);
  }

  function become(id: string, line: Line, event: LinkEvent): void {
    line.link = next(line.link, event, clock.now());
    onLink(id, line.link.state);
  }

  function hangUp(id: string): void {
    const line = lines.get(id);
    if (!line) return;
    lines.delete(id);
    line.call?.close();
    onStream(id, undefined);
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
    setRoster: (ids) => {
      roster = ids;
      reconcile();
    },
    send: (kind, track) => {
      outgoing.set(kind, track);
      for (const { call } of lines.values()) call?.send(kind, track);
    },
    retry,
    close: () => {
      cancelWake();
      roster = [];
      for (const ring of rings.values()) ring.close();
      rings.clear();
      for (const id of [...lines.keys()]) hangUp(id);
    },
  };
}

function isDue(link: Link, now: number): boolean {
  const due = deadline(link);
  return due !== undefined && due <= now;
}
