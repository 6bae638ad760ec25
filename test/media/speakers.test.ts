import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import type { Speakers } from "../../client/media/ports.ts";
import { createSpeakers } from "../../client/media/speakers.ts";
import { createClock, type FakeClock } from "../fakes/clock.ts";

class FakePlayer {
  sinkId = "";
  /** Of a player that has only just begun: so often it refuses. */
  refusals = 0;
  readonly #there: () => readonly string[];

  constructor(there: () => readonly string[]) {
    this.#there = there;
  }

  async setSinkId(id: string): Promise<void> {
    if (this.refusals-- > 0) throw new DOMException("", "AbortError");
    if (id !== "" && !this.#there().includes(id)) throw new DOMException("", "NotFoundError");
    this.sinkId = id;
  }
}

interface Setting {
  readonly kept?: string;
  readonly ask?: () => Promise<string>;
}

/** A meeting with one other person, at a machine with these outputs. */
async function setUp(listed: string[], { kept, ask }: Setting = {}) {
  const usable = [...listed];
  const players = [new FakePlayer(() => usable)];
  const told: Speakers[] = [];
  const lost: string[] = [];
  const clock = createClock();
  const speakers = createSpeakers({
    after: clock.after,
    enumerate: async () => listed.map((id) => describeOutput(id)),
    players: () => players,
    onChange: (now) => told.push(now),
    onLost: (label) => lost.push(label),
    ...{ kept, ask },
  });
  await speakers.refresh();
  return {
    ...{ speakers, lost, players, usable, clock },
    now: () => told.at(-1),
    ids: () => told.at(-1)?.choices.map(({ id }) => id),
    heard: () => players.map(({ sinkId }) => sinkId),
    meet: async () => {
      players.push(new FakePlayer(() => usable));
      await speakers.route();
    },
    plugIn: async (id: string) => {
      listed.push(id);
      usable.push(id);
      await speakers.refresh();
    },
    unplug: async (id: string) => {
      for (const list of [listed, usable]) list.splice(list.indexOf(id), 1);
      await speakers.refresh();
    },
  };
}

/** So many seconds, in each of which whatever was asked is answered. */
async function pass(clock: FakeClock, seconds: number): Promise<void> {
  for (let n = 0; n < seconds; n++) {
    clock.turn(1_000);
    await setImmediate();
  }
}

function describeOutput(deviceId: string): MediaDeviceInfo {
  const info = { deviceId, groupId: "", kind: "audiooutput", label: `The ${deviceId}` } as const;
  return { ...info, toJSON: () => info };
}

describe("where the others are heard", () => {
  test("is where the system has it, as it is named there, until something is chosen", async () => {
    const { now, heard } = await setUp(["default", "headset"]);
    expect(now()).toEqual({
      choices: [
        { id: "", label: "The default" },
        { id: "headset", label: "The headset" },
      ],
      chosen: "",
      canAsk: false,
    });
    expect(heard()).toEqual([""]);
  });

  test("can be given back to the system where it isn't listed", async () => {
    const { ids, heard, speakers } = await setUp(["headset"]);
    expect(ids()).toEqual(["", "headset"]);
    await speakers.choose("headset");
    await speakers.choose("");
    expect(heard()).toEqual([""]);
  });

  test("is what was chosen, for everybody, and for those who come later", async () => {
    const { speakers, now, heard, meet } = await setUp(["headset"]);
    await meet();
    await speakers.choose("headset");
    await meet();
    expect(heard()).toEqual(["headset", "headset", "headset"]);
    expect(now()?.chosen).toBe("headset");
  });

  test("is what was chosen at another visit", async () => {
    const { now, heard, lost } = await setUp(["headset"], { kept: "headset" });
    expect([now()?.chosen, heard(), lost]).toEqual(["headset", ["headset"], []]);
  });

  test("is where the system has it where that is gone, and nobody is told", async () => {
    const { now, heard, lost } = await setUp(["other"], { kept: "headset" });
    expect([now()?.chosen, heard(), lost]).toEqual(["", [""], []]);
  });

  test("falls back when it is unplugged, and that is said once", async () => {
    const { speakers, unplug, plugIn, now, heard, lost } = await setUp(["headset"]);
    await speakers.choose("headset");
    await unplug("headset");
    await plugIn("other");
    expect([now()?.chosen, heard(), lost]).toEqual(["", [""], ["The headset"]]);
  });

  test("is as before when it is plugged in again, unless something else was chosen since", async () => {
    const { speakers, unplug, plugIn, heard } = await setUp(["headset", "other"]);
    await speakers.choose("headset");
    await unplug("headset");
    await plugIn("headset");
    expect(heard()).toEqual(["headset"]);
    await unplug("headset");
    await speakers.choose("other");
    await plugIn("headset");
    expect(heard()).toEqual(["other"]);
  });

  test("stays where it is when another is unplugged", async () => {
    const { speakers, unplug, heard, lost } = await setUp(["headset", "other"]);
    await speakers.choose("headset");
    await unplug("other");
    expect([heard(), lost]).toEqual([["headset"], []]);
  });

  test("falls back where what was chosen can't be used, and that is said", async () => {
    const { speakers, usable, now, heard, lost } = await setUp(["headset"]);
    usable.length = 0;
    await speakers.choose("headset");
    expect([now()?.chosen, heard(), lost]).toEqual(["", [""], ["The headset"]]);
  });

  test("is what was chosen a moment later, for a player that has only just begun", async () => {
    const { speakers, players, heard, lost, clock } = await setUp(["headset"]);
    for (const player of players) player.refusals = 3;
    await speakers.choose("headset");
    expect([heard(), lost]).toEqual([[""], []]);
    await pass(clock, 4);
    expect([heard(), lost]).toEqual([["headset"], []]);
  });

  test("falls back where a player won't ever be led there, and that is said once", async () => {
    const { speakers, players, now, lost, clock } = await setUp(["headset"]);
    for (const player of players) player.refusals = 1_000;
    await speakers.choose("headset");
    await pass(clock, 60);
    expect([now()?.chosen, lost]).toEqual(["", ["The headset"]]);
  });

  test("and can't be used is not so again once it is plugged in anew", async () => {
    const { speakers, usable, heard, plugIn, lost } = await setUp(["headset"]);
    usable.length = 0;
    await speakers.choose("headset");
    await plugIn("other");
    expect([heard(), lost]).toEqual([[""], ["The headset"]]);
  });

  test("is the last of several, when the first of them can't be used", async () => {
    const { speakers, usable, heard, lost } = await setUp(["headset", "other"]);
    usable.splice(0, 1);
    await Promise.all([speakers.choose("headset"), speakers.choose("other")]);
    expect([heard(), lost]).toEqual([["other"], []]);
  });
});

describe("where the browser asks", () => {
  test("what was answered is listed and used", async () => {
    const listed: string[] = [];
    const { speakers, now, heard, usable } = await setUp(listed, {
      ask: async () => {
        listed.push("headset");
        return "headset";
      },
    });
    expect(now()).toMatchObject({ canAsk: true, choices: [{ id: "" }] });
    usable.push("headset");
    await speakers.find();
    expect(now()).toMatchObject({ chosen: "headset", choices: [{ id: "" }, { id: "headset" }] });
    expect(heard()).toEqual(["headset"]);
  });

  test("and is waved away, all stays as it was", async () => {
    const { speakers, now, heard, lost } = await setUp(["headset"], {
      ask: () => Promise.reject(new DOMException("", "NotAllowedError")),
    });
    await speakers.choose("headset");
    await speakers.find();
    expect([now()?.chosen, heard(), lost]).toEqual(["headset", ["headset"], []]);
  });
});
