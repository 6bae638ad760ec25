// Many at once, whose devices take their time: nobody is left out, and nobody has to reload.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { type ServerProcess, startServer } from "../wire/server-process.ts";
import { launchChromium } from "./chromium.ts";
import { bring, type Person } from "./person.ts";

let server: ServerProcess;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchChromium()]);
});

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** With a small picture in a small window, so that six people's browsers fit on one machine. */
function dawdle(): void {
  const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5_000));
    const small = { width: 160, height: 120, frameRate: 10 };
    return capture({ ...constraints, video: constraints?.video ? small : false });
  };
}

const names = ["Ana", "Bo", "Chloé", "Dan", "Eva", "Finn"];
const rounds = 3;

test.each(Array.from({ length: rounds }, (_, round) => round + 1))(
  "six people who press Join within 200 ms reach all 30 streams, round %i",
  async () => {
    const room = randomUUID();
    const people: Person[] = await Promise.all(
      names.map((name) =>
        bring(browser, server.url, room, name, { before: dawdle, viewport: { width: 480, height: 360 } }),
      ),
    );
    await Promise.all(
      people.map(async (person) => {
        await person.page.evaluate((wait) => {
          setTimeout(() => document.querySelector("form")?.requestSubmit(), wait);
        }, Math.random() * 200);
      }),
    );
    for (const one of people) await one.seesOnly(names.length, 30_000);
    await Promise.all(
      people.map((one) =>
        one.sees(
          names.filter((name) => name !== one.name),
          40_000,
        ),
      ),
    );
    for (const { faults } of people) expect(faults).toEqual([]);
    await Promise.all(people.map((person) => person.close()));
  },
  180_000,
);
