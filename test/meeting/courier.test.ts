import { beforeEach, describe, expect, test } from "@jest/globals";
import { type Courier, openCourier } from "../../client/meeting/courier.ts";
import type { Outbox, Written } from "../../client/meeting/outbox.ts";
import { type RefusalCode, refuse, type SendReply } from "../../protocol/protocol.ts";
import { createClock, type FakeClock } from "../fakes/clock.ts";

interface Sent {
  readonly text: string;
  readonly key: string;
  readonly answer: (reply: SendReply | undefined) => Promise<void>;
}

/** So that whatever follows from it has happened. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

let clock: FakeClock;
let sent: Sent[];
let shown: Outbox;
let wrapped: string[];
let courier: Courier;

function open(kept: readonly Written[] = []): Courier {
  return openCourier({
    kept,
    now: clock.now,
    after: clock.after,
    wrap: async (message) => {
      wrapped.push(message);
      return `${wrapped.length} ${message}`;
    },
    say: (text, key) =>
      new Promise((resolve) => {
        const answer = async (reply: SendReply | undefined) => {
          resolve(reply);
          await settle();
        };
        sent.push({ text, key, answer });
      }),
    onChange: (outbox) => {
      shown = outbox;
    },
  });
}

beforeEach(() => {
  clock = createClock();
  [sent, shown, wrapped] = [[], [], []];
  courier = open();
});

async function write(...messages: readonly string[]): Promise<void> {
  for (const message of messages) void courier.write(message);
  await settle();
}

async function enter(): Promise<void> {
  courier.go(true);
  await settle();
}

async function wait(ms: number): Promise<void> {
  clock.turn(ms);
  await settle();
}

function accept({ key, text }: Sent): SendReply {
  return { ok: true, line: { n: 1, from: "me", name: "Me", message: text, at: 0, key } };
}

/** Answers what was sent last. */
async function answer(reply: (sent: Sent) => SendReply | undefined): Promise<void> {
  const last = sent.at(-1);
  if (!last) throw new Error("Nothing was sent");
  await last.answer(reply(last));
}

const refused = (code: RefusalCode) => () => refuse(code);
const textsSent = () => sent.map(({ text }) => text);
const states = () => shown.map(({ message, status }) => [message, status]);

describe("what is written", () => {
  test("is shown at once, and neither sealed nor sent before we are in the room", async () => {
    await write("one", "two");
    expect(states()).toEqual([
      ["one", "waiting"],
      ["two", "waiting"],
    ]);
    expect([sent, wrapped]).toEqual([[], []]);
    await enter();
    expect(textsSent()).toEqual(["1 one"]);
  });

  test("is sent one after the other, each once the one before is answered", async () => {
    await enter();
    await write("one", "two");
    expect(textsSent()).toEqual(["1 one"]);
    await answer(accept);
    expect(textsSent()).toEqual(["1 one", "2 two"]);
    await answer(accept);
    expect(states()).toEqual([
      ["one", "said"],
      ["two", "said"],
    ]);
    await wait(60_000);
    expect(sent).toHaveLength(2);
  });

  test("goes from the outbox when it is heard", async () => {
    await enter();
    await write("one");
    courier.hear(sent[0]?.key ?? "");
    expect(shown).toEqual([]);
    await answer(accept);
    expect(shown).toEqual([]);
  });

  test("has a key of its own that the server takes", async () => {
    await enter();
    await write("one", "two");
    const keys = shown.map(({ key }) => key);
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(key).toMatch(/^[\w.-]{1,64}$/);
  });

  test("tells its writer when there is nothing more to be done for now", async () => {
    await enter();
    let done = false;
    void courier.write("one").then(() => {
      done = true;
    });
    await settle();
    expect(done).toBe(false);
    await answer(accept);
    expect(done).toBe(true);
  });
});

describe("what isn't answered", () => {
  test("is sent again after a while, under the same key and sealed as it was, before what came after it", async () => {
    await enter();
    await write("one", "two");
    await answer(() => undefined);
    expect(states()).toEqual([
      ["one", "waiting"],
      ["two", "waiting"],
    ]);
    expect(sent).toHaveLength(1);
    await wait(1_000);
    expect(sent.map(({ key, text }) => [key, text])).toEqual(Array(2).fill([sent[0]?.key, "1 one"]));
    expect(wrapped).toEqual(["one"]);
  });

  test("is sent again as soon as we are in the room again, and not while we aren't", async () => {
    await enter();
    await write("one");
    courier.go(false);
    await answer(() => undefined);
    await wait(60_000);
    expect(sent).toHaveLength(1);
    await enter();
    expect(textsSent()).toEqual(["1 one", "1 one"]);
  });

  test("for so long that its seal looks old is sealed anew", async () => {
    await enter();
    await write("one");
    courier.go(false);
    await answer(() => undefined);
    await wait(5 * 60_000 - 1);
    await enter();
    expect(textsSent()).toEqual(["1 one", "1 one"]);
    courier.go(false);
    await answer(() => undefined);
    await wait(1);
    await enter();
    expect(textsSent()).toEqual(["1 one", "1 one", "2 one"]);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
  });
});

describe("a refusal", () => {
  test.each(["too-fast", "closing", "not-joined"] as const)("that passes is waited out: %s", async (code) => {
    await enter();
    await write("one");
    await answer(refused(code));
    expect(states()).toEqual([["one", "waiting"]]);
    await wait(1_000);
    expect(textsSent()).toEqual(["1 one", "1 one"]);
  });

  test("that doesn't pass stays with its sentence, while the others go on", async () => {
    await enter();
    await write("one", "two");
    await answer(refused("not-in-chat"));
    expect(shown[0]).toMatchObject({ status: "refused", reason: "You have left the conversation." });
    expect(textsSent()).toEqual(["1 one", "2 two"]);
    await answer(accept);
    await wait(60_000);
    expect(sent).toHaveLength(2);
  });

  test("can be tried again, behind what has gone ahead and sealed as the later of them", async () => {
    await enter();
    await write("one", "two");
    await answer(refused("not-in-chat"));
    courier.retry(shown[0]?.key ?? "");
    expect(shown.map(({ message }) => message)).toEqual(["two", "one"]);
    await answer(accept);
    expect(textsSent()).toEqual(["1 one", "2 two", "3 one"]);
    expect(sent[2]?.key).toBe(sent[0]?.key);
  });

  test("can be discarded", async () => {
    await enter();
    await write("one");
    await answer(refused("not-in-chat"));
    courier.discard(shown[0]?.key ?? "");
    expect(shown).toEqual([]);
  });
});

describe("what an earlier load of the page left", () => {
  test("is shown and sent when we are in the room, under the key that it had, before anything new", async () => {
    courier = open([{ key: "k", message: "kept", at: 7 }]);
    await write("new");
    await enter();
    expect(shown.map(({ key, message, at }) => [key, message, at])[0]).toEqual(["k", "kept", 7]);
    expect(sent).toMatchObject([{ key: "k", text: "1 kept" }]);
    await answer(accept);
    expect(textsSent()).toEqual(["1 kept", "2 new"]);
  });
});

test("what is cleared is neither shown nor sent any more", async () => {
  await enter();
  await write("one", "two");
  courier.clear();
  expect(shown).toEqual([]);
  await answer(() => undefined);
  await wait(60_000);
  expect(sent).toHaveLength(1);
});
