// A bare page, written from the seeds alone, in one meeting with Parley's own.

import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "@jest/globals";
import type { Page } from "playwright-core";
import { until } from "../until.ts";
import { bring, type Person } from "./person.ts";
import { bundle, openPlainPage } from "./plain-page.ts";
import { browser, openVenue, server } from "./venue.ts";

openVenue();

let script: string;

beforeAll(async () => {
  script = await bundle("bare-page.ts");
});

async function sees(page: Page): Promise<void> {
  const frames = () =>
    page.evaluate(() => document.querySelector("video")?.getVideoPlaybackQuality().totalVideoFrames ?? 0);
  await until(async () => (await frames()) > 5, "the bare page to see somebody");
}

test.each(["the bare page", "Parley's page"])(
  "%s came first: they see, hear, chat and part",
  async (first) => {
    const room = randomUUID();
    const enter = async (): Promise<Person> => {
      const person = await bring(browser, server.url, room, "Ana");
      await person.join();
      return person;
    };
    const early = first === "Parley's page" ? await enter() : undefined;
    const bare = await openPlainPage(browser, server.url, room, script);
    await bare.page.waitForFunction(() => "leave" in window);
    const ana = early ?? (await enter());
    await ana.sees("Guest");
    await ana.hears("Guest");
    await sees(bare.page);
    expect(await ana.tileOf("Guest").getAttribute("data-member")).toBe(bare.id);

    await ana.press("Chat");
    await ana.page.getByLabel("Message").fill("Hello, bare page");
    await ana.page.keyboard.press("Enter");
    await bare.page.waitForFunction(() => window.said.includes("Ana : Hello, bare page"));
    await bare.page.evaluate(() => window.say("Hello, Parley"));
    await ana.page.getByRole("log").getByText("Hello, Parley").waitFor();

    if (first === "the bare page") {
      await ana.leave();
      await until(
        async () => (await bare.page.locator("video").count()) === 0,
        "the bare page's tile to go",
        1_000,
      );
    } else {
      await bare.page.evaluate(() => window.leave());
      await ana.seesOnly(1, 1_000);
    }
    await Promise.all([ana.close(), bare.page.context().close()]);
  },
);
