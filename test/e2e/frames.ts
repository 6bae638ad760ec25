// How steadily the frames of somebody come, as whoever looks at them would notice.

import type { Person } from "./person.ts";

/** Notes the longest time without a new frame of somebody's, until it is asked for. */
export async function watchFrames({ page }: Person, name: string): Promise<() => Promise<number>> {
  const handle = await page.evaluateHandle((wanted) => {
    const tiles = [...document.querySelectorAll("article[data-member]")];
    const tile = tiles.find((article) => article.querySelector(".name")?.textContent === wanted);
    const video = tile?.querySelector("video");
    const watch = { at: performance.now(), longest: 0 };
    const note = () => {
      const now = performance.now();
      watch.longest = Math.max(watch.longest, now - watch.at);
      watch.at = now;
      video?.requestVideoFrameCallback(note);
    };
    video?.requestVideoFrameCallback(note);
    return watch;
  }, name);
  return () => handle.evaluate(({ at, longest }) => Math.max(longest, performance.now() - at));
}
