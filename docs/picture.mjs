// Takes the README's picture: a real meeting of four, whose cameras show drawings.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { findBrowser } from "../test/browsers.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = fileURLToPath(new URL("meeting.png", import.meta.url));

const people = [
  { name: "Ana Lima", wall: "#f2c9a1", skin: "#b9774a", hair: "#2e1d15", shirt: "#2a7f74" },
  { name: "Bo Lindqvist", wall: "#b8d4e3", skin: "#f0c8a8", hair: "#c78a3b", shirt: "#34495e" },
  { name: "Chloé Diallo", wall: "#d9cfe8", skin: "#6b4630", hair: "#1b1412", shirt: "#d1603d" },
  { name: "Haruto Mori", wall: "#d5e4c3", skin: "#e5b992", hair: "#20242b", shirt: "#7a4e8a" },
];

const lines = [
  ["Bo Lindqvist", "Guten Abend! Can everybody see the text? https://example.org/lektion-7"],
  ["Chloé Diallo", "Yes, page two"],
  ["Ana Lima", "Then let us begin with the second dialogue."],
];

/** In the page: the camera shows a drawing of somebody who nods a little. */
function drawInsteadOfFilming({ wall, skin, hair, shirt }) {
  const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const canvas = document.createElement("canvas");
  canvas.width = 640;
  canvas.height = 480;
  const context = canvas.getContext("2d");
  const ellipse = (colour, x, y, across, down) => {
    context.fillStyle = colour;
    context.beginPath();
    context.ellipse(x, y, across, down, 0, 0, 2 * Math.PI);
    context.fill();
  };
  const draw = () => {
    const nod = 4 * Math.sin(performance.now() / 600);
    context.fillStyle = wall;
    context.fillRect(0, 0, 640, 480);
    ellipse("rgb(255 255 255 / 35%)", 120, 110, 70, 70);
    ellipse(shirt, 320, 500, 190, 150);
    ellipse(skin, 320, 360, 44, 60);
    ellipse(hair, 320, 205 + nod, 118, 132);
    ellipse(skin, 320, 235 + nod, 92, 112);
    ellipse(hair, 320, 135 + nod, 96, 48);
    for (const side of [-1, 1]) ellipse("#20242b", 320 + side * 36, 228 + nod, 8, 9);
    context.strokeStyle = "#7a3b2e";
    context.lineWidth = 6;
    context.lineCap = "round";
    context.beginPath();
    context.arc(320, 262 + nod, 34, 0.2 * Math.PI, 0.8 * Math.PI);
    context.stroke();
  };
  setInterval(draw, 50);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await capture(constraints);
    for (const track of stream.getVideoTracks()) {
      stream.removeTrack(track);
      track.stop();
      stream.addTrack(canvas.captureStream(20).getVideoTracks()[0]);
    }
    return stream;
  };
}

function startServer() {
  const child = spawn(process.execPath, ["dist/server.js"], {
    cwd: root,
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return new Promise((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text) => {
      const url = /https?:\/\/\S+/.exec(text)?.[0];
      if (url) resolve({ url, stop: () => child.kill() });
    });
  });
}

/** Made as a page makes it: the room is sealed. */
const key = randomBytes(32).toString("base64url");

async function enter(browser, url, person, viewport) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.addInitScript(drawInsteadOfFilming, person);
  await page.goto(`${url}/german-101?name=${encodeURIComponent(person.name)}#${key}`);
  await page.getByRole("button", { name: "Join" }).click();
  await page.locator("article[data-self]").waitFor();
  return page;
}

const server = await startServer();
const browser = await chromium.launch({
  executablePath: findBrowser("chromium"),
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
  ],
});
const pages = [];
for (const [index, person] of people.entries())
  pages.push(
    await enter(
      browser,
      server.url,
      person,
      index === 0 ? { width: 1280, height: 800 } : { width: 480, height: 360 },
    ),
  );
const [first] = pages;
for (const [name, line] of lines) {
  const page = pages[people.findIndex((person) => person.name === name)];
  if ((await page.getByLabel("Message").count()) === 0)
    await page.getByRole("button", { name: "Chat" }).click();
  await page.getByLabel("Message").fill(line);
  await page.keyboard.press("Enter");
  await first.getByText(line.slice(0, 12)).first().waitFor();
}
await pages.at(-1).getByRole("button", { name: "Mute" }).click();
await first.waitForFunction(
  (count) =>
    document.querySelectorAll('article video[data-shown="true"]').length === count &&
    document.querySelectorAll(".notice").length === 0,
  people.length,
);
await first.screenshot({ path: target });
await browser.close();
server.stop();
console.log(`The picture is ${target}`);
