// Put into a page before its own scripts; it must stand alone.

/** Times, on the page's own clock, from the click on Join to the first frame of somebody else. */
export function watchFirstFrame() {
  const patienceMs = 30_000;
  let clicked;
  window.firstFrame = new Promise((resolve, reject) => {
    const watched = new WeakSet();
    // Before the page hears of the click, since what it does then counts.
    addEventListener(
      "click",
      ({ target }) => {
        if (clicked !== undefined || target.closest("button")?.textContent.trim() !== "Join") return;
        clicked = performance.now();
        setTimeout(() => reject(new Error("No frame came")), patienceMs);
      },
      true,
    );
    new MutationObserver(() => {
      for (const video of document.querySelectorAll("article:not([data-self]) video")) {
        if (watched.has(video)) continue;
        watched.add(video);
        video.requestVideoFrameCallback(() => resolve(performance.now() - clicked));
      }
    }).observe(document, { childList: true, subtree: true });
  });
}
