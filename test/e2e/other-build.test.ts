// Another build's server takes over in mid-meeting: it knows none of the files that a page of this one would ask for.

import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { startServer } from "../wire/server-process.ts";
import { launchChromium } from "./chromium.ts";
import { LossyNetwork } from "./lossy-network.ts";
import type { Person } from "./person.ts";

/** A break is found within three seconds, and mended in five more, or gone round. */
const aroundMs = 20_000;
const relayFiles = ["relay", "worker", "worklet"] as const;

/** What was built here, without what brings the relay. */
function makeOtherBuild(): string {
  const folder = mkdtempSync(join(tmpdir(), "parley-build-"));
  for (const part of ["dist", "views"])
    cpSync(fileURLToPath(new URL(`../../${part}`, import.meta.url)), join(folder, part), { recursive: true });
  const assets = join(folder, "dist/assets");
  for (const file of readdirSync(assets))
    if (relayFiles.some((name) => file.startsWith(`${name}-`))) rmSync(join(assets, file));
  return folder;
}

/** Each of these files has been brought to the page whole. */
function hasFetched({ page }: Person, files: readonly string[]): Promise<boolean> {
  return page.evaluate((names) => {
    const isDone = (entry: PerformanceEntry) =>
      entry instanceof PerformanceResourceTiming && entry.responseEnd > 0;
    const done = performance.getEntriesByType("resource").filter(isDone);
    return names.every((name) => done.some((entry) => entry.name.includes(`/assets/${name}-`)));
  }, files);
}

test("what can't be reached directly is gone round all the same", async () => {
  const folder = makeOtherBuild();
  const network = new LossyNetwork();
  const [server, browser] = await Promise.all([startServer(), launchChromium()]);
  const room = randomUUID();
  const ana = await network.bring(browser, server.url, room, "Ana");
  await ana.join();
  const bo = await network.bring(browser, server.url, room, "Bo");
  await bo.join();
  await Promise.all([ana.sees("Bo"), bo.sees("Ana")]);
  await until(
    async () => (await Promise.all([ana, bo].map((one) => hasFetched(one, relayFiles)))).every(Boolean),
    "what brings the relay to be fetched",
  );
  await server.stop("SIGKILL");
  const other = await startServer({ PORT: new URL(server.url).port }, [], join(folder, "dist/server.js"));
  expect((await fetch(`${other.url}/${randomUUID()}`)).status).toBe(200);
  network.lose([["Ana", "Bo"]]);
  const isRelayed = (person: Person, name: string) =>
    until(
      async () => (await person.tileOf(name).getAttribute("data-link")) === "relayed",
      `${name} to come by way of the server`,
      aroundMs,
    );
  await Promise.all([isRelayed(ana, "Bo"), isRelayed(bo, "Ana")]);
  await Promise.all([ana.sees("Bo"), bo.sees("Ana"), ana.hearsIn("Bo"), bo.hearsIn("Ana")]);
  network.close();
  await browser.close();
  await other.stop();
  rmSync(folder, { recursive: true });
}, 90_000);
