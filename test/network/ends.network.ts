// Who is gone, is gone for everybody, soon and once; and whoever comes back after that starts cleanly.

import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { pause, until } from "../until.ts";
import type { ServerProcess } from "../wire/server-process.ts";
import { type Crew, gather, type Member } from "./crew.ts";
import { note } from "./figures.ts";
import {
  expectNeverGone,
  expectNoneBroken,
  expectStanding,
  expectWithin,
  gapsOf,
  journalOf,
  standing,
  timeUntilLive,
  toldAway,
  waysAmong,
  waysOf,
  worst,
} from "./observation.ts";
import { allowed, goThrough } from "./ordeal.ts";
import { notesOn } from "./reading.ts";
import { calm, part, silence, worsen } from "./troubles.ts";

/** Beyond all that a case waits for. */
const testMs = 150_000;
/** The server's grace where somebody is to be away for longer. */
const graceSeconds = 5;
/** Beyond that grace and what it takes the server to notice. */
const beyondMs = 25_000;
/** Until a page and the server find each other silent: pings, and their timeout, and a little. */
const halfOpenMs = 20_000;
/** A process that is started anew by whatever keeps it. */
const downMs = 3_000;
const killedMs = 10_000;
const closedMs = 2_000;
const badLineMs = 20_000;
const badLine = { delayMs: 150, lostPercent: 5 } as const;

jest.setTimeout(testMs);

let crew: Crew;
let server: ServerProcess | undefined;

beforeAll(async () => {
  crew = await gather("Ana", "Bo", "Cy");
});

afterAll(async () => {
  await crew?.close();
});

let all: readonly Member[] = [];

afterEach(async () => {
  await calm(crew.network);
  await Promise.all(all.map((one) => one.close().catch(() => {})));
  await server?.stop("SIGKILL");
});

async function meet(
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly [Member, Member, Member]> {
  server = await crew.serve(environment);
  all = await crew.meet(server, ["Ana", "Bo", "Cy"]);
  for (const one of all) for (const other of all) if (one !== other) await one.hears(other.name);
  return all as readonly [Member, Member, Member];
}

async function say(person: Member, text: string): Promise<void> {
  const message = person.page.getByLabel("Message");
  if ((await message.count()) === 0) await person.press("Chat");
  await message.fill(text);
  await person.page.keyboard.press("Enter");
}

/** Those lines, each once and in this order. */
async function expectChat(people: readonly Member[], lines: readonly string[]): Promise<void> {
  for (const person of people) {
    const log = person.page.getByRole("log");
    if ((await log.count()) === 0) await person.press("Chat");
    const read = async () => (await log.innerText()).match(/line \d+/g) ?? [];
    await until(async () => (await read()).length >= lines.length, `${person.name} to have the chat`).catch(
      () => {},
    );
    expect([person.name, await read()]).toEqual([person.name, lines]);
  }
}

describe("a member on a bad line", () => {
  test("that loses 5 % and takes 150 ms, each way, stays for 20 s, and nobody calls it broken", async () => {
    const [ana, bo, cy] = await meet();
    const outcome = await goThrough({
      what: "5 % lost and 150 ms late, each way, for 20 s",
      begin: () => worsen(crew.network, bo.host, badLine),
      lastsMs: badLineMs,
      breaks: waysOf(bo, [ana, cy]),
      spares: waysOf(ana, [cy]),
      tells: [],
    });
    await expectNoneBroken(waysAmong(all), outcome.since);
    await expectNeverGone([ana, cy], bo, outcome.since);
    expectWithin(allowed.gapMs, outcome.others);
    expectWithin(allowed.backMs, outcome.back);
  });
});

describe("a member whom the server no longer reaches", () => {
  test("is away for it, and knows that themselves, within 20 s, while their calls go on", async () => {
    const [ana, bo, cy] = await meet();
    const since = Date.now();
    const end = await part(crew.network, bo.host, crew.hostOf("server"));
    let known = Infinity;
    let away = Infinity;
    const look = async () => {
      const heard = await journalOf(bo, since);
      known = heard.notices.find(({ text }) => /server/i.test(text))?.at ?? Infinity;
      away = Math.max(...[ana, cy].map((one) => toldAway(one, bo.id, since) ?? Infinity));
      return Math.max(known, away) < Infinity;
    };
    await until(look, "both sides to find out", halfOpenMs).catch(() => {});
    await end();
    const back = await timeUntilLive(waysAmong(all), Date.now());
    note({
      what: "no way between a member and the server: told by their own page",
      told: known - since,
      others: worst(await gapsOf(waysAmong(all), since, Date.now())),
    });
    note({ what: "the same: told by the server to the others", told: away - since });
    expect({ known: known - since < halfOpenMs, away: away - since < halfOpenMs }).toEqual({
      known: true,
      away: true,
    });
    expectWithin(allowed.backMs, back);
    expectWithin(allowed.gapMs, await gapsOf(waysAmong(all), since, Date.now()));
    await expectNeverGone([ana, cy], bo, since);
  });
});

describe("a member who is away for longer than is waited for", () => {
  test("is announced as gone, once, and comes back by themselves as if anew, to the whole chat", async () => {
    const [ana, bo, cy] = await meet({ GRACE_SECONDS: String(graceSeconds) });
    await say(ana, "line 1");
    await expectChat(all, ["line 1"]);
    const since = Date.now();
    const end = await silence(crew.network, bo.host);
    const gone = async (one: Member) =>
      (await journalOf(one, since)).notices.filter(({ text }) => text === "Bo left").length;
    await pause(beyondMs - 1_000);
    await say(cy, "line 2");
    await pause(1_000);
    expect(await Promise.all([ana, cy].map(gone))).toEqual([1, 1]);
    await end();
    const returned = Date.now();
    const back = await timeUntilLive(waysOf(bo, [ana, cy]), returned);
    const now = Date.now();
    note({
      what: `away for ${beyondMs / 1_000} s where ${graceSeconds} s are waited for`,
      gap: worst(await gapsOf(waysOf(bo, [ana, cy]), since, now)),
      back: worst(back),
      others: worst(await gapsOf(waysOf(ana, [cy]), since, now)),
    });
    expectWithin(allowed.backMs, back);
    expect(await Promise.all([ana, cy].map(gone))).toEqual([1, 1]);
    for (const one of all) {
      await one.seesOnly(3);
      expect((await one.tileOf("Bo").count()) + (one === bo ? 1 : 0)).toBe(1);
    }
    for (const one of [ana, cy]) {
      const went = notesOn(await journalOf(one, since), bo.id).filter(({ change }) => change === "went");
      expect(went).toHaveLength(1);
    }
    await say(bo, "line 3");
    await expectChat(all, ["line 1", "line 2", "line 3"]);
  });
});

describe("a process that dies", () => {
  test("and is there again 3 s later, while a member's network is away as well, loses nobody and nothing", async () => {
    const [ana, bo, cy] = await meet();
    await say(ana, "line 1");
    await expectChat(all, ["line 1"]);
    const was = await standing(all, all);
    const outcome = await goThrough({
      what: "the process killed for 3 s while a member's network is away",
      begin: async () => {
        const end = await silence(crew.network, bo.host);
        await server?.stop("SIGKILL");
        await pause(downMs);
        server = await crew.serve();
        return end;
      },
      lastsMs: downMs,
      breaks: waysOf(bo, [ana, cy]),
      spares: waysOf(ana, [cy]),
      tells: [
        [bo, ana],
        [bo, cy],
      ],
    });
    expectWithin(allowed.backMs, outcome.back);
    expectWithin(allowed.gapMs, outcome.others);
    await expectNeverGone([ana, cy], bo, outcome.since);
    await expectNeverGone([ana, bo], cy, outcome.since);
    await expectNeverGone([bo, cy], ana, outcome.since);
    await expectStanding(was, all, all);
    await say(bo, "line 2");
    await expectChat(all, ["line 1", "line 2"]);
  });
});

describe("who is gone", () => {
  test("by closing the tab, is gone at once; by a machine that dies, within 10 s", async () => {
    const [ana, , cy] = await meet();
    const closed = Date.now();
    await cy.page.close();
    await until(async () => (await ana.tiles.count()) === 2, "Cy to be gone", killedMs).catch(() => {});
    const closing = Date.now() - closed;
    note({ what: "a tab closed: gone from the others", told: closing });
    const killed = Date.now();
    crew.kill("Bo");
    await ana.seesOnly(1, killedMs * 2).catch(() => {});
    const killing = Date.now() - killed;
    note({ what: "a browser killed: gone from the others", told: killing });
    expect(closing).toBeLessThan(closedMs);
    expect(killing).toBeLessThan(killedMs);
  });
});
