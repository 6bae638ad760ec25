// A pair's call breaks while both still reach the server: it is found and mended, and nobody else
// notices.

import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "@jest/globals";
import { pause, until } from "../../until.ts";
import { watchFrames } from "../frames.ts";
import { LossyNetwork } from "../lossy-network.ts";
import type { Person } from "../person.ts";
import { browser, openVenue, people, server, welcome } from "../venue.ts";

/** What is promised: found by then. */
const foundMs = 3_000;
/** What is promised: live again so long after the network is. */
const backMs = 8_000;
/** On a busy machine a picture stands still for so long at times, with nothing the matter. */
const unnoticedMs = 1_500;

openVenue();

let network: LossyNetwork;
/** Who sent or heard what is said to mend calls. */
let told: string[] = [];

afterEach(() => network.close());

async function meet(...names: readonly string[]): Promise<readonly Person[]> {
  const room = randomUUID();
  network = new LossyNetwork();
  told = [];
  for (const name of names) {
    const person = welcome(await network.bring(browser, server.url, room, name));
    person.page.on("websocket", (socket) => {
      const note = ({ payload }: { readonly payload: string | Buffer }) => {
        if (/^\d+\["mend"/.test(String(payload))) told.push(name);
      };
      socket.on("framesent", note);
      socket.on("framereceived", note);
    });
    // So that what its sockets say from now on is heard.
    await person.page.reload();
    await person.join();
  }
  const all = [...people];
  for (const one of all) await one.sees(all.flatMap(({ name }) => (name === one.name ? [] : name)));
  return all;
}

/** How many packets of all that others sent never came. */
function lostBy({ page }: Person): Promise<number> {
  return page.evaluate(async () => {
    let lost = 0;
    for (const connection of window.probe.connections)
      for (const { type, packetsLost = 0 } of (await connection.getStats()).values())
        if (type === "inbound-rtp") lost += packetsLost;
    return lost;
  });
}

/** All that were ever made. */
const madeBy = ({ page }: Person) => page.evaluate(() => window.probe.connections.length);

describe("a pair whose way breaks", () => {
  test("is found and mended over the same call, and the third notices nothing", async () => {
    const [ana, bo, chloe] = await meet("Ana", "Bo", "Chloé");
    if (!ana || !bo || !chloe) throw new Error("three people are needed");
    const made = await Promise.all([ana, bo, chloe].map(madeBy));
    const gaps = await Promise.all([
      watchFrames(chloe, "Ana"),
      watchFrames(chloe, "Bo"),
      watchFrames(ana, "Chloé"),
      watchFrames(bo, "Chloé"),
    ]);
    const lost = await lostBy(chloe);
    network.breakWays("Ana", "Bo");
    await until(() => told.length > 0, "somebody to be told", foundMs);
    await Promise.all([ana.sees("Bo", backMs), bo.sees("Ana", backMs)]);
    await Promise.all([ana.hears("Bo"), bo.hears("Ana")]);
    for (const longest of gaps) expect(await longest()).toBeLessThan(unnoticedMs);
    expect(await lostBy(chloe)).toBe(lost);
    expect(new Set(told)).toEqual(new Set(["Ana", "Bo"]));
    expect(await Promise.all([ana, bo, chloe].map(madeBy))).toEqual(made);
    for (const one of [ana, bo, chloe]) expect(await one.tiles.count()).toBe(3);
  });

  test("is mended as often as it breaks", async () => {
    const [ana, bo] = await meet("Ana", "Bo");
    if (!ana || !bo) throw new Error("two people are needed");
    const made = await Promise.all([ana, bo].map(madeBy));
    for (let times = 0; times < 3; times++) {
      told = [];
      network.breakWays("Ana", "Bo");
      await until(() => told.length > 0, "somebody to be told", foundMs);
      await Promise.all([ana.sees("Bo", backMs), bo.sees("Ana", backMs)]);
    }
    expect(await Promise.all([ana, bo].map(madeBy))).toEqual(made);
  });
});

describe("a member whose network goes away", () => {
  test.each([2])(
    "for %i seconds is back within eight, over the same calls",
    async (seconds) => {
      const [ana, bo, chloe] = await meet("Ana", "Bo", "Chloé");
      if (!ana || !bo || !chloe) throw new Error("three people are needed");
      const made = await Promise.all([ana, bo, chloe].map(madeBy));
      network.lose([
        ["Ana", "Bo"],
        ["Bo", "Chloé"],
      ]);
      await bo.context.setOffline(true);
      await pause(seconds * 1_000);
      for (const one of [ana, bo, chloe]) expect(await one.tiles.count()).toBe(3);
      network.lose([]);
      await bo.context.setOffline(false);
      await Promise.all([
        ana.sees("Bo", backMs),
        chloe.sees("Bo", backMs),
        bo.sees(["Ana", "Chloé"], backMs),
      ]);
      expect(await Promise.all([ana, bo, chloe].map(madeBy))).toEqual(made);
      for (const one of [ana, bo, chloe]) expect(await one.tiles.count()).toBe(3);
      // What the browser itself says of requests that fail while it is offline.
      bo.faults.length = 0;
    },
    120_000,
  );
});
