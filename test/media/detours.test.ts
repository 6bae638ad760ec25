import { describe, expect, test } from "@jest/globals";
import { createDetours, type Detours, type Source } from "../../client/media/detours.ts";
import type { LinkState, Route } from "../../client/media/ports.ts";
import { createClock, type FakeClock } from "../fakes/clock.ts";

const secondMs = 1_000;
/** By when somebody is to be asked of the relay who has never been met, or whose call broke. */
const [firstMs, breakMs] = [4 * secondMs, 5 * secondMs];
/** How long a call has to stand to be believed. */
const settleMs = secondMs;
/** What was said while it was broken is waited for no longer. */
const longestReturnMs = 10 * secondMs;

/** Ada's side of it. */
class Side {
  readonly clock: FakeClock = createClock();
  wanted: ReadonlySet<string> = new Set();
  readonly sources = new Map<string, Source>();
  /** Each route that was told of each member, one after the other. */
  readonly routes = new Map<string, (Route | undefined)[]>();
  readonly detours: Detours = createDetours({
    ...{ self: "ada", clock: this.clock },
    onWanted: (ids) => {
      this.wanted = ids;
    },
    onSource: (id, source) => this.sources.set(id, source),
    onRoute: (id, route) => this.routes.set(id, [...(this.routes.get(id) ?? []), route]),
  });

  constructor(...others: readonly string[]) {
    this.detours.setRoster(["ada", ...others], new Set());
  }

  route(id: string): Route | undefined {
    return this.routes.get(id)?.at(-1);
  }

  go(...links: readonly LinkState[]): void {
    for (const link of links) this.detours.setLink("bo", link);
  }
}

function inCall(): Side {
  const side = new Side("bo");
  side.go("connecting", "direct");
  return side;
}

function relayed(): Side {
  const side = new Side("bo");
  side.go("connecting");
  side.clock.turn(firstMs);
  side.detours.setRelay("bo", "live");
  return side;
}

describe("somebody who was never met", () => {
  test("is asked of the relay after a while, and shown from it once they come by it", () => {
    const side = new Side("bo");
    side.go("connecting");
    side.clock.turn(firstMs - 1);
    expect(side.wanted).toEqual(new Set());
    side.clock.turn(1);
    expect(side.wanted).toEqual(new Set(["bo"]));
    side.detours.setRelay("bo", "asking");
    expect([side.sources.get("bo"), side.route("bo")]).toEqual([undefined, "connecting"]);
    side.detours.setRelay("bo", "live");
    expect([side.sources.get("bo"), side.route("bo")]).toEqual(["relay", "relayed"]);
  });

  test("is waited for as long as the handshake goes on", () => {
    const side = new Side("bo");
    side.go("answering");
    for (let step = 0; step < 5; step++) {
      side.clock.turn(firstMs - 1);
      side.detours.noteProgress("bo");
    }
    expect(side.wanted).toEqual(new Set());
    side.clock.turn(firstMs);
    expect(side.wanted).toEqual(new Set(["bo"]));
  });

  test("is not asked of the relay where the call comes about in time", () => {
    const side = inCall();
    side.clock.turn(100 * secondMs);
    expect(side.wanted).toEqual(new Set());
    expect(side.routes.get("bo")).toEqual(["connecting", "direct"]);
  });

  test("is said to be lost where they come by no way, and found when they do", () => {
    const side = new Side("bo");
    side.go("connecting");
    side.clock.turn(firstMs + 10 * secondMs);
    expect(side.route("bo")).toBe("lost");
    side.detours.setRelay("bo", "live");
    expect(side.route("bo")).toBe("relayed");
  });

  test("stays relayed while calls are tried and come to nothing", () => {
    const side = relayed();
    side.go("lost", "connecting", "lost", "connecting", "answering");
    side.clock.turn(60 * secondMs);
    expect(side.routes.get("bo")).toEqual(["connecting", "relayed"]);
    expect(side.sources.get("bo")).toBe("relay");
  });
});

describe("a call that breaks", () => {
  test("has its time to be mended, and no relay is asked where it is", () => {
    const side = inCall();
    side.go("mending");
    side.clock.turn(breakMs - 1);
    side.go("direct");
    side.clock.turn(60 * secondMs);
    expect(side.wanted).toEqual(new Set());
    expect(side.routes.get("bo")).toEqual(["connecting", "direct", "mending", "direct"]);
  });

  test("is gone round where it isn't, however its state changes meanwhile", () => {
    const side = inCall();
    side.go("mending");
    side.clock.turn(breakMs / 2);
    side.go("lost", "connecting");
    side.clock.turn(breakMs / 2);
    expect(side.wanted).toEqual(new Set(["bo"]));
    side.detours.noteProgress("bo");
    side.detours.setRelay("bo", "live");
    expect(side.route("bo")).toBe("relayed");
  });
});

describe("the way back", () => {
  test("is taken when the call has stood for a while: the relay goes on until then", () => {
    const side = relayed();
    side.go("direct");
    side.clock.turn(settleMs - 1);
    expect([side.route("bo"), side.sources.get("bo")]).toEqual(["relayed", "relay"]);
    expect(side.wanted).toEqual(new Set(["bo"]));
    side.clock.turn(1);
    expect([side.route("bo"), side.sources.get("bo")]).toEqual(["direct", "call"]);
    expect(side.wanted).toEqual(new Set());
  });

  test("is not taken while the call brings what was said before", () => {
    const side = relayed();
    side.go("direct");
    side.detours.setFresh("bo", true);
    side.clock.turn(settleMs - 1);
    side.detours.setFresh("bo", false);
    side.clock.turn(3 * settleMs);
    expect([side.route("bo"), side.sources.get("bo")]).toEqual(["relayed", "relay"]);
    side.detours.setFresh("bo", true);
    side.clock.turn(settleMs - 1);
    expect(side.sources.get("bo")).toBe("relay");
    side.clock.turn(1);
    expect([side.route("bo"), side.sources.get("bo")]).toEqual(["direct", "call"]);
  });

  test("is taken after a while all the same, and nothing of that is left for the next time", () => {
    const side = relayed();
    side.go("direct");
    side.detours.setFresh("bo", false);
    side.clock.turn(longestReturnMs - 1);
    expect(side.sources.get("bo")).toBe("relay");
    side.clock.turn(1);
    expect(side.sources.get("bo")).toBe("call");
    side.go("mending");
    side.clock.turn(breakMs);
    expect(side.sources.get("bo")).toBe("relay");
    side.go("direct");
    side.clock.turn(settleMs);
    expect(side.sources.get("bo")).toBe("call");
  });

  test("is not taken by a call that falls again at once, and nothing is lost by it", () => {
    const side = relayed();
    side.go("direct");
    side.clock.turn(settleMs / 2);
    side.go("mending");
    side.clock.turn(10 * settleMs);
    expect([side.route("bo"), side.sources.get("bo")]).toEqual(["relayed", "relay"]);
    expect(side.routes.get("bo")).toEqual(["connecting", "relayed"]);
  });
});

describe("whoever is out of the server's reach", () => {
  test("is not asked of the relay, and has the whole time again once they are back", () => {
    const side = inCall();
    side.go("mending");
    side.clock.turn(breakMs - 1);
    side.detours.setReached(false);
    side.clock.turn(60 * secondMs);
    expect(side.wanted).toEqual(new Set());
    side.detours.setReached(true);
    side.clock.turn(breakMs - 1);
    expect(side.wanted).toEqual(new Set());
    side.clock.turn(1);
    expect(side.wanted).toEqual(new Set(["bo"]));
  });

  test("is told of each other member alone", () => {
    const side = new Side("bo", "cy");
    side.detours.setRoster(["ada", "bo", "cy"], new Set(["cy"]));
    side.clock.turn(60 * secondMs);
    expect(side.wanted).toEqual(new Set(["bo"]));
  });

  test("keeps the last of what was relayed on the screen, and is said to be mended", () => {
    const side = relayed();
    side.detours.setRelay("bo", "silent");
    expect([side.route("bo"), side.sources.get("bo")]).toEqual(["mending", "relay"]);
  });
});

test("nobody is asked of the relay with whom somebody else is in between", () => {
  const side = relayed();
  side.go("intercepted");
  expect(side.wanted).toEqual(new Set());
  expect([side.route("bo"), side.sources.get("bo")]).toEqual(["intercepted", "call"]);
  side.clock.turn(60 * secondMs);
  expect(side.wanted).toEqual(new Set());
});

test("whoever goes is wanted no longer, and begins anew when they come again", () => {
  const side = relayed();
  side.detours.setRoster(["ada"], new Set());
  expect(side.wanted).toEqual(new Set());
  expect(side.route("bo")).toBeUndefined();
  side.detours.setRoster(["ada", "bo"], new Set());
  expect(side.route("bo")).toBe("connecting");
  side.clock.turn(firstMs - 1);
  expect(side.wanted).toEqual(new Set());
});

test("nobody is waited for who isn't in the room oneself", () => {
  const side = new Side();
  side.detours.setRoster(["bo", "cy"], new Set());
  side.clock.turn(60 * secondMs);
  expect(side.wanted).toEqual(new Set());
  expect(side.clock.waiting()).toBe(0);
});
