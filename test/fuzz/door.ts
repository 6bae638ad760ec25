// What a door is to those who throw at it.

import type { Broadcast } from "./broadcast.ts";
import type { Chance } from "./chance.ts";
import type { Lesson } from "./lesson.ts";
import type { Pass } from "./tickets.ts";
import type { Words } from "./values.ts";
import type { Target } from "./wire.ts";

export interface Ground {
  readonly url: string;
  readonly target: Target;
  /** The meeting that goes on. */
  readonly members: readonly Pass[];
  /** What all who throw share, so that they come under one id at the same time. */
  readonly common: readonly Pass[];
  /** The classroom that goes on. */
  readonly lesson: Pick<Lesson, "pupils" | "seated" | "others">;
  /** Those who go on hearing and seeing one another by the relay. */
  readonly broadcast: Pick<Broadcast, "members" | "rogues">;
  /** The paths of the page's files. */
  readonly files: readonly string[];
}

/** Opens a connection, throws what it is to carry, and sees it closed. Resolves with how much that was. */
export type Throw = () => Promise<number>;

export interface Thrower {
  readonly throwOnce: Throw;
  readonly leave: () => void;
}

export interface Door {
  readonly name: string;
  /** `record` is told what is about to be written, for whoever has to find out what did it. */
  readonly approach: (ground: Ground, chance: Chance, record: Record) => Promise<Thrower>;
}

export type Record = (what: Buffer) => void;

/** What somebody who throws knows: the protocol's words, the meeting, and names of their own. */
export function wordsOf(ground: Ground, own: readonly Pass[]): Words {
  const [room = "", ids] = [
    ground.members[0]?.room,
    [...ground.members, ...ground.lesson.others].map(({ id }) => id),
  ];
  const mine = own.flatMap((pass) => [pass.room, pass.id, pass.ticket]);
  return [
    ...["Guest", room, ...ids, ...mine, ...mine],
    ...["OFFER", "ANSWER", "CANDIDATE", "HEARTBEAT", "LEAVE", "EXPIRE", "OPEN", "ID-TAKEN", "ERROR"],
    ...[
      "type",
      "dst",
      "src",
      "payload",
      "ticket",
      "id",
      "token",
      "name",
      "microphone",
      "camera",
      "seal",
      "card",
      "ready",
      "kind",
      "meeting",
      "classroom",
      "locked",
      "waitingRoom",
      "unmute",
      "chat",
      "hosts",
      "count",
      "deed",
      "baton",
      "heard",
      "previous",
      "key",
      "proof",
    ],
  ];
}

/** The handshake of a WebSocket (RFC 6455, section 4.1). */
export function upgradeTo(path: string, headers = ""): string {
  return `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`;
}
