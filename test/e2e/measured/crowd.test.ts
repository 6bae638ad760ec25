// Many at once, whose devices take their time: nobody is left out, and nobody has to reload.

import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { bring, type Person } from "../person.ts";
import { browser, openVenue, server } from "../venue.ts";

openVenue();

const names = ["Ana", "Bo", "Chloé", "Dan", "Eva", "Finn"];

/**
 * With a small, slow picture in a small window, so that six people's browsers fit on one machine. It
 * is drawn by the page, since a fake camera stops for all its pages once they hold all of its frames.
 */
function dawdle(): void {
  const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5_000));
    const sound = audio ? await capture({ audio }) : new MediaStream();
    if (!video) return sound;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [160, 120];
    const brush = canvas.getContext("2d");
    setInterval(() => {
      if (!brush) return;
      brush.fillStyle = `hsl(${Math.random()}turn 80% 50%)`;
      brush.fillRect(0, 0, canvas.width, canvas.height);
    }, 200);
    return new MediaStream([...sound.getTracks(), ...canvas.captureStream().getTracks()]);
  };
}

const rounds = 3;
/** Two processors that do the work of six people's are slow, but nobody may be left out. */
const patienceMs = 60_000;

test.each(Array.from({ length: rounds }, (_, round) => round + 1))(
  "six people who press Join within 200 ms reach all 30 streams, round %i",
  async () => {
    const room = randomUUID();
    const people: Person[] = await Promise.all(
      names.map((name) =>
        bring(browser, server.url, room, name, {
          before: dawdle,
          viewport: { width: 480, height: 360 },
        }),
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
          patienceMs,
        ),
      ),
    );
    for (const { faults } of people) expect(faults).toEqual([]);
    await Promise.all(people.map((person) => person.close()));
  },
  180_000,
);
