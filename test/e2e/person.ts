// Somebody at a browser: what they do, and what they see and hear.

import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { until } from "../until.ts";
import { installProbe } from "./probe.ts";

export interface PersonOptions extends BrowserContextOptions {
  /** Runs in the page before anything else. */
  readonly before?: () => void;
}

/** More than the first frame, which might be the only one. */
const someFrames = 5;

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

  /** Decoded frames of that person's picture so far. */
  async framesOf(name: string): Promise<number> {
    const video = this.tileOf(name).locator("video");
    return (await video.count()) === 0
      ? 0
      : video.evaluate((element) => (element as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames);
  }

  /** Whether their picture is what the tile shows, rather than initials. */
  async showsPictureOf(name: string): Promise<boolean> {
    const video = this.tileOf(name).locator("video");
    return (await video.count()) === 1 && (await video.getAttribute("data-shown")) === "true";
  }

  /** Sound of theirs that has arrived here so far, as energy. */
  async energyOf(name: string): Promise<number> {
    const video = this.tileOf(name).locator("video");
    if ((await video.count()) === 0) return 0;
    return video.evaluate(async (element) => {
      const [track] = ((element as HTMLVideoElement).srcObject as MediaStream | null)?.getAudioTracks() ?? [];
      const receivers = window.probe.connections.flatMap((connection) => connection.getReceivers());
      const stats = await receivers.find((receiver) => receiver.track === track)?.getStats();
      for (const report of stats?.values() ?? [])
        if (report.type === "inbound-rtp") return Number(report.totalAudioEnergy ?? 0);
      return 0;
    });
  }

  /** Waits until their picture moves, and is what is shown. */
  async sees(name: string, withinMs?: number): Promise<void> {
    const before = await this.framesOf(name);
    await until(
      async () => (await this.framesOf(name)) >= before + someFrames && (await this.showsPictureOf(name)),
      `${this.name} to see ${name} move`,
      withinMs,
    );
  }

  /** Waits until sound of theirs keeps arriving. */
  async hears(name: string, withinMs?: number): Promise<void> {
    const before = await this.energyOf(name);
    await until(async () => (await this.energyOf(name)) > before, `${this.name} to hear ${name}`, withinMs);
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

/** Brings somebody to the lobby of a room, in a browser context of their own. */
export async function bring(
  browser: Browser,
  url: string,
  room: string,
  name: string,
  { before, ...options }: PersonOptions = {},
): Promise<Person> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  return openLobby(context, url, room, name, before);
}

export async function openLobby(
  context: BrowserContext,
  url: string,
  room: string,
  name: string,
  before?: () => void,
): Promise<Person> {
  const page = await context.newPage();
  await page.addInitScript(installProbe);
  if (before) await page.addInitScript(before);
  const person = new Person(page, name);
  await page.goto(`${url}/${room}?name=${encodeURIComponent(name)}`);
  await person.button("Join").waitFor();
  return person;
}
