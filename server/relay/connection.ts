// A page's connection to the relay: what comes is parsed, counted and acknowledged, or ends it.

import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import {
  type FrameHead,
  readAcknowledgement,
  readHead,
  writeAcknowledgement,
} from "../../protocol/frames.ts";
import type { RefusalCode } from "../../protocol/protocol.ts";
import { parseRelayRequest, type RelayRequest, type RelayWord } from "../../protocol/relay.ts";
import { type Bucket, draw, type Pace } from "../rooms/throttle.ts";
import { Receiver } from "./receiver.ts";
import type { Tally } from "./tally.ts";

const policyViolation = 1008;
// In bytes: several times the largest picture that a page sends, and whole ones of it at once.
const bytePace: Pace = { burst: 4_000_000, perSecond: 1_000_000 };
/** What each message costs besides: the least there are would still keep the process busy. */
const messageBytes = 256;
// Wants, one for each member of a full room at once.
const wordPace: Pace = { burst: 300, perSecond: 30 };
/** Far more than any request has. */
const longestRequest = 1_024;
/** For the last word to get through, over the poorest line. */
const goodbyeMs = 3_000;
const acknowledgeEveryMs = 100;
const acknowledgeEveryBytes = 16 * 1024;
/** Words and frames together: whoever takes none of them would fill the memory. */
const mostUnsent = 2 * 1024 * 1024;

export interface ConnectionEvents {
  readonly onRequest: (request: RelayRequest) => void;
  /** The frame begins with its head. */
  readonly onFrame: (frame: Buffer, head: FrameHead) => void;
  /** Bytes of a frame have gone out. */
  readonly onSpent: (head: FrameHead, bytes: number) => void;
  readonly onRefused: (code: RefusalCode) => void;
}

export class Connection {
  readonly receiver: Receiver;
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #tally: Tally;
  readonly #events: ConnectionEvents;
  #bytes: Bucket | undefined;
  #words: Bucket | undefined;
  #received = 0;
  #acknowledged = 0;
  #acknowledging: NodeJS.Timeout | undefined;
  #answered = true;
  #gathering = false;

  constructor(socket: WebSocket, stream: Duplex, tally: Tally, events: ConnectionEvents) {
    this.#socket = socket;
    this.#stream = stream;
    this.#tally = tally;
    this.#events = events;
    this.receiver = new Receiver(
      {
        write: ({ head, bytes }) => {
          if (socket.readyState !== WebSocket.OPEN) return;
          this.#gather();
          socket.send(bytes);
          tally.sent[head.kind] += 1;
          events.onSpent(head, bytes.length);
        },
        waiting: () => socket.bufferedAmount,
        onLost: ({ head }) => {
          tally.lost.slow[head.kind] += 1;
        },
      },
      performance.now(),
    );
    // What breaks the rules of WebSockets is closed by ws itself.
    socket.on("error", () => {});
    socket.on("message", (data, isBinary) => {
      if (Buffer.isBuffer(data)) this.#hear(data, isBinary);
    });
    socket.on("ping", () => this.#pay(0));
    socket.on("pong", () => {
      this.#answered = true;
      this.#pay(0);
    });
    socket.once("close", () => clearTimeout(this.#acknowledging));
  }

  tell(word: RelayWord): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify(word));
    if (this.#socket.bufferedAmount > mostUnsent) this.cut();
  }

  refuse(code: RefusalCode): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#events.onRefused(code);
    this.end(code);
  }

  end(code: RefusalCode): void {
    this.#socket.close(policyViolation, code);
    // Whoever floods might do so for as long as the goodbye is waited for.
    const cutting = setTimeout(() => this.cut(), goodbyeMs);
    this.#socket.once("close", () => clearTimeout(cutting));
  }

  /** At once: whoever takes nothing wouldn't take a goodbye. */
  cut(): void {
    this.#socket.terminate();
  }

  /** Ends the connection of whoever hasn't answered since the last time. */
  ask(): void {
    if (!this.#answered) return this.cut();
    this.#answered = false;
    this.#socket.ping();
  }

  #hear(data: Buffer, isBinary: boolean): void {
    // A socket goes on telling what had come before it was closed.
    if (this.#socket.readyState !== WebSocket.OPEN || !this.#pay(data.length)) return;
    if (!isBinary) return this.#hearRequest(data);
    const acknowledged = readAcknowledgement(data);
    if (acknowledged !== undefined) return this.receiver.acknowledge(acknowledged, performance.now());
    const head = readHead(data);
    if (!head) return this.refuse("malformed");
    this.#acknowledge(data.length);
    this.#tally.received[head.kind] += 1;
    this.#events.onFrame(data, head);
  }

  #hearRequest(data: Buffer): void {
    this.#words = draw(this.#words, wordPace, performance.now());
    if (!this.#words) return this.refuse("too-fast");
    const request = data.length > longestRequest ? undefined : parseRelayRequest(data.toString());
    if (request?.ok) this.#events.onRequest(request.value);
    else this.refuse(request?.code ?? "malformed");
  }

  #pay(bytes: number): boolean {
    const left = draw(this.#bytes, bytePace, performance.now(), messageBytes + bytes);
    if (left) this.#bytes = left;
    else this.refuse("too-fast");
    return left !== undefined;
  }

  /** What goes out in the same turn of the loop goes out as one. */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    this.#stream.cork();
    setImmediate(() => {
      this.#gathering = false;
      this.#stream.uncork();
    });
  }

  #acknowledge(bytes: number): void {
    this.#received += bytes;
    if (this.#received - this.#acknowledged >= acknowledgeEveryBytes) return this.#sendAcknowledgement();
    this.#acknowledging ??= setTimeout(() => this.#sendAcknowledgement(), acknowledgeEveryMs);
  }

  #sendAcknowledgement(): void {
    clearTimeout(this.#acknowledging);
    this.#acknowledging = undefined;
    this.#acknowledged = this.#received;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(writeAcknowledgement(this.#received));
  }
}
