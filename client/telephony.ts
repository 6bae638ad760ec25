// The calls of this page as the rest of it sees them: the engine with its telephone, the relay where no call
// comes about, and what comes of both.

import { type ReadonlySignal, signal } from "@preact/signals";
import type { MemberId } from "../protocol/protocol.ts";
import { openCalls } from "./media/calls.ts";
import { likingOf } from "./media/codecs.ts";
import { createDetours } from "./media/detours.ts";
import { createEngine, type Engine, type EngineOptions } from "./media/engine.ts";
import type {
  Calls,
  LinkState,
  Mending,
  Outgoing,
  PathReport,
  Ring,
  Route,
  Rung,
  Trust,
} from "./media/ports.ts";
import type { RelayReport, Strain } from "./relay/ports.ts";
import { canRelay, createRelaying, type RelayingOptions } from "./relaying.ts";

export interface TelephonyOptions
  extends Pick<EngineOptions, "self" | "clock" | "sendMending" | "onMeeting"> {
  readonly ticket: (refused: boolean) => Promise<string>;
  readonly silence: Outgoing;
  readonly trust: Trust;
  /** Whether this server relays, in which room, and under which key. */
  readonly relays: boolean;
  readonly relay: Pick<RelayingOptions, "room" | "sound" | "key">;
  readonly onMending: () => void;
  /** Somebody is in between us and that member. */
  readonly onImpostor: (id: MemberId) => void;
}

/** The calls that show a screen, which are tended by others. */
export interface Screens extends Pick<Engine, "ring" | "setReached" | "retry" | "distrust" | "close"> {
  readonly hear: (id: MemberId, mending: Mending) => void;
}

export interface Telephony extends Omit<Engine, "connect" | "ring" | "measure"> {
  readonly streams: ReadonlySignal<ReadonlyMap<MemberId, MediaStream>>;
  /** By which way each of them comes. */
  readonly routes: ReadonlySignal<ReadonlyMap<MemberId, Route>>;
  /** Whether the server forwards all that it is sent. */
  readonly strain: ReadonlySignal<Strain>;
  /** What is known of each of those ways now. */
  readonly inspect: () => Promise<ReadonlyMap<MemberId, PathReport>>;
  /** Those of our own certificate; nothing where the browser has no WebRTC. */
  readonly fingerprints: Promise<readonly string[] | undefined>;
  /** Those of that member's, while there is a call. */
  readonly fingerprintsOf: (id: MemberId) => readonly string[] | undefined;
  readonly supply: Calls["supply"];
  readonly telephone: Promise<Calls | undefined>;
  /** From now on; what has rung before is passed on. */
  readonly setScreens: (screens: Screens | undefined) => void;
  /** Where a single picture of us can go, ours is that of our screen, while it is shared. */
  readonly share: (picture: MediaStreamTrack | undefined) => void;
}

export function openTelephony(options: TelephonyOptions): Telephony {
  const { self, clock, ticket, silence, trust, onMending, onImpostor } = options;
  const streams = signal<ReadonlyMap<MemberId, MediaStream>>(new Map());
  const routes = signal<ReadonlyMap<MemberId, Route>>(new Map());
  const strain = signal<Strain>("all");
  const fingerprints = new Map<MemberId, readonly string[]>();
  /** What comes of each member by either way; those in the set are taken from the relay. */
  const called = new Map<MemberId, MediaStream>();
  const relayed = new Map<MemberId, MediaStream>();
  const detoured = new Set<MemberId>();
  const links = new Map<MemberId, LinkState>();
  const possible = options.relays && canRelay();
  let screens: Screens | undefined;
  /** Screens that were to be shown before anybody could. */
  const ringing = new Map<MemberId, Ring>();
  let camera: MediaStreamTrack | undefined;
  let screen: MediaStreamTrack | undefined;
  let fed: MediaStreamTrack | undefined;
  let wanted: ReadonlySet<MemberId> = new Set();
  let rungs: ReadonlyMap<MemberId, Rung> = new Map();
  let members = 0;
  /** When the server was out of reach last. */
  let lostAt = 0;

  function show(id: MemberId): void {
    const call = called.get(id);
    const around = detoured.has(id);
    relay.rehearse(id, around && call ? { stream: call, measure: () => engine.measure(id) } : undefined);
    const stream = around ? relayed.get(id) : call;
    if (stream !== streams.value.get(id)) streams.value = withEntry(streams.value, id, stream);
  }

  /** The relay is sent one picture for all who want it, as good as any of them shows it, and none if nobody does. */
  function feedRelay(): void {
    const most = [...wanted].flatMap((id) => rungs.get(id) ?? []).toSorted((a, b) => b.kbps - a.kbps)[0];
    const unseen = most?.height === 0 && !screen;
    if (most && !unseen) relay.limit(most);
    const picture = unseen ? undefined : (screen ?? camera);
    if (picture !== fed) relay.send("camera", picture);
    fed = picture;
  }

  const relay = createRelaying({
    ...{ self, clock, ticket, ...options.relay },
    onStream: (id, stream) => {
      setEntry(relayed, id, stream);
      show(id);
    },
    onState: (id, state) => detours.setRelay(id, state),
    onFresh: (id, fresh) => detours.setFresh(id, fresh),
    onStrain: (now) => {
      strain.value = now;
    },
  });
  const detours = createDetours({
    ...{ self, clock },
    onWanted: (ids) => {
      wanted = ids;
      if (possible) relay.setWanted(ids);
      feedRelay();
    },
    onSource: (id, source) => {
      if (source === "relay") detoured.add(id);
      else detoured.delete(id);
      show(id);
    },
    onRoute: (id, route) => {
      routes.value = withEntry(routes.value, id, route);
    },
  });
  const engine = createEngine({
    ...{ ...options, about: "face" },
    onStream: (id, stream) => {
      setEntry(called, id, stream);
      show(id);
    },
    onLink: (id, state) => {
      if (state === links.get(id)) return;
      setEntry(links, id, state);
      detours.setLink(id, state);
      if (state === "mending") onMending();
      if (state === "intercepted") onImpostor(id);
    },
    onProgress: detours.noteProgress,
    onFingerprints: (id, certificate) => setEntry(fingerprints, id, certificate),
  });
  const calls = openCalls({
    ...{ id: self, ticket, clock, silence, trust, countMembers: () => members, liking: likingOf(navigator) },
    events: {
      onOpen: () => {
        engine.retry();
        screens?.retry();
      },
      onRing: (ring) => {
        if (ring.about === "face") engine.ring(ring);
        else if (screens) screens.ring(ring);
        else ringing.set(ring.from, ring);
      },
    },
  });
  // Without WebRTC there are no calls, but there is still the chat.
  const telephone = calls.catch(() => undefined);
  void telephone.then((found) => found && engine.connect(found));

  return {
    ...engine,
    ...{ streams, routes, strain },
    fingerprints: telephone.then((found) => found?.fingerprints),
    fingerprintsOf: (id) => fingerprints.get(id),
    supply: (iceServers) => void telephone.then((found) => found?.supply(iceServers)),
    telephone,
    setScreens: (found) => {
      screens = found;
      for (const ring of ringing.values()) found?.ring(ring);
      ringing.clear();
    },
    share: (picture) => {
      screen = picture;
      feedRelay();
    },
    inspect: async () => {
      const reports = relay.report();
      const entries = [...routes.value].map(async ([id, route]) => {
        const call = detoured.has(id) ? undefined : await engine.measure(id);
        const problem = options.relays ? {} : ({ problem: "no-relay-here" } as const);
        const known = call ? { call } : describe(reports.get(id), strain.value);
        return [id, { route, ...problem, ...known }] as const;
      });
      return new Map(await Promise.all(entries));
    },
    setRoster: (roster, away = new Set()) => {
      members = roster.length;
      detours.setRoster(roster, away);
      engine.setRoster(roster, away);
    },
    setReached: (reached) => {
      engine.setReached(reached);
      screens?.setReached(reached);
      detours.setReached(reached);
      if (reached) relay.retry();
      if (reached && possible) relay.prepare();
      // What was lost with the server may be so without having noticed.
      if (reached) void telephone.then((found) => found?.renew(lostAt));
      else lostAt = clock.now();
    },
    send: (kind, track) => {
      engine.send(kind, track);
      if (kind === "microphone") return relay.send(kind, track);
      camera = track;
      feedRelay();
    },
    hearMending: (id, mending) => {
      if (mending.screen === undefined) engine.hearMending(id, mending);
      else screens?.hear(id, mending);
    },
    distrust: (id) => {
      engine.distrust(id);
      screens?.distrust(id);
    },
    setRungs: (now) => {
      rungs = now;
      engine.setRungs(now);
      feedRelay();
    },
    retry: () => {
      engine.retry();
      screens?.retry();
      relay.retry();
    },
    close: () => {
      detours.close();
      relay.close();
      engine.close();
      screens?.close();
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
  setEntry(next, id, value);
  return next;
}

function setEntry<Value>(map: Map<MemberId, Value>, id: MemberId, value: Value | undefined): void {
  if (value === undefined) map.delete(id);
  else map.set(id, value);
}

function describe(report: RelayReport | undefined, strain: Strain): Omit<PathReport, "route"> {
  if (!report) return {};
  const { state, roundTripMs, kbps, framesPerSecond, lost, height } = report;
  return {
    ...(state === "live" && { by: "relay" as const, kbpsIn: kbps, framesPerSecond, lost }),
    ...(roundTripMs !== undefined && { roundTripMs }),
    ...(height !== undefined && { height }),
    ...(strain !== "all" && { problem: "strained" as const }),
    ...(state === "unopened" && { problem: "unopened" as const }),
  };
}
