// The relay as it runs beside the page: one line, what we send over it, and what comes of each member.

import type { RelayWord } from "../../../protocol/relay.ts";
import type { RelayState } from "../../media/ports.ts";
import type { Notice } from "../messages.ts";
import type { RelayReport } from "../ports.ts";
import { type Broadcast, createBroadcast } from "./broadcast.ts";
import { type Line, openLine } from "./line.ts";
import { createReception, type Reception } from "./reception.ts";
import type { Screen } from "./screen.ts";

export interface StationOptions {
  /** Of the relay, without a ticket. */
  readonly address: string;
  readonly self: string;
  readonly room: string;
  readonly key: CryptoKey | undefined;
  readonly ticket: (refused: boolean) => Promise<string>;
  readonly tell: (notice: Notice) => void;
}

export interface Station {
  readonly want: (id: string, player: MessagePort, screen: Screen) => void;
  readonly drop: (id: string) => void;
  readonly broadcast: Broadcast;
  readonly retry: () => void;
  readonly close: () => void;
}

const lookEveryMs = 250;
const reportEveryMs = 1_000;
/** Whoever comes back to it soon finds it there. */
const idleMs = 30_000;

export function openStation({ address, self, room, key, ticket, tell }: StationOptions): Station {
  const receptions = new Map<string, Reception>();
  const channels = new Map<number, Reception>();
  const states = new Map<string, RelayState>();
  let line: Line | undefined;
  let neededAt = performance.now();
  let wanted = false;
  const broadcast = createBroadcast({
    ...{ self, room, root: key },
    line: {
      send: (frame) => line?.send(frame),
      ask: (request) => line?.ask(request),
      hasRoom: () => line?.hasRoom() ?? false,
      flow: () => line?.flow(),
    },
  });

  function connect(): void {
    neededAt = performance.now();
    line ??= openLine(address, {
      ticket,
      onOpen: () => {
        channels.clear();
        broadcast.publish();
        for (const reception of receptions.values()) reception.want();
      },
      onWord: hear,
      onFrame: (channel, head, body) => channels.get(channel)?.take(head, body),
      onLost: () => setWanted(0, 0),
      onQuiet: broadcast.knock,
    });
  }

  function setWanted(sound: number, picture: number): void {
    wanted = sound > 0;
    broadcast.setWanted(sound, picture);
    tell({ type: "wanted", sound: sound > 0, picture: picture > 0 });
  }

  function hear(word: RelayWord): void {
    switch (word.type) {
      case "channel":
        return meet(word.id, word.channel, word.stream);
      case "gone":
      case "refused":
        receptions.get(word.id)?.refuse();
        return look();
      case "wanted":
        return setWanted(word.sound, word.picture);
      case "greet":
        return broadcast.greet(word.challenge);
      case "key":
        return broadcast.askKey();
      case "limit":
        return broadcast.allow(word.kbps);
      case "strain":
        return tell({ type: "strain", strain: word.pictures });
      default:
        return word satisfies never;
    }
  }

  function meet(id: string, channel: number, stream: string): void {
    const reception = receptions.get(id);
    if (!reception) return;
    forget(reception);
    channels.set(channel, reception);
    reception.meet(stream);
  }

  function forget(reception: Reception): void {
    for (const [channel, known] of channels) if (known === reception) channels.delete(channel);
  }

  function look(): void {
    const now = performance.now();
    for (const [id, reception] of receptions) {
      const state = reception.look();
      if (states.get(id) === state) continue;
      states.set(id, state);
      tell({ type: "state", id, state });
    }
    if (receptions.size > 0 || wanted) neededAt = now;
    if (now - neededAt < idleMs) return;
    line?.close();
    line = undefined;
  }

  function report(): void {
    const trip = line?.flow().line.shortestTripMs;
    const reports = new Map<string, RelayReport>();
    for (const [id, reception] of receptions) reports.set(id, reception.report(trip));
    if (reports.size > 0) tell({ type: "report", reports });
  }

  const looking = setInterval(look, lookEveryMs);
  const reporting = setInterval(report, reportEveryMs);

  function drop(id: string): void {
    const reception = receptions.get(id);
    if (!reception) return;
    receptions.delete(id);
    states.delete(id);
    forget(reception);
    reception.close();
    line?.ask({ type: "drop", id });
  }

  return {
    want: (id, player, screen) => {
      const ask: Line["ask"] = (request) => line?.ask(request);
      const reception = createReception({ id, room, root: key, player, screen, ask });
      receptions.set(id, reception);
      if (line?.isOpen()) reception.want();
      connect();
    },
    drop,
    broadcast,
    retry: () => line?.retry(),
    close: () => {
      clearInterval(looking);
      clearInterval(reporting);
      for (const id of [...receptions.keys()]) drop(id);
      broadcast.close();
      line?.close();
    },
  };
}
