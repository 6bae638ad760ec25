// A browser that plays no sound before somebody has pressed something.

import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { until } from "../../until.ts";
import { bring, type Person } from "../person.ts";
import { browser, openVenue, server } from "../venue.ts";

openVenue();

/** The rule as browsers have it: no audible playing until a press, whenever the page began. */
function refuseSound(): void {
  const play = HTMLMediaElement.prototype.play;
  let pressed = false;
  HTMLMediaElement.prototype.play = function () {
    const audible =
      !this.muted && this.srcObject instanceof MediaStream && this.srcObject.getAudioTracks().length > 0;
    if (pressed || !audible) return play.call(this);
    this.pause();
    return Promise.reject(new DOMException("play() failed", "NotAllowedError"));
  };
  document.addEventListener(
    "click",
    ({ target }) => {
      if (target instanceof HTMLElement && /sound/.test(target.textContent ?? "")) pressed = true;
    },
    true,
  );
}

async function audibleIn(person: Person): Promise<readonly boolean[]> {
  return person.page
    .locator("article:not([data-self]) video")
    .evaluateAll((videos) =>
      videos.map((video) => !(video as HTMLVideoElement).muted && !(video as HTMLVideoElement).paused),
    );
}

test("one button restores the sound of everybody, and meanwhile their pictures move", async () => {
  const room = randomUUID();
  const others = [
    await bring(browser, server.url, room, "Ana"),
    await bring(browser, server.url, room, "Bo"),
  ];
  for (const other of others) await other.join();
  const chloe = await bring(browser, server.url, room, "Chloé", { before: refuseSound });
  await chloe.join();
  const restore = chloe.button("Turn the sound on");
  await restore.waitFor();
  for (const other of others) await chloe.sees(other.name);
  expect(await audibleIn(chloe)).toEqual([false, false]);
  await restore.click();
  await until(async () => (await audibleIn(chloe)).every(Boolean), "everybody to be audible");
  expect(await restore.count()).toBe(0);
  for (const other of others) await chloe.hears(other.name);
  await Promise.all([...others, chloe].map((person) => person.close()));
});
