// A page of the server's origin with nothing of Parley's on it, as somebody's own behind the same address.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { readBoot } from "../wire/bare-client.ts";

export interface Admission {
  readonly room: string;
  readonly id: string;
  readonly ticket: string;
}

declare global {
  interface Window {
    /** Set before the page's script runs. */
    admission: Admission;
  }
}

/** The script of such a page, from a file beside this one. */
export async function bundle(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(file, import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

/** Opens one that has the ticket of a page of the room, and runs the script in it. */
export async function openPlainPage(
  browser: Browser,
  url: string,
  room: string,
  script: string,
): Promise<{ readonly page: Page; readonly id: string }> {
  const { id, ticket } = await readBoot(url, room);
  const page = await (await browser.newContext({ bypassCSP: true })).newPage();
  await page.addInitScript(
    (admission) => {
      window.admission = admission;
    },
    { room, id, ticket },
  );
  await page.goto(`${url}/health`);
  await page.addScriptTag({ type: "module", content: script });
  return { page, id };
}
