// The calls of this page as the rest of it sees them: the engine with its telephone, and what comes of them.

import { type ReadonlySignal, signal } from "@preact/signals";
import type { MemberId } from "../protocol/protocol.ts";
import { openCalls } from "./media/calls.ts";
import { createEngine, type Engine, type EngineOptions } from "./media/engine.ts";
import type { LinkState, Outgoing, Trust } from "./media/ports.ts";

export interface TelephonyOptions
  extends Pick<EngineOptions, "self" | "clock" | "sendMending" | "onMeeting"> {
  readonly ticket: (refused: boolean) => Promise<string>;
  readonly silence: Outgoing;
  readonly trust: Trust;
  readonly onMending: () => void;
  /** Somebody is in between us and that member. */
  readonly onImpostor: (id: MemberId) => void;
}

export interface Telephony extends Omit<Engine, "connect" | "ring"> {
  readonly streams: ReadonlySignal<ReadonlyMap<MemberId, MediaStream>>;
  readonly links: ReadonlySignal<ReadonlyMap<MemberId, LinkState>>;
  /** Those of our own certificate; nothing where the browser has no WebRTC. */
  readonly fingerprints: Promise<readonly string[] | undefined>;
  /** Those of that member's, while there is a call. */
  readonly fingerprintsOf: (id: MemberId) => readonly string[] | undefined;
}

export function openTelephony(options: TelephonyOptions): Telephony {
  const { self, clock, ticket, silence, trust, onMending, onImpostor } = options;
  const streams = signal<ReadonlyMap<MemberId, MediaStream>>(new Map());
  const links = signal<ReadonlyMap<MemberId, LinkState>>(new Map());
  const fingerprints = new Map<MemberId, readonly string[]>();
  /** When the server was out of reach last. */
  let lostAt = 0;

  const engine = createEngine({
    ...options,
    onStream: (id, stream) => {
      streams.value = withEntry(streams.value, id, stream);
    },
    onLink: (id, state) => {
      if (state === links.value.get(id)) return;
      links.value = withEntry(links.value, id, state);
      if (state === "mending") onMending();
      if (state === "intercepted") onImpostor(id);
    },
    onFingerprints: (id, certificate) => {
      if (certificate) fingerprints.set(id, certificate);
      else fingerprints.delete(id);
    },
  });
  const calls = openCalls({
    ...{ id: self, ticket, clock, silence, trust },
    events: { onOpen: engine.retry, onRing: engine.ring },
  });
  // Without WebRTC there are no calls, but there is still the chat.
  const telephone = calls.catch(() => undefined);
  void telephone.then((found) => found && engine.connect(found));

  return {
    ...engine,
    ...{ streams, links },
    fingerprints: telephone.then((found) => found?.fingerprints),
    fingerprintsOf: (id) => fingerprints.get(id),
    setReached: (reached) => {
      engine.setReached(reached);
      // What was lost with the server may be so without having noticed.
      if (reached) void telephone.then((found) => found?.renew(lostAt));
      else lostAt = clock.now();
    },
    close: () => {
      engine.close();
      void telephone.then((found) => found?.close());
    },
  };
}

function withEntry<Value>(
  map: ReadonlyMap<MemberId, Value>,
  id: MemberId,
  value: Value | undefined,
): ReadonlyMap<MemberId, Value> {
  const next = new Map(map);
  if (value === undefined) next.delete(id);
  else next.set(id, value);
  return next;
}
