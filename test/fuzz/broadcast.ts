// Members who go on hearing and seeing one another by the relay while its door is thrown at, by people of the
// same room among others; and a teacher and a student, who is to notice nothing of the others.

import { createHash } from "node:crypto";
import type { Socket } from "socket.io-client";
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
import { sit } from "./seat.ts";
import { fetchPass, type Pass } from "./tickets.ts";

const room = "the-broadcast";
const size = 3;
const turnMs = 100;
/** Of so many sounds there is one picture. */
const pictureEvery = 3;
/** Of so many pictures one is whole, besides those that are asked for. */
const keyEvery = 5;
const stream = "AAAAAAAAAAAAAAAAAAAAAA";
/** Nobody but whoever lies closes those. */
const openingMs = 20_000;

interface Member {
  readonly pass: Pass;
  readonly socket: WebSocket;
  /** Whose sounds came, by their numbers. */
  readonly sounds: ReadonlyMap<string, readonly number[]>;
  readonly pictures: () => number;
  readonly play: (turn: number) => void;
  readonly ask: (request: RelayRequest) => void;
}

export interface Reception {
  readonly sounds: number;
  readonly pictures: number;
  /** What should not have happened; nothing, if all went well. */
  readonly troubles: readonly string[];
}

export interface Broadcast {
  readonly members: readonly Pass[];
  /** Who are inside, and as whom whoever throws may come. */
  readonly rogues: readonly Pass[];
  /** Its connections to the room, and to the relay, while nobody throws. */
  readonly connections: number;
  readonly relayed: number;
  readonly conclude: () => Promise<Reception>;
  readonly leave: () => void;
}

/** `lesson` are the teacher and the student, who are inside. */
export async function startBroadcast(url: string, lesson: readonly Pass[]): Promise<Broadcast> {
  const troubles: string[] = [];
  let leaving = false;
  const passes: Pass[] = [];
  while (passes.length < size + 2) passes.push(await fetchPass(url, room));
  const [members, rogues] = [passes.slice(0, size), passes.slice(size)];
  const seats: Socket[] = [];
  for (const pass of passes) seats.push(await sit(url, pass));

  const groups = [
    await Promise.all(members.map((pass, index) => join(`relayed member ${index}`, pass))),
    await Promise.all(
      lesson.map((pass, index) =>
        index === 0 ? join("relayed teacher", pass) : join("relayed student", pass, 1),
      ),
    ),
  ];
  for (const group of groups)
    for (const { pass, ask } of group) {
      ask({ type: "publish", stream });
      for (const other of group)
        if (other.pass !== pass) ask({ type: "want", id: other.pass.id, picture: true });
    }
  const everybody = groups.flat();
  let turns = 0;
  await until(() => everybody.every(({ sounds }) => sounds.size > 0), "the relayed to know of one another");
  const playing = setInterval(() => {
    for (const { play } of everybody) play(turns);
    turns += 1;
  }, turnMs);

  /** `most` is how many there are who may want them. */
  async function join(name: string, pass: Pass, most?: number): Promise<Member> {
    const complain = (what: string) => void (leaving || troubles.push(`${name}: ${what}`));
    const socket = new WebSocket(`${url.replace("http", "ws")}/relay?ticket=${pass.ticket}`);
    const [senders, sounds, newest] = [
      new Map<number, string>(),
      new Map<string, number[]>(),
      new Map<string, number>(),
    ];
    let [bytes, pictures, wantsKey] = [0, 0, false];
    socket.on("close", (code, reason) => complain(`closed: ${code} ${reason}`));
    socket.on("error", ({ message }) => complain(message));
    socket.on("message", (data, isBinary) => {
      if (!Buffer.isBuffer(data)) return complain("something of no known form came");
      if (isBinary) return hear(data);
      const word = parseRelayWord(data.toString());
      if (word.ok) heed(word.value);
      else complain(`was told ${data}`);
    });

    function heed(word: RelayWord): void {
      if (word.type === "key") wantsKey = true;
      else if (word.type === "channel") {
        if (sounds.has(word.id)) complain("somebody who never went away came anew");
        senders.set(word.channel, word.id);
        sounds.set(word.id, []);
      } else if (word.type === "wanted") {
        if (Math.max(word.sound, word.picture) > (most ?? Number.POSITIVE_INFINITY))
          complain("a classmate wants them");
      } else if (word.type === "gone" || word.type === "refused") complain(`was told ${word.type}`);
      else if (word.type === "greet" && most !== undefined) complain("a classmate challenges them");
    }

    function hear(data: Buffer): void {
      if (readAcknowledgement(data) !== undefined) return;
      bytes += data.length;
      socket.send(writeAcknowledgement(bytes));
      const head = readHead(data.subarray(channelBytes));
      const from = senders.get(data.readUInt32BE(0));
      if (!head || from === undefined) return complain("was sent what they never asked for");
      if (!data.subarray(channelBytes + headBytes).equals(bodyOf(from, head)))
        return complain("a frame was changed");
      if (head.kind === "sound") sounds.get(from)?.push(head.n);
      else show(from, head);
    }

    function show(from: string, { n, key }: FrameHead): void {
      const last = newest.get(from);
      // In between there are none that may be left out.
      if (!key && n - 1 !== last) complain(`picture ${n} came after ${last}`);
      if (last !== undefined && n <= last) complain(`picture ${n} came late`);
      newest.set(from, n);
      pictures += 1;
    }

    function send(head: FrameHead): void {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(Buffer.concat([writeHead(head), bodyOf(pass.id, head)]));
    }

    await until(() => socket.readyState === WebSocket.OPEN, `${name}'s relay`, openingMs);
    return {
      ...{ pass, socket, sounds },
      pictures: () => pictures,
      ask: (request) => socket.send(JSON.stringify(request)),
      play: (turn) => {
        send({ kind: "sound", key: false, spare: false, n: turn });
        if (turn % pictureEvery !== 0) return;
        const n = turn / pictureEvery;
        send({ kind: "picture", key: wantsKey || n % keyEvery === 0, spare: false, n });
        wantsKey = false;
      },
    };
  }

  /** Of the sounds every one is to come to everybody, and in its turn. */
  function missing(): readonly string[] {
    const all = Array.from({ length: turns }, (_, n) => n).join();
    return groups.flatMap((group) =>
      group.flatMap(({ pass, sounds }) =>
        group
          .filter((other) => other.pass !== pass && sounds.get(other.pass.id)?.join() !== all)
          .map((other) => `of ${other.pass.id} not every sound came to ${pass.id}`),
      ),
    );
  }

  return {
    members,
    rogues,
    connections: seats.length,
    relayed: everybody.length,
    conclude: async () => {
      clearInterval(playing);
      // Whatever is missing by then is told of below.
      await until(() => missing().length === 0, "the last sounds").catch(() => {});
      const lost = missing();
      const sounds = everybody.flatMap((member) => [...member.sounds.values()].map(({ length }) => length));
      return {
        sounds: sounds.reduce((sum, count) => sum + count, 0),
        pictures: everybody.reduce((sum, member) => sum + member.pictures(), 0),
        troubles: [...troubles, ...lost],
      };
    },
    leave: () => {
      clearInterval(playing);
      leaving = true;
      for (const { socket } of everybody) socket.terminate();
      for (const seat of seats) seat.disconnect();
    },
  };
}

/** Of that frame nobody else's, and nothing in it that looks like the beginning of another. */
function bodyOf(from: string, { kind, n }: FrameHead): Buffer {
  const text = createHash("sha256").update(`${from} ${kind} ${n}`).digest("hex");
  return Buffer.from(text.repeat(kind === "sound" ? 3 : 8));
}
