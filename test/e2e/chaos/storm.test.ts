// Everything at once, by chance: processes, connections and pages end, while four people write, raise their
// hands, mute themselves and lock the door. Once it is calm all screens agree, with each other and with the server.

import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { isRecord } from "../../../protocol/parse.ts";
import { until } from "../../until.ts";
import { type Attendee, closeAttendees, visit } from "../../wire/attendee.ts";
import { launchChromium } from "../chromium.ts";
import { noteAgain } from "./figures.ts";
import { openPassage, type Passage } from "./passage.ts";
import { createRegular, patienceMs, type Regular } from "./regular.ts";
import { openSite, type Site } from "./site.ts";
import { letLoose } from "./troubles.ts";
import { linesOn, unsentOn } from "./words.ts";

/** A taste: `npm run soak 1` has two minutes of it. */
const stormMs = Number(process.env["STORM_SECONDS"] ?? 20) * 1_000;
const rounds = Number(process.env["STORM_ROUNDS"] ?? 1);
/** Another each time in `npm run soak`; timing makes each run another in any case. */
const firstSeed = Number(process.env["SEED"] ?? 101);
/** Four pages, the last trouble of which may be long, and what comes after. */
const besidesMs = 180_000;

const names = ["Ana", "Bo", "Chloé", "Dan"];

let site: Site;
let browser: Browser;
const passages: Passage[] = [];

beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(), launchChromium()]);
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

afterEach(async () => {
  closeAttendees();
  await Promise.all(browser.contexts().map((context) => context.close()));
  await Promise.all(passages.splice(0).map((passage) => passage.close()));
});

interface Standing {
  readonly id: string;
  readonly role: string;
  readonly muted: boolean;
  readonly hand: number | undefined;
}

/** The roster as a screen has it, in its order. */
function rosterOn({ person }: Regular): Promise<readonly Standing[]> {
  return person.tiles.evaluateAll((tiles) =>
    tiles.map((tile) => {
      const label = tile.getAttribute("aria-label") ?? "";
      const hand = /hand (\d+) raised/.exec(label)?.[1];
      return {
        id: tile.getAttribute("data-member") ?? "",
        role: tile.getAttribute("data-role") ?? "",
        muted: /, muted/.test(label),
        hand: hand === undefined ? undefined : Number(hand),
      };
    }),
  );
}

/** As the server shows it to somebody who has just come. */
function rosterOf(eva: Attendee): readonly Standing[] {
  return (eva.view()?.members ?? []).map(({ id, role, microphone, hand }) => ({
    ...{ id, role, muted: !microphone, hand },
  }));
}

function linesOf(eva: Attendee): readonly string[] {
  return eva.told("receive").map(([line]) => (isRecord(line) ? String(line["message"]) : ""));
}

/** Somebody who comes in and is told everything by the server alone; through a locked door if need be. */
async function sendForWitness(room: string, { person: host }: Regular): Promise<Attendee> {
  const eva = await visit(site.url, room);
  const hello = { name: "Eva", microphone: false, camera: false };
  const reply = await eva.join(hello);
  expect(await host.button("Unlock").isVisible()).toBe(reply["code"] === "locked");
  if (!reply.ok) {
    await host.press("Admit");
    await until(() => eva.told("admitted").length > 0, "Eva to be admitted");
    expect(await eva.join(hello)).toMatchObject({ ok: true });
  }
  await until(() => eva.view() !== undefined, "the first view");
  return eva;
}

/** For whoever is to find out what went wrong: each tile of each screen, and what comes in for it. */
function describeScreen({ person, name }: Regular): Promise<string> {
  return person.page
    .evaluate(async () => {
      const receivers = window.probe.connections.flatMap((connection) =>
        connection.getReceivers().map((receiver) => ({ receiver, state: connection.connectionState })),
      );
      const described = [...document.querySelectorAll("article[data-member]")].map(async (tile) => {
        const video = tile.querySelector("video");
        const stream = video?.srcObject;
        const tracks = stream instanceof MediaStream ? stream.getTracks() : [];
        const kinds = tracks.map(async (track) => {
          const found = receivers.find(({ receiver }) => receiver.track === track);
          const stats = [...((await found?.receiver.getStats())?.values() ?? [])];
          const { packetsReceived } = stats.find(({ type }) => type === "inbound-rtp") ?? {};
          return `${track.kind} ${track.readyState}${track.muted ? " silent" : ""} ${found?.state} ${packetsReceived}`;
        });
        const label = `${tile.getAttribute("aria-label")} (${tile.getAttribute("data-link")})`;
        const playing = `${video?.paused ? "paused" : "playing"}${video?.muted ? " muted" : ""}`;
        return `${label}: ${playing}; ${(await Promise.all(kinds)).join("; ")}`;
      });
      return (await Promise.all(described)).join("\n    ");
    })
    .then(
      (text) => `  ${name}'s screen:\n    ${text}`,
      (error) => `  ${name}'s screen: ${error}`,
    );
}

/** Everybody hears and sees everybody, both ways. */
async function expectLive(regulars: readonly Regular[]): Promise<void> {
  // Whoever came back as another is not there twice.
  await Promise.all(regulars.map(({ person }) => person.seesOnly(names.length, patienceMs)));
  for (const { person } of regulars)
    for (const name of ["Unmute", "Start camera"])
      if (await person.button(name).isVisible()) await person.press(name);
  await Promise.all(
    regulars.flatMap(({ person, name }) => {
      const others = names.filter((other) => other !== name);
      return [person.sees(others, patienceMs), ...others.map((other) => person.hears(other, patienceMs))];
    }),
  );
}

/** Waits until all screens say the same, which is what the server says. */
async function expectAgreement(regulars: readonly Regular[], eva: Attendee): Promise<void> {
  let rosters: readonly (readonly Standing[])[] = [];
  let lines: readonly (readonly string[])[] = [];
  const [truth, said] = [() => rosterOf(eva), () => linesOf(eva)];
  await until(
    async () => {
      rosters = await Promise.all(regulars.map(rosterOn));
      lines = await Promise.all(regulars.map(({ person }) => linesOn(person)));
      const unsent = (await Promise.all(regulars.map(({ person }) => unsentOn(person)))).flat();
      const agree = (all: readonly unknown[], one: unknown) =>
        all.every((other) => JSON.stringify(other) === JSON.stringify(one));
      return unsent.length === 0 && agree(rosters, truth()) && agree(lines, said());
    },
    "all screens to agree",
    patienceMs,
  ).catch(() => {});
  for (const [i, { name }] of regulars.entries()) {
    expect({ name, roster: rosters[i] }).toEqual({ name, roster: truth() });
    expect({ name, lines: lines[i] }).toEqual({ name, lines: said() });
  }
}

/** What somebody saw as said is there once, and what each has said in the order in which they wrote it. */
function expectNothingLost(regulars: readonly Regular[], lines: readonly string[]): void {
  expect(new Set(lines).size).toBe(lines.length);
  for (const { name, said } of regulars) {
    const own = lines.filter((line) => line.startsWith(`${name} `));
    const counts = own.map((line) => Number(line.slice(name.length)));
    expect(counts).toEqual(counts.toSorted((one, other) => one - other));
    expect([...said.keys()].filter((line) => !own.includes(line))).toEqual([]);
  }
}

test.each(Array.from({ length: rounds }, (_, round) => firstSeed + round))(
  "whatever happens, all agree once it is calm, and nothing is lost (SEED=%i)",
  async (seed) => {
    const room = randomUUID();
    const events: string[] = [];
    const began = Date.now();
    const log = (who: string, what: string) =>
      events.push(`${((Date.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${who}: ${what}`);
    const regulars: Regular[] = [];
    for (const name of names) {
      const passage = await openPassage(site.port);
      passages.push(passage);
      regulars.push(await createRegular(browser, name, room, passage));
    }
    const [ana] = regulars;
    if (!ana) throw new Error("there has to be a host");
    for (const regular of regulars) await regular.enter();
    for (const regular of regulars) regular.wellSince = Date.now();
    try {
      await letLoose({
        ...{ site, regulars, seed, ms: stormMs, log },
        recovered: (what, ms) => {
          log(what, `over after ${ms} ms`);
          noteAgain(`by chance: ${what}`, ms);
        },
      });
      log("everybody", "is left alone");
      await expectLive(regulars);
      const eva = await sendForWitness(room, ana);
      await expectAgreement(regulars, eva);
      expectNothingLost(regulars, linesOf(eva));
      expect(await ana.person.ownTile.getAttribute("data-role")).toBe("host");
      expect(regulars.flatMap(({ faults }) => faults)).toEqual([]);
    } catch (error) {
      const screens = await Promise.all(regulars.map(describeScreen));
      console.error(`SEED=${seed} npm run soak 1\n${[...events, ...screens].join("\n")}`);
      throw error;
    }
  },
  stormMs + besidesMs,
);
