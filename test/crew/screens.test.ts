// Screens of several members over one fake network: who is called, and who sees what.

import { beforeEach, describe, expect, test } from "@jest/globals";
import { createScreens, type Screens } from "../../client/crew/screens.ts";
import type { Calls, Mending, Ring } from "../../client/media/ports.ts";
import { createClock, type FakeClock } from "../fakes/clock.ts";
import { delays, Network } from "../fakes/network.ts";
import { FakeStream, FakeTrack } from "../fakes/tracks.ts";
import { until } from "../until.ts";

const callMs = delays.ring + delays.connect;
/** More than a call that failed waits for its second try. */
const retryMs = 300;
/** A break is noticed, and mended, in that. */
const mendMs = delays.silence + 2_000;

let clock: FakeClock;
let network: Network;
let seats: Map<string, Seat>;

interface Seat {
  readonly screens: Screens;
  /** Whose screen they see. */
  readonly seen: Map<string, MediaStream>;
  readonly impostors: string[];
  readonly mended: Mending[];
}

beforeEach(() => {
  clock = createClock();
  network = new Network(clock);
  seats = new Map();
});

/** A member whose calls about screens are tended at once, unless they are to wait. */
async function sit(name: string): Promise<Seat> {
  const seen = new Map<string, MediaStream>();
  const [impostors, mended]: [string[], Mending[]] = [[], []];
  const calls: Calls = network.open(name, {
    onOpen: () => screens.retry(),
    onRing: (ring: Ring) => {
      expect(ring.about).toBe("screen");
      screens.ring(ring);
    },
  });
  const screens = createScreens({
    ...{ self: name, clock, calls: Promise.resolve(calls) },
    sendMending: (to, mending) => {
      mended.push(mending);
      return network.mail(name, to, mending, () => seats.get(to)?.screens.hear(name, mending));
    },
    onScreen: (id, stream) => {
      if (stream) seen.set(id, stream);
      else seen.delete(id);
    },
    onImpostor: (id) => impostors.push(id),
  });
  const seat = { screens, seen, impostors, mended };
  seats.set(name, seat);
  // The telephone is there in the next moment.
  await Promise.resolve();
  await Promise.resolve();
  return seat;
}

async function sitAll(...names: readonly string[]): Promise<void> {
  for (const name of names) await sit(name);
}

function of(name: string): Seat {
  const seat = seats.get(name);
  if (!seat) throw new Error(`${name} is not here`);
  return seat;
}

/** Everybody's server tells them who is in the room and which of them share. */
function tell(sharers: readonly string[], away: readonly string[] = []): void {
  for (const [name, { screens }] of seats) {
    if (away.includes(name)) continue;
    const others = [...seats.keys()].filter((id) => id !== name);
    screens.setView(
      sharers.filter((id) => id !== name),
      others,
      new Set(away),
    );
  }
}

function screenOf(
  name: string,
  sound = false,
): { readonly stream: MediaStream; readonly picture: FakeTrack } {
  const picture = new FakeTrack("camera", `${name}'s screen`);
  const tracks = sound ? [picture, new FakeTrack("microphone", `${name}'s sound`)] : [picture];
  return { stream: new FakeStream(tracks), picture };
}

/** Who sees whose screen. */
function sights(): readonly string[] {
  return [...seats].flatMap(([name, { seen }]) => [...seen.keys()].map((id) => `${name} sees ${id}`)).sort();
}

describe("a screen", () => {
  test("is sent by whoever shares it to all who see them, whoever came first, with its sound", async () => {
    await sitAll("ada", "bo", "cy");
    const { stream, picture } = screenOf("bo", true);
    of("bo").screens.share(stream);
    tell(["bo"]);
    clock.turn(callMs);
    expect(network.connected("screen").toSorted()).toEqual(["bo-ada", "bo-cy"]);
    expect(sights()).toEqual(["ada sees bo", "cy sees bo"]);
    expect(network.reaches("bo", "ada", "camera")).toBe(picture);
    expect(network.reaches("bo", "ada", "microphone")?.label).toBe("bo's sound");
    for (const kind of ["camera", "microphone"] as const)
      expect(network.reaches("ada", "bo", kind)).toBeUndefined();
  });

  test("is there for whoever comes later, by one more call and no other", async () => {
    await sitAll("ada", "bo");
    of("ada").screens.share(screenOf("ada").stream);
    tell(["ada"]);
    clock.turn(callMs);
    await sit("cy");
    tell(["ada"]);
    clock.turn(callMs);
    expect(network.dialled).toEqual(["ada-bo", "ada-cy"]);
    expect(sights()).toEqual(["bo sees ada", "cy sees ada"]);
  });

  test("that rings before anybody was told of it is answered once they are", async () => {
    await sitAll("ada", "bo");
    of("ada").screens.setView([], ["bo"], new Set());
    of("ada").screens.share(screenOf("ada").stream);
    clock.turn(callMs);
    expect(sights()).toEqual([]);
    tell(["ada"]);
    clock.turn(callMs);
    expect(sights()).toEqual(["bo sees ada"]);
    expect(network.dialled).toEqual(["ada-bo"]);
  });

  test("of a stranger, or of whoever isn't said to share, is not answered", async () => {
    await sitAll("ada", "bo");
    of("ada").screens.share(screenOf("ada").stream);
    tell([]);
    clock.turn(callMs);
    expect(sights()).toEqual([]);
    expect(network.connected()).toEqual([]);
  });

  test("is gone everywhere once it is stopped, and comes anew as another", async () => {
    await sitAll("ada", "bo", "cy");
    of("ada").screens.share(screenOf("ada").stream);
    tell(["ada"]);
    clock.turn(callMs);
    of("ada").screens.share(undefined);
    tell([]);
    clock.turn(callMs);
    expect([sights(), network.connected()]).toEqual([[], []]);
    const { stream, picture } = screenOf("ada");
    of("ada").screens.share(stream);
    tell(["ada"]);
    clock.turn(callMs);
    expect(sights()).toEqual(["bo sees ada", "cy sees ada"]);
    expect(network.reaches("ada", "cy", "camera")).toBe(picture);
  });

  test("that is changed for another goes on in the same calls", async () => {
    await sitAll("ada", "bo");
    of("ada").screens.share(screenOf("ada", true).stream);
    tell(["ada"]);
    clock.turn(callMs);
    const { stream, picture } = screenOf("ada");
    of("ada").screens.share(stream);
    expect(network.dialled).toEqual(["ada-bo"]);
    expect(network.reaches("ada", "bo", "camera")).toBe(picture);
    expect(network.reaches("ada", "bo", "microphone")).toBeUndefined();
  });

  test("of two at once goes both ways, in a call each", async () => {
    await sitAll("ada", "bo", "cy");
    for (const name of ["ada", "bo"]) of(name).screens.share(screenOf(name).stream);
    tell(["ada", "bo"]);
    clock.turn(callMs);
    expect(network.connected("screen").toSorted()).toEqual(["ada-bo", "ada-cy", "bo-ada", "bo-cy"]);
    expect(sights()).toEqual(["ada sees bo", "bo sees ada", "cy sees ada", "cy sees bo"]);
    of("ada").screens.share(undefined);
    tell(["bo"]);
    clock.turn(callMs);
    expect(sights()).toEqual(["ada sees bo", "cy sees bo"]);
  });

  test("that is switched five times, as somebody comes in the middle, ends as it was left", async () => {
    await sitAll("ada", "bo");
    const last = screenOf("ada");
    for (const turn of [0, 1, 2, 3, 4]) {
      if (turn === 2) await sit("cy");
      of("ada").screens.share(turn === 4 ? last.stream : screenOf("ada").stream);
      tell(["ada"]);
      // Now in the middle of ringing, now of connecting, now once it is there.
      clock.turn(turn * 30);
      if (turn === 4) break;
      of("ada").screens.share(undefined);
      // Some are told too late that it was off in between.
      if (turn % 2 === 0) tell([]);
      clock.turn(turn * 10);
    }
    clock.turn(callMs + retryMs);
    expect(sights()).toEqual(["bo sees ada", "cy sees ada"]);
    for (const name of ["bo", "cy"]) expect(network.reaches("ada", name, "camera")).toBe(last.picture);
    of("ada").screens.share(undefined);
    tell([]);
    clock.turn(callMs);
    expect([sights(), network.connected()]).toEqual([[], []]);
  });

  test("is sent to each as they are to have it", async () => {
    await sitAll("ada", "bo");
    of("ada").screens.share(screenOf("ada").stream);
    tell(["ada"]);
    clock.turn(callMs);
    const rung = { height: 720, framesPerSecond: 10, kbps: 800 };
    of("ada").screens.setRungs(new Map([["bo", rung]]));
    expect(network.limitsOf("ada", "bo").at(-1)).toEqual(rung);
  });
});

describe("a screen's call that breaks", () => {
  async function share(): Promise<void> {
    await sitAll("ada", "bo");
    of("bo").screens.share(screenOf("bo").stream);
    tell(["bo"]);
    clock.turn(callMs);
  }

  test.each(["ada", "bo"])(
    "is mended, noticed by %s, and each word says whose screen it is about",
    async (who) => {
      await share();
      network.breakWay("ada", "bo", [who]);
      clock.turn(mendMs);
      expect(network.alive()).toEqual(["bo-ada"]);
      expect(sights()).toEqual(["ada sees bo"]);
      const words = [...of("ada").mended, ...of("bo").mended];
      expect(words.length).toBeGreaterThan(1);
      expect(new Set(words.map(({ screen }) => screen))).toEqual(new Set(["bo"]));
    },
  );

  test("doesn't listen to what is said of another's", async () => {
    await share();
    of("bo").screens.hear("ada", { type: "please", screen: "ada" });
    of("bo").screens.hear("ada", { type: "please", screen: "cy" });
    for (const screen of ["ada", "cy"]) of("ada").screens.hear("bo", { type: "offer", sdp: "0 7", screen });
    clock.turn(mendMs);
    expect([...of("ada").mended, ...of("bo").mended]).toEqual([]);
  });

  test("is made anew by whoever shares once it is lost", async () => {
    await share();
    network.cut("ada", "bo");
    expect(sights()).toEqual([]);
    clock.turn(retryMs + callMs);
    expect(sights()).toEqual(["ada sees bo"]);
    expect(network.dialled).toEqual(["bo-ada", "bo-ada"]);
  });

  test("is kept for whoever is away, and called again when they are back with a page of its own", async () => {
    await share();
    network.unreached.add("ada");
    tell(["bo"], ["ada"]);
    network.block("ada", "bo", true);
    clock.turn(60_000);
    expect(network.dialled).toEqual(["bo-ada"]);
    network.block("ada", "bo", false);
    network.unreached.clear();
    tell(["bo"]);
    clock.turn(mendMs);
    expect(network.alive()).toEqual(["bo-ada"]);
  });

  test("waits while we are out of the server's reach, and is tried at once when we are back", async () => {
    await share();
    of("bo").screens.setReached(false);
    network.breakWay("ada", "bo", ["bo"]);
    clock.turn(mendMs);
    expect(of("bo").mended).toEqual([]);
    of("bo").screens.setReached(true);
    clock.turn(delays.gather);
    expect(of("bo").mended).toEqual([expect.objectContaining({ type: "offer", screen: "bo" })]);
  });

  test("that couldn't be placed for want of signalling is, as soon as that is back", async () => {
    await sitAll("ada", "bo");
    network.setSignalling("bo", false);
    of("bo").screens.share(screenOf("bo").stream);
    tell(["bo"]);
    clock.turn(retryMs);
    network.setSignalling("bo", true);
    clock.turn(callMs);
    expect(sights()).toEqual(["ada sees bo"]);
  });
});

describe("where somebody stands between two", () => {
  test("the screen is not shown, and whoever noticed tells", async () => {
    await sitAll("ada", "bo");
    network.intercept("ada", "bo", ["ada"]);
    of("bo").screens.share(screenOf("bo").stream);
    tell(["bo"]);
    clock.turn(callMs);
    expect(of("ada").impostors).toEqual(["bo"]);
    expect(sights()).toEqual([]);
    of("bo").screens.distrust("ada");
    clock.turn(60_000);
    expect(of("bo").impostors).toEqual(["ada"]);
    expect([sights(), network.connected()]).toEqual([[], []]);
  });
});

test("once it is closed, nothing is called, answered or due", async () => {
  await sitAll("ada", "bo");
  for (const name of ["ada", "bo"]) of(name).screens.share(screenOf(name).stream);
  tell(["ada", "bo"]);
  clock.turn(callMs);
  of("bo").screens.close();
  clock.turn(callMs);
  expect(network.connected().filter((call) => call.startsWith("bo"))).toEqual([]);
  expect(of("bo").seen.size).toBe(0);
  of("ada").screens.close();
  await until(() => clock.waiting() === 0, "nothing to be due").catch(() => expect(clock.waiting()).toBe(0));
});
