// Blurring what is behind oneself: a pattern that fills the whole picture shows whether it is seen.

import { expect, test } from "@jest/globals";
import { until } from "../../until.ts";
import { bring, openLobby, type Person } from "../person.ts";
import { browser, openVenue, server } from "../venue.ts";

/** How far pixels are from their mean, of 255: half black and half white are 127. */
const [plain, blurred] = [60, 25];

openVenue();

/** Black and white squares, and slow enough for a busy machine. Runs in the page. */
function drawPattern(): void {
  const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
    const sound = audio ? await capture({ audio }) : new MediaStream();
    if (!video) return sound;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [320, 240];
    const brush = canvas.getContext("2d");
    let shift = 0;
    setInterval(() => {
      shift = (shift + 1) % 16;
      for (let x = -16; x < canvas.width; x += 8)
        for (let y = 0; y < canvas.height; y += 8)
          if (brush) {
            brush.fillStyle = (x + y) % 16 === 0 ? "white" : "black";
            brush.fillRect(x + shift, y, 8, 8);
          }
    }, 250);
    return new MediaStream([...sound.getTracks(), ...canvas.captureStream().getTracks()]);
  };
}

/** Of a picture as it is now; nothing while there is none. Runs in the page. */
function contrastOf(selector: string): number | undefined {
  const video = document.querySelector<HTMLVideoElement>(selector);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!video?.videoWidth || video.readyState < 2 || !pen) return undefined;
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  pen.drawImage(video, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  const greens = data.filter((_, at) => at % 4 === 1);
  const mean = greens.reduce((sum, green) => sum + green, 0) / greens.length;
  return Math.sqrt(greens.reduce((sum, green) => sum + (green - mean) ** 2, 0) / greens.length);
}

const seen = ({ page }: Person, selector: string) => page.evaluate(contrastOf, selector);
const others = "article[data-member]:not([data-self]) video";
const own = "[data-self] video";

test("blurs what the others see, loads what it needs from here and only then, and remembers it", async () => {
  const ana = await bring(browser, server.url, "blur", "Ana", { before: drawPattern });
  const ben = await bring(browser, server.url, "blur", "Ben");
  const asked: string[] = [];
  ana.page.on("request", (request) => asked.push(request.url()));
  // What a worker asks for as well.
  ana.context.on("request", (request) => asked.push(request.url()));
  await ana.join();
  await ben.join();
  await until(async () => ((await seen(ben, others)) ?? 0) > plain, "Ben to see the pattern");
  const needed = /blurring-|painter-|\.wasm|\.tflite/;
  expect(asked.filter((url) => needed.test(url))).toEqual([]);

  await ana.press("Devices");
  const choice = ana.page.getByLabel("Blur my background");
  await choice.check();
  await until(async () => ((await seen(ben, others)) ?? plain) < blurred, "Ben to see none of it");
  expect(await seen(ana, own)).toBeLessThan(blurred);
  for (const file of [/blurring-.*\.js$/, /painter-.*\.js$/, /\.wasm$/, /\.tflite$/])
    expect(asked.some((url) => file.test(url))).toBe(true);
  expect(asked.filter((url) => !url.startsWith(server.url))).toEqual([]);

  await choice.uncheck();
  await until(async () => ((await seen(ben, others)) ?? 0) > plain, "Ben to see the pattern again");

  // Whoever leaves it on is never seen without, not even by themselves.
  await choice.check();
  await ana.page.getByText("Only you are seen sharp.").waitFor();
  await ana.leave();
  const back = await openLobby(ana.context, server.url, "blur", "Ana", drawPattern);
  const contrasts: (number | undefined)[] = [];
  await until(async () => {
    contrasts.push(await seen(back, own));
    return contrasts.filter((contrast) => contrast !== undefined).length > 5;
  }, "Ana to see herself");
  expect(contrasts.filter((contrast) => (contrast ?? 0) > blurred)).toEqual([]);
  expect([...ana.faults, ...ben.faults, ...back.faults]).toEqual([]);
});
