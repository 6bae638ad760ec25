// The page's line to the server, the only file that knows Socket.IO. It comes back by itself,
// and takes its place in the room again when it does.

import { io, type Socket } from "socket.io-client";
import {
  type ClientEvents,
  type Forecast,
  type Hello,
  type IceServer,
  type Line,
  type LobbyView,
  limits,
  type MediaKind,
  type MemberId,
  type Mending,
  type RefusalCode,
  type RoomName,
  refusals,
  type SendReply,
  type ServerEvents,
} from "../../protocol/protocol.ts";
import { createKeepsakes } from "./keepsakes.ts";
import type { MeetingEvent } from "./state.ts";
import type { TicketHolder } from "./ticket.ts";

/** Our place may be taken by our own old connection for a while, or the server about to restart. */
const joinRetryMs = 1_000;
/** An answer that takes longer is not coming. */
const answerMs = 10_000;
// Whoever waits for a server that was started again is back within two seconds, and not all at once.
const reconnectMs = { first: 300, longest: 1_500 } as const;
const reconnectSpread = 0.3;
/** An attempt that was begun while there was no network may never be answered. */
const attemptMs = 5_000;
/** A connection that is alive answers within that. */
const aliveMs = 1_500;
const goodbyeEveryMs = 1_000;
/** For as long as a restart may take. */
const goodbyes = 120;
/** What the server answers to a ticket it doesn't take. */
const unauthorized = 401;
/** Over by itself. */
const passing: ReadonlySet<RefusalCode> = new Set(["id-taken", "closing"]);
/** What nothing but another person or another link can change. */
const final: ReadonlySet<RefusalCode> = new Set(["removed", "key-missing", "key-wrong", "not-sealed"]);
/** Over when somebody inside does something. */
const awaited: ReadonlySet<RefusalCode> = new Set(["host-absent", "waiting-room", "locked"]);
const unreachable = "The server can't be reached just now, so that was not done.";
const unanswered = "The server has not answered, so that may not have been done.";

/** What is asked of the server in one word, and answered by yes or no. */
export type Demandable =
  | "raise-hand"
  | "react"
  | "set-room"
  | "admit"
  | "turn-away"
  | "mute"
  | "ask-unmute"
  | "stop-camera"
  | "stop-screen"
  | "lower-hand"
  | "remove"
  | "give-floor"
  | "make-host"
  | "make-cohost"
  | "end";

/** The arguments of an event, but for its acknowledgement. */
type ArgumentsOf<Event extends Demandable> =
  Required<Parameters<ClientEvents[Event]>> extends [...infer Said, unknown] ? Said : never;

/** How high somebody shows what another sends, in device pixels; 0 is not at all. */
interface Shown {
  readonly camera: number;
  readonly screen: number;
}

/** Whether it was done. */
export type Demand = <Event extends Demandable>(
  event: Event,
  ...args: ArgumentsOf<Event>
) => Promise<boolean>;

export interface Connection {
  readonly join: (hello: Hello) => void;
  /** Wants in no longer. */
  readonly stopWaiting: () => void;
  /** Under the same key it is the same line, however often it is said. */
  readonly say: (message: string, key: string) => Promise<SendReply | undefined>;
  /** What is refused is told as a notice. */
  readonly ask: Demand;
  readonly getDeed: () => Promise<string | undefined>;
  readonly setMedia: (microphone: boolean, camera: boolean, screen: boolean) => void;
  /** Our devices have been had, or refused. */
  readonly setReady: () => void;
  /** By which way we expect to come. */
  readonly setForecast: (forecast: Forecast) => void;
  /** Tells a member how high we show them; whether that could be. */
  readonly watch: (id: MemberId, shown: Shown) => boolean;
  /** To the other side of a call that is to be mended; whether it could be sent. */
  readonly mend: (id: MemberId, mending: Mending) => boolean;
  /** Our page is being put to sleep. */
  readonly doze: () => void;
  /** We may have slept, or changed networks: whether the connection still is one is to be found out. */
  readonly wake: () => void;
  /** Tells that member that somebody is in between. */
  readonly suspect: (id: MemberId) => void;
  /** Says goodbye, and is of no more use. */
  readonly leave: () => void;
}

export interface ConnectionEvents {
  readonly onEvent: (event: MeetingEvent) => void;
  /** A line as it came. */
  readonly onLine: (line: Line) => void;
  /** That member found somebody in between. */
  readonly onSuspected: (id: MemberId) => void;
  /** A host's word, or the refusal of our own. */
  readonly onTurnOff: (kind: MediaKind, byHost: boolean) => void;
  readonly onWatched: (id: MemberId, shown: Shown) => void;
  /** From the other side of a call that is to be mended. */
  readonly onMend: (id: MemberId, mending: Mending) => void;
  /** What calls are to be set up and mended with from now on. */
  readonly onIceServers: (iceServers: readonly IceServer[]) => void;
  /** Out, and not to come back by oneself. */
  readonly onOut: (reason: "removed" | "ended") => void;
}

export function openConnection(
  room: RoomName,
  self: MemberId,
  ticket: TicketHolder,
  { onEvent, onLine, onSuspected, onTurnOff, onWatched, onMend, onIceServers, onOut }: ConnectionEvents,
): Connection {
  let refused = false;
  const socket: Socket<ServerEvents, ClientEvents> = io({
    // Polling only where a network lets no WebSocket through: then there is chat, at least.
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: reconnectMs.first,
    reconnectionDelayMax: reconnectMs.longest,
    randomizationFactor: reconnectSpread,
    timeout: attemptMs,
    auth: (show) => void ticket.show(refused).then((shown) => show({ ticket: shown })),
  });
  let hello: Hello | undefined;
  let inside = false;
  /** We were inside, and want to be again. */
  let seated = false;
  /** We have asked to come in, and it is somebody else's turn. */
  let waitingFor: RefusalCode | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const keepsakes = createKeepsakes();
  /** The connections that we asked to come in by: any may be the one that the server still believes in. */
  let previous: readonly string[] = [];

  function enter(): void {
    if (!socket.connected) return;
    if (hello) join(hello);
    else lookIn();
  }

  function lookIn(): void {
    socket.emit("look-in", room, (reply) => {
      if (!reply.ok) return;
      const { ok, ...lobby } = reply;
      onEvent({ type: "lobby", lobby });
      // It may have happened while we asked.
      goOn(lobby);
    });
  }

  /** Asks again, where what we wait for has come about. */
  function goOn({ kind, locked, waitingRoom }: LobbyView): void {
    const over = waitingFor === "host-absent" ? kind !== null : kind === null || !(locked || waitingRoom);
    if (waitingFor !== undefined && over) enter();
  }

  function join(greeting: Hello): void {
    waitingFor = undefined;
    clearTimeout(retry);
    const bringing = { ...greeting, ...keepsakes.show(), ...(previous.length > 0 && { previous }) };
    previous = [...previous, socket.id ?? ""].slice(-limits.previous);
    socket.emit("join-room", room, self, bringing, (reply) => {
      // No longer wanted by the time it came.
      if (!hello) return;
      if (reply.ok) {
        inside = true;
        seated = true;
        previous = previous.slice(-1);
        onEvent({ type: "joined", line: reply.line, at: reply.at });
        void bring(reply.lacks);
        // What was switched while there was nobody to tell.
        return sendMedia(hello);
      }
      if (passing.has(reply.code) || (seated && !awaited.has(reply.code) && !final.has(reply.code))) {
        retry = setTimeout(enter, joinRetryMs);
        return;
      }
      if (awaited.has(reply.code)) {
        waitingFor = reply.code;
        onEvent({ type: "wait", message: reply.message });
        return lookIn();
      }
      hello = undefined;
      onEvent({ type: "refused", message: reply.message });
      if (reply.code === "removed") goOut("removed");
      lookIn();
    });
  }

  /** What the server lacks, one packet after the other. */
  async function bring(numbers: readonly number[] = []): Promise<void> {
    for (const lines of keepsakes.find(numbers)) {
      const reply = await patient()
        .emitWithAck("bring", lines)
        .catch(() => undefined);
      // Whatever stopped it, we shall be asked again on coming back.
      if (!reply?.ok) return;
    }
  }

  function hearLine(line: Line): void {
    keepsakes.keepLine(line);
    onLine(line);
  }

  function goOut(reason: "removed" | "ended"): void {
    keepsakes.forget();
    onOut(reason);
  }

  function sendMedia({ microphone, camera, screen = false, ready }: Hello): void {
    socket.emit("set-media", { microphone, camera, screen }, (reply) => {
      if (reply.ok || reply.code !== "may-not-unmute") return;
      onEvent({ type: "notice", text: reply.message });
      turnOff("microphone", false);
    });
    if (ready) socket.emit("ready");
  }

  /** Whoever is muted is no longer asked to speak. */
  function turnOff(kind: MediaKind, byHost: boolean): void {
    if (kind === "microphone") onEvent({ type: "unmute-asked", asked: false });
    onTurnOff(kind, byHost);
  }

  /** The others would wait for whoever left while the server was away. */
  function sayGoodbye(times: number): void {
    if (times === 0) return void socket.disconnect();
    const again = () => setTimeout(sayGoodbye, goodbyeEveryMs, times - 1);
    if (!socket.connected) return void again();
    const done = () => void socket.disconnect();
    // It may not know yet that we were in the room.
    void patient()
      .emitWithAck("leave", room, self)
      .then(({ ok }) => (ok ? done() : again()), again);
  }

  socket.on("connect", () => {
    refused = false;
    onEvent({ type: "server", server: "here" });
    enter();
  });
  socket.on("disconnect", () => {
    inside = false;
    onEvent({ type: "server", server: "away" });
  });
  socket.on("connect_error", (error: Error & { readonly data?: { readonly status?: unknown } }) => {
    onEvent({ type: "server", server: "away" });
    if (error.data?.status !== unauthorized) return;
    // At once for a ticket that has run out; but the next may be refused as well.
    const wait = refused ? joinRetryMs : 0;
    refused = true;
    setTimeout(() => socket.connect(), wait);
  });
  socket.on("closing", () => onEvent({ type: "server", server: "closing" }));
  socket.on("lobby", (lobby) => {
    onEvent({ type: "lobby", lobby });
    goOn(lobby);
  });
  socket.on("admitted", enter);
  socket.on("turned-away", () => {
    hello = undefined;
    waitingFor = undefined;
    onEvent({ type: "refused", message: refusals["turned-away"] });
  });
  socket.on("removed", () => goOut("removed"));
  socket.on("ended", () => goOut("ended"));
  socket.on("suspected", onSuspected);
  // Whoever says nothing of the screen may show it as large as they like.
  socket.on("watched", (id, camera, screen = limits.height) => onWatched(id, { camera, screen }));
  socket.on("mend", onMend);
  socket.on("ice-servers", onIceServers);
  socket.on("turn-off", (kind) => turnOff(kind, true));
  socket.on("unmute-asked", () => onEvent({ type: "unmute-asked", asked: true }));
  socket.on("reacted", (id, reaction) => onEvent({ type: "reacted", id, reaction }));
  socket.on("call-connected", (_id, member) => onEvent({ type: "member", member }));
  socket.on("call-disconnected", (id, name) => onEvent({ type: "member-gone", id, name }));
  socket.on("room", (view, baton) => {
    keepsakes.keepBaton(baton);
    // Should we be the first to come back to a room made anew, it is to be what it was.
    if (hello) hello = { ...hello, kind: view.kind };
    onEvent({ type: "room", view });
  });
  socket.on("receive", hearLine);

  // Counts for the next packet alone.
  const patient = () => socket.timeout(answerMs);

  return {
    join: (greeting) => {
      hello = greeting;
      enter();
    },
    stopWaiting: () => {
      hello = undefined;
      waitingFor = undefined;
      socket.emit("leave", room, self);
      enter();
    },
    say: async (message, key) => {
      // Socket.IO would keep it and send it before we are back in the room.
      if (!inside) return undefined;
      const reply = await patient()
        .emitWithAck("send", room, message, key)
        .catch(() => undefined);
      if (reply?.ok) hearLine(reply.line);
      return reply;
    },
    ask: async (event, ...args) => {
      const refusal = inside
        ? await (patient() as Asker).emitWithAck(event, ...args).then(
            (reply) => (reply.ok ? undefined : reply.message),
            () => unanswered,
          )
        : unreachable;
      if (refusal !== undefined) onEvent({ type: "notice", text: refusal });
      return refusal === undefined;
    },
    getDeed: async () => {
      const reply = inside
        ? await patient()
            .emitWithAck("get-deed")
            .catch(() => undefined)
        : undefined;
      if (reply?.ok) return reply.deed;
      onEvent({ type: "notice", text: reply?.message ?? unreachable });
      return undefined;
    },
    setMedia: (microphone, camera, screen) => {
      if (!hello) return;
      hello = { ...hello, microphone, camera, screen };
      if (inside) sendMedia(hello);
    },
    setReady: () => {
      if (!hello || hello.ready) return;
      hello = { ...hello, ready: true };
      if (inside) socket.emit("ready");
    },
    setForecast: (forecast) => {
      if (!hello) return;
      hello = { ...hello, forecast };
      if (inside) socket.emit("set-forecast", forecast);
    },
    watch: (id, { camera, screen }) => {
      if (inside) socket.emit("watch", id, camera, screen);
      return inside;
    },
    mend: (id, mending) => {
      if (inside) socket.emit("mend", id, mending);
      return inside;
    },
    doze: () => {
      if (inside) socket.emit("set-away", true);
    },
    wake: () => {
      if (!inside) return;
      const { engine } = socket.io;
      socket.timeout(aliveMs).emit("set-away", false, (silent) => {
        // It would be found out by itself, but much later.
        if (silent && socket.io.engine === engine) engine.close();
      });
    },
    suspect: (id) => socket.emit("suspect", id),
    leave: () => {
      if (inside && hello) {
        socket.emit("leave-chat", room, hello.name);
        socket.emit("leave", room, self);
      }
      const unheard = seated && !inside;
      hello = undefined;
      seated = false;
      keepsakes.forget();
      if (unheard) sayGoodbye(goodbyes);
      else socket.disconnect();
    },
  };
}

/** What Socket.IO's types lose between a union of events and their arguments. */
interface Asker {
  readonly emitWithAck: (
    event: Demandable,
    ...args: readonly unknown[]
  ) => Promise<{ readonly ok: true } | { readonly ok: false; readonly message: string }>;
}
