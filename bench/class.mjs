// A teacher and their class: what it costs the teacher's machine, beside the same class in which everybody
// sends their picture as the camera gives it. The teacher's browser is a process of its own; the students
// share one page, so that they take little from it.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { openBrowser } from "./browser.mjs";
import { keepConnections, readTraffic, sendEverything } from "./pages/teacher.mjs";
import { readProcessorTime } from "./processors.mjs";
import { parley, startServer } from "./server-process.mjs";
import { mean } from "./statistics.mjs";
import { compareFigures, formatKbits } from "./table.mjs";

const sizes = [6, 12];
/** Long enough that browsers' own estimates of a line have settled. */
const settleMs = 12_000;
const measureMs = 10_000;
/** Thirty people on one machine take their time. */
const patienceMs = 120_000;
/** A page that is busy draws no frames, between which one would look otherwise. */
const lookEveryMs = 500;

export async function measureClass() {
  const rows = [];
  const script = await bundleStudents();
  for (const size of sizes) {
    const limited = await runClass(size, false, script);
    const unlimited = await runClass(size, true, script);
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

async function runClass(size, unlimited, script) {
  const server = await startServer(parley);
  const [front, back] = [await openBrowser(), await openBrowser()];
  try {
    const room = crypto.randomUUID();
    const teacher = await (await front.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
    await teacher.addInitScript(keepConnections);
    if (unlimited) await teacher.addInitScript(sendEverything);
    await teacher.goto(`${server.url}/${room}?name=Teacher`);
    await teacher.getByLabel("Classroom").check();
    await teacher.getByRole("button", { name: "Join", exact: true }).click();
    await teacher.locator("article[data-self]").waitFor();
    const students = await (await back.newContext({ bypassCSP: true })).newPage();
    await students.addInitScript(
      (lesson) => {
        window.lesson = lesson;
      },
      { room, size, unlimited },
    );
    await students.goto(`${server.url}/health`);
    await students.addScriptTag({ type: "module", content: script });
    await students.waitForFunction(() => window.entered, undefined, {
      timeout: patienceMs,
      polling: lookEveryMs,
    });
    await teacher.waitForFunction(
      (count) =>
        document.querySelectorAll('article:not([data-self]) video[data-shown="true"]').length >= count,
      size,
      { timeout: patienceMs, polling: lookEveryMs },
    );
    await teacher.waitForTimeout(settleMs);
    const look = async () => ({
      at: performance.now(),
      processor: await readProcessorTime(front),
      ...(await teacher.evaluate(readTraffic)),
      seen: await students.evaluate(() => window.countFrames()),
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

async function bundleStudents() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("pages/class.mjs", import.meta.url))],
    bundle: true,
    format: "esm",
    write: false,
    logLevel: "warning",
  });
  return outputFiles[0].text;
}
