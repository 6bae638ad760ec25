// What has left a page over its calls, in bytes, whichever browser it is in.

import { until } from "../until.ts";

export interface Sent {
  readonly picture: number;
  readonly sound: number;
}

/** What the pages of Playwright and Puppeteer have in common. */
interface AnyPage {
  readonly evaluate: (script: () => Promise<Sent>) => Promise<Sent>;
}

export function sentBy(page: AnyPage): Promise<Sent> {
  return page.evaluate(async () => {
    const sent = { picture: 0, sound: 0 };
    for (const connection of window.probe.connections)
      for (const report of (await connection.getStats()).values())
        if (report.type === "outbound-rtp")
          sent[report.kind === "video" ? "picture" : "sound"] += report.bytesSent + report.headerBytesSent;
    return sent;
  });
}

/** Waits until no picture has left that page for as long as that. */
export async function sendsNoPicture(page: AnyPage, forMs: number): Promise<Sent> {
  let before = await sentBy(page);
  let since = Date.now();
  await until(
    async () => {
      const now = await sentBy(page);
      if (now.picture !== before.picture) [before, since] = [now, Date.now()];
      return Date.now() - since >= forMs;
    },
    `no picture to be sent for ${forMs} ms`,
    forMs + 10_000,
  );
  return before;
}
