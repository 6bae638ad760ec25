// Figures as a table, and its place on the page about reliability.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const page = fileURLToPath(new URL("../docs/reliability.md", import.meta.url));

/** `columns`: each with its head and the name of its figure; `counts` are the names of those that aren't times. */
export function tabulate(columns, figures, counts = []) {
  const rows = figures.map((figure) =>
    columns.map(([, name]) => (counts.includes(name) ? String(figure[name] ?? "") : spell(figure[name]))),
  );
  const heads = columns.map(([head]) => head);
  const widths = heads.map((head, i) =>
    Math.max(...[head, ...rows.map((row) => row[i])].map((c) => c.length)),
  );
  const line = (cells) =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(" | ")} |`;
  const rule = widths.map((width, i) => (i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(heads), line(rule), ...rows.map(line)].join("\n");
}

/** Puts it between its marks. */
export function write(table, [begin, end]) {
  const text = readFileSync(page, "utf8");
  const [before, rest] = text.split(begin, 2);
  const after = rest?.split(end, 2)[1];
  if (before === undefined || after === undefined) throw new Error(`${page} has no place for the table`);
  writeFileSync(page, `${before}${begin}\n\n${table}\n\n${end}${after}`);
}

/** What was noted line by line, as far as it came. */
export function readFigures(path) {
  try {
    return readFileSync(path, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

function spell(value) {
  if (value === undefined || value === null) return "";
  return typeof value === "number" ? `${(value / 1_000).toFixed(1)} s` : value;
}
