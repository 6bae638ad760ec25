// The relay's connection, which is made anew whenever it is lost, for as long as it is needed.

import { acknowledge, type Flow, hasRoom, inFlight, openFlow, send } from "../../../protocol/flow.ts";
import {
  channelBytes,
  type FrameHead,
  headBytes,
  readAcknowledgement,
  readHead,
  writeAcknowledgement,
} from "../../../protocol/frames.ts";
import type { RefusalCode } from "../../../protocol/protocol.ts";
import { parseRelayWord, type RelayRequest, type RelayWord } from "../../../protocol/relay.ts";
import type { Bytes } from "./body.ts";

export interface LineEvents {
  /** Resolves with what lets us in; `refused` says that the last one may not have been taken. */
  readonly ticket: (refused: boolean) => Promise<string>;
  /** It is new: nothing of what was said before is known there. */
  readonly onOpen: () => void;
  readonly onWord: (word: RelayWord) => void;
  readonly onFrame: (channel: number, head: FrameHead, body: Bytes) => void;
  readonly onLost: () => void;
  /** Nothing went either way for a while: something is to be sent, to see whether it arrives. */
  readonly onQuiet: () => void;
}

export interface Line {
  readonly isOpen: () => boolean;
  /** Whether a picture may go now. */
  readonly hasRoom: () => boolean;
  readonly flow: () => Flow;
  readonly ask: (request: RelayRequest) => void;
  readonly send: (frame: Bytes) => void;
  /** Tries at once, where it waits to. */
  readonly retry: () => void;
  readonly close: () => void;
}

const takenOver: RefusalCode = "id-taken";
const firstWaitMs = 300;
const longestWaitMs = 2_000;
/** Not all who lost the same server come back to it in the same moment. */
const spread = 0.3;
/** A server that is there answers sooner, over any line. */
const openingMs = 5_000;
/** Whatever arrives is acknowledged within a tenth of a second there. */
const deafMs = 3_000;
const quietMs = 4_000;
const lookMs = 500;
/** So late is our own look only where we didn't run: what was not heard meanwhile means nothing. */
const lateMs = 1_000;
const acknowledgeEveryMs = 100;
const acknowledgeEveryBytes = 16 * 1024;

export function openLine(address: string, events: LineEvents): Line {
  let socket: WebSocket | undefined;
  let flow = openFlow(performance.now());
  let failures = 0;
  let closed = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  /** When it was found last that what is on its way arrives, or when it began to be. */
  let heardAt = 0;
  /** When anything last came or went. */
  let busyAt = 0;
  let startedAt = 0;
  let lookedAt = performance.now();
  let received = 0;
  let acknowledged = 0;
  let acknowledging: ReturnType<typeof setTimeout> | undefined;
  const looking = setInterval(look, lookMs);

  const isOpen = () => socket?.readyState === WebSocket.OPEN;

  async function connect(): Promise<void> {
    waiting = undefined;
    // A browser doesn't tell whether it was the ticket: the second time it may have been.
    const ticket = await events.ticket(failures > 1);
    if (closed || socket) return;
    const made = new WebSocket(`${address}?ticket=${encodeURIComponent(ticket)}`);
    made.binaryType = "arraybuffer";
    socket = made;
    startedAt = performance.now();
    made.onopen = () => socket === made && begin();
    made.onmessage = ({ data }: MessageEvent<unknown>) => socket === made && hear(data);
    made.onclose = ({ reason }) => {
      if (socket !== made) return;
      lose();
      // Another page of ours has taken its place: to take it back would go on for ever.
      if (reason === takenOver) clearTimeout(waiting);
    };
  }

  function begin(): void {
    heardAt = busyAt = performance.now();
    flow = openFlow(heardAt);
    received = acknowledged = 0;
    events.onOpen();
  }

  function lose(): void {
    const lost = socket;
    const wasOpen = lost !== undefined && startedAt < busyAt;
    socket = undefined;
    clearTimeout(acknowledging);
    acknowledging = undefined;
    lost?.close();
    if (wasOpen) events.onLost();
    if (closed) return;
    const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** failures) * (1 - spread * Math.random());
    failures += 1;
    clearTimeout(waiting);
    waiting = setTimeout(connect, wait);
  }

  function hear(data: unknown): void {
    const now = performance.now();
    busyAt = now;
    failures = 0;
    if (typeof data === "string") {
      const word = parseRelayWord(data);
      // What this page doesn't know is of a newer server.
      if (word.ok) events.onWord(word.value);
      return;
    }
    if (!(data instanceof ArrayBuffer)) return;
    const bytes = new Uint8Array(data);
    const total = readAcknowledgement(bytes);
    if (total !== undefined) {
      heardAt = now;
      flow = acknowledge(flow, total, now);
      return;
    }
    const head = bytes.length >= channelBytes && readHead(bytes.subarray(channelBytes));
    if (!head) return;
    confirm(bytes.length);
    const channel = new DataView(data).getUint32(0);
    events.onFrame(channel, head, bytes.subarray(channelBytes + headBytes));
  }

  function confirm(bytes: number): void {
    received += bytes;
    if (received - acknowledged >= acknowledgeEveryBytes) sendAcknowledgement();
    else acknowledging ??= setTimeout(sendAcknowledgement, acknowledgeEveryMs);
  }

  function sendAcknowledgement(): void {
    clearTimeout(acknowledging);
    acknowledging = undefined;
    acknowledged = received;
    if (isOpen()) socket?.send(writeAcknowledgement(received));
  }

  function look(): void {
    const now = performance.now();
    if (now - lookedAt > lookMs + lateMs) heardAt = startedAt = now;
    lookedAt = now;
    if (!socket) return;
    if (!isOpen()) {
      if (now - startedAt > openingMs) lose();
    } else if (inFlight(flow) > 0) {
      if (now - heardAt > deafMs) lose();
    } else if (now - busyAt > quietMs) events.onQuiet();
  }

  void connect();
  return {
    isOpen,
    hasRoom: () => isOpen() && hasRoom(flow),
    flow: () => flow,
    ask: (request) => {
      if (isOpen()) socket?.send(JSON.stringify(request));
    },
    send: (frame) => {
      if (!isOpen()) return;
      const now = performance.now();
      if (inFlight(flow) === 0) heardAt = now;
      busyAt = now;
      flow = send(flow, frame.length, now);
      socket?.send(frame);
    },
    retry: () => {
      failures = 0;
      // What is there may lead into a network that is gone: it shows whether it still leads anywhere.
      if (isOpen()) return events.onQuiet();
      if (waiting === undefined) return;
      clearTimeout(waiting);
      void connect();
    },
    close: () => {
      closed = true;
      clearTimeout(waiting);
      clearInterval(looking);
      lose();
    },
  };
}
