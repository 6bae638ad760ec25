// A page whose ticket the server doesn't take gets another by itself, and nobody notices.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Browser } from "playwright-core";
import { until } from "../until.ts";
import { type ServerProcess, startServer } from "../wire/server-process.ts";
import { launchChromium } from "./chromium.ts";
import { bring, type Person } from "./person.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser.close();
});

/** What a person would notice of it. */
async function expectCalm({ page, faults }: Person): Promise<void> {
  expect(faults).toEqual([]);
  expect(await page.locator(".notice.lasting").count()).toBe(0);
}

test("a ticket that has run out is exchanged before anybody asks for it", async () => {
  const server = await startServer();
  const room = randomUUID();
  const ana = await bring(browser, server.url, room, "Ana", {
    // The page finds itself three hours later than the server thinks it is.
    before: () => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + 3 * 3_600_000;
    },
  });
  await ana.join();
  const bo = await bring(browser, server.url, room, "Bo");
  await bo.join();
  await Promise.all([ana.sees("Bo"), bo.sees("Ana")]);
  await expectCalm(ana);
  await Promise.all([ana.close(), bo.close()]);
  await server.stop();
});

/** Two in a meeting, whose server is killed and started again on its port. */
async function outlive(
  secrets: readonly [string, string],
  act: (ana: Person, bo: Person, ids: readonly (string | null)[]) => Promise<void>,
): Promise<void> {
  const first = await startServer({ SECRET: secrets[0] });
  const { port } = new URL(first.url);
  const room = randomUUID();
  const ana = await bring(browser, first.url, room, "Ana");
  await ana.join();
  const bo = await bring(browser, first.url, room, "Bo");
  await bo.join();
  await Promise.all([ana.sees("Bo"), bo.sees("Ana")]);
  const ids = await Promise.all([ana, bo].map(idOf));
  await first.stop("SIGKILL");
  const second: ServerProcess = await startServer({ SECRET: secrets[1], PORT: port });
  await act(ana, bo, ids);
  await Promise.all([ana.close(), bo.close()]);
  await second.stop();
}

function idOf({ ownTile }: Person): Promise<string | null> {
  return ownTile.getAttribute("data-member");
}

const secret = () => randomUUID() + randomUUID();

test("another process with the same secret takes them, and the pages stay who they are", async () => {
  const same = secret();
  await outlive([same, same], async (ana, bo, ids) => {
    const late = await bring(
      browser,
      new URL(ana.page.url()).origin,
      new URL(ana.page.url()).pathname.slice(1),
      "Cy",
    );
    await late.join();
    await late.sees(["Ana", "Bo"], 20_000);
    await Promise.all([ana.sees(["Bo", "Cy"]), bo.sees(["Ana", "Cy"])]);
    expect(await Promise.all([ana, bo].map(idOf))).toEqual(ids);
    await late.close();
  });
});

test("a process with another secret knows nobody, and the pages come back by themselves", async () => {
  await outlive([secret(), secret()], async (ana, bo, ids) => {
    for (const [index, person] of [ana, bo].entries()) {
      const before = `[data-member="${ids[index]}"]`;
      await until(
        async () => (await person.ownTile.count()) === 1 && (await person.page.locator(before).count()) === 0,
        `${person.name} to be back, as somebody new`,
        30_000,
      );
    }
    await Promise.all([ana.sees("Bo", 30_000), bo.sees("Ana", 30_000)]);
    await ana.seesOnly(2);
  });
});
