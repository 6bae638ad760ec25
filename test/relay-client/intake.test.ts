// What is played of a member whose frames go by a server that may do with them what it likes.

import { beforeEach, describe, expect, test } from "@jest/globals";
import { openBox } from "../../client/relay/worker/box.ts";
import { createIntake, type Intake } from "../../client/relay/worker/intake.ts";
import { createPublisher, type Publisher } from "../../client/relay/worker/publisher.ts";
import { headBytes, readHead } from "../../protocol/frames.ts";
import { pause, until } from "../until.ts";

type Frame = Uint8Array<ArrayBuffer>;

const room = "a-room";
const secret = await crypto.subtle.importKey("raw", new Uint8Array(32).fill(7), "HKDF", false, ["deriveKey"]);
const otherSecret = await crypto.subtle.importKey("raw", new Uint8Array(32), "HKDF", false, ["deriveKey"]);

/** Somebody who sends: all that ever left them. */
interface Speaker {
  readonly publisher: Publisher;
  readonly sent: Frame[];
  readonly speak: (text: string) => Promise<Frame>;
  readonly greet: (challenge: string) => Promise<Frame>;
}

function createSpeaker(stream: string, root: CryptoKey | undefined, sender = "ana"): Speaker {
  const sent: Frame[] = [];
  const publisher = createPublisher(openBox({ root, room, sender, stream }), (frame) => sent.push(frame));
  const next = async (emit: () => void): Promise<Frame> => {
    const before = sent.length;
    emit();
    await until(() => sent.length > before, "a frame to be sealed");
    const frame = sent.at(-1);
    if (!frame) throw new Error("Nothing was sent");
    return frame;
  };
  return {
    ...{ publisher, sent },
    speak: (text) => next(() => publisher.sound(sent.length * 20_000, new TextEncoder().encode(text))),
    greet: (challenge) => next(() => publisher.greet(challenge)),
  };
}

let heard: string[];
let seen: number[];
let broken: number;
let judged: boolean[];
let challenges: string[];
let intake: Intake;

function open(root: CryptoKey | undefined): Intake {
  return createIntake({
    ...{ id: "ana", room, root },
    want: (challenge) => challenges.push(challenge ?? "none"),
    onSound: ({ data }) => heard.push(new TextDecoder().decode(data)),
    onPicture: ({ at }) => seen.push(at),
    onBroken: () => {
      broken += 1;
    },
    onMissed: () => {},
    onJudged: (good) => judged.push(good),
  });
}

function deliver(frame: Frame): void {
  const head = readHead(frame);
  if (head) intake.take(head, frame.slice(headBytes));
}

/** Until all that was delivered has been opened: what is sealed for it comes out behind all that. */
async function settle(): Promise<void> {
  await pause(50);
}

const challenge = () => challenges.at(-1) ?? "";

beforeEach(() => {
  heard = [];
  seen = [];
  broken = 0;
  judged = [];
  challenges = [];
  intake = open(secret);
});

describe("in a sealed room", () => {
  test("a stream is heard from its greeting on", async () => {
    const ana = createSpeaker("one", secret);
    intake.want();
    intake.meet("one");
    deliver(await ana.speak("too early"));
    deliver(await ana.greet(challenge()));
    deliver(await ana.speak("hello"));
    deliver(await ana.speak("there"));
    await until(() => heard.length === 2, "both to be heard");
    expect(heard).toEqual(["hello", "there"]);
  });

  test("what comes again, or after what came later, is not heard", async () => {
    const ana = createSpeaker("one", secret);
    intake.want();
    intake.meet("one");
    deliver(await ana.greet(challenge()));
    const frames = [await ana.speak("one"), await ana.speak("two"), await ana.speak("three")];
    for (const i of [0, 2, 1, 0, 2]) {
      const frame = frames[i];
      if (frame) deliver(frame);
    }
    await until(() => heard.length >= 2, "two to be heard");
    await settle();
    expect(heard).toEqual(["one", "three"]);
  });

  test("a recording of a stream is not heard, greeting and all", async () => {
    const ana = createSpeaker("one", secret);
    await ana.greet("somebody else's challenge");
    await ana.speak("as I said yesterday");
    intake.want();
    intake.meet("one");
    for (const frame of ana.sent) deliver(frame);
    await settle();
    expect(heard).toEqual([]);
  });

  test("what was sent before the greeting is not heard after it", async () => {
    const ana = createSpeaker("one", secret);
    const old = [await ana.speak("an hour ago"), await ana.speak("a minute ago")];
    intake.want();
    intake.meet("one");
    deliver(await ana.greet(challenge()));
    for (const frame of old) deliver(frame);
    deliver(await ana.speak("now"));
    await until(() => heard.length > 0, "something to be heard");
    expect(heard).toEqual(["now"]);
  });

  test("an earlier stream isn't believed again for having been greeted once", async () => {
    const before = createSpeaker("one", secret);
    intake.want();
    intake.meet("one");
    deliver(await before.greet(challenge()));
    deliver(await before.speak("before"));
    await until(() => heard.length === 1, "the first stream to be heard");
    const after = createSpeaker("two", secret);
    intake.meet("two");
    deliver(await after.greet(challenge()));
    deliver(await after.speak("after"));
    await until(() => heard.length === 2, "the second stream to be heard");
    intake.meet("one");
    for (const frame of before.sent) deliver(frame);
    await settle();
    expect(heard).toEqual(["before", "after"]);
    expect(new Set(challenges).size).toBe(3);
  });

  test("a stream goes on where it was when our own line is new", async () => {
    const ana = createSpeaker("one", secret);
    intake.want();
    intake.meet("one");
    deliver(await ana.greet(challenge()));
    deliver(await ana.speak("before"));
    await until(() => heard.length === 1, "the stream to be heard");
    intake.want();
    intake.meet("one");
    for (const frame of ana.sent) deliver(frame);
    deliver(await ana.speak("after"));
    await until(() => heard.length === 2, "the stream to be heard again");
    expect(heard).toEqual(["before", "after"]);
  });

  test.each<readonly [what: string, speaker: () => Speaker]>([
    ["with another key", () => createSpeaker("one", otherSecret)],
    ["by another member", () => createSpeaker("one", secret, "ben")],
    ["for another stream", () => createSpeaker("two", secret)],
    ["by nobody", () => createSpeaker("one", undefined)],
  ])("what was sealed %s is not heard, and is known not to open", async (_what, create) => {
    const stranger = create();
    intake.want();
    intake.meet("one");
    deliver(await stranger.greet(challenge()));
    deliver(await stranger.speak("hello"));
    await until(() => judged.length === 2, "both to be judged");
    expect(judged).toEqual([false, false]);
    expect(heard).toEqual([]);
  });
});

test("in an open room what comes is heard at once, and nobody is challenged", async () => {
  intake = open(undefined);
  const ana = createSpeaker("one", undefined);
  intake.want();
  intake.meet("one");
  deliver(await ana.speak("hello"));
  await until(() => heard.length === 1, "it to be heard");
  expect(challenges).toEqual(["none"]);
});

describe("pictures", () => {
  async function film(): Promise<readonly Frame[]> {
    const ana = createSpeaker("one", undefined);
    for (let i = 0; i < 7; i++)
      ana.publisher.picture(i, new Uint8Array(8), { key: i === 0, spare: i % 2 === 1 });
    await until(() => ana.sent.length === 7, "the pictures to be sent");
    intake = open(undefined);
    intake.want();
    intake.meet("one");
    return ana.sent;
  }

  test("that nothing needs may be lost on the way", async () => {
    for (const [i, frame] of (await film()).entries()) if (i !== 1 && i !== 5) deliver(frame);
    await until(() => seen.length === 5, "the others to be seen");
    expect([seen, broken]).toEqual([[0, 2, 3, 4, 6], 0]);
  });

  test("after one that they need are not shown, and a whole one is asked for", async () => {
    for (const [i, frame] of (await film()).entries()) if (i !== 2) deliver(frame);
    await until(() => broken === 4, "those after it to be refused");
    expect(seen).toEqual([0, 1]);
  });
});

test("a picture that is too long for any frame is not sent", () => {
  const ana = createSpeaker("one", undefined);
  const marks = { key: true, spare: false };
  expect(ana.publisher.picture(0, new Uint8Array(300 * 1024), marks)).toBe(false);
  expect(ana.publisher.picture(0, new Uint8Array(200 * 1024), marks)).toBe(true);
});
