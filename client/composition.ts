// The composition root of the page: joins media/ to meeting/, and gives the view its model.

import { computed, effect, signal } from "@preact/signals";
import { tidyName } from "../protocol/parse.ts";
import { type Boot, type MemberId, type MemberView, type RoomKind, refusals } from "../protocol/protocol.ts";
import { can } from "../protocol/roles.ts";
import { createBoard } from "./board.ts";
import type { CallEquipment } from "./crew/equipment.ts";
import { type Clock, type Kind, type Shown, trackOf } from "./media/ports.ts";
import { canShare } from "./media/sharable.ts";
import { createSilence } from "./media/silence.ts";
import { createWakefulness } from "./media/wakefulness.ts";
import { openConnection } from "./meeting/connection.ts";
import { openCourier } from "./meeting/courier.ts";
import { linkWith, takeDeed } from "./meeting/deed.ts";
import { keepUnsent, leaveForReturn, type Return, recall, recallUnsent, remember } from "./meeting/memory.ts";
import { remainder } from "./meeting/outbox.ts";
import { openSecrecy } from "./meeting/secrecy.ts";
import {
  enterLobby,
  type LeaveReason,
  type Meeting,
  type MeetingEvent,
  mayUnmute,
  memberOf,
  reduce,
  roleOf,
} from "./meeting/state.ts";
import { openTabs } from "./meeting/tabs.ts";
import { holdTicket } from "./meeting/ticket.ts";
import { openMeter } from "./meter.ts";
import { openOutlook } from "./outlook.ts";
import { canRelay } from "./relaying.ts";
import { watchSlumber } from "./slumber.ts";
import { openStudio } from "./studio.ts";
import { openTelephony } from "./telephony.ts";
import { tend } from "./tending.ts";
import { type Break, watchBreaks } from "./view/breaks.ts";
import { createDrawing } from "./view/drawing.ts";
import { shareLink } from "./view/invitation.ts";
import type { Layout, Model } from "./view/model.ts";

const clock: Clock = {
  now: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

/** Why this page's link leads nowhere, or what the view shows. */
export type Composition =
  | { readonly barrier: string }
  | { readonly barrier: undefined; readonly model: Model };

/** `returning`: how this member was in the room before the page had to load again. */
export async function compose(boot: Boot, returning: Return | undefined): Promise<Composition> {
  const { room, id: self } = boot;
  const deed = takeDeed(room);
  const secrecy = await openSecrecy(boot, (line) => tell({ type: "line", line }));
  const meeting = signal<Meeting>(enterLobby(room, self, secrecy.check() !== null, boot.host));
  const barrier = secrecy.findBarrier(boot.seal);
  if (barrier !== undefined) return { barrier };
  const soundBlocked = signal(false);
  const broken = signal<ReadonlyMap<MemberId, Break>>(new Map());
  const sound = new AudioContext();
  const memory = recall();
  const drawing = createDrawing(clock.after);
  const board = createBoard();
  const equipment = signal<CallEquipment | undefined>(undefined);
  const layout = signal<Layout>(memory.layout ?? "grid");
  /** How we show the others, and they us. */
  const shown = signal<ReadonlyMap<MemberId, Shown>>(new Map());
  const watched = signal<ReadonlyMap<MemberId, Shown>>(new Map());

  function tell(event: MeetingEvent): void {
    // Who is in the room is known a moment later, and is drawn with it.
    if (event.type === "joined") drawing.putOff();
    if (event.type === "joined") secrecy.rejoin(event.line);
    if (event.type === "refused") tabs.leave();
    // Lost, and not let in again: nobody is to be met any more.
    if (event.type === "wait") telephony.setRoster([]);
    // What mends a call is said from inside the room.
    if (event.type === "joined") telephony.setReached(true);
    if (event.type === "server" && event.server === "away") telephony.setReached(false);
    meeting.value = reduce(meeting.value, event);
    inform(event);
    if (event.type === "lobby" && meeting.value.phase === "lobby") {
      const reason = secrecy.findBarrier(event.lobby.seal);
      if (reason !== undefined) bar(reason);
    }
    if (meeting.value.phase !== "room") return;
    const { view } = meeting.value;
    telephony.setRoster(
      view.members.map(({ id }) => id),
      new Set(view.members.flatMap(({ id, away }) => (away ? id : []))),
    );
  }

  /** What is written is said while we are in the room. */
  function inform(event: MeetingEvent): void {
    if (event.type === "joined") courier.go(true);
    if (event.type === "wait" || (event.type === "server" && event.server === "away")) courier.go(false);
    if (event.type === "line" && event.line.key !== undefined) courier.hear(event.line.key);
  }

  const studio = openStudio({
    ...{ clock, soundOnly: board.soundOnly, notice },
    onPresent: (kind, capture) => {
      telephony.send(kind, trackOf(capture.device));
      if (isReady()) connection.setReady();
    },
  });
  const { devices, captures, isOn, isReady } = studio;

  const ticket = holdTicket({
    ...boot,
    deed,
    onOwner: () => tell({ type: "owner" }),
    onStranger: () => {
      // Let in again as somebody else: the page starts anew, and goes back to where it was.
      if (meeting.value.phase === "room")
        leaveForReturn({
          ...{ name: ownName, kind: meeting.value.view.kind },
          ...{ microphone: isOn("microphone"), camera: isOn("camera") },
        });
      location.reload();
    },
  });
  const connection = openConnection(room, self, ticket, {
    onEvent: tell,
    onLine: secrecy.hear,
    onSuspected: (id) => telephony.distrust(id),
    onTurnOff: (kind, byHost) => {
      if (kind === "screen") {
        if (board.sharing.value === "on") notice("A host has ended your screen sharing.");
        return shareScreen(false);
      }
      if (byHost && isOn(kind))
        notice(kind === "microphone" ? "A host has muted you." : "A host has turned your camera off.");
      void devices.turn(kind, false);
    },
    onWatched: (id, how) => {
      watched.value = new Map([...watched.value, [id, how]]);
    },
    onIceServers: (iceServers) => telephony.supply(iceServers),
    onMend: (id, mending) => telephony.hearMending(id, mending),
    onOut: (reason) => {
      if (meeting.value.phase === "room") leave(reason);
      else courier.clear();
    },
  });
  effect(() => connection.setMedia(isOn("microphone"), isOn("camera"), board.sharing.value === "on"));
  const telephony = openTelephony({
    ...{ self, clock, ticket: ticket.show, silence: createSilence(sound) },
    relays: boot.relay,
    relay: { room, sound, key: secrecy.relayKey },
    trust: (id, certificate) => secrecy.trust(find(id), certificate),
    sendMending: connection.mend,
    // The server may be out of reach as well, and nobody have noticed.
    onMending: connection.wake,
    onImpostor: (id) => {
      connection.suspect(id);
      notice(`Somebody is in between you and ${nameOf(id)}, so there is no call with them.`);
    },
    onMeeting: (meeting) => (meeting ? drawing.putOff() : drawing.goOn()),
  });
  const tabs = openTabs(room, self, {
    onHere: (tab) => tell({ type: "other-tab", tab }),
    onGone: (id) => tell({ type: "other-tab-gone", id }),
    onMoved: () => leave("moved"),
  });
  function find(id: MemberId): MemberView | undefined {
    return meeting.value.phase === "room" ? memberOf(meeting.value, id) : undefined;
  }

  function nameOf(id: MemberId): string {
    return find(id)?.name ?? "somebody";
  }

  function notice(text: string): void {
    tell({ type: "notice", text });
  }

  /** As it was typed: what the server calls us is the server's word. */
  let ownName = "";

  async function join(name: string, kind: RoomKind): Promise<void> {
    ownName = name;
    const certificate = await telephony.fingerprints;
    const card = certificate && (await secrecy.sealCard(certificate));
    if (meeting.value.phase !== "joining") return;
    connection.join({
      name,
      microphone: isOn("microphone"),
      camera: isOn("camera"),
      seal: secrecy.check(),
      ...(card !== undefined && { card }),
      ready: isReady(),
      kind,
      ...(forecast.value && { forecast: forecast.value }),
    });
  }

  /** What one may do with one's own devices, a host may have a say in. */
  function turn(kind: Kind, on: boolean): void {
    const { value: now } = meeting;
    const barred = kind === "microphone" && on && now.phase === "room" && !mayUnmute(now);
    if (barred) return notice(refusals["may-not-unmute"]);
    void devices.turn(kind, on);
  }

  /** Whether only the hosts read what one writes. */
  function speaksAside(): boolean {
    const { value: now } = meeting;
    return (
      now.phase === "room" &&
      now.view.settings.chat === "hosts" &&
      !can(roleOf(now), "speak-freely", now.view.kind)
    );
  }

  async function share(url?: string): Promise<void> {
    const text = await shareLink(url);
    if (text) notice(text);
  }

  async function findCode(id: MemberId): Promise<string | undefined> {
    const theirs = telephony.fingerprintsOf(id);
    const ours = await telephony.fingerprints;
    return ours && theirs && secrecy.findCode({ id: self, fingerprints: ours }, { id, fingerprints: theirs });
  }

  function bar(reason: string): void {
    end();
    tell({ type: "barred", reason });
  }

  function leave(reason: LeaveReason): void {
    end();
    // Whoever goes on in another tab, or comes back into this one, still means it.
    if (reason !== "moved") courier.clear();
    tell({ type: "leave", reason });
  }

  function end(): void {
    connection.leave();
    tabs.leave();
    telephony.close();
    devices.close();
    void sound.close();
  }

  const courier = openCourier({
    kept: recallUnsent(room),
    now: Date.now,
    after: clock.after,
    wrap: (message) => secrecy.wrap(ownName, message, speaksAside()),
    say: connection.say,
    onChange: (outbox) => {
      keepUnsent(room, remainder(outbox));
      tell({ type: "unsent", outbox });
    },
  });
  const observe = watchBreaks(clock.after, (ids) => {
    broken.value = ids;
  });
  effect(() => {
    const { value: now } = meeting;
    const members = now.phase === "room" ? now.view.members : [];
    observe(
      members.filter(({ id }) => id !== self),
      telephony.routes.value,
    );
  });
  const forecast = openOutlook({
    ...{ clock, meeting, captures, findServers: ticket.findServers },
    ...{ iceServers: boot.iceServers, relays: boot.relay && canRelay() },
  });
  effect(() => {
    if (forecast.value) connection.setForecast(forecast.value);
  });
  const level = openMeter(sound, meeting, captures);
  const wakefulness = createWakefulness();
  effect(() => wakefulness.keep(meeting.value.phase === "room"));
  watchSlumber({
    onDoze: connection.doze,
    onWake: () => {
      connection.wake();
      telephony.retry();
      studio.revive();
    },
  });
  const view = computed(() => (meeting.value.phase === "room" ? meeting.value.view : undefined));
  const shareScreen = tend({
    ...{ self, clock, board, view, shown, watched, studio, equipment, notice },
    isReached: () => meeting.peek().server === "here",
    calls: telephony,
    sendMending: connection.mend,
    tell: connection.watch,
  });
  // Whoever is to be seen blurred isn't to be seen before.
  if (memory.blur) await studio.blur(true);
  const { microphone, camera } = returning ?? { microphone: true, camera: true };
  void devices.start({ microphone, camera: camera && studio.backdrop.value !== "failed" }, memory);
  // A closed tab says goodbye; one that is merely hidden stays.
  addEventListener("pagehide", () => {
    connection.leave();
    tabs.leave();
  });

  function enter(name: string, kind: RoomKind, inPlaceOf: readonly MemberId[]): void {
    if (meeting.value.phase !== "lobby") return;
    remember({ name });
    for (const id of inPlaceOf) tabs.takeOver(id);
    tabs.enter(name);
    tell({ type: "join" });
    void join(name, kind);
  }

  if (returning) enter(returning.name, returning.kind, []);

  const model: Model = {
    ...board,
    layout,
    history: () => board.samples,
    canShare: canShare(),
    meeting,
    captures,
    backdrop: studio.backdrop,
    equipment,
    streams: telephony.streams,
    level,
    soundBlocked,
    routes: telephony.routes,
    inspect: telephony.inspect,
    strain: telephony.strain,
    canRelay: canRelay(),
    forecast,
    broken,
    canSeal: secrecy.possible,
    name: tidyName(new URL(location.href).searchParams.get("name") ?? memory.name ?? ""),
    actions: {
      join: enter,
      seal: () => void secrecy.seal().then(() => tell({ type: "sealed" })),
      findCode,
      leave: () => leave("left"),
      stopWaiting: () => {
        connection.stopWaiting();
        tabs.leave();
        courier.clear();
        tell({ type: "stop-waiting" });
      },
      turn,
      blur: (on) => void studio.blur(on),
      choose: (kind, id) => {
        remember({ [kind]: id });
        void devices.choose(kind, id);
      },
      say: (message) => void courier.write(message),
      sayAgain: courier.retry,
      discard: courier.discard,
      show: (panel) => tell({ type: "panel", panel }),
      ask: connection.ask,
      end: async (word) => {
        if (word.trim() !== "") await courier.write(word.trim());
        // On a phone the panel covers the stage, where it can be taken back.
        if (await connection.ask("end", true)) tell({ type: "panel", panel: "none" });
      },
      enlarge: (id) => tell({ type: "enlarge", id }),
      answerUnmute: (yes) => {
        if (yes) turn("microphone", true);
        tell({ type: "unmute-asked", asked: false });
      },
      watch: (how) => {
        shown.value = how;
      },
      arrange: (how) => {
        layout.value = how;
        remember({ layout: how });
      },
      share: shareScreen,
      setSoundOnly: studio.setSoundOnly,
      endReaction: (n) => tell({ type: "reaction-over", n }),
      invite: () => void share(),
      shareDeed: async () => {
        const deed = await connection.getDeed();
        if (deed !== undefined) await share(linkWith(deed));
      },
      dismiss: (id) => tell({ type: "dismiss", id }),
    },
  };
  return { barrier: undefined, model };
}
