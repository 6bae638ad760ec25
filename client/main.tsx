// The composition root of the page: the only file that joins media/ to meeting/.

import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { parseBoot, tidyName } from "../protocol/parse.ts";
import type { Boot, MemberId, MemberView } from "../protocol/protocol.ts";
import { openCalls } from "./media/calls.ts";
import { createDevices } from "./media/devices.ts";
import { createEngine } from "./media/engine.ts";
import { watchLevel } from "./media/level.ts";
import { type Captures, type Clock, type Kind, trackOf } from "./media/ports.ts";
import { createSilence } from "./media/silence.ts";
import { createWakefulness } from "./media/wakefulness.ts";
import { openConnection } from "./meeting/connection.ts";
import { leaveForReturn, recall, remember, takeReturn } from "./meeting/memory.ts";
import { openSecrecy } from "./meeting/secrecy.ts";
import { enterLobby, type LeaveReason, type Meeting, type MeetingEvent, reduce } from "./meeting/state.ts";
import { openTabs } from "./meeting/tabs.ts";
import { holdTicket } from "./meeting/ticket.ts";
import "./style/parley.css";
import { App } from "./view/app.tsx";
import { Barrier } from "./view/barrier.tsx";
import { createDrawing } from "./view/drawing.ts";
import { shareLink } from "./view/invitation.ts";

const clock: Clock = {
  now: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

const boot = parseBoot(document.getElementById("boot")?.textContent ?? "");
const page = document.getElementById("page");
if (boot.ok && page) void start(boot.value, page);

async function start(boot: Boot, page: HTMLElement): Promise<void> {
  const { room, id: self } = boot;
  const secrecy = await openSecrecy(boot, (line) => tell({ type: "line", line }));
  const meeting = signal<Meeting>(enterLobby(room, self, secrecy.check() !== null));
  const barrier = secrecy.findBarrier(boot.seal);
  // Whoever pastes the whole link over a part of it means it.
  addEventListener("hashchange", () => location.reload());
  if (barrier !== undefined) {
    render(<Barrier reason={barrier} />, page);
    return;
  }
  const streams = signal<ReadonlyMap<MemberId, MediaStream>>(new Map());
  const level = signal(0);
  const soundBlocked = signal(false);
  const intercepted = signal<ReadonlySet<MemberId>>(new Set());
  /** The certificates of those with whom there is a call. */
  const fingerprints = new Map<MemberId, readonly string[]>();
  const returning = takeReturn();
  const sound = new AudioContext();
  const memory = recall();
  const drawing = createDrawing(clock.after);

  function tell(event: MeetingEvent): void {
    // Who is in the room is known a moment later, and is drawn with it.
    if (event.type === "joined") drawing.putOff();
    if (event.type === "joined") secrecy.rejoin(event.line);
    meeting.value = reduce(meeting.value, event);
    if (event.type === "lobby" && meeting.value.phase === "lobby") {
      const reason = secrecy.findBarrier(event.inside.length === 0 ? undefined : event.seal);
      if (reason !== undefined) bar(reason);
    }
    if (meeting.value.phase === "room") engine.setRoster(meeting.value.members.map(({ id }) => id));
  }

  const engine = createEngine({
    self,
    clock,
    onStream: (id, stream) => {
      const next = new Map(streams.value);
      if (stream) next.set(id, stream);
      else next.delete(id);
      streams.value = next;
    },
    onLink: (id, state) => {
      if ((state === "intercepted") === intercepted.value.has(id)) return;
      const next = new Set(intercepted.value);
      if (!next.delete(id)) {
        next.add(id);
        connection.suspect(id);
        tell({
          type: "notice",
          text: `Somebody is in between you and ${nameOf(id)}, so there is no call with them.`,
        });
      }
      intercepted.value = next;
    },
    onFingerprints: (id, certificate) => {
      if (certificate) fingerprints.set(id, certificate);
      else fingerprints.delete(id);
    },
    onMeeting: (meeting) => (meeting ? drawing.putOff() : drawing.goOn()),
  });

  const devices = createDevices({
    media: navigator.mediaDevices,
    permission: (kind) =>
      navigator.permissions
        ?.query({ name: kind as PermissionName })
        .then(({ state }) => state)
        .catch(() => undefined),
    onChange: (kind, capture) => {
      captures.value = { ...captures.value, [kind]: capture };
      engine.send(kind, trackOf(capture.device));
      connection.setMedia(isOn("microphone"), isOn("camera"));
    },
    onLost: (kind, label) =>
      tell({
        type: "notice",
        text: label ? `The ${kind} went away. Now in use: ${label}` : `The ${kind} went away.`,
      }),
  });
  const captures = signal<Captures>(devices.captures());
  const isOn = (kind: Kind) => captures.value[kind].device.status === "on";

  const ticket = holdTicket(boot, () => {
    // Let in again as somebody else: the page starts anew, and goes back to where it was.
    if (meeting.value.phase === "room")
      leaveForReturn({ name: ownName, microphone: isOn("microphone"), camera: isOn("camera") });
    location.reload();
  });
  const connection = openConnection(room, self, ticket, {
    onEvent: tell,
    onLine: secrecy.hear,
    onSuspected: (id) => engine.distrust(id),
  });
  const tabs = openTabs(room, self, {
    onHere: (tab) => tell({ type: "other-tab", tab }),
    onGone: (id) => tell({ type: "other-tab-gone", id }),
    onMoved: () => leave("moved"),
  });
  const calls = openCalls({
    id: self,
    ticket: ticket.show,
    clock,
    silence: createSilence(sound),
    trust: (id, certificate) => secrecy.trust(memberOf(id), certificate),
    events: { onOpen: engine.retry, onRing: engine.ring },
  });
  // Without WebRTC there are no calls, but there is still the chat.
  void calls.then(engine.connect, () => {});

  function memberOf(id: MemberId): MemberView | undefined {
    return meeting.value.phase === "room"
      ? meeting.value.members.find((member) => member.id === id)
      : undefined;
  }

  function nameOf(id: MemberId): string {
    return memberOf(id)?.name ?? "somebody";
  }

  /** As it was typed: what the server calls us is the server's word. */
  let ownName = "";

  async function join(name: string): Promise<void> {
    ownName = name;
    const certificate = await calls.then(
      (telephone) => telephone.fingerprints,
      () => undefined,
    );
    const card = certificate && (await secrecy.sealCard(certificate));
    if (meeting.value.phase !== "joining") return;
    connection.join({
      name,
      microphone: isOn("microphone"),
      camera: isOn("camera"),
      seal: secrecy.check(),
      ...(card !== undefined && { card }),
    });
  }

  async function findCode(id: MemberId): Promise<string | undefined> {
    const theirs = fingerprints.get(id);
    const { fingerprints: ours } = await calls;
    return theirs && secrecy.findCode({ id: self, fingerprints: ours }, { id, fingerprints: theirs });
  }

  function bar(reason: string): void {
    end();
    tell({ type: "barred", reason });
  }

  function leave(reason: LeaveReason): void {
    end();
    tell({ type: "leave", reason });
  }

  function end(): void {
    connection.leave();
    tabs.leave();
    engine.close();
    void calls.then(
      (telephone) => telephone.close(),
      () => {},
    );
    devices.close();
    void sound.close();
  }

  function watchMicrophone(): void {
    let stop = () => {};
    let watched: MediaStreamTrack | undefined;
    effect(() => {
      const { phase } = meeting.value;
      const before = phase === "lobby" || phase === "joining";
      const track = before ? trackOf(captures.value.microphone.device) : undefined;
      if (track === watched) return;
      watched = track;
      stop();
      stop = track ? watchLevel(sound, track, (loudness) => (level.value = loudness)) : () => {};
    });
  }

  watchMicrophone();
  const wakefulness = createWakefulness();
  effect(() => wakefulness.keep(meeting.value.phase === "room"));
  void devices.start(returning ?? { microphone: true, camera: true }, memory);
  // A closed tab says goodbye; one that is merely hidden stays.
  addEventListener("pagehide", () => {
    connection.leave();
    tabs.leave();
  });
  // A page that was kept aside while we were gone is of no use any more.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
  effect(() => {
    document.title = `${room} · Parley`;
  });

  function enter(name: string, inPlaceOf: readonly MemberId[]): void {
    if (meeting.value.phase !== "lobby") return;
    remember({ name });
    for (const id of inPlaceOf) tabs.takeOver(id);
    tabs.enter(name);
    tell({ type: "join" });
    void join(name);
  }

  if (returning) enter(returning.name, []);

  render(
    <App
      model={{
        meeting,
        captures,
        streams,
        level,
        soundBlocked,
        intercepted,
        canSeal: secrecy.possible,
        name: tidyName(new URL(location.href).searchParams.get("name") ?? memory.name ?? ""),
        actions: {
          join: enter,
          seal: () => void secrecy.seal().then(() => tell({ type: "sealed" })),
          findCode,
          leave: () => leave("left"),
          turn: (kind, on) => void devices.turn(kind, on),
          choose: (kind, id) => {
            remember({ [kind]: id });
            void devices.choose(kind, id);
          },
          say: async (message) => connection.say(await secrecy.wrap(ownName, message)),
          show: (panel) => tell({ type: "panel", panel }),
          invite: () => void shareLink().then((text) => text && tell({ type: "notice", text })),
          dismiss: (id) => tell({ type: "dismiss", id }),
        },
      }}
    />,
    page,
  );
}
