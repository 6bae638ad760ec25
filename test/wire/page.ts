// The page's own line to the server, and what it makes of it, without the page around it.

import { type Connection, openConnection } from "../../client/meeting/connection.ts";
import { enterLobby, type Meeting, type MeetingEvent, reduce } from "../../client/meeting/state.ts";
import type { Hello, Line } from "../../protocol/protocol.ts";
import type { Place } from "./attendee.ts";

export const greeting: Hello = {
  name: "Ada",
  microphone: true,
  camera: true,
  seal: null,
  ready: false,
  kind: "meeting",
};

export interface Page extends Place {
  readonly connection: Connection;
  readonly meeting: () => Meeting;
  readonly events: readonly MeetingEvent[];
  readonly lines: readonly Line[];
  /** Turned off by a host, or because the server didn't take it; watched how high; sent out. */
  readonly told: readonly string[];
  readonly join: (hello?: Partial<Hello>) => void;
}

const pages: Page[] = [];

/** A page of that address, which has joined nothing yet. */
export function show(url: string, { room, id, ticket }: Place): Page {
  // What the connection is to, a browser knows by where the page is from.
  Object.defineProperty(globalThis, "location", { configurable: true, value: new URL(url) });
  const events: MeetingEvent[] = [];
  const lines: Line[] = [];
  const told: string[] = [];
  let meeting = enterLobby(room, id, false, false);
  const onEvent = (event: MeetingEvent) => {
    events.push(event);
    meeting = reduce(meeting, event);
  };
  const holder = { show: async () => ticket, findServers: async () => [] };
  const connection = openConnection(room, id, holder, {
    onEvent,
    onLine: (line) => lines.push(line),
    onSuspected: (other) => told.push(`suspected ${other}`),
    onTurnOff: (kind) => told.push(`off ${kind}`),
    onWatched: (other, { camera, screen }) => told.push(`watched ${other} ${camera} ${screen}`),
    onMend: (other, { type, screen }) => told.push(`mend ${other} ${type}${screen ? ` of ${screen}` : ""}`),
    onIceServers: (servers) => told.push(`servers ${servers.map(({ urls }) => urls)}`),
    onOut: (reason) => told.push(`out ${reason}`),
  });
  const join = (hello: Partial<Hello> = {}) => {
    onEvent({ type: "join" });
    connection.join({ ...greeting, ...hello });
  };
  const page = { ...{ room, id, ticket, connection, events, lines, told, join }, meeting: () => meeting };
  pages.push(page);
  return page;
}

export function closePages(): void {
  for (const { connection } of pages.splice(0)) connection.leave();
}

/** In the room, with the first view of it. */
export function isIn({ meeting }: Page): boolean {
  const now = meeting();
  return now.phase === "room" && now.view.members.length > 0;
}

export const viewOf = ({ meeting }: Page) => {
  const now = meeting();
  return now.phase === "room" ? now.view : undefined;
};
