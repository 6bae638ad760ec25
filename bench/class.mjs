// A teacher and their class: what it costs the teacher's machine, beside the same class in which everybody
// sends their picture as the camera gives it. The teacher's browser is a process of its own.

import { openBrowser } from "./browser.mjs";
import { parley, startServer } from "./server-process.mjs";
import { compareFigures } from "./table.mjs";

const sizes = [6, 12, 30];
/** Long enough that browsers' own estimates of a line have settled. */
const settleMs = 12_000;
const measureMs = 10_000;
/** Thirty browsers' pages on one machine take their time. */
const patienceMs = 240_000;

export async function measureClass() {
  const rows = [];
  for (const size of sizes) {
    const limited = await runClass(size, false);
    const unlimited = await runClass(size, true);
    const compare = (figure, key, format) =>
      rows.push(
        compareFigures(
          `teacher of ${size}: ${figure}`,
          limited[key],
          "everything sent at capture size",
          unlimited[key],
          format,
        ),
      );
    compare("processors", "processors", (value) => value.toFixed(2));
    compare("sent", "sent", formatKbits);
    compare("received", "received", formatKbits);
    compare("frames a second of each student", "wall", (value) => value.toFixed(1));
    compare("frames a second at each student", "teacher", (value) => value.toFixed(1));
    compare("students whose picture moves", "moving", (value) => value.toFixed(0));
  }
  return rows;
}

async function runClass(size, unlimited) {
  const server = await startServer(parley);
  const [front, back] = [await openBrowser(), await openBrowser()];
  try {
    const room = `${server.url}/${crypto.randomUUID()}`;
    const open = async (browser, name, viewport) => {
      const page = await (await browser.newContext({ viewport })).newPage();
      await page.addInitScript(drawCamera);
      await page.addInitScript(keepConnections);
      if (unlimited) await page.addInitScript(sendEverything);
      await page.goto(`${room}?name=${name}`);
      return page;
    };
    const teacher = await open(front, "Teacher", { width: 1440, height: 900 });
    await teacher.getByLabel("Classroom").check({ timeout: patienceMs });
    await teacher.getByRole("button", { name: "Join", exact: true }).click();
    const students = [];
    for (let index = 1; index <= size; index += 1) {
      const student = await open(back, `Student ${index}`, { width: 480, height: 360 });
      await student.getByRole("button", { name: "Join", exact: true }).click({ timeout: patienceMs });
      students.push(student);
    }
    await teacher.waitForFunction(
      (count) =>
        document.querySelectorAll('article:not([data-self]) video[data-shown="true"]').length >= count,
      size,
      { timeout: patienceMs },
    );
    await teacher.waitForTimeout(settleMs);
    const look = async () => ({
      at: performance.now(),
      processor: await processorTime(front),
      ...(await teacher.evaluate(readTraffic)),
      seen: await Promise.all(students.map((student) => student.evaluate(countFrames))),
    });
    const before = await look();
    await teacher.waitForTimeout(measureMs);
    const after = await look();
    const seconds = (after.at - before.at) / 1_000;
    const each = Object.keys(after.frames).map(
      (id) => (after.frames[id] - (before.frames[id] ?? 0)) / seconds,
    );
    const result = {
      processors: (after.processor - before.processor) / seconds,
      sent: ((after.sent - before.sent) * 8) / seconds / 1_000,
      received: ((after.received - before.received) * 8) / seconds / 1_000,
      wall: mean(each),
      moving: each.filter((rate) => rate > 1).length,
      teacher: mean(after.seen.map((frames, index) => (frames - before.seen[index]) / seconds)),
    };
    console.error(`${size} students, ${unlimited ? "everything" : "Parley"}: ${JSON.stringify(result)}`);
    return result;
  } finally {
    await front.close();
    await back.close();
    await server.stop();
  }
}

/** Seconds of processors that a browser has used, in all its processes. */
async function processorTime(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function formatKbits(value) {
  return `${value.toFixed(0)} kbit/s`;
}

/** In the page: a camera of its own, since a browser's fake one stops for many pages at once. */
function drawCamera() {
  const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
    const sound = audio ? await capture({ audio }) : new MediaStream();
    if (!video) return sound;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [640, 480];
    const brush = canvas.getContext("2d");
    let turn = 0;
    setInterval(() => {
      turn += 1;
      brush.fillStyle = "#567";
      brush.fillRect(0, 0, 640, 480);
      // A head that moves before a wall that doesn't.
      brush.fillStyle = "#eca";
      brush.beginPath();
      brush.arc(320 + 60 * Math.sin(turn / 9), 240 + 20 * Math.cos(turn / 7), 130, 0, 2 * Math.PI);
      brush.fill();
    }, 50);
    return new MediaStream([...sound.getTracks(), ...canvas.captureStream(20).getTracks()]);
  };
}

function keepConnections() {
  window.connections = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...args) {
      super(...args);
      window.connections.push(this);
    }
  };
}

function sendEverything() {
  RTCRtpSender.prototype.setParameters = async () => {};
}

async function readTraffic() {
  const traffic = { sent: 0, received: 0, frames: {} };
  for (const connection of window.connections) {
    if (connection.connectionState !== "connected") continue;
    for (const report of (await connection.getStats()).values()) {
      if (report.type === "transport") {
        traffic.sent += report.bytesSent;
        traffic.received += report.bytesReceived;
      }
    }
  }
  for (const tile of document.querySelectorAll("article[data-member]:not([data-self])"))
    traffic.frames[tile.dataset.member] =
      tile.querySelector("video")?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
  return traffic;
}

function countFrames() {
  const video = document.querySelector("article[data-member]:not([data-self]) video");
  return video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
}
