// By a call and by the relay, taken in turns on hosts of their own: how late picture and sound are and whether they
// are so together, how many pictures there are, and what each way takes of lines and processors.

import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBrowser } from "../test/browsers.mjs";
import { ensureHosts } from "../test/network/needs.mjs";
import { readFigures, tabulate, write } from "../test/table.mjs";
import { runTests } from "../test/tests.mjs";
import { median, quantile } from "./statistics.mjs";
import { compareFigures, formatKbits, formatMs } from "./table.mjs";

const marks = ["<!-- routes: written by `npm run bench -- routes --write` -->", "<!-- /routes -->"];
const columns = [
  ["", "figure"],
  ["by a call", "baseline"],
  ["by the relay", "parley"],
  ["ratio", "ratio"],
];
const lines = { clean: "", poor: "1 % lost, 80 ms there and back: " };

/** Each of one meeting, in which there are two ways. */
const figures = [
  { figure: "the picture's delay, p50", of: ({ pictures }) => median(pictures.flat()), format: formatMs },
  {
    figure: "the picture's delay, p95",
    of: ({ pictures }) => quantile(pictures.flat(), 0.95),
    format: formatMs,
  },
  { figure: "the sound's delay, p50", of: ({ sounds }) => median(sounds.flat()), format: formatMs },
  { figure: "the picture behind its sound", of: strayOf, format: (ms) => `${ms.toFixed(0)} ms` },
  {
    figure: "pictures a second",
    of: ({ pictures, seconds }) => pictures.flat().length / pictures.length / seconds,
    format: (rate) => rate.toFixed(1),
  },
  {
    figure: "received by each",
    of: ({ kilobits, pictures, seconds }) => kilobits / pictures.length / seconds,
    format: formatKbits,
  },
  {
    figure: "both browsers' processor time for a second of it",
    of: perSecond("browsersMs"),
    format: formatMs,
  },
  { figure: "the server's processor time for a second of it", of: perSecond("serverMs"), format: formatMs },
];

/** Of each way by itself, since one may be late and the other not. */
function strayOf({ pictures, sounds }) {
  return median(pictures.map((way, i) => median(way) - median(sounds[i])));
}

function perSecond(name) {
  return (meeting) => meeting[name] / meeting.seconds;
}

export async function measureRoutes() {
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    refuse("The figures of routes need Linux and root, since each host is a network namespace of its own.");
  if (!findBrowser("chromium")) refuse("The figures need Chromium: install it, or point CHROMIUM at it.");
  ensureHosts();
  const meetings = takeMeetings();
  const rows = Object.entries(lines).flatMap(([line, said]) =>
    figures.map(({ figure, of, format }) => {
      const middle = (route) =>
        median(meetings.filter((one) => one.line === line && one.route === route).map(of));
      const row = compareFigures(`${said}${figure}`, middle("relayed"), "a call", middle("direct"), format);
      // How far apart they are is no share of anything.
      return of === strayOf ? { ...row, ratio: "–" } : row;
    }),
  );
  if (process.argv.includes("--write"))
    write(
      tabulate(
        columns,
        rows.map((row) => ({ ...row, baseline: row.baseline.split(": ")[1] })),
      ),
      marks,
    );
  return rows;
}

function refuse(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** Tests know of hosts and of browsers on them. */
function takeMeetings() {
  const path = join(tmpdir(), `parley-routes-${process.pid}.jsonl`);
  process.env.FIGURES = path;
  try {
    const { failed } = runTests("--runInBand", "--testMatch", "<rootDir>/test/network/routes.figures.ts");
    if (failed > 0) throw new Error("Some of these meetings didn't come about");
    return readFigures(path);
  } finally {
    rmSync(path, { force: true });
  }
}
