// What befalls the server, and each of those in the meeting, one after the other: which and when follows
// from a seed.

import { type Chance, createChance } from "../../fuzz/chance.ts";
import { pause, until } from "../../until.ts";
import { patienceMs, type Regular } from "./regular.ts";
import type { Site } from "./site.ts";

export interface Storm {
  readonly site: Site;
  readonly regulars: readonly Regular[];
  readonly seed: number;
  readonly ms: number;
  readonly log: (who: string, what: string) => void;
  /** Something is over, and after so long it was as if nothing had been. */
  readonly recovered: (what: string, ms: number) => void;
}

/** As people write who have something to say. */
const writing = { leastMs: 300, spreadMs: 1_200 } as const;
/** How often something happens to somebody, besides writing. */
const troubledOnceIn = 4;
const stalled = { leastMs: 1_000, spreadMs: 11_000 } as const;
const away = { leastMs: 0, spreadMs: 3_000 } as const;
/** From one end of the process to the next. */
const serving = { leastMs: 4_000, spreadMs: 8_000 } as const;
const down = { leastMs: 200, spreadMs: 3_800 } as const;

interface Span {
  readonly leastMs: number;
  readonly spreadMs: number;
}

/** Resolves when it is over: the server is there, everybody's line is open, and all are inside. */
export async function letLoose(storm: Storm): Promise<void> {
  const end = Date.now() + storm.ms;
  let over = false;
  const processes = endProcesses(storm, createChance(storm.seed), end).finally(() => {
    over = true;
  });
  // To be heard after the last of the processes has ended, they have to go on.
  const lives = storm.regulars.map((regular, i) =>
    live(storm, regular, createChance(storm.seed + 1 + i), { end, isOver: () => over }),
  );
  await Promise.all([processes, ...lives]);
}

function choose(chance: Chance, { leastMs, spreadMs }: Span): number {
  return leastMs + chance.below(spreadMs);
}

async function endProcesses(storm: Storm, chance: Chance, end: number): Promise<void> {
  const { site, regulars, log, recovered } = storm;
  while (Date.now() < end) {
    await pause(choose(chance, serving));
    const signal = chance.oneIn(3) ? "SIGTERM" : "SIGKILL";
    log("the server", `gets ${signal}`);
    await site.die(signal);
    log("the server", "is gone");
    await pause(choose(chance, down));
    await site.revive();
    log("the server", "is back");
    const since = Date.now();
    const waits = regulars.map(async (regular) => {
      const spoken = () => Math.max(0, ...regular.said.values()) >= since;
      // To whom something happens besides, for them that counts.
      const excused = () => regular.wellSince === undefined || regular.wellSince > since;
      await until(() => spoken() || excused(), `${regular.name} to be heard`, patienceMs);
      return spoken() && !excused() ? Math.max(...regular.said.values()) - since : 0;
    });
    recovered(
      signal === "SIGKILL" ? "the process killed" : "the process ended",
      Math.max(...(await Promise.all(waits))),
    );
  }
}

async function live(
  storm: Storm,
  regular: Regular,
  chance: Chance,
  { end, isOver }: { readonly end: number; readonly isOver: () => boolean },
): Promise<void> {
  while (!isOver() || Date.now() < end) {
    await pause(choose(chance, writing));
    await regular.write();
    if (Date.now() < end && chance.oneIn(troubledOnceIn)) await befall(storm, regular, chance);
  }
}

async function befall(storm: Storm, regular: Regular, chance: Chance): Promise<void> {
  const { person, passage, name } = regular;
  const what = chance.pick([
    ...(["hand", "hand", "microphone", "microphone", "cut", "cut", "stall", "stall"] as const),
    ...(["reload", "close", "crash"] as const),
    // Only the host has the button.
    ...((await person.page.getByRole("button", { name: lock }).isVisible())
      ? (["lock", "lock"] as const)
      : []),
  ]);
  storm.log(name, what);
  switch (what) {
    case "hand":
      return person.page.getByRole("button", { name: /^(Raise|Lower) hand$/ }).click();
    case "microphone":
      return person.page.getByRole("button", { name: /^(Mute|Unmute)$/ }).click();
    case "lock":
      return person.page.getByRole("button", { name: lock }).click();
    case "cut":
      return recover(storm, regular, "a connection cut", async () => passage.cut());
    case "stall":
      return recover(storm, regular, "a connection stalled for 1 to 12 s", async () => {
        const until = Date.now() + choose(chance, stalled);
        passage.stall();
        while (Date.now() < until) {
          await pause(choose(chance, writing));
          await regular.write();
        }
        passage.flow();
      });
    case "reload":
      return recover(storm, regular, "a page loaded anew", () => regular.loadAnew());
    case "close":
    case "crash":
      return recover(storm, regular, what === "close" ? "a page closed" : "a page crashed", async () => {
        await regular.lose(what === "close" ? "closed" : "crashed");
        await pause(choose(chance, away));
        storm.log(name, "returns");
        await regular.enter();
      });
    default:
      what satisfies never;
  }
}

const lock = /^(Lock|Unlock)$/;

async function recover(
  { log, recovered }: Storm,
  regular: Regular,
  what: string,
  happen: () => Promise<void>,
): Promise<void> {
  regular.wellSince = undefined;
  await happen();
  log(regular.name, "is to be well");
  recovered(what, await regular.speak());
  regular.wellSince = Date.now();
}
