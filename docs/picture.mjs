// Takes the README's pictures: a real meeting of four, and a real class, whose cameras show drawings.

import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { chooseChromium } from "../test/browsers.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const targetOf = (name) => fileURLToPath(new URL(name, import.meta.url));

const people = [
  { name: "Ana Lima", wall: "#f2c9a1", skin: "#b9774a", hair: "#2e1d15", shirt: "#2a7f74" },
  { name: "Bo Lindqvist", wall: "#b8d4e3", skin: "#f0c8a8", hair: "#c78a3b", shirt: "#34495e" },
  { name: "Chloé Diallo", wall: "#d9cfe8", skin: "#6b4630", hair: "#1b1412", shirt: "#d1603d" },
  { name: "Haruto Mori", wall: "#d5e4c3", skin: "#e5b992", hair: "#20242b", shirt: "#7a4e8a" },
];

const students = [
  "Bo Lindqvist",
  "Chloé Diallo",
  "Haruto Mori",
  "Jonas Weber",
  "Khadija Amrani",
  "Lena Novak",
  "Nour Haddad",
  "Priya Nair",
].map((name, index) => ({ ...people[(index * 3 + 1) % people.length], ...varied(index), name }));

/** No two look alike. */
function varied(index) {
  const hue = (index * 67) % 360;
  return { scale: 0.5, wall: `hsl(${hue} 35% 80%)`, shirt: `hsl(${(hue + 140) % 360} 45% 40%)` };
}

const lines = [
  ["Bo Lindqvist", "Guten Abend! Can everybody see the text? https://example.org/lektion-7"],
  ["Chloé Diallo", "Yes, page two"],
  ["Ana Lima", "Then let us begin with the second dialogue."],
];

/** In the page: the camera shows a drawing of somebody who nods a little. */
function drawInsteadOfFilming({ wall, skin, hair, shirt, scale = 1 }) {
  const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const canvas = document.createElement("canvas");
  canvas.width = 640 * scale;
  canvas.height = 480 * scale;
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
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
  setInterval(draw, 50 / scale ** 2);
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

/** Made as a page makes it: the rooms are sealed. */
const key = randomBytes(32).toString("base64url");

async function enter(browser, url, room, person, viewport, kind) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.addInitScript(drawInsteadOfFilming, person);
  await page.goto(`${url}/${room}?name=${encodeURIComponent(person.name)}#${key}`);
  if (kind) await page.getByLabel(kind).check();
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await page.locator("article[data-self]").waitFor();
  return page;
}

/** Once everybody's picture is there, and nothing lies over it. */
async function take(page, count, name) {
  await page.waitForFunction(
    (all) =>
      document.querySelectorAll('article video[data-shown="true"]').length === all &&
      // A drawing is black before its first stroke.
      [...document.querySelectorAll("article video")].every(
        (video) => video.getVideoPlaybackQuality().totalVideoFrames > 10,
      ) &&
      document.querySelectorAll(".notice").length === 0,
    count,
    { timeout: 120_000, polling: 500 },
  );
  await page.screenshot({ path: targetOf(name) });
  console.log(`A picture is ${targetOf(name)}`);
}

async function takeMeeting(browser, url) {
  const pages = [];
  for (const [index, person] of people.entries()) {
    const viewport = index === 0 ? { width: 1280, height: 800 } : { width: 480, height: 360 };
    pages.push(await enter(browser, url, "german-101", person, viewport));
  }
  const [first] = pages;
  for (const [name, line] of lines) {
    const page = pages[people.findIndex((person) => person.name === name)];
    if ((await page.getByLabel("Message").count()) === 0)
      await page.getByRole("button", { name: "Chat" }).click();
    await page.getByLabel("Message").fill(line);
    await page.keyboard.press("Enter");
    await first.getByText(line.slice(0, 12)).first().waitFor();
  }
  await pages.at(-1).getByRole("button", { name: "Mute", exact: true }).click();
  await take(first, people.length, "meeting.png");
  for (const page of pages) await page.context().close();
}

async function takeClass(browser, url) {
  const [ana] = people;
  const teacher = await enter(browser, url, "german-102", ana, { width: 1440, height: 900 }, "Classroom");
  const pages = [];
  for (const student of students)
    pages.push(await enter(browser, url, "german-102", student, { width: 320, height: 240 }));
  for (const index of [5, 2, 7])
    await pages[index].getByRole("button", { name: "Raise hand", exact: true }).click();
  for (const index of [1, 4]) await pages[index].getByRole("button", { name: "Mute", exact: true }).click();
  await teacher.locator(".hand").nth(2).waitFor();
  await take(teacher, students.length + 1, "classroom.png");
}

const server = await startServer();
const browser = await chromium.launch({
  ...chooseChromium(),
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
  ],
});
await takeMeeting(browser, server.url);
await takeClass(browser, server.url);
await browser.close();
server.stop();
