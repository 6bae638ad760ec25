import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Call } from "../../client/media/ports.ts";
import { describedBy, FakeConnection, Line, theirs } from "../fakes/telephone.ts";

/** What is promised. */
const foundMs = 3_000;
const minuteMs = 60_000;
const beatMs = 500;

let line: Line;
let call: Call | undefined;
let connection: FakeConnection;
afterEach(() => line.calls.close());

beforeEach(async () => {
  line = await Line.open("at once");
  const dialled = await line.dial();
  call = dialled.call;
  line.hear("ANSWER", { connectionId: dialled.connectionId, sdp: describedBy("answer", theirs) });
  const [made] = FakeConnection.all;
  if (!made) throw new Error("a connection is needed");
  connection = made;
  connection.connect();
  line.told.length = 0;
});

const beats = () => connection.channels.get("beat");
const hear = (said: string) => beats()?.onmessage?.({ data: said });

/** Lets so much time pass, in which the other side beats. */
async function beat(ms: number, said = "1"): Promise<void> {
  for (let passed = 0; passed < ms; passed += beatMs) {
    hear(said);
    await line.pass(beatMs);
  }
}

/** The same, in which something comes in. */
async function receive(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += beatMs) {
    connection.received += 1;
    await line.pass(beatMs);
  }
}

describe("a call whose other side beats", () => {
  test("is well, beats itself, and is never looked at", async () => {
    await beat(minuteMs);
    expect(line.told).toEqual([]);
    expect(connection.looks).toBe(0);
    expect(beats()?.sent.length).toBeGreaterThan(50);
    expect(new Set(beats()?.sent)).toEqual(new Set(["1"]));
  });

  test("is broken within three seconds of nothing's coming in any more, and says so", async () => {
    await beat(minuteMs);
    await line.pass(foundMs - beatMs);
    expect(line.told).toEqual(["broken"]);
    expect(beats()?.sent.at(-1)).toBe("0");
  });

  test("is well while anything else comes in, as from a page that is busy", async () => {
    await beat(beatMs);
    await receive(minuteMs);
    expect(line.told).toEqual([]);
    // Once in a while, rather than all the time.
    expect(connection.looks).toBeLessThan(80);
  });

  test("is well though two beats in a row are lost", async () => {
    for (let times = 0; times < 20; times++) {
      hear("1");
      await line.pass(3 * beatMs);
    }
    expect(line.told).toEqual([]);
  });

  test("is not blamed for what we missed ourselves", async () => {
    await beat(minuteMs);
    for (let times = 0; times < 20; times++) {
      line.clock.freeze(10_000);
      await line.pass(2 * beatMs);
      await beat(2 * beatMs);
    }
    expect(line.told).toEqual([]);
  });

  test("is broken where we have missed something and nothing comes in afterwards either", async () => {
    await beat(minuteMs);
    line.clock.freeze(10_000);
    await line.pass(foundMs);
    expect(line.told).toEqual(["broken"]);
  });
});

describe("a call whose other side never beats", () => {
  test("is not expected to, and is soon not beaten at", async () => {
    await line.pass(minuteMs);
    expect(line.told).toEqual([]);
    expect(beats()?.sent).toHaveLength(20);
    await beat(minuteMs);
    expect(beats()?.sent.length).toBeGreaterThan(100);
  });

  test("is broken when the browser says so and nothing comes in", async () => {
    connection.become("disconnected");
    await line.pass(2 * beatMs);
    expect(line.told).toEqual(["broken"]);
  });

  test("is well while something comes in, whatever the browser says", async () => {
    connection.become("disconnected");
    await receive(minuteMs);
    expect(line.told).toEqual([]);
  });

  test("is whole again by itself", async () => {
    connection.become("disconnected");
    await line.pass(foundMs);
    connection.become("connected");
    await receive(2 * beatMs);
    expect(line.told).toEqual(["broken", "whole"]);
  });
});

describe("a broken call", () => {
  test("is known as such at once where the browser says that it has failed", async () => {
    connection.become("failed");
    expect(line.told).toEqual(["broken"]);
    await line.pass(minuteMs);
    expect(line.told).toEqual(["broken"]);
  });

  test("is whole with the first beat that says that we are heard", async () => {
    await beat(beatMs);
    await line.pass(foundMs);
    hear("0");
    expect(line.told).toEqual(["broken"]);
    hear("1");
    expect(line.told).toEqual(["broken", "whole"]);
    expect(beats()?.sent.at(-1)).toBe("1");
  });

  test("is one in which the other side doesn't hear us, however well we hear them", async () => {
    await beat(minuteMs);
    hear("0");
    expect(line.told).toEqual(["broken"]);
    for (let times = 0; times < 20; times++) {
      connection.received += 1;
      await beat(beatMs, "0");
    }
    expect(line.told).toEqual(["broken"]);
    // We do hear them, which they may not know.
    expect(beats()?.sent.at(-1)).toBe("1");
    hear("1");
    expect(line.told).toEqual(["broken", "whole"]);
  });

  test("is one in which the other side asks for mending, until they hear us or all else is well", async () => {
    await beat(beatMs);
    call?.hear({ type: "please" });
    expect(line.told).toEqual(["broken"]);
    hear("1");
    expect(line.told).toEqual(["broken", "whole"]);
    call?.hear({ type: "please" });
    await receive(foundMs);
    expect(line.told).toEqual(["broken", "whole", "broken", "whole"]);
  });

  test("is whole without a beat where something comes in on a connection that stands", async () => {
    await beat(beatMs);
    await line.pass(foundMs);
    await receive(2 * beatMs);
    expect(line.told).toEqual(["broken", "whole"]);
  });

  test("is neither beaten at nor looked at while there is no connection", async () => {
    await beat(beatMs);
    connection.become("disconnected");
    await line.pass(foundMs);
    const { looks } = connection;
    const sent = beats()?.sent.length;
    await line.pass(minuteMs);
    expect(connection.looks).toBe(looks);
    expect(beats()?.sent).toHaveLength(sent ?? 0);
  });
});

test("a call that is closed is not listened to any more, and nothing is due", async () => {
  await beat(minuteMs);
  call?.close();
  hear("0");
  await line.pass(minuteMs);
  connection.become("failed");
  expect(line.told).toEqual([]);
  expect(line.clock.waiting()).toBe(0);
});
