// What one page is sent over lines of all kinds: its sound in time, and as much of the picture as fits.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { FrameHead } from "../../protocol/frames.ts";
import { Feed } from "../../server/relay/feed.ts";
import { type Parcel, Receiver } from "../../server/relay/receiver.ts";
import { delaysOf, type Line, openLine } from "./line.ts";

const kilobyte = 1024;

function count(line: Line, kind: "sound" | "picture", from = 0): number {
  return line.heard.filter(({ parcel, at }) => parcel.head.kind === kind && at >= from).length;
}

/** In kbit/s, over so many seconds from then on. */
function rateOf(line: Line, from: number, seconds: number): number {
  const bytes = line.heard
    .filter(({ at }) => at >= from && at < from + seconds * 1_000)
    .reduce((sum, { parcel }) => sum + parcel.bytes.length, 0);
  return (bytes * 8) / 1_000 / seconds;
}

function at(delays: readonly number[], share: number): number {
  return delays[Math.floor((delays.length - 1) * share)] ?? 0;
}

/** Nothing may be shown whose picture before it, that it needs, wasn't. */
function expectShowable(line: Line): void {
  let newest: number | undefined;
  const shown = line.heard.filter(({ parcel }) => parcel.head.kind === "picture");
  const sent = new Map(
    [...shown.map(({ parcel }) => parcel), ...line.lost]
      .filter(({ head }) => head.kind === "picture")
      .map(({ head }) => [head.n, head]),
  );
  for (const { parcel } of shown) {
    const { n, key } = parcel.head;
    if (newest === undefined) expect(key).toBe(true);
    else {
      expect(n).toBeGreaterThan(newest);
      for (let between = newest + 1; !key && between < n; between++)
        expect(sent.get(between)?.spare).toBe(true);
    }
    newest = n;
  }
}

describe("a line that carries it all", () => {
  test.each([10, 60])("gets everything, in order, at once (%d ms away)", (distance) => {
    const line = openLine(5_000, distance);
    line.play(20, { kbps: 400, framesPerSecond: 15 });
    line.clock.turn(1_000);
    expect(line.lost).toEqual([]);
    expect([count(line, "sound"), count(line, "picture")]).toEqual([1_000, 300]);
    expect(at(delaysOf(line), 1)).toBeLessThan(distance + 100);
    expectShowable(line);
  });
});

describe("a line that is full", () => {
  /** Pictures until none goes any more, and one that waits. */
  function fill() {
    const [sent, lost]: [FrameHead[], FrameHead[]] = [[], []];
    const outlet = {
      write: ({ head }: Parcel) => void sent.push(head),
      waiting: () => 0,
      onLost: ({ head }: Parcel) => void lost.push(head),
    };
    const [receiver, feed] = [new Receiver(outlet, 0), new Feed("somebody")];
    feed.begin(true);
    const take = (kind: "sound" | "picture", n: number, key = false) =>
      receiver.take(feed, { head: { kind, n, key, spare: false }, bytes: Buffer.alloc(5_000) }, 10);
    for (let n = 0; sent.length === n; n++) take("picture", n, n === 0);
    return { sent, lost, receiver, feed, take, waiting: sent.length };
  }

  test("lets sound overtake the pictures that wait", () => {
    const { sent, take } = fill();
    take("sound", 0);
    expect(sent.at(-1)).toMatchObject({ kind: "sound", n: 0 });
  });

  test("gets sound that had to wait before pictures that had to, once there is room", () => {
    const { sent, take, receiver, waiting } = fill();
    for (let n = 0; n < 3; n++) take("sound", n);
    const before = sent.length;
    receiver.acknowledge(25_000, 60);
    const [first, ...rest] = sent.slice(before);
    expect(first?.kind).toBe("sound");
    expect(rest.at(-1)).toMatchObject({ kind: "picture", n: waiting });
  });

  test.each([
    ["is sent what waited behind a whole picture for a second", false, true],
    ["isn't, where somebody speaks meanwhile", true, false],
  ])("%s", (_what, speaks, isSent) => {
    const { sent, take, receiver, waiting } = fill();
    if (speaks) for (const n of [0, 1]) take("sound", n);
    receiver.pump(1_000);
    receiver.acknowledge(25_000, 1_050);
    expect(sent.some(({ kind, n }) => kind === "picture" && n === waiting)).toBe(isSent);
  });

  test("isn't sent what a whole picture makes needless", () => {
    const { sent, lost, take, receiver, waiting } = fill();
    take("picture", waiting + 1, true);
    expect(lost).toMatchObject([{ n: waiting }]);
    receiver.acknowledge(25_000, 60);
    expect(sent.at(-1)).toMatchObject({ n: waiting + 1, key: true });
  });

  test("gets nothing more of whoever it doesn't want any more", () => {
    const { sent, take, receiver, feed } = fill();
    for (let n = 0; n < 3; n++) take("sound", n);
    const before = sent.length;
    receiver.forget(feed, false);
    receiver.acknowledge(25_000, 60);
    expect(sent.length).toBe(before);
  });
});

test("a line to the other end of the world loses no more than a few spare pictures, at the beginning", () => {
  const line = openLine(5_000, 200);
  line.play(20, { kbps: 400, framesPerSecond: 15 });
  expect(line.lost.length).toBeLessThan(8);
  for (const { head } of line.lost) expect([head.spare, head.n < 30]).toEqual([true, true]);
});

describe("a line that carries too little", () => {
  test.each([
    [200, 600],
    [400, 1_500],
    [1_000, 1_500],
  ])("of %d kbit/s has its sound within a second, and is used, for a picture of %d", (kbps, film) => {
    const line = openLine(kbps, 40);
    line.play(60, { kbps: film, framesPerSecond: 15, heeds: true });
    line.clock.turn(3_000);
    const delays = delaysOf(line, 10_000);
    expect(at(delays, 1)).toBeLessThan(1_000);
    expect(delays.length).toBeGreaterThan(2_500 * 0.98);
    expect(rateOf(line, 20_000, 40)).toBeGreaterThan(kbps * 0.75);
    expect(line.most()).toBeLessThan(256 * kilobyte);
    expectShowable(line);
  });

  test("has its sound even where the sender heeds nothing, and pictures come back once it carries more", () => {
    const line = openLine(300, 40);
    line.play(30, { kbps: 1_000, framesPerSecond: 15 });
    expect(delaysOf(line, 10_000).length).toBeGreaterThan(1_000 * 0.9);
    expect(at(delaysOf(line), 1)).toBeLessThan(2_000);
    line.setKbps(8_000);
    line.play(60, { kbps: 1_000, framesPerSecond: 15 });
    expect(rateOf(line, 80_000, 10)).toBeGreaterThan(900);
    expectShowable(line);
  });

  test("loses spare pictures first, and goes on showing half of them", () => {
    const line = openLine(400, 40);
    line.play(60, { kbps: 440, framesPerSecond: 15 });
    const lost = line.lost.filter(({ head }) => head.kind === "picture");
    expect(lost.length).toBeGreaterThan(10);
    expect(lost.every(({ head }) => head.spare)).toBe(true);
    expect(count(line, "picture")).toBeGreaterThan(450);
  });
});

describe("a line on which whole pictures take too long", () => {
  const film = { kbps: 1_000, framesPerSecond: 15 };
  /** Over a second each. */
  const slowKbps = 300;
  const picturesOf = (line: Line, from: number) =>
    line.heard.filter(({ parcel, at }) => parcel.head.kind === "picture" && at >= from).map(({ at }) => at);

  test("gets one every ten seconds while nobody says anything, and acknowledgements in time", () => {
    const line = openLine(slowKbps, 40);
    line.play(60, { ...film, muted: true });
    const times = [...picturesOf(line, 0), 60_000];
    for (const [index, time] of times.entries()) expect(time - (times[index - 1] ?? 0)).toBeLessThan(10_500);
    // Its page takes the line for dead after three seconds.
    expect(at(delaysOf(line), 1)).toBeLessThan(2_500);
    expectShowable(line);
  });

  test("is hardly ever tried with one while somebody speaks", () => {
    const line = openLine(slowKbps, 40);
    line.play(120, film);
    line.clock.turn(1_000);
    const keys = line.heard.filter(({ parcel, at }) => parcel.head.key && at > 60_000);
    expect(keys.length).toBeLessThanOrEqual(3);
    expect(delaysOf(line, 60_000).length).toBeGreaterThan(3_000 * 0.95);
    expectShowable(line);
  });
});

test("a line on which a whole picture takes so long that its page would take it for dead is hardly ever tried", () => {
  const line = openLine(100, 40);
  line.play(120, { kbps: 1_000, framesPerSecond: 15, muted: true });
  expect(line.heard.filter(({ parcel, at }) => parcel.head.key && at > 40_000).length).toBeLessThanOrEqual(3);
});

describe("a line that has recovered from a bad minute", () => {
  // Whenever in the course of its tries it does so.
  const badSeconds = [50, 53, 56, 59, 62, 65, 68];

  test.each([
    ["while nobody says anything", { kbps: 1_000, framesPerSecond: 15, muted: true }],
    [
      "while somebody speaks, if the sender heeds what it is told",
      { kbps: 1_000, framesPerSecond: 15, heeds: true },
    ],
  ])("shows pictures again within ten seconds %s", (_when, film) => {
    for (const seconds of badSeconds) {
      const line = openLine(4_000, 40);
      line.play(10, film);
      line.setKbps(250);
      line.play(seconds, film);
      const back = line.clock.now();
      line.setKbps(4_000);
      line.play(20, film);
      // A second of them, and not only a still one.
      const times = line.heard.filter(
        ({ parcel, sentAt }) => parcel.head.kind === "picture" && sentAt > back,
      );
      expect((times[15]?.at ?? Number.POSITIVE_INFINITY) - back).toBeLessThan(10_000);
      expectShowable(line);
    }
  });
});

describe("a line over which nothing goes any more", () => {
  test("costs little memory, however long, and is known to be stalled", () => {
    const line = openLine(2_000, 40);
    line.play(5, { kbps: 1_000, framesPerSecond: 15 });
    expect(line.receiver.isStalled(line.clock.now())).toBe(false);
    line.setKbps(0);
    line.play(9, { kbps: 1_000, framesPerSecond: 15 });
    expect(line.receiver.isStalled(line.clock.now())).toBe(false);
    line.play(20, { kbps: 1_000, framesPerSecond: 15 });
    expect(line.receiver.isStalled(line.clock.now())).toBe(true);
    expect(line.most()).toBeLessThan(256 * kilobyte);
  });

  test("goes on with what is said then, and a whole picture, once it is back", () => {
    const line = openLine(2_000, 40);
    line.play(5, { kbps: 600, framesPerSecond: 15 });
    line.setKbps(0);
    line.play(4, { kbps: 600, framesPerSecond: 15 });
    const back = line.clock.now();
    line.setKbps(2_000);
    line.play(10, { kbps: 600, framesPerSecond: 15 });
    line.clock.turn(1_000);
    const stale = line.heard.filter(({ sentAt }) => sentAt > back - 2_500 && sentAt < back - 600);
    expect(stale).toHaveLength(0);
    // What had left before can't be called back; nothing else is old.
    const delays = delaysOf(line, back + 1_000);
    expect(at(delays, 1)).toBeLessThan(500);
    expect(delays.length).toBeGreaterThan(445);
    expect(count(line, "picture", back + 3_000)).toBeGreaterThan(15 * 6);
    expectShowable(line);
  });
});

test("whatever a line does, its sound comes in order, what is shown can be, and memory is bounded", () => {
  const spells = fc.array(
    fc.record({ kbps: fc.constantFrom(0, 60, 200, 700, 4_000), seconds: fc.integer({ min: 1, max: 5 }) }),
    {
      minLength: 1,
      maxLength: 6,
    },
  );
  fc.assert(
    fc.property(
      spells,
      fc.integer({ min: 1, max: 300 }),
      fc.constantFrom(100, 600, 1_500),
      (weather, distance, kbps) => {
        const line = openLine(1_000, distance);
        for (const spell of weather) {
          line.setKbps(spell.kbps);
          line.play(spell.seconds, { kbps, framesPerSecond: 15 });
        }
        const sounds = line.heard.filter(({ parcel }) => parcel.head.kind === "sound");
        const numbers = sounds.map(({ parcel }) => parcel.head.n);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(line.most()).toBeLessThan(2_048 * kilobyte);
        expectShowable(line);
      },
    ),
    { numRuns: 40 },
  );
});
