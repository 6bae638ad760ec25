// Two who can only meet by a TURN server: there they are let in by what the meeting's server lends them, for as
// long as they are inside, and by nothing else. Nothing else carries them here: the relay is off.

import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { pause } from "../until.ts";
import { type Crew, gather, type Member } from "./crew.ts";
import { note } from "./figures.ts";
import { expectWithin, timeUntilLive, waysAmong, worst } from "./observation.ts";
import { allowed } from "./ordeal.ts";
import { calm, forbidUdp, part } from "./troubles.ts";
import { startTurn, type TurnServer, turnPort } from "./turn-server.ts";

const secret = "what both servers know";
/** The least there may be. */
const lifeSeconds = 20;
const inVainMs = 15_000;
/** Beyond all that a case waits for. */
const testMs = 120_000;

jest.setTimeout(testMs);

let crew: Crew;
let turn: TurnServer | undefined;
let people: readonly Member[] = [];

beforeAll(async () => {
  crew = await gather("Ana", "Bo");
});

afterEach(async () => {
  await calm(crew.network);
  await Promise.all(people.map((one) => one.close().catch(() => {})));
  people = [];
  await turn?.stop();
  crew.kill("server");
});

afterAll(async () => {
  await crew?.close();
});

function serve(more: Readonly<Record<string, string>>) {
  return crew.serve({ RELAY: "off", ...more });
}

function addressOf(transport: "udp" | "tcp"): string {
  return `turn:${crew.hostOf("server").address}:${turnPort}?transport=${transport}`;
}

async function partThem(): Promise<void> {
  await part(crew.network, crew.hostOf("Ana"), crew.hostOf("Bo"));
}

async function forbidUdpToThem(): Promise<void> {
  for (const name of ["Ana", "Bo"]) await forbidUdp(crew.network, crew.hostOf(name));
}

/** By way of what each one's calls go, as `host relay`; and how many calls there have been. */
function waysOfCalls({ page }: Member): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const ways: string[] = [];
    for (const connection of window.probe.connections) {
      if (connection.connectionState !== "connected") continue;
      const reports = [...(await connection.getStats()).values()];
      const find = (id: unknown) => reports.find((report) => report.id === id);
      const pair = find(reports.find(({ type }) => type === "transport")?.selectedCandidatePairId);
      const sides = [find(pair?.localCandidateId), find(pair?.remoteCandidateId)];
      ways.push(sides.map((side) => `${side?.candidateType}`).join(" "));
    }
    return ways;
  });
}

async function expectByTurn(): Promise<void> {
  for (const one of people) {
    const ways = await waysOfCalls(one);
    expect([one.name, ways]).toEqual([one.name, [expect.stringContaining("relay")]]);
  }
}

function countConnections({ page }: Member): Promise<number> {
  return page.evaluate(() => window.probe.connections.length);
}

describe("two whose networks let nothing through between them", () => {
  test.each(["udp", "tcp"] as const)("meet by a TURN server that they reach by %s", async (transport) => {
    turn = await startTurn(crew.hostOf("server"), secret);
    const server = await serve({ TURN_URLS: addressOf(transport), TURN_SECRET: secret });
    if (transport === "tcp") await forbidUdpToThem();
    else await partThem();
    const began = Date.now();
    people = await crew.meet(server, ["Ana", "Bo"]);
    const live = await timeUntilLive(waysAmong(people), began);
    note({
      what: `two who can only meet by TURN over ${transport}: from coming to the lobby`,
      back: worst(live),
    });
    expect(worst(live)).toBeLessThan(Infinity);
    await expectByTurn();
  });

  test("are not let in by what somebody lends who doesn't know its secret", async () => {
    turn = await startTurn(crew.hostOf("server"), secret);
    const server = await serve({ TURN_URLS: addressOf("udp"), TURN_SECRET: "another secret" });
    people = await crew.meet(server, ["Ana", "Bo"]);
    await partThem();
    // With the right one it takes a third of that.
    const seen = await timeUntilLive(waysAmong(people), Date.now(), inVainMs);
    expect(turn.log()).toMatch(/401: Unauthorized/i);
    expect(Object.values(seen)).toEqual([Infinity, Infinity]);
  });
});

describe("a call by TURN", () => {
  test("is mended long after what it was set up with has run out", async () => {
    turn = await startTurn(crew.hostOf("server"), secret);
    const server = await serve({
      ...{ TURN_URLS: addressOf("udp"), TURN_SECRET: secret },
      TURN_TTL_SECONDS: String(lifeSeconds),
    });
    await partThem();
    people = await crew.meet(server, ["Ana", "Bo"]);
    await expectByTurn();
    const before = await Promise.all(people.map(countConnections));
    // That it runs out is what is tried here.
    await pause(1_500 * lifeSeconds);
    await turn.stop();
    turn = await startTurn(crew.hostOf("server"), secret);
    const since = Date.now();
    const back = await timeUntilLive(waysAmong(people), since);
    note({
      what: "the TURN server started anew, with credentials that had run out meanwhile",
      back: worst(back),
    });
    expectWithin(allowed.backMs, back);
    await expectByTurn();
    // By another call it would have been no wonder.
    expect(await Promise.all(people.map(countConnections))).toEqual(before);
  });
});
