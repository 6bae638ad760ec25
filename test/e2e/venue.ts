// Where the tests of a file take place: a server, a browser, and whoever comes, who goes after each test.

import { afterAll, afterEach, beforeAll, expect } from "@jest/globals";
import type { Browser } from "playwright-core";
import { type ServerProcess, startServer } from "../wire/server-process.ts";
import { type ChromiumOptions, launchChromium } from "./chromium.ts";
import { type Firefox, launchFirefox } from "./firefox.ts";
import type { Person } from "./person.ts";

export let server: ServerProcess;
export let browser: Browser;
export let firefox: Firefox;
/** Whoever was welcomed in the test that runs, in the order in which they came. */
export const people: Person[] = [];

/** For all that comes after it in a file: hooks run in the order in which they are set. */
export function openVenue(options: ChromiumOptions = {}): void {
  beforeAll(async () => {
    [server, browser] = await Promise.all([startServer(), launchChromium(options)]);
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  afterEach(async () => {
    const present = people.splice(0);
    await Promise.all(present.map((person) => person.close()));
    expect(present.flatMap(({ faults }) => faults)).toEqual([]);
  });
}

/** Before the venue itself, so that Firefox is gone before what it is connected to. */
export function openFirefox(): void {
  beforeAll(async () => {
    firefox = await launchFirefox();
  });

  afterAll(() => firefox.close());
}

/** Nothing may go wrong on that person's page, which is closed after the test. */
export function welcome<Guest extends Person>(guest: Guest): Guest {
  people.push(guest);
  return guest;
}
