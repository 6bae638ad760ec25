// What comes of one member: opened, believed to be alive, and in its order, before anything of it is decoded.

import type { FrameHead } from "../../../protocol/frames.ts";
import { type Body, type Bytes, readBody } from "./body.ts";
import { type Box, openBox } from "./box.ts";
import { readGreeting } from "./greeting.ts";
import { breakOff, isOld, type Order, place, startAt, startOrder } from "./order.ts";
import { makeToken } from "./token.ts";

export interface IntakeOptions {
  readonly id: string;
  readonly room: string;
  /** Nothing where the room isn't sealed. */
  readonly root: CryptoKey | undefined;
  /** Asks for what comes of them; they are to greet us with the challenge. */
  readonly want: (challenge: string | undefined) => void;
  readonly onSound: (body: Body) => void;
  readonly onPicture: (body: Body, key: boolean) => void;
  /** A picture came that needs another, which didn't; so many had been sent before it that didn't come. */
  readonly onBroken: () => void;
  readonly onMissed: (pictures: number) => void;
  /** Something came, and was what it should be, or wasn't. */
  readonly onJudged: (good: boolean) => void;
}

export interface Intake {
  readonly want: () => void;
  /** Whose frames come from now on. */
  readonly meet: (stream: string) => void;
  readonly take: (head: FrameHead, sealed: Bytes) => void;
  /** What decodes the pictures has lost them: only a whole one helps. */
  readonly breakOff: () => void;
  readonly close: () => void;
}

/** A stream of that member's, and how far it has come. */
interface Stream {
  readonly name: string;
  readonly box: Box;
  sound: Order;
  picture: Order;
  /** It has met a challenge that was made for it. */
  believed: boolean;
  readonly since: number;
}

/** A greeting comes within a round trip or two; what comes after that without one may be a recording. */
const greetingMs = 2_000;

export function createIntake({ id, room, root, want, ...events }: IntakeOptions): Intake {
  let stream: Stream | undefined;
  let challenge: string | undefined;
  /** The stream that the challenge was made for, once there is one. */
  let challenged: string | undefined;
  let wantedAt = 0;
  /** What comes is opened at once, and told in its order. */
  let last = Promise.resolve();

  function ask(target: string | undefined): void {
    challenge = root && makeToken();
    challenged = target;
    wantedAt = performance.now();
    want(challenge);
  }

  function hear(of: Stream, head: FrameHead, body: Bytes | undefined): void {
    if (!body) return events.onJudged(false);
    if (head.kind === "greeting") return hearGreeting(of, body);
    if (of.believed) accept(of, head, body);
    else doubt(of);
  }

  function hearGreeting(of: Stream, body: Bytes): void {
    const greeting = readGreeting(body);
    if (!greeting || of.believed || greeting.challenge !== challenge || challenged !== of.name) return;
    of.believed = true;
    // What was sent before they knew the challenge may be a recording.
    of.sound = startAt(of.sound, greeting.sound);
    of.picture = startAt(of.picture, greeting.picture);
  }

  function doubt({ name, since }: Stream): void {
    const now = performance.now();
    if (now - since < greetingMs) return;
    events.onJudged(false);
    if (now - wantedAt > greetingMs) ask(name);
  }

  function accept(of: Stream, head: FrameHead, bytes: Bytes): void {
    const isPicture = head.kind === "picture";
    const kind = isPicture ? "picture" : "sound";
    const body = readBody(isPicture ? "vp8" : "opus", bytes);
    const before = of[kind];
    const [order, verdict] = place(before, head, body?.back ?? 0);
    if (!body || verdict === "old") return;
    of[kind] = order;
    events.onJudged(true);
    if (!isPicture) return events.onSound(body);
    events.onMissed(order.missed - before.missed);
    if (verdict === "good") events.onPicture(body, head.key);
    else events.onBroken();
  }

  return {
    want: () => ask(undefined),
    meet: (name) => {
      // What another stream has been challenged with may be met by a recording of this one.
      if (root && challenged !== undefined && challenged !== name) ask(name);
      challenged = name;
      if (stream?.name === name) return;
      const box = openBox({ root, room, sender: id, stream: name });
      const orders = { sound: startOrder, picture: startOrder };
      stream = { name, box, ...orders, believed: !box.isSealed, since: performance.now() };
    },
    take: (head, sealed) => {
      const of = stream;
      if (!of || (head.kind !== "greeting" && isOld(of[head.kind], head.n))) return;
      const opening = of.box.open(head, sealed);
      last = last.then(async () => {
        const body = await opening;
        if (of === stream) hear(of, head, body);
      });
    },
    breakOff: () => {
      if (stream) stream.picture = breakOff(stream.picture);
    },
    close: () => {
      stream = undefined;
    },
  };
}
