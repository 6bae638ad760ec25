// A server that wants to watch: in an open room it can, in a sealed one it is found out each time.

import { randomBytes, randomUUID } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import type { LobbyView, MemberView } from "../../protocol/protocol.ts";
import { pause, until } from "../until.ts";
import { Mallory } from "./hostile-mallory.ts";
import { bringVictim, type Malice, type Signal, type Victim } from "./hostile-server.ts";
import { browser, openVenue, server, welcome } from "./venue.ts";

/** Longer than a call takes to come about: what has not happened by then is not going to. */
const longEnoughMs = 1_000;
/** Mallory decodes and encodes each picture once more. */
const relayedMs = 20_000;
/** More than the first frame, which might be the only one. */
const someFrames = 20;

openVenue();

/** Brings somebody to the lobby, from which they have yet to join. */
async function bring(link: string, name: string, malice: Malice = {}): Promise<Victim> {
  return welcome(await bringVictim(browser, link, name, malice));
}

/** Two in the lobby of one room, of which the first has the link made, sealed or not. */
async function bringTwo(link: string): Promise<readonly [Victim, Victim]> {
  const ana = await bring(link, "Ana");
  await ana.button("Join").waitFor();
  return [ana, await bring(ana.link, "Bo")];
}

const sealedRoom = () => `${server.url}/`;
const openRoom = () => `${server.url}/${randomUUID()}`;

/** Waits until both are told of each other, and makes sure that neither ever got a picture. */
async function expectFoundOut(one: Victim, other: Victim): Promise<void> {
  await Promise.all([one.isWarnedOf(other.name), other.isWarnedOf(one.name)]);
  await pause(longEnoughMs);
  expect((await one.witness()).shown).not.toContain(await other.id());
  expect((await other.witness()).shown).not.toContain(await one.id());
}

async function expectNoWarning(person: Victim): Promise<void> {
  expect(await person.page.locator(".warning").count()).toBe(0);
}

describe("somebody in the middle of a call", () => {
  test("sees and hears everything in a room that isn't sealed, and nobody notices", async () => {
    const [ana, bo] = await bringTwo(openRoom());
    const mallory = await Mallory.hire(browser, server.url);
    await mallory.stepBetween(ana, bo);
    await ana.join();
    await bo.join();
    await Promise.all([
      ana.sees("Bo", relayedMs),
      bo.sees("Ana", relayedMs),
      ana.hears("Bo", relayedMs),
      bo.hears("Ana", relayedMs),
    ]);
    await until(async () => {
      const { caller, callee } = await mallory.haul();
      return [caller, callee].every(({ framesDecoded, energy }) => framesDecoded > someFrames && energy > 0);
    }, "Mallory to decode what both send");
    for (const one of [ana, bo]) await expectNoWarning(one);
    await mallory.leave();
  });

  test("gets not one packet in a sealed room: both are told, and everybody else is undisturbed", async () => {
    const [ana, bo] = await bringTwo(sealedRoom());
    const cy = await bring(ana.link, "Cy");
    const mallory = await Mallory.hire(browser, server.url);
    await mallory.stepBetween(ana, bo);
    await ana.join();
    await bo.join();
    await expectFoundOut(ana, bo);
    await cy.join();
    await Promise.all([cy.sees(["Ana", "Bo"]), ana.sees("Cy"), bo.sees("Cy")]);
    await expectNoWarning(cy);
    const nothing = { packets: 0, framesDecoded: 0, energy: 0 };
    expect(await mallory.haul()).toEqual({ caller: nothing, callee: nothing });
    expect(mallory.impersonations).toBeGreaterThan(0);
    for (const one of [ana, bo]) expect((await one.witness()).connected).toBe(1);
    await mallory.leave();
  });
});

const fingerprint = /a=fingerprint:sha-256 \S+/g;
const foreign = `a=fingerprint:sha-256 ${randomBytes(32).toString("hex").toUpperCase().match(/../g)?.join(":")}`;

function rewrite(signal: Signal, type: Signal["type"], change: (line: string) => string): readonly Signal[] {
  const { payload } = signal;
  if (signal.type !== type || !payload.sdp) return [signal];
  const sdp = payload.sdp.sdp.replace(fingerprint, change);
  expect(sdp).not.toBe(payload.sdp.sdp);
  return [{ ...signal, payload: { ...payload, sdp: { ...payload.sdp, sdp } } }];
}

describe("a certificate that isn't theirs", () => {
  const swapped = () => foreign;
  const added = (line: string) => `${line}\r\n${foreign}`;
  const removed = () => "a=x-nothing";

  test.each([
    ["an offer, in place of theirs", "OFFER", swapped],
    ["an answer, beside theirs", "ANSWER", added],
    ["an offer, where there is none any more", "OFFER", removed],
  ] as const)("in %s, is found out, and both are told", async (_, type, change) => {
    const [ana, bo] = await bringTwo(sealedRoom());
    for (const one of [ana, bo]) one.wire.malice = { signal: (signal) => rewrite(signal, type, change) };
    await ana.join();
    await bo.join();
    await expectFoundOut(ana, bo);
    for (const one of [ana, bo]) expect((await one.witness()).connected).toBe(0);
  });
});

describe("a card that isn't theirs", () => {
  /** Changes what one is told of the other, wherever it is told. */
  function misrepresent(
    of: string,
    change: (member: MemberView, others: readonly MemberView[]) => MemberView,
  ) {
    let known: readonly MemberView[] = [];
    const changed = (member: MemberView) => (member.id === of ? change(member, known) : member);
    const malice: Malice = {
      word: (word) => {
        if (word[0] === "call-connected") return [[word[0], word[1], changed(word[2])]];
        if (word[0] !== "room") return [word];
        known = word[1].members;
        return [["room", { ...word[1], members: known.map(changed) }]];
      },
    };
    return malice;
  }

  const withCard = ({ card: _, ...member }: MemberView, card: string | undefined) => ({
    ...member,
    ...(card !== undefined && { card }),
  });
  const another = (member: MemberView, known: readonly MemberView[]) =>
    withCard(member, known.find(({ id }) => id !== member.id)?.card);
  const none = (member: MemberView) => withCard(member, undefined);
  const altered = (member: MemberView) => withCard(member, `${member.card?.slice(0, -4)}AAAA`);

  test.each([
    ["another member's, shown to the one who calls", another, "caller"],
    ["none at all", none, "caller"],
    ["their own, altered", altered, "callee"],
  ] as const)("%s: no call comes about, and both are told", async (_, change, deceived) => {
    const [ana, bo] = await bringTwo(sealedRoom());
    const [one, other] = deceived === "caller" ? [ana, bo] : [bo, ana];
    one.wire.malice = misrepresent(await other.id(), change);
    await ana.join();
    await bo.join();
    await expectFoundOut(ana, bo);
    for (const one of [ana, bo]) expect((await one.witness()).connected).toBe(0);
  });
});

describe("a lie about the room", () => {
  const anotherCheck = randomBytes(16).toString("base64url");
  const notSealed = "the room is open without one";
  const otherKey = "This room is sealed with another key";

  async function meetAna(): Promise<string> {
    const ana = await bring(sealedRoom(), "Ana");
    await ana.join();
    return ana.link;
  }

  async function expectBarred(person: Victim, reason: string): Promise<void> {
    await person.page.getByRole("heading", { name: "This link doesn't lead in" }).waitFor();
    await person.page.getByText(reason).waitFor();
    expect(await person.button("Join").count()).toBe(0);
  }

  test.each([
    ["is not sealed", null, notSealed],
    ["has another key", anotherCheck, otherKey],
  ] as const)(
    "that it %s, in the page itself: nobody comes in, and no device is asked for",
    async (_, seal, reason) => {
      const bo = await bring(await meetAna(), "Bo", { boot: (boot) => ({ ...boot, seal }) });
      await expectBarred(bo, reason);
      await pause(longEnoughMs);
      expect((await bo.witness()).asked).toBe(0);
    },
  );

  test.each([
    ["is not sealed", null, notSealed],
    ["has another key", anotherCheck, otherKey],
  ] as const)(
    "that it %s, in the lobby: nobody comes in, and every device is let go",
    async (_, seal, reason) => {
      const lie = (told: LobbyView) => ({ ...told, seal });
      const bo = await bring(await meetAna(), "Bo", { lobby: lie });
      await expectBarred(bo, reason);
      await until(
        async () => (await bo.trackStates()).every((state) => state === "ended"),
        "every device to be let go",
      );
      expect((await bo.witness()).connected).toBe(0);
    },
  );
});
