// The figures as a table, and where it is kept.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const page = fileURLToPath(new URL("../../../docs/reliability.md", import.meta.url));
const [begin, end] = ["<!-- chaos -->", "<!-- /chaos -->"];

const columns = [
  ["", "what"],
  ["times", "times"],
  ["longest gap in calm", "calm"],
  ["longest gap", "gap"],
  ["live again after", "back"],
];

export function tabulate(figures) {
  const rows = figures.map((figure) =>
    columns.map(([, key]) => (key === "times" ? String(figure[key] ?? "") : spell(figure[key]))),
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

/** Puts it in its place on the page about reliability, which it gets at its end if it has none. */
export function write(table) {
  const text = readFileSync(page, "utf8");
  const [before, rest] = text.includes(begin) ? text.split(begin, 2) : [`${text}\n`, `${end}\n`];
  const after = rest.split(end, 2)[1];
  if (after === undefined) throw new Error(`${page} has no end for the table`);
  writeFileSync(page, `${before}${begin}\n\n${table}\n\n${end}${after}`);
}

function spell(value) {
  if (value === undefined || value === null) return "";
  return typeof value === "number" ? `${(value / 1_000).toFixed(1)} s` : value;
}
