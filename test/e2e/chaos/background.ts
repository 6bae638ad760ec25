// A browser whose pages can be out of sight, as they are for people. Playwright pretends that every page
// it opens is looked at, and such a page is neither slowed down nor put to sleep.

import { type BrowserContext, chromium, type Page } from "playwright-core";
import { launch } from "puppeteer-core";
import { chooseChromium, chromiumFlags, consentFlags } from "../../browsers.mjs";

export interface Background {
  readonly context: BrowserContext;
  /** Puts another tab in front of whatever is there. */
  readonly cover: () => Promise<void>;
  /** Puts a page to sleep that is out of sight, as the browser does with one that it finds idle. */
  readonly freeze: (page: Page) => Promise<void>;
  /** Somebody looks at it again. */
  readonly wake: (page: Page) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What both of the tools that drive browsers turn off for their own sake. */
const kept = [
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
];

export async function launchBackground(): Promise<Background> {
  const { executablePath = "chromium", env } = chooseChromium();
  const own = await launch({
    ...{ executablePath, ...(env && { env }), headless: true },
    ...{ args: [...chromiumFlags, ...consentFlags], ignoreDefaultArgs: kept },
  });
  const browser = await chromium.connectOverCDP(own.wsEndpoint(), { noDefaults: true });
  const [context] = browser.contexts();
  if (!context) throw new Error("The browser has no profile");
  let cover: Page | undefined;

  async function setState(page: Page, state: "frozen" | "active"): Promise<void> {
    const session = await context?.newCDPSession(page);
    await session?.send("Page.setWebLifecycleState", { state });
    await session?.detach();
  }

  return {
    context,
    cover: async () => {
      cover ??= await context.newPage();
      await cover.bringToFront();
    },
    freeze: (page) => setState(page, "frozen"),
    wake: async (page) => {
      await setState(page, "active");
      await page.bringToFront();
    },
    close: async () => {
      await browser.close();
      await own.close();
    },
  };
}
