// The composition root of the page: the only file that joins media/ to meeting/.

import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { parseBoot, tidyName } from "../protocol/parse.ts";
import type { Boot, MemberId } from "../protocol/protocol.ts";
import { openCalls } from "./media/calls.ts";
import { createDevices } from "./media/devices.ts";
import { createEngine } from "./media/engine.ts";
import { watchLevel } from "./media/level.ts";
import { type Captures, type Clock, type Kind, trackOf } from "./media/ports.ts";
import { createSilence } from "./media/silence.ts";
import { createWakefulness } from "./media/wakefulness.ts";
import { openConnection } from "./meeting/connection.ts";
import { recall, remember } from "./meeting/memory.ts";
import { enterLobby, type LeaveReason, type Meeting, type MeetingEvent, reduce } from "./meeting/state.ts";
import { openTabs } from "./meeting/tabs.ts";
import "./style/parley.css";
import { App } from "./view/app.tsx";
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
if (boot.ok && page) start(boot.value, page);

function start({ room, id: self }: Boot, page: HTMLElement): void {
  const meeting = signal<Meeting>(enterLobby(room, self));
  const streams = signal<ReadonlyMap<MemberId, MediaStream>>(new Map());
  const level = signal(0);
  const soundBlocked = signal(false);
  const sound = new AudioContext();
  const memory = recall();
  const drawing = createDrawing(clock.after);

  function tell(event: MeetingEvent): void {
    // Who is in the room is known a moment later, and is drawn with it.
    if (event.type === "joined") drawing.putOff();
    meeting.value = reduce(meeting.value, event);
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
    onLink: () => {},
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

  const connection = openConnection(room, self, tell);
  const tabs = openTabs(room, self, {
    onHere: (tab) => tell({ type: "other-tab", tab }),
    onGone: (id) => tell({ type: "other-tab-gone", id }),
    onMoved: () => leave("moved"),
  });
  const calls = openCalls({
    id: self,
    clock,
    silence: createSilence(sound),
    events: { onOpen: engine.retry, onRing: engine.ring },
  });
  // Without WebRTC there are no calls, but there is still the chat.
  void calls.then(engine.connect, () => {});

  function leave(reason: LeaveReason): void {
    connection.leave();
    tabs.leave();
    engine.close();
    void calls.then(
      (telephone) => telephone.close(),
      () => {},
    );
    devices.close();
    void sound.close();
    tell({ type: "leave", reason });
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
  void devices.start({ microphone: true, camera: true }, memory);
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

  render(
    <App
      model={{
        meeting,
        captures,
        streams,
        level,
        soundBlocked,
        name: tidyName(new URL(location.href).searchParams.get("name") ?? memory.name ?? ""),
        actions: {
          join: (name, inPlaceOf) => {
            if (meeting.value.phase !== "lobby") return;
            remember({ name });
            for (const id of inPlaceOf) tabs.takeOver(id);
            tabs.enter(name);
            tell({ type: "join" });
            connection.join({ name, microphone: isOn("microphone"), camera: isOn("camera") });
          },
          leave: () => leave("left"),
          turn: (kind, on) => void devices.turn(kind, on),
          choose: (kind, id) => {
            remember({ [kind]: id });
            void devices.choose(kind, id);
          },
          say: connection.say,
          show: (panel) => tell({ type: "panel", panel }),
          invite: () => void shareLink().then((text) => text && tell({ type: "notice", text })),
          dismiss: (id) => tell({ type: "dismiss", id }),
        },
      }}
    />,
    page,
  );
}
