import { describe, expect, test } from "@jest/globals";
import type { PathReport } from "../../client/media/ports.ts";
import { advise, type Circumstances, nameWay } from "../../client/view/advice.ts";

const here: Circumstances = { away: false, calls: true, canRelay: true };

function say(report: PathReport, more: Partial<Circumstances> = {}): string | undefined {
  return advise("Bo", report, { ...here, ...more });
}

describe("the way to somebody", () => {
  test.each<[PathReport, string]>([
    [{ route: "direct", by: "direct" }, "Direct"],
    [{ route: "direct", by: "turn" }, "Through a TURN server"],
    [{ route: "relayed", by: "relay" }, "By way of this server"],
    [{ route: "connecting" }, "Connecting"],
    [{ route: "mending", by: "direct" }, "Reconnecting"],
    [{ route: "lost" }, "No connection"],
    [{ route: "lost", problem: "unopened" }, "Sealed with another key"],
    [{ route: "intercepted" }, "Somebody is in between"],
  ])("%j is called %s", (report, name) => {
    expect(nameWay(report)).toBe(name);
  });
});

describe("what to do", () => {
  test("is nothing where all is well, or nothing is known yet", () => {
    expect(say({ route: "direct", by: "direct", lost: 0.01, roundTripMs: 80 })).toBeUndefined();
    expect(say({ route: "direct" })).toBeUndefined();
    expect(say({ route: "connecting" })).toBeUndefined();
  });

  test.each<[string, PathReport, Partial<Circumstances>, RegExp]>([
    ["relayed", { route: "relayed" }, {}, /your network and Bo's.*by way of this server.*nothing you need/i],
    [
      "relayed, at the cap",
      { route: "relayed", problem: "strained" },
      {},
      /as much as it may.*Sound goes on/,
    ],
    [
      "relayed, with another key",
      { route: "relayed", problem: "unopened" },
      {},
      /another key\. Compare the links/,
    ],
    ["lost, with another key", { route: "lost", problem: "unopened" }, {}, /another key\. Compare the links/],
    [
      "lost, without a relay",
      { route: "lost", problem: "no-relay-here" },
      {},
      /Your network and Bo's.*doesn't relay.*another network.*TURN/,
    ],
    [
      "lost, in a browser that can't be relayed",
      { route: "lost" },
      { canRelay: false },
      /^Your network and Bo's.* This browser can't be relayed.* use a current/,
    ],
    [
      "lost, in a browser that can't be relayed, where nobody is",
      { route: "lost", problem: "no-relay-here" },
      { canRelay: false },
      /doesn't relay.*another network/,
    ],
    [
      "lost, in a browser without calls",
      { route: "lost" },
      { calls: false, canRelay: false },
      /^Your browser can't make calls\. This browser can't be relayed.* use a current/,
    ],
    [
      "lost, in a browser without calls, where nobody is relayed",
      { route: "lost", problem: "no-relay-here" },
      { calls: false },
      /^Your browser can't make calls, .*doesn't relay\. Use a current/,
    ],
    ["lost", { route: "lost" }, {}, /from Bo.*goes on being tried.*reload/],
    ["mending", { route: "mending" }, {}, /is being mended.*another network/],
    ["intercepted", { route: "intercepted" }, {}, /in between you and Bo.*another way.*fresh room/],
    ["with much lost", { route: "direct", lost: 0.05 }, {}, /gets lost on the way/],
    ["far away", { route: "direct", roundTripMs: 400 }, {}, /takes long/],
  ])("is said in a sentence, of somebody who is %s", (_what, report, more, words) => {
    expect(say(report, more)).toMatch(words);
  });

  test("is to wait, for whoever is away, whatever else there is", () => {
    for (const route of ["direct", "mending", "lost", "connecting"] as const)
      expect(say({ route, problem: "no-relay-here" }, { away: true })).toMatch(/come back by themselves/);
    expect(say({ route: "intercepted" }, { away: true })).toMatch(/in between/);
  });
});
