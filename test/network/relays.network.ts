// Whose network lets no call through is there all the same, by way of the server, and by a call once it does.

import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { pause, until } from "../until.ts";
import { type Crew, gather, type Member } from "./crew.ts";
import { note } from "./figures.ts";
import { expectWithin, gapsOf, timeUntilLive, type Way, waysAmong, waysOf, worst } from "./observation.ts";
import { allowed } from "./ordeal.ts";
import { calm, forbidUdp, worsen } from "./troubles.ts";

/** What is promised: live so long after joining. */
const liveMs = 10_000;
/** What is promised: back on the call so long after there can be one. */
const backMs = 30_000;
/** Long enough to show that it goes on. */
const lastsMs = 5_000;
/** A way of 80 ms there and back, on which one packet of a hundred is lost. */
const poorLine = { delayMs: 40, lostPercent: 1 } as const;

jest.setTimeout(150_000);

let crew: Crew;
let all: readonly Member[] = [];

beforeAll(async () => {
  crew = await gather("Ana", "Bo", "Cy");
});

afterAll(async () => {
  await crew?.close();
});

afterEach(async () => {
  await calm(crew.network);
  await Promise.all(all.map((one) => one.close().catch(() => {})));
  crew.kill("server");
});

async function routesOf(ways: readonly Way[]): Promise<ReadonlySet<string | null>> {
  const routes = ways.map(async ([of, by]) => by.tileOf(of.name).getAttribute("data-link"));
  return new Set(await Promise.all(routes));
}

function becomes(route: string, ways: readonly Way[], withinMs: number): Promise<void> {
  const holds = async () => [...(await routesOf(ways))].join() === route;
  return until(holds, `all of these ways to be ${route}`, withinMs);
}

describe("a member whose network lets no UDP through", () => {
  test("is live by way of the server, and on the call within 30 s of being allowed it, without a gap", async () => {
    await forbidUdp(crew.network, crew.hostOf("Bo"));
    const began = Date.now();
    all = await crew.meet(await crew.serve(), ["Ana", "Bo", "Cy"]);
    const [ana, bo, cy] = all as readonly [Member, Member, Member];
    const [detoured, called] = [waysOf(bo, [ana, cy]), waysOf(ana, [cy])];
    await becomes("relayed", detoured, liveMs);
    const live = await timeUntilLive(waysAmong(all), Date.now() - liveMs);
    expect([...(await routesOf(called))]).toEqual(["direct"]);
    const since = Date.now();
    await pause(lastsMs);
    const relayed = await gapsOf(detoured, since, Date.now());
    note({ what: "no UDP for a member: by way of the server", gap: worst(relayed), told: since - began });
    expectWithin(allowed.gapMs, relayed);
    expect(worst(live)).toBeLessThan(Infinity);

    await calm(crew.network);
    const allowedAt = Date.now();
    await becomes("direct", detoured, backMs);
    const back = Date.now() - allowedAt;
    const settled = await timeUntilLive(waysAmong(all), Date.now());
    const gaps = await gapsOf(detoured, allowedAt, Date.now());
    const others = await gapsOf(called, since, Date.now());
    note({ what: "UDP allowed again: back on the call", gap: worst(gaps), back, others: worst(others) });
    expectWithin(allowed.gapMs, settled);
    expectWithin(allowed.gapMs, gaps);
    expectWithin(allowed.gapMs, others);
  });

  test("goes on over a poor line: 1 % lost, 80 ms there and back", async () => {
    await forbidUdp(crew.network, crew.hostOf("Bo"));
    await worsen(crew.network, crew.hostOf("Bo"), poorLine);
    all = await crew.meet(await crew.serve(), ["Ana", "Bo"]);
    const [ana, bo] = all as readonly [Member, Member, Member];
    const detoured = waysOf(bo, [ana]);
    await becomes("relayed", detoured, liveMs);
    const since = Date.now();
    await pause(lastsMs);
    const gaps = await gapsOf(detoured, since, Date.now());
    note({ what: "the same, 1 % lost and 80 ms there and back", gap: worst(gaps) });
    expectWithin(allowed.gapMs, gaps);
    expectWithin(lastsMs, await timeUntilLive(detoured, since));
  });
});
