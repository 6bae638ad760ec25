import { describe, expect, test } from "@jest/globals";
import type { CallEvents } from "../../client/media/ports.ts";
import { Meeting } from "../fakes/meeting.ts";
import { delays, fingerprintOf } from "../fakes/network.ts";
import { FakeStream, FakeTrack } from "../fakes/tracks.ts";

const callMs = delays.ring + delays.connect;
/** When an engine gives up a first call that doesn't come about. */
const patienceMs = 15_000;
/** More than it ever waits for a call, and then before it tries again. */
const longestMs = 70_000;
const secondMs = 1_000;

/** A meeting of these members in which all calls are connected. */
function inCalls(...names: readonly string[]): Meeting {
  const meeting = new Meeting(...names);
  meeting.tellAll(...names);
  meeting.clock.turn(callMs);
  return meeting;
}

describe("when all is well", () => {
  test("the earlier member dials, and both are connected, with a stream each", () => {
    const meeting = inCalls("ada", "bo");
    expect(meeting.network.dialled).toEqual(["ada-bo"]);
    expect(meeting.network.connected()).toEqual(["ada-bo"]);
    expect(meeting.of("ada").links.get("bo")).toBe("direct");
    expect(meeting.of("bo").links.get("ada")).toBe("direct");
    expect(meeting.of("ada").streams.has("bo")).toBe(true);
    expect(meeting.of("bo").streams.has("ada")).toBe(true);
  });

  test("a newcomer is dialled by everybody, and no other call is touched", () => {
    const meeting = inCalls("ada", "bo");
    const before = meeting.of("ada").streams.get("bo");
    meeting.add("cy");
    meeting.tellAll("ada", "bo", "cy");
    meeting.clock.turn(callMs);
    expect(meeting.network.dialled).toEqual(["ada-bo", "ada-cy", "bo-cy"]);
    expect(meeting.network.connected()).toEqual(["ada-bo", "ada-cy", "bo-cy"]);
    expect(meeting.of("ada").streams.get("bo")).toBe(before);
  });

  test("a link is said to be connecting until it is connected", () => {
    const meeting = new Meeting("ada", "bo");
    meeting.tellAll("ada", "bo");
    meeting.clock.turn(delays.ring);
    expect(meeting.of("ada").links.get("bo")).toBe("connecting");
    expect(meeting.of("bo").links.get("ada")).toBe("answering");
  });

  test("they are said to be meeting until each call has come about once", () => {
    const meeting = new Meeting("ada", "bo");
    meeting.tellAll("ada");
    meeting.tellAll("ada", "bo");
    expect(meeting.of("ada").meeting).toEqual([false, true]);
    expect(meeting.of("bo").meeting.at(-1)).toBe(true);
    meeting.clock.turn(callMs);
    expect(meeting.of("ada").meeting).toEqual([false, true, false]);
    expect(meeting.of("bo").meeting.at(-1)).toBe(false);
    meeting.network.cut("ada", "bo");
    meeting.clock.turn(longestMs);
    expect(meeting.of("ada").meeting).toEqual([false, true, false]);
  });

  test("the same roster again is nothing new", () => {
    const meeting = inCalls("ada", "bo", "cy");
    meeting.tellAll("ada", "bo", "cy");
    meeting.clock.turn(patienceMs);
    expect(meeting.network.dialled).toEqual(["ada-bo", "ada-cy", "bo-cy"]);
  });

  test("nothing is due any more once everybody is connected", () => {
    const meeting = inCalls("ada", "bo");
    meeting.clock.turn(patienceMs);
    expect(meeting.clock.waiting()).toBe(0);
  });
});

describe("who is in the room", () => {
  test("somebody who is gone is hung up on, and their stream is gone with them", () => {
    const meeting = inCalls("ada", "bo", "cy");
    meeting.of("ada").engine.setRoster(["ada", "cy"]);
    meeting.of("cy").engine.setRoster(["ada", "cy"]);
    expect(meeting.network.connected()).toEqual(["ada-cy"]);
    for (const name of ["ada", "cy"]) {
      expect(meeting.of(name).links.has("bo")).toBe(false);
      expect(meeting.of(name).streams.has("bo")).toBe(false);
    }
  });

  test("a call that rings before its caller is known is answered once they are", () => {
    const meeting = new Meeting("ada", "bo");
    meeting.of("ada").engine.setRoster(["ada", "bo"]);
    meeting.clock.turn(delays.ring);
    expect(meeting.of("bo").links.size).toBe(0);
    meeting.of("bo").engine.setRoster(["ada", "bo"]);
    meeting.clock.turn(delays.connect);
    expect(meeting.network.connected()).toEqual(["ada-bo"]);
  });

  test("a stranger's call is not answered", () => {
    const meeting = new Meeting("eve", "bo");
    meeting.of("eve").engine.setRoster(["eve", "bo"]);
    meeting.of("bo").engine.setRoster(["ada", "bo"]);
    meeting.clock.turn(patienceMs);
    expect(meeting.network.connected()).toEqual([]);
    expect(meeting.of("bo").links.has("eve")).toBe(false);
  });

  test("who comes back after leaving is called anew", () => {
    const meeting = inCalls("ada", "bo");
    meeting.tellAll("ada");
    meeting.clock.turn(secondMs);
    meeting.tellAll("ada", "bo");
    meeting.clock.turn(callMs);
    expect(meeting.network.dialled).toEqual(["ada-bo", "ada-bo"]);
    expect(meeting.network.connected()).toEqual(["ada-bo"]);
  });
});

describe("a call that fails", () => {
  test("is dialled again at once by the earlier, and by the earlier alone", () => {
    const meeting = inCalls("ada", "bo");
    meeting.network.cut("ada", "bo");
    expect(meeting.of("ada").links.get("bo")).toBe("lost");
    expect(meeting.of("bo").links.get("ada")).toBe("lost");
    meeting.clock.turn(secondMs);
    expect(meeting.network.dialled).toEqual(["ada-bo", "ada-bo"]);
    expect(meeting.network.connected()).toEqual(["ada-bo"]);
    expect(meeting.of("bo").links.get("ada")).toBe("direct");
  });

  test("takes its stream with it, so that no frozen picture stays", () => {
    const meeting = inCalls("ada", "bo");
    meeting.network.cut("ada", "bo");
    expect(meeting.of("ada").streams.has("bo")).toBe(false);
    expect(meeting.of("bo").streams.has("ada")).toBe(false);
  });

  test.each(["ada", "bo"])("only at %s's end is mended as well", (name) => {
    const meeting = inCalls("ada", "bo");
    meeting.network.cutAt(name, name === "ada" ? "bo" : "ada");
    meeting.clock.turn(secondMs);
    expect(meeting.network.connected()).toEqual(["ada-bo"]);
    expect(meeting.of("ada").streams.has("bo")).toBe(true);
    expect(meeting.of("bo").streams.has("ada")).toBe(true);
  });

  test("touches no other call", () => {
    const meeting = inCalls("ada", "bo", "cy");
    const kept = meeting.of("cy").streams.get("ada");
    meeting.network.cut("ada", "bo");
    meeting.clock.turn(secondMs);
    expect(meeting.of("cy").streams.get("ada")).toBe(kept);
  });

  test("again and again is tried ever more seldom, and never given up", () => {
    const meeting = new Meeting("ada", "bo");
    meeting.network.blocksMedia = true;
    meeting.tellAll("ada", "bo");
    meeting.clock.turn(10 * 60 * secondMs);
    const tries = meeting.network.dialled.length;
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(60);
    meeting.network.blocksMedia = false;
    meeting.clock.turn(longestMs + callMs);
    expect(meeting.network.connected()).toEqual(["ada-bo"]);
  });

  test("is given up when nobody answers, and dialled again", () => {
    const meeting = new Meeting("ada", "bo");
    meeting.network.losesRings = true;
    meeting.tellAll("ada", "bo");
    meeting.clock.turn(patienceMs);
    expect(meeting.of("ada").links.get("bo")).toBe("lost");
    meeting.network.losesRings = false;
    meeting.clock.turn(secondMs);
    expect(meeting.network.connected()).toEqual(["ada-bo"]);
  });

  test("is not given up while its handshake goes on, however slowly", () => {
    const meeting = new Meeting("ada", "bo");
    meeting.network.stepMs = patienceMs - secondMs;
    meeting.tellAll("ada", "bo");
    meeting.clock.turn(10 * patienceMs);
    expect(meeting.network.dialled).toEqual(["ada-bo"]);
    expect(meeting.network.connected()).toEqual(["ada-bo"]);
  });

  test("is never given up by whoever answered it", () => {
    const meeting = new Meeting("ada", "bo");
    meeting.network.blocksMedia = true;
    meeting.tellAll("ada", "bo");
    meeting.clock.turn(delays.ring);
    meeting.network.setSignalling("ada", false);
    meeting.clock.turn(10 * patienceMs);
    expect(meeting.of("ada").links.get("bo")).toBe("lost");
    expect(meeting.of("bo").links.get("ada")).toBe("answering");
  });

  test("is not dialled again once the other is gone", () => {
    const meeting = inCalls("ada", "bo");
    meeting.network.cut("ada", "bo");
    meeting.tellAll("ada");
    meeting.clock.turn(patienceMs);
    expect(meeting.network.dialled).toEqual(["ada-bo"]);
    expect(meeting.of("ada").links.size).toBe(0);
  });
});

describe("a call that breaks while the server is there", () => {
  const foundMs = delays.silence;
  const mendedMs = 2 * (delays.gather + delays.mail) + delays.mend;
  const names = ["ada", "bo", "cy"] as const;
  const tolds = (meeting: Meeting) => [...new Set(meeting.network.mailed)];

  test("is found by both, and mended, while the picture stays and nobody is called", () => {
    const meeting = inCalls(...names);
    const kept = meeting.of("ada").streams.get("bo");
    meeting.network.breakWay("ada", "bo");
    meeting.clock.turn(foundMs);
    expect(meeting.of("ada").links.get("bo")).toBe("mending");
    expect(meeting.of("bo").links.get("ada")).toBe("mending");
    meeting.clock.turn(mendedMs);
    expect(meeting.of("ada").links.get("bo")).toBe("direct");
    expect(meeting.of("bo").links.get("ada")).toBe("direct");
    expect(meeting.of("ada").streams.get("bo")).toBe(kept);
    expect(meeting.of("ada").fingerprints.has("bo")).toBe(true);
    expect(meeting.network.dialled).toHaveLength(3);
    expect(meeting.network.alive()).toEqual(["ada-bo", "ada-cy", "bo-cy"]);
    meeting.clock.turn(longestMs);
    expect(meeting.clock.waiting()).toBe(0);
  });

  test("is told to those two alone", () => {
    const meeting = inCalls(...names);
    meeting.network.breakWay("ada", "bo");
    meeting.clock.turn(longestMs);
    expect(tolds(meeting).every((told) => /^(ada-bo|bo-ada) /.test(told))).toBe(true);
    expect([...new Set(meeting.network.broke)].sort()).toEqual(["ada-bo", "bo-ada"]);
    expect(meeting.of("cy").links.get("ada")).toBe("direct");
  });

  test.each(["ada", "bo"])("is mended where only %s notices, by the offers of whoever dialled", (name) => {
    const meeting = inCalls("ada", "bo");
    meeting.network.breakWay("ada", "bo", [name]);
    meeting.clock.turn(foundMs + mendedMs + delays.mail);
    expect(meeting.network.alive()).toEqual(["ada-bo"]);
    expect(meeting.of("ada").links.get("bo")).toBe("direct");
    expect(meeting.of("bo").links.get("ada")).toBe("direct");
    expect(tolds(meeting)).toEqual([
      ...(name === "bo" ? ["bo-ada please"] : []),
      "ada-bo offer",
      "bo-ada answer",
    ]);
  });

  test("is dialled anew where that doesn't mend it, by the earlier, once", () => {
    const meeting = inCalls("ada", "bo");
    meeting.network.mailMs = [[]];
    meeting.network.breakWay("ada", "bo");
    meeting.clock.turn(foundMs + patienceMs);
    expect(meeting.of("ada").links.get("bo")).toBe("lost");
    expect(meeting.of("ada").streams.has("bo")).toBe(false);
    meeting.clock.turn(secondMs);
    expect(meeting.network.dialled).toEqual(["ada-bo", "ada-bo"]);
    expect(meeting.network.alive()).toEqual(["ada-bo"]);
    expect(meeting.of("bo").links.get("ada")).toBe("direct");
  });

  test("is tried no oftener than the server can bear", () => {
    const meeting = inCalls("ada", "bo");
    meeting.network.block("ada", "bo", true);
    meeting.clock.turn(foundMs + patienceMs);
    expect(meeting.network.mailed.filter((told) => told.startsWith("ada"))).toHaveLength(5);
  });

  test("is well again by itself where the network was away for a moment", () => {
    const meeting = inCalls("ada", "bo");
    meeting.network.block("ada", "bo", true);
    meeting.clock.turn(2 * secondMs);
    meeting.network.block("ada", "bo", false);
    meeting.clock.turn(longestMs);
    expect(meeting.network.broke).toEqual([]);
    expect(meeting.network.dialled).toEqual(["ada-bo"]);
  });

  test("is hung up on at once with whoever leaves, and with whoever is found to be in between", () => {
    for (const end of [
      (meeting: Meeting) => meeting.tellAll("ada"),
      (meeting: Meeting) => meeting.of("ada").engine.distrust("bo"),
    ]) {
      const meeting = inCalls("ada", "bo");
      meeting.network.breakWay("ada", "bo");
      meeting.clock.turn(foundMs);
      end(meeting);
      expect(meeting.of("ada").streams.size).toBe(0);
      expect(meeting.network.connected()).toEqual([]);
      const told = meeting.network.mailed.length;
      meeting.of("ada").engine.hearMending("bo", { type: "please" });
      meeting.clock.turn(longestMs);
      expect(meeting.network.mailed.slice(told).filter((one) => one.startsWith("ada"))).toEqual([]);
    }
  });

  test("is answered anew where its caller starts anew", () => {
    const meeting = inCalls("ada", "bo");
    meeting.network.block("ada", "bo", true);
    meeting.clock.turn(foundMs);
    meeting.network.block("ada", "bo", false);
    meeting.add("ada");
    meeting.tellAll("ada", "bo");
    meeting.clock.turn(callMs);
    expect(meeting.of("bo").links.get("ada")).toBe("direct");
    expect(meeting.network.alive()).toEqual(["ada-bo"]);
  });
});

describe("a member whose network goes away", () => {
  const names = ["ada", "bo", "cy"] as const;
  const noticedMs = 10 * secondMs;

  /** Nothing of that member's goes anywhere, which the server notices in its time. */
  function goAway(meeting: Meeting, name: string, forMs: number): void {
    const others = names.filter((other) => other !== name);
    for (const other of others) meeting.network.block(name, other, true);
    meeting.network.mailMs = [[]];
    meeting.clock.turn(Math.min(forMs, noticedMs));
    if (forMs <= noticedMs) return;
    meeting.setReached(name, false, ...names);
    meeting.clock.turn(forMs - noticedMs);
  }

  function comeBack(meeting: Meeting, name: string): void {
    meeting.network.mailMs = [[delays.mail]];
    meeting.network.unblock();
    meeting.setReached(name, true, ...names);
  }

  test.each([
    ...names.map((name) => [name, 20] as const),
    ...names.map((name) => [name, 90] as const),
    ["bo", 3_600] as const,
  ])("has everybody back over the same calls: %s, after %i seconds", (name, seconds) => {
    const meeting = inCalls(...names);
    goAway(meeting, name, seconds * secondMs);
    for (const other of names) expect(meeting.of(other).streams.size).toBe(2);
    // Its address is another, too.
    for (const other of names) meeting.network.breakWay(name, other);
    comeBack(meeting, name);
    meeting.clock.turn(secondMs);
    expect(meeting.network.alive()).toEqual(["ada-bo", "ada-cy", "bo-cy"]);
    expect(meeting.network.dialled).toHaveLength(3);
    for (const one of names) for (const [, link] of meeting.of(one).links) expect(link).toBe("direct");
  });

  test("has them back within eight seconds where nobody noticed but the calls", () => {
    for (const name of names) {
      const meeting = inCalls(...names);
      goAway(meeting, name, noticedMs);
      for (const other of names) meeting.network.breakWay(name, other);
      meeting.network.mailMs = [[delays.mail]];
      meeting.network.unblock();
      meeting.clock.turn(8 * secondMs);
      expect(meeting.network.alive()).toEqual(["ada-bo", "ada-cy", "bo-cy"]);
      expect(meeting.network.dialled).toHaveLength(3);
    }
  });

  test("is tried by nobody meanwhile, and nothing is due", () => {
    const meeting = inCalls(...names);
    goAway(meeting, "bo", noticedMs + secondMs);
    const { length } = meeting.network.mailed;
    meeting.clock.turn(longestMs);
    expect(meeting.network.mailed).toHaveLength(length);
    expect(meeting.clock.waiting()).toBe(0);
  });

  test("is not called by whoever comes meanwhile, but when they are back", () => {
    const meeting = inCalls("bo", "cy");
    meeting.add("ada");
    meeting.setReached("cy", false, "ada", "bo", "cy");
    meeting.clock.turn(longestMs);
    expect(meeting.network.dialled).toEqual(["bo-cy", "ada-bo"]);
    expect(meeting.of("ada").meeting.at(-1)).toBe(false);
    meeting.setReached("cy", true, "ada", "bo", "cy");
    meeting.clock.turn(callMs);
    expect(meeting.network.dialled).toEqual(["bo-cy", "ada-bo", "ada-cy"]);
  });

  test("keeps the calls that go on without the server", () => {
    const meeting = inCalls(...names);
    meeting.setReached("bo", false, ...names);
    meeting.clock.turn(longestMs);
    expect(meeting.network.alive()).toEqual(["ada-bo", "ada-cy", "bo-cy"]);
    meeting.setReached("bo", true, ...names);
    meeting.clock.turn(longestMs);
    expect(meeting.network.dialled).toHaveLength(3);
    expect(meeting.network.mailed).toEqual([]);
  });

  test("is tried at once when the browser finds a network, whatever the server has noticed", () => {
    const meeting = inCalls(...names);
    goAway(meeting, "bo", 8 * secondMs);
    for (const other of names) meeting.network.breakWay("bo", other);
    meeting.network.mailMs = [[delays.mail]];
    meeting.network.unblock();
    const { length } = meeting.network.mailed;
    meeting.of("bo").engine.retry();
    expect(meeting.network.mailed.slice(length)).toContain("bo-ada please");
  });
});

describe("a call that has been replaced or hung up on", () => {
  test("is closed when its caller starts anew, as after a reload", () => {
    const meeting = inCalls("ada", "bo");
    meeting.add("ada");
    meeting.tellAll("ada", "bo");
    meeting.clock.turn(callMs);
    expect(meeting.network.connected()).toEqual(["ada-bo"]);
    expect(meeting.of("bo").links.get("ada")).toBe("direct");
  });

  test("is not listened to any more, whatever it still tells", () => {
    const heard: CallEvents[] = [];
    const meeting = new Meeting();
    const { engine, links, streams } = meeting.addWithoutPhone("ada");
    engine.connect({
      fingerprints: [],
      dial: (_to, _outgoing, events) => {
        heard.push(events);
        return {
          ...{ send: () => {}, limit: () => {}, close: () => {} },
          ...{ mend: () => {}, hear: () => {}, measure: async () => undefined },
          ...{ loudness: () => 0, ownLoudness: async () => undefined },
        };
      },
      supply: () => {},
      renew: () => {},
      close: () => {},
    });
    engine.setRoster(["ada", "bo"]);
    engine.setRoster(["ada"]);
    engine.setRoster(["ada", "bo"]);
    heard[0]?.onStream(new FakeStream());
    heard[0]?.onConnected([]);
    expect(heard).toHaveLength(2);
    expect(links.get("bo")).toBe("connecting");
    expect(streams.size).toBe(0);
    heard[1]?.onConnected([]);
    heard[0]?.onFailed();
    expect(links.get("bo")).toBe("direct");
  });
});

describe("a call that somebody stands between", () => {
  /** Somebody stands between ada and bo, which these of them notice, and cy is there as well. */
  function intercepted(...noticing: readonly string[]): Meeting {
    const meeting = new Meeting("ada", "bo", "cy");
    meeting.network.intercept("ada", "bo", noticing);
    meeting.tellAll("ada", "bo", "cy");
    meeting.clock.turn(callMs);
    return meeting;
  }

  const linkOf = (meeting: Meeting, from: string, to: string) => meeting.of(from).links.get(to);

  test("is over for good on both sides, and disturbs no other", () => {
    const meeting = intercepted("ada", "bo");
    meeting.network.relent();
    meeting.clock.turn(longestMs);
    expect(linkOf(meeting, "ada", "bo")).toBe("intercepted");
    expect(linkOf(meeting, "bo", "ada")).toBe("intercepted");
    expect(meeting.of("ada").streams.has("bo")).toBe(false);
    expect(meeting.network.dialled).toEqual(["ada-bo", "ada-cy", "bo-cy"]);
    expect(meeting.network.connected()).toEqual(["ada-cy", "bo-cy"]);
    expect(meeting.clock.waiting()).toBe(0);
  });

  test("is not tried again by what has all else tried again", () => {
    const meeting = intercepted("ada", "bo");
    for (const name of ["ada", "bo"]) meeting.of(name).engine.retry();
    meeting.tellAll("ada", "bo", "cy");
    meeting.network.cut("ada", "cy");
    meeting.clock.turn(longestMs);
    expect(meeting.network.dialled).toEqual(["ada-bo", "ada-cy", "bo-cy", "ada-cy"]);
  });

  test("is not answered any more, however often it rings", () => {
    const meeting = intercepted("bo");
    meeting.network.relent();
    meeting.clock.turn(10 * longestMs);
    expect(meeting.network.dialled.filter((call) => call === "ada-bo").length).toBeGreaterThan(5);
    expect(linkOf(meeting, "bo", "ada")).toBe("intercepted");
    expect(meeting.network.connected()).toEqual(["ada-cy", "bo-cy"]);
  });

  test("is over for good on both sides once the one who noticed has told the other", () => {
    for (const [notices, told] of [
      ["ada", "bo"],
      ["bo", "ada"],
    ] as const) {
      const meeting = intercepted(notices);
      meeting.of(told).engine.distrust(notices);
      meeting.network.relent();
      meeting.clock.turn(longestMs);
      expect(linkOf(meeting, told, notices)).toBe("intercepted");
      expect(meeting.network.dialled).toEqual(["ada-bo", "ada-cy", "bo-cy"]);
    }
  });

  test("is ended even where it was connected", () => {
    const meeting = inCalls("ada", "bo", "cy");
    meeting.of("bo").engine.distrust("ada");
    expect(meeting.of("bo").streams.has("ada")).toBe(false);
    expect(meeting.of("bo").fingerprints.has("ada")).toBe(false);
    expect(meeting.network.connected()).toEqual(["ada-cy", "bo-cy"]);
    meeting.clock.turn(longestMs);
    expect(meeting.network.connected()).toEqual(["ada-cy", "bo-cy"]);
  });

  test("is known before it is ever dialled, where the other side knew first", () => {
    const meeting = new Meeting("bo");
    const { engine, links } = meeting.addWithoutPhone("ada");
    engine.setRoster(["bo", "ada"]);
    engine.distrust("bo");
    expect(links.get("bo")).toBe("intercepted");
    meeting.connect("ada");
    meeting.of("bo").engine.setRoster(["bo", "ada"]);
    meeting.clock.turn(secondMs);
    expect(meeting.network.dialled).toEqual(["bo-ada"]);
    expect(links.get("bo")).toBe("intercepted");
  });

  test("is none where it is said of a stranger, or of oneself", () => {
    const meeting = inCalls("ada", "bo");
    meeting.of("ada").engine.distrust("eve");
    meeting.of("ada").engine.distrust("ada");
    expect([...meeting.of("ada").links]).toEqual([["bo", "direct"]]);
  });

  test("is no longer a first call that is yet to come about", () => {
    const meeting = new Meeting("ada", "bo");
    meeting.network.intercept("ada", "bo");
    meeting.tellAll("ada", "bo");
    expect(meeting.of("ada").meeting.at(-1)).toBe(true);
    meeting.clock.turn(callMs);
    expect(meeting.of("ada").meeting.at(-1)).toBe(false);
    expect(meeting.of("bo").meeting.at(-1)).toBe(false);
  });

  test("is forgotten with whoever left, and who comes under the same name is called anew", () => {
    const meeting = intercepted("ada", "bo");
    meeting.network.relent();
    meeting.tellAll("ada", "cy");
    expect(meeting.of("ada").links.has("bo")).toBe(false);
    meeting.clock.turn(secondMs);
    meeting.add("bo");
    meeting.tellAll("ada", "cy", "bo");
    meeting.clock.turn(callMs);
    expect(linkOf(meeting, "ada", "bo")).toBe("direct");
    expect(linkOf(meeting, "bo", "ada")).toBe("direct");
  });
});

describe("the other side's fingerprints", () => {
  test("are told once a call is connected, until it is over", () => {
    const meeting = new Meeting("ada", "bo");
    meeting.tellAll("ada", "bo");
    const { fingerprints } = meeting.of("ada");
    meeting.clock.turn(delays.ring);
    expect(fingerprints.size).toBe(0);
    meeting.clock.turn(delays.connect);
    expect(fingerprints.get("bo")).toEqual([fingerprintOf("bo")]);
    expect(meeting.of("bo").fingerprints.get("ada")).toEqual([fingerprintOf("ada")]);
    meeting.network.cut("ada", "bo");
    expect(fingerprints.size).toBe(0);
    meeting.clock.turn(secondMs);
    expect(fingerprints.size).toBe(1);
    meeting.tellAll("ada");
    expect(fingerprints.size).toBe(0);
  });

  test("are not those of a call that its caller has started anew", () => {
    const meeting = inCalls("ada", "bo");
    meeting.add("ada");
    meeting.tellAll("ada", "bo");
    meeting.clock.turn(delays.ring);
    expect(meeting.of("bo").fingerprints.size).toBe(0);
  });
});

describe("while signalling is away", () => {
  test("the calls go on", () => {
    const meeting = inCalls("ada", "bo");
    meeting.network.setSignalling("ada", false);
    meeting.network.setSignalling("bo", false);
    meeting.clock.turn(patienceMs);
    expect(meeting.network.connected()).toEqual(["ada-bo"]);
    expect(meeting.of("ada").streams.has("bo")).toBe(true);
  });

  test("whoever comes is dialled as soon as it is back, however long that took", () => {
    const meeting = inCalls("ada", "bo");
    meeting.network.setSignalling("ada", false);
    meeting.add("cy");
    meeting.tellAll("ada", "bo", "cy");
    meeting.clock.turn(60 * secondMs);
    expect(meeting.network.connected()).toEqual(["ada-bo", "bo-cy"]);
    meeting.network.setSignalling("ada", true);
    meeting.clock.turn(callMs);
    expect(meeting.network.connected()).toEqual(["ada-bo", "bo-cy", "ada-cy"]);
  });

  test("a roster that came before there was a telephone is dialled as soon as there is one", () => {
    const meeting = new Meeting("bo");
    meeting.addWithoutPhone("ada");
    meeting.tellAll("ada", "bo");
    meeting.clock.turn(60 * secondMs);
    meeting.connect("ada");
    meeting.clock.turn(callMs);
    expect(meeting.network.connected()).toEqual(["ada-bo"]);
  });
});

describe("what a member sends", () => {
  const voice = new FakeTrack("microphone");
  const face = new FakeTrack("camera");

  test("goes into the calls there are", () => {
    const meeting = inCalls("ada", "bo", "cy");
    meeting.of("ada").engine.send("camera", face);
    expect(meeting.network.reaches("ada", "bo", "camera")).toBe(face);
    expect(meeting.network.reaches("ada", "cy", "camera")).toBe(face);
    expect(meeting.network.reaches("bo", "ada", "camera")).toBeUndefined();
  });

  test("goes into the calls to come, dialled and answered alike", () => {
    const meeting = new Meeting("ada", "bo", "cy");
    meeting.of("bo").engine.send("microphone", voice);
    meeting.of("bo").engine.send("camera", face);
    meeting.tellAll("ada", "bo", "cy");
    meeting.clock.turn(callMs);
    for (const other of ["ada", "cy"]) {
      expect(meeting.network.reaches("bo", other, "microphone")).toBe(voice);
      expect(meeting.network.reaches("bo", other, "camera")).toBe(face);
    }
  });

  test("goes into a call that is dialled again, as it is by then", () => {
    const meeting = inCalls("ada", "bo");
    meeting.of("ada").engine.send("camera", face);
    meeting.of("bo").engine.send("camera", face);
    meeting.network.cut("ada", "bo");
    meeting.of("ada").engine.send("camera", undefined);
    meeting.clock.turn(secondMs);
    expect(meeting.network.reaches("ada", "bo", "camera")).toBeUndefined();
    expect(meeting.network.reaches("bo", "ada", "camera")).toBe(face);
  });

  test("stops when it is taken back", () => {
    const meeting = inCalls("ada", "bo");
    meeting.of("ada").engine.send("camera", face);
    meeting.of("ada").engine.send("camera", undefined);
    expect(meeting.network.reaches("ada", "bo", "camera")).toBeUndefined();
  });
});

describe("how much of the picture a member is sent", () => {
  const small = { height: 120, framesPerSecond: 7, kbps: 60 };
  const large = { height: 360, framesPerSecond: 15, kbps: 450 };

  test("is set in a call that is dialled and in one that is answered", () => {
    const meeting = new Meeting("ada", "bo");
    meeting.of("ada").engine.setRungs(new Map([["bo", small]]));
    meeting.of("bo").engine.setRungs(new Map([["ada", large]]));
    meeting.tellAll("ada", "bo");
    meeting.clock.turn(delays.ring);
    expect(meeting.network.limitsOf("ada", "bo")).toEqual([small]);
    expect(meeting.network.limitsOf("bo", "ada")).toEqual([large]);
  });

  test("is set in the calls there are, and again only where it is another", () => {
    const meeting = inCalls("ada", "bo", "cy");
    const { engine } = meeting.of("ada");
    expect(meeting.network.limitsOf("ada", "bo")).toEqual([]);
    engine.setRungs(
      new Map([
        ["bo", small],
        ["cy", small],
      ]),
    );
    engine.setRungs(
      new Map([
        ["bo", small],
        ["cy", large],
      ]),
    );
    engine.setRungs(
      new Map([
        ["bo", small],
        ["cy", large],
      ]),
    );
    expect(meeting.network.limitsOf("ada", "bo")).toEqual([small]);
    expect(meeting.network.limitsOf("ada", "cy")).toEqual([small, large]);
    expect(meeting.network.limitsOf("bo", "ada")).toEqual([]);
  });

  test.each(["ada", "bo"])("is kept by %s for a call that is dialled again, as it is by then", (sender) => {
    const meeting = inCalls("ada", "bo");
    const receiver = sender === "ada" ? "bo" : "ada";
    const { engine } = meeting.of(sender);
    engine.setRungs(new Map([[receiver, small]]));
    meeting.network.cut("ada", "bo");
    engine.setRungs(new Map([[receiver, large]]));
    meeting.clock.turn(secondMs);
    expect(meeting.network.dialled).toEqual(["ada-bo", "ada-bo"]);
    expect(meeting.network.limitsOf(sender, receiver)).toEqual([large]);
  });

  test("is nobody's who is not named", () => {
    const meeting = new Meeting("ada", "bo", "cy");
    meeting.of("ada").engine.setRungs(new Map([["bo", small]]));
    meeting.tellAll("ada", "bo", "cy");
    meeting.clock.turn(callMs);
    expect(meeting.network.limitsOf("ada", "cy")).toEqual([]);
  });
});

describe("an engine that is closed", () => {
  test("hangs up on everybody, and does nothing more", () => {
    const meeting = inCalls("ada", "bo", "cy");
    meeting.of("ada").engine.close();
    expect(meeting.of("ada").links.size).toBe(0);
    expect(meeting.of("ada").streams.size).toBe(0);
    expect(meeting.network.connected()).toEqual(["bo-cy"]);
    const dialled = meeting.network.dialled.length;
    meeting.clock.turn(patienceMs);
    expect(meeting.network.dialled.slice(dialled).filter((call) => call.startsWith("ada"))).toEqual([]);
  });

  test("leaves no alarm behind, even where it was about to try again", () => {
    const meeting = new Meeting("ada");
    meeting.tellAll("ada", "bo");
    meeting.clock.turn(secondMs);
    meeting.of("ada").engine.close();
    meeting.clock.turn(delays.notice);
    expect(meeting.clock.waiting()).toBe(0);
  });
});
