// Somebody at a browser: what they do, and what they see and hear.

import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { until } from "../until.ts";
import { desk } from "./chromium.ts";
import { installProbe } from "./probe.ts";

export interface PersonOptions extends BrowserContextOptions {
  /** Runs in the page before anything else. */
  readonly before?: () => void;
}

/** More than the first frame, which might be the only one. */
const someFrames = 5;

/** Of full scale: far less than the fake microphone's beep, and more than nothing. */
export const silence = 0.01;

interface PictureState {
  /** Decoded so far. */
  readonly frames: number;
  /** Of it, as it comes. */
  readonly lines: number;
  /** Whether it is on the screen, rather than initials. */
  readonly shown: boolean;
}

export class Person {
  readonly faults: string[] = [];
  readonly page: Page;
  readonly name: string;

  constructor(page: Page, name: string) {
    this.page = page;
    this.name = name;
    page.on("console", (message) => {
      if (message.type() === "error") this.faults.push(message.text());
    });
    page.on("pageerror", (error) => this.faults.push(String(error)));
  }

  get context(): BrowserContext {
    return this.page.context();
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  press(name: string): Promise<void> {
    return this.button(name).click();
  }

  get tiles(): Locator {
    return this.page.locator("article[data-member]");
  }

  get ownTile(): Locator {
    return this.page.locator("article[data-self]");
  }

  /** The tile of whoever is called that. */
  tileOf(name: string): Locator {
    return this.tiles.filter({ has: this.page.getByText(name, { exact: true }) });
  }

  async join(): Promise<void> {
    await this.press("Join");
    await this.ownTile.waitFor();
  }

  async leave(): Promise<void> {
    await this.press("Leave");
    await this.page.getByRole("heading", { name: "You left" }).waitFor();
  }

  /** The pictures in the tiles of those people. */
  picturesOf(names: readonly string[]): Promise<readonly PictureState[]> {
    return this.page.evaluate((wanted) => {
      const tiles = [...document.querySelectorAll("article[data-member]")];
      return wanted.map((name) => {
        const tile = tiles.find((article) => article.querySelector(".name")?.textContent === name);
        const video = tile?.querySelector("video");
        const frames = video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
        return { frames, lines: video?.videoHeight ?? 0, shown: video?.dataset["shown"] === "true" };
      });
    }, names);
  }

  /** Energy of the sound of that person that was played here so far. */
  energyOf(name: string): Promise<number> {
    return this.page.evaluate(async (wanted) => {
      const tiles = [...document.querySelectorAll("article[data-member]")];
      const tile = tiles.find((article) => article.querySelector(".name")?.textContent === wanted);
      const stream = tile?.querySelector("video")?.srcObject;
      const [track] = stream instanceof MediaStream ? stream.getAudioTracks() : [];
      const receivers = window.probe.connections.flatMap((connection) => connection.getReceivers());
      const stats = track && (await receivers.find((receiver) => receiver.track === track)?.getStats());
      const inbound = [...(stats?.values() ?? [])].find(({ type }) => type === "inbound-rtp");
      return Number(inbound?.totalAudioEnergy ?? 0);
    }, name);
  }

  /** Whether their picture is what the tile shows, rather than initials. */
  async showsPictureOf(name: string): Promise<boolean> {
    const [picture] = await this.picturesOf([name]);
    return picture?.shown === true;
  }

  /** Waits until the pictures of all of them move, and are what is shown. */
  async sees(names: string | readonly string[], withinMs?: number): Promise<void> {
    const all = typeof names === "string" ? [names] : names;
    const before = await this.picturesOf(all);
    await until(
      async () => {
        const pictures = await this.picturesOf(all);
        return pictures.every(
          ({ shown, frames }, i) => shown && frames >= (before[i]?.frames ?? 0) + someFrames,
        );
      },
      `${this.name} to see ${all.join(", ")} move`,
      withinMs,
    );
  }

  /** Waits until sound of theirs keeps arriving. */
  async hears(name: string, withinMs?: number): Promise<void> {
    const before = await this.energyOf(name);
    await until(async () => (await this.energyOf(name)) > before, `${this.name} to hear ${name}`, withinMs);
  }

  /** Waits until what the tile plays of theirs is loud, by whatever way it comes. */
  async hearsIn(name: string, withinMs?: number): Promise<void> {
    await until(
      async () => (await this.page.evaluate(loudnessOf, name)) > silence,
      `${this.name} to hear ${name}`,
      withinMs,
    );
  }

  async seesOnly(count: number, withinMs?: number): Promise<void> {
    await until(
      async () => (await this.tiles.count()) === count,
      `${this.name} to see ${count} tiles`,
      withinMs,
    );
  }

  /** The states of every track this page has ever captured. */
  trackStates(): Promise<readonly string[]> {
    return this.page.evaluate(() => window.probe.tracks.map(({ readyState }) => readyState));
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

/** Of the loudest sample there was within a while; the fake microphone beeps once a second. Runs in the page. */
export async function loudnessOf(name: string): Promise<number> {
  const tiles = [...document.querySelectorAll("article[data-member]")];
  const tile = tiles.find((article) => article.querySelector(".name")?.textContent === name);
  const video = tile?.querySelector("video");
  const stream = video?.srcObject;
  if (!(stream instanceof MediaStream) || stream.getAudioTracks().length === 0 || video?.muted) return 0;
  const context = new AudioContext();
  const analyser = new AnalyserNode(context);
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let loudest = 0;
  for (const end = performance.now() + 1_200; performance.now() < end; ) {
    analyser.getFloatTimeDomainData(samples);
    loudest = Math.max(loudest, ...samples.map(Math.abs));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await context.close();
  return loudest;
}

/** Brings somebody to the lobby of a room (`name#key` where it is sealed), in a context of their own. */
export async function bring(
  browser: Browser,
  url: string,
  room: string,
  name: string,
  { before, ...options }: PersonOptions = {},
): Promise<Person> {
  const context = await browser.newContext({ viewport: desk, ...options });
  return openLobby(context, url, room, name, before);
}

export async function openLobby(
  context: BrowserContext,
  url: string,
  room: string,
  name: string,
  before?: () => void,
): Promise<Person> {
  const person = await openLink(context, url, room, name, before);
  await person.button("Join").waitFor();
  return person;
}

/** As above, wherever the link leads. */
export async function openLink(
  context: BrowserContext,
  url: string,
  room: string,
  name: string,
  before?: () => void,
): Promise<Person> {
  const page = await context.newPage();
  await page.addInitScript(installProbe);
  if (before) await page.addInitScript(before);
  const [path, key] = room.split("#", 2);
  const person = new Person(page, name);
  await page.goto(`${url}/${path}?name=${encodeURIComponent(name)}${key === undefined ? "" : `#${key}`}`);
  return person;
}
