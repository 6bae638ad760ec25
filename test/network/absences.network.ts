// Somebody's network goes away for a while, or the way between two does: everybody stays, as who they were
// and where they were, and nobody else notices.

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { pause } from "../until.ts";
import { type Crew, gather, type Member } from "./crew.ts";
import { note } from "./figures.ts";
import type { End } from "./network.ts";
import {
  expectNeverGone,
  expectNoneBroken,
  expectStanding,
  expectWithin,
  gapsOf,
  type Standing,
  standing,
  timeUntilLive,
  timeUntilTold,
  type Way,
  waysAmong,
  waysOf,
  worst,
} from "./observation.ts";
import { allowed, goThrough, type Outcome } from "./ordeal.ts";
import { addAddress, forbidUdp, move, part, silence, unplug } from "./troubles.ts";

/** Of the one absence under which everything else happens; the server's grace is as long by itself. */
const longMs = 90_000;
/** Beyond every timeout of Socket.IO and of ICE. */
const whileMs = 20_000;
/** Long enough to be noticed, and for nothing to be given up. */
const shortMs = 6_000;
/** Over before anything could notice. */
const blinkMs = 2_000;
/** Beyond all that a case waits for. */
const testMs = 150_000;

/** What is to be like that from then on. */
const stays: End = async () => {};

jest.setTimeout(testMs);

let crew: Crew;
let dan: Member;
let ana: Member;
let bo: Member;
let cy: Member;
let present: readonly Member[];
let all: readonly Member[];
let before: Standing;
let begun: number;
/** What the others' tiles said of Dan in the end, and when that was. */
let comingBack: Promise<{ readonly said: readonly string[]; readonly returned: number }>;

beforeAll(async () => {
  crew = await gather("Dan", "Ana", "Bo", "Cy");
  all = await crew.meet(await crew.serve(), ["Dan", "Ana", "Bo", "Cy"]);
  [dan, ana, bo, cy] = all as [Member, Member, Member, Member];
  present = [ana, bo, cy];
  // Something to come back to, besides being there: Dan is the host, and Bo is muted.
  await bo.press("Mute");
  await Promise.all(all.map((one) => one.page.locator('[aria-label^="Bo"][aria-label*="muted"]').waitFor()));
  await Promise.all([dan.hears("Ana"), ana.hears("Dan"), bo.hears("Cy"), cy.hears("Ana")]);
  before = await standing(all, all);
  begun = Date.now();
  const end = await silence(crew.network, dan.host);
  // By the clock, however long all else takes.
  comingBack = pause(longMs).then(async () => {
    const said = await Promise.all(present.map((one) => one.tileOf("Dan").allInnerTexts()));
    await end();
    return { said: said.flat(), returned: Date.now() };
  });
  // The test that waits for it fails with it.
  comingBack.catch(() => {});
});

afterAll(async () => {
  await crew?.close();
});

/** What everybody but Dan has to say of each other. */
function standingOfPresent(): Promise<Standing> {
  return standing(present, present);
}

/** Bo's network is away: they are seen and heard again soon, they never left, and Ana and Cy didn't notice. */
async function expectBoBack({ since, back, others }: Outcome, was: Standing): Promise<void> {
  expectWithin(allowed.backMs, back);
  expectWithin(allowed.gapMs, others);
  await expectNeverGone([ana, cy], bo, since);
  await expectNoneBroken(ofBo().spares, since);
  await expectStanding(was, present, present);
}

/** Of Bo's absence: who is cut off from whom, and who isn't. */
function ofBo(): { breaks: readonly Way[]; spares: readonly Way[]; tells: readonly Way[] } {
  return {
    breaks: waysOf(bo, [ana, cy]),
    spares: waysOf(ana, [cy]),
    tells: [
      [bo, ana],
      [bo, cy],
    ],
  };
}

/** Of the way between Bo and Ana alone. */
function ofBoAndAna(): { breaks: readonly Way[]; spares: readonly Way[] } {
  return { breaks: waysOf(bo, [ana]), spares: [...waysOf(cy, [ana, bo])] };
}

describe("a member whose network is away", () => {
  test("without a word, for 2 s, is back at once", async () => {
    const was = await standingOfPresent();
    const outcome = await goThrough({
      what: "a member's network silent for 2 s",
      begin: () => silence(crew.network, bo.host),
      lastsMs: blinkMs,
      ...ofBo(),
    });
    await expectBoBack(outcome, was);
  });

  test("without a word, for 20 s, is said to be reconnecting, and is back as who they were", async () => {
    const was = await standingOfPresent();
    const outcome = await goThrough({
      what: "a member's network silent for 20 s",
      begin: () => silence(crew.network, bo.host),
      lastsMs: whileMs,
      ...ofBo(),
    });
    await expectBoBack(outcome, was);
    expectWithin(allowed.toldMs, outcome.told);
  });

  test("and who knows it, for 20 s, is back as who they were as well", async () => {
    const was = await standingOfPresent();
    const outcome = await goThrough({
      what: "a member's cable out for 20 s",
      begin: () => unplug(crew.network, bo.host),
      lastsMs: whileMs,
      ...ofBo(),
    });
    await expectBoBack(outcome, was);
    expectWithin(allowed.toldMs, outcome.told);
  });

  test("and who has another address from then on, is back as who they were", async () => {
    const was = await standingOfPresent();
    const outcome = await goThrough({
      what: "a member's address changed",
      begin: async () => {
        move(bo.host);
        return stays;
      },
      lastsMs: 0,
      ...ofBo(),
    });
    await expectBoBack(outcome, was);
  });
});

describe("a host whose network is away for 90 s", () => {
  test("without a word, is said to be reconnecting all the while, and is back as the host", async () => {
    const ways = waysOf(dan, present);
    const { said, returned } = await comingBack;
    const back = await timeUntilLive(ways, returned);
    const now = Date.now();
    const told = await timeUntilTold(
      present.map((one) => [dan, one]),
      begun,
    );
    note({
      what: "the host's network silent for 90 s",
      told: worst(told),
      gap: worst(await gapsOf(ways, begun, now)),
      back: worst(back),
      others: worst(await gapsOf(waysAmong(present), returned, now)),
    });
    expectWithin(allowed.toldMs, told);
    expect(said).toHaveLength(present.length);
    for (const text of said) expect(text).toMatch(/reconnecting/i);
    expectWithin(allowed.backMs, back);
    await expectNeverGone(present, dan, begun);
    await expectStanding(before, all, all);
  });
});

describe("two between whom there is no way", () => {
  test("for 6 s, though both reach the server, find out, and are back; the third sees nothing of it", async () => {
    const was = await standingOfPresent();
    const outcome = await goThrough({
      what: "no way between two members for 6 s",
      begin: () => part(crew.network, ana.host, bo.host),
      lastsMs: shortMs,
      ...ofBoAndAna(),
    });
    expectWithin(allowed.toldMs, outcome.told);
    expectWithin(allowed.backMs, outcome.back);
    expectWithin(allowed.gapMs, outcome.others);
    await expectNeverGone([ana, cy], bo, outcome.since);
    await expectNoneBroken(ofBoAndAna().spares, outcome.since);
    await expectStanding(was, present, present);
  });

  test("any more, find another one where one of them has a second address", async () => {
    const was = await standingOfPresent();
    const outcome = await goThrough({
      what: "another way between two members instead of the old one",
      begin: async () => {
        addAddress(bo.host);
        await part(crew.network, ana.host, bo.host);
        return stays;
      },
      lastsMs: 0,
      ...ofBoAndAna(),
      // It may be mended before anybody is told.
      tells: [],
    });
    expectWithin(allowed.backMs, outcome.back);
    expectWithin(allowed.gapMs, outcome.others);
    await expectNeverGone([ana, cy], bo, outcome.since);
    await expectNoneBroken(ofBoAndAna().spares, outcome.since);
    await expectStanding(was, present, present);
  });
});

describe("a member whose network lets no UDP through", () => {
  test("for 6 s in the midst of a call, is back", async () => {
    const was = await standingOfPresent();
    const outcome = await goThrough({
      what: "a member's UDP forbidden for 6 s",
      begin: () => forbidUdp(crew.network, cy.host),
      lastsMs: shortMs,
      breaks: waysOf(cy, [ana, bo]),
      spares: waysOf(ana, [bo]),
      tells: [
        [cy, ana],
        [cy, bo],
      ],
    });
    expectWithin(allowed.toldMs, outcome.told);
    expectWithin(allowed.backMs, outcome.back);
    expectWithin(allowed.gapMs, outcome.others);
    await expectNeverGone([ana, bo], cy, outcome.since);
    await expectStanding(was, present, present);
  });
});
