// A page's connection to the relay, without the page: it notes what comes, and acknowledges it if it is to.

import { WebSocket } from "ws";
import {
  channelBytes,
  type FrameHead,
  headBytes,
  readAcknowledgement,
  readHead,
  writeAcknowledgement,
  writeHead,
} from "../../protocol/frames.ts";
import { parseRelayWord, type RelayRequest, type RelayWord } from "../../protocol/relay.ts";
import { until } from "../until.ts";

export interface Arrival extends FrameHead {
  readonly channel: number;
  readonly body: Buffer;
}

export interface RelaySocket {
  readonly id: string;
  readonly socket: WebSocket;
  readonly words: readonly RelayWord[];
  readonly frames: readonly Arrival[];
  /** Binary bytes that came, acknowledgements apart, and the newest acknowledgement that did. */
  readonly bytes: () => number;
  readonly acknowledged: () => number;
  /** What was answered instead of a WebSocket. */
  readonly answer: () => Answer | undefined;
  readonly closed: () => { readonly code: number; readonly reason: string } | undefined;
  readonly ask: (request: RelayRequest) => void;
  /** Whether what comes is acknowledged; it is, unless told otherwise. */
  readonly acknowledge: (does: boolean) => void;
  readonly send: (head: Partial<FrameHead> & Pick<FrameHead, "kind" | "n">, body?: Uint8Array) => void;
  readonly told: <Type extends RelayWord["type"]>(
    type: Type,
  ) => readonly Extract<RelayWord, { readonly type: Type }>[];
}

interface Answer {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

export const stream = "AAAAAAAAAAAAAAAAAAAAAA";
export const challenge = "CCCCCCCCCCCCCCCCCCCCCC";

const sockets = new Set<WebSocket>();

export function addressOf(url: string, ticket: string): string {
  return `${url.replace("http", "ws")}/relay?ticket=${encodeURIComponent(ticket)}`;
}

export function openRelay(
  url: string,
  { id, ticket }: { readonly id: string; readonly ticket: string },
  headers: Readonly<Record<string, string>> = {},
): RelaySocket {
  const socket = new WebSocket(addressOf(url, ticket), { headers });
  sockets.add(socket);
  const words: RelayWord[] = [];
  const frames: Arrival[] = [];
  let [bytes, acknowledged, acknowledges] = [0, 0, true];
  let answer: Answer | undefined;
  let closed: { code: number; reason: string } | undefined;
  const acknowledge = (does: boolean) => {
    acknowledges = does;
    if (does && socket.readyState === WebSocket.OPEN) socket.send(writeAcknowledgement(bytes));
  };
  socket.on("message", (data, isBinary) => {
    if (!Buffer.isBuffer(data)) throw new Error("What came is of no known form");
    if (!isBinary) {
      const word = parseRelayWord(data.toString());
      if (!word.ok) throw new Error(`The server said ${data}`);
      words.push(word.value);
      return;
    }
    const total = readAcknowledgement(data);
    if (total !== undefined) {
      acknowledged = total;
      return;
    }
    bytes += data.length;
    const head = readHead(data.subarray(channelBytes));
    if (!head) throw new Error("What came is no frame");
    frames.push({
      ...head,
      channel: data.readUInt32BE(0),
      body: data.subarray(channelBytes + headBytes),
    });
    if (acknowledges) acknowledge(true);
  });
  socket.on("close", (code, reason) => {
    closed = { code, reason: String(reason) };
  });
  socket.on("unexpected-response", async (_request, response) => {
    const parts: Buffer[] = [];
    for await (const part of response) parts.push(part);
    const { statusCode: status, headers } = response;
    answer = { status, type: headers["content-type"], body: Buffer.concat(parts).toString() };
    socket.terminate();
  });
  socket.on("error", () => {});
  return {
    ...{ id, socket, words, frames, acknowledge },
    bytes: () => bytes,
    acknowledged: () => acknowledged,
    answer: () => answer,
    closed: () => closed,
    ask: (request) => socket.send(JSON.stringify(request)),
    send: ({ kind, n, key = false, spare = false }, body = new Uint8Array()) =>
      socket.send(Buffer.concat([writeHead({ kind, n, key, spare }), body])),
    told: (type) => words.filter((word) => isOfType(word, type)),
  };
}

function isOfType<Type extends RelayWord["type"]>(
  word: RelayWord,
  type: Type,
): word is Extract<RelayWord, { readonly type: Type }> {
  return word.type === type;
}

/** The same, once it is open. */
export async function connectRelay(
  url: string,
  holder: { readonly id: string; readonly ticket: string },
): Promise<RelaySocket> {
  const relay = openRelay(url, holder);
  await until(() => relay.socket.readyState === WebSocket.OPEN, "the relay to let somebody in");
  return relay;
}

/** Publishes, and is wanted by the other, who has heard so. */
export async function join(from: RelaySocket, to: RelaySocket, picture = true): Promise<void> {
  from.ask({ type: "publish", stream });
  await want(from, to, picture);
}

export async function want(from: RelaySocket, to: RelaySocket, picture = true): Promise<void> {
  const countOf = () => to.told("channel").filter(({ id }) => id === from.id).length;
  const before = countOf();
  to.ask({ type: "want", id: from.id, picture });
  await until(() => countOf() > before, "the channel of whoever is wanted");
}

export function closeRelays(): void {
  for (const socket of sockets) socket.terminate();
  sockets.clear();
}
