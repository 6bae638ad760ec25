// For how long nothing moved, and nothing was heard, on anybody's screen.

import { longestGap } from "../../network/reading.ts";
import type { Person } from "../person.ts";

export interface Gaps {
  /** Milliseconds between two frames. */
  readonly picture: number;
  /** Milliseconds between two moments at which sound had arrived; the fake microphone beeps once a second. */
  readonly sound: number;
}

/** The longest there was, of anybody at anybody else. */
export async function gapsAmong(people: readonly Person[], from: number, to = Date.now()): Promise<Gaps> {
  const ids = await Promise.all(people.map(idOf));
  const all = await Promise.all(
    people.flatMap((watcher, i) => ids.filter((_, j) => j !== i).map((id) => gapsOf(watcher, id, from, to))),
  );
  return {
    picture: Math.max(...all.map(({ picture }) => picture)),
    sound: Math.max(...all.map(({ sound }) => sound)),
  };
}

export async function gapsOf({ page }: Person, id: string, from: number, to = Date.now()): Promise<Gaps> {
  const { frames = [], sounds = [] } = await page.evaluate((wanted) => {
    const { frames, sounds } = window.journal;
    return { frames: frames[wanted], sounds: sounds[wanted] };
  }, id);
  return { picture: longestGap(frames, from, to), sound: longestGap(sounds, from, to) };
}

export async function idOf({ ownTile }: Person): Promise<string> {
  return (await ownTile.getAttribute("data-member")) ?? "";
}
