// What happened between people while something befell the network, seen from their pages.

import { isDeepStrictEqual } from "node:util";
import { expect } from "@jest/globals";
import { until } from "../until.ts";
import type { Member } from "./crew.ts";
import type { Journal } from "./journal.ts";
import { calledBroken, longestGap, notesOn, steadySince } from "./reading.ts";

/** Whose picture and sound, and who sees and hears it. */
export type Way = readonly [of: Member, to: Member];

/** Milliseconds by way, such as `Ana to Bo`; infinite where it never came. */
export type Times = Readonly<Record<string, number>>;

/** By whom it is told, and what of each in their order. */
export type Standing = readonly { readonly name: string; readonly sees: readonly unknown[] }[];

/** Beyond what any test allows, so that the figures tell how late it came. */
const patienceMs = 30_000;

/** Both ways between that one and each of the others. */
export function waysOf(one: Member, others: readonly Member[]): readonly Way[] {
  return others.flatMap((other) => [[one, other] as const, [other, one] as const]);
}

/** Both ways between each two of them. */
export function waysAmong(all: readonly Member[]): readonly Way[] {
  return all.flatMap((one, i) => waysOf(one, all.slice(i + 1)));
}

/** What was written down since that moment. */
export function journalOf({ page }: Member, since: number): Promise<Journal> {
  return page.evaluate((from) => {
    const { frames, sounds, tiles, notices } = window.journal;
    const cut = (times: { [id: string]: number[] }) =>
      Object.fromEntries(Object.entries(times).map(([id, all]) => [id, all.filter((at) => at >= from)]));
    return {
      frames: cut(frames),
      sounds: cut(sounds),
      tiles: tiles.filter(({ at }) => at >= from),
      notices: notices.filter(({ at }) => at >= from),
    };
  }, since);
}

/** The longest time without a frame. */
export function gapsOf(ways: readonly Way[], from: number, to: number): Promise<Times> {
  return timesOf(ways, async ([of, by]) => longestGap((await journalOf(by, from)).frames[of.id], from, to));
}

/** How long after that moment picture and sound came steadily; waits for it on all ways. */
export async function timeUntilLive(
  ways: readonly Way[],
  since: number,
  withinMs = patienceMs,
): Promise<Times> {
  const speakers = new Set<Member>();
  for (const [of] of ways) if (!(await isMuted(of))) speakers.add(of);
  const look = () =>
    timesOf(ways, async ([of, by]) => (await liveAt(by, of.id, speakers.has(of), since)) - since);
  let times = await look();
  await until(
    async () => {
      times = await look();
      return worst(times) < Infinity;
    },
    "picture and sound",
    withinMs,
  ).catch(() => {});
  return times;
}

async function liveAt(by: Member, id: string, speaks: boolean, since: number): Promise<number> {
  const { frames, sounds } = await journalOf(by, since);
  const seen = steadySince(frames[id]) ?? Infinity;
  const heard = speaks ? (sounds[id]?.[0] ?? Infinity) : since;
  return Math.max(seen, heard);
}

async function isMuted({ ownTile }: Member): Promise<boolean> {
  return /, muted/.test((await ownTile.getAttribute("aria-label")) ?? "");
}

/** How long after that moment each was called broken by whoever sees and hears by it. */
export function timeUntilTold(ways: readonly Way[], since: number): Promise<Times> {
  return timesOf(
    ways,
    async ([of, by]) => (calledBroken(await journalOf(by, since), of.id) ?? Infinity) - since,
  );
}

export function worst(times: Times): number {
  return Math.max(...Object.values(times));
}

/** Fails with those that took longer. */
export function expectWithin(ms: number, times: Times): void {
  expect(Object.entries(times).filter(([, taken]) => taken >= ms)).toEqual([]);
}

async function timesOf(ways: readonly Way[], time: (way: Way) => Promise<number>): Promise<Times> {
  const times = ways.map(async (way) => [`${way[0].name} to ${way[1].name}`, await time(way)] as const);
  return Object.fromEntries(await Promise.all(times));
}

/** Nobody's page has called any of those ways broken. */
export async function expectNoneBroken(ways: readonly Way[], since: number): Promise<void> {
  for (const [of, by] of ways)
    expect([by.name, of.name, calledBroken(await journalOf(by, since), of.id)]).toEqual([
      by.name,
      of.name,
      undefined,
    ]);
}

/** What these can tell of those: who is there, in which order, in what role, muted or not. */
export async function standing(watchers: readonly Member[], about: readonly Member[]): Promise<Standing> {
  const ids = about.map(({ id }) => id);
  return Promise.all(
    watchers.map(async ({ name, tiles }) => {
      const told = await tiles.evaluateAll((articles) =>
        articles.map((article) => ({
          id: article.getAttribute("data-member") ?? "",
          role: article.getAttribute("data-role"),
          label: article.getAttribute("aria-label"),
        })),
      );
      return { name, sees: told.filter(({ id }) => ids.includes(id)) };
    }),
  );
}

/** Those are again what they were, if not at once. */
export async function expectStanding(
  before: Standing,
  watchers: readonly Member[],
  about: readonly Member[],
): Promise<void> {
  let now: Standing = [];
  await until(async () => {
    now = await standing(watchers, about);
    return isDeepStrictEqual(now, before);
  }, "everybody to be what they were").catch(() => {});
  expect(now).toEqual(before);
}

/** Nobody was told that this one is gone, and none of their tiles of them was anything but itself. */
export async function expectNeverGone(
  watchers: readonly Member[],
  who: Member,
  since: number,
): Promise<void> {
  for (const watcher of watchers) {
    const journal = await journalOf(watcher, since);
    expect(journal.notices.filter(({ text }) => text.startsWith(`${who.name} `))).toEqual([]);
    expect(notesOn(journal, who.id).filter(({ change }) => change !== "said")).toEqual([]);
  }
}

/** When the server told that page that it has lost that member, if it has. */
export function toldAway({ received }: Member, id: string, since: number): number | undefined {
  const away = new RegExp(`"id":"${id}"[^{}]*"away":true`);
  return received.find(({ at, text }) => at >= since && away.test(text))?.at;
}
