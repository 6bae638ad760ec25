// Somebody who takes part in a meeting whatever becomes of their page and their line: comes back, as people
// do, goes on writing, and remembers which of their lines their screen has shown as said.

import type { Browser, BrowserContext, Response } from "playwright-core";
import { pause, until } from "../../until.ts";
import { drawCamera } from "../drawn-camera.ts";
import { Person } from "../person.ts";
import { installProbe } from "../probe.ts";
import type { Passage } from "./passage.ts";
import { openChat, write } from "./words.ts";

declare global {
  interface Window {
    /** That line of one's own is shown as said. */
    noteSaid: (text: string) => Promise<void>;
  }
}

/** Beyond the longest silence, the slowest restart and a few of both. */
export const patienceMs = 40_000;
/** Whoever meets with an error page loads it again. */
const loadAgainMs = 500;
const viewport = { width: 640, height: 480 };

export class Regular {
  readonly name: string;
  readonly passage: Passage;
  /** When each line was first on their screen as said. */
  readonly said = new Map<string, number>();
  /** What their pages could not cope with. */
  readonly faults: string[] = [];
  /** Since when nothing is amiss with their page and their line. */
  wellSince: number | undefined;
  readonly #context: BrowserContext;
  readonly #url: string;
  #person: Person | undefined;
  #written = 0;

  constructor(name: string, room: string, passage: Passage, context: BrowserContext) {
    this.name = name;
    this.passage = passage;
    this.#context = context;
    this.#url = `${passage.url}/${room}?name=${name}`;
  }

  get person(): Person {
    if (!this.#person) throw new Error(`${this.name} has no page`);
    return this.#person;
  }

  /** In a page of their own, or in the one they have. */
  async enter(load = () => this.person.page.goto(this.#url)): Promise<void> {
    this.#person ??= await this.#openPage();
    const { person } = this;
    const first = load;
    let loading: () => Promise<Response | null> = first;
    await until(
      async () => {
        const came = await loading().catch(() => null);
        if (!came) await pause(loadAgainMs);
        loading = () => person.page.goto(this.#url);
        return came !== null;
      },
      `${this.name}'s page`,
      patienceMs,
    );
    const join = person.button("Join");
    // Where the server was about to end, the page waits, and goes in by itself.
    await join.or(person.ownTile).first().waitFor({ timeout: patienceMs });
    if (await join.isVisible()) await join.click();
    await person.ownTile.waitFor({ timeout: patienceMs });
    for (const name of ["Unmute", "Start camera"])
      if (await person.button(name).isVisible()) await person.press(name);
    await openChat(person);
  }

  loadAnew(): Promise<void> {
    return this.enter(() => this.person.page.reload());
  }

  /** The page is gone, by a word of its own or without one. */
  async lose(how: "closed" | "crashed"): Promise<void> {
    const { page } = this.person;
    this.#person = undefined;
    if (how === "crashed") {
      const session = await this.#context.newCDPSession(page);
      const crashed = page.waitForEvent("crash");
      session.send("Page.crash").catch(() => {});
      await crashed;
    }
    await page.close();
  }

  async write(): Promise<string> {
    const text = `${this.name} ${++this.#written}`;
    await write(this.person, text);
    return text;
  }

  /** Until a line that is written now has been said; how long that took. */
  async speak(): Promise<number> {
    const since = Date.now();
    const text = await this.write();
    await until(() => this.said.has(text), `${JSON.stringify(text)} to be said`, patienceMs);
    return (this.said.get(text) ?? since) - since;
  }

  async #openPage(): Promise<Person> {
    const page = await this.#context.newPage();
    for (const script of [installProbe, drawCamera, noteWhatIsSaid]) await page.addInitScript(script);
    // What stands in a page that couldn't be loaded is not ours.
    page.on(
      "pageerror",
      ({ stack = "" }) => stack.includes("/assets/") && this.faults.push(`${this.name}: ${stack}`),
    );
    return new Person(page, this.name);
  }
}

export async function createRegular(
  browser: Browser,
  name: string,
  room: string,
  passage: Passage,
): Promise<Regular> {
  const context = await browser.newContext({ viewport });
  const regular = new Regular(name, room, passage, context);
  await context.exposeFunction("noteSaid", (text: string) => {
    if (!regular.said.has(text)) regular.said.set(text, Date.now());
  });
  return regular;
}

/** Runs in the page. */
function noteWhatIsSaid(): void {
  const noted = new Set<string>();
  const observer = new MutationObserver(() => {
    const lines = document.querySelectorAll("li.line[data-own=true]:not([data-unsent]) > p:last-of-type");
    for (const { textContent: text } of lines) {
      if (noted.has(text)) continue;
      noted.add(text);
      void window.noteSaid(text);
    }
  });
  observer.observe(document, { childList: true, subtree: true, attributeFilter: ["data-unsent"] });
}
