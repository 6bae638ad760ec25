// The figures as a Markdown table, and numbers as people read them.

/** One row: what was measured, Parley's value, its baseline's, and how they relate. */
export function compareFigures(figure, parley, name, baseline, format) {
  return {
    figure,
    parley: format(parley),
    baseline: `${name}: ${format(baseline)}`,
    ratio: baseline === 0 ? "–" : (parley / baseline).toFixed(2),
  };
}

export function formatTable(rows) {
  return [
    "| figure | Parley | baseline | ratio |",
    "| --- | ---: | ---: | ---: |",
    ...rows.map(
      ({ figure, parley, baseline, ratio }) => `| ${figure} | ${parley} | ${baseline} | ${ratio} |`,
    ),
  ].join("\n");
}

export function formatMs(ms) {
  return `${ms.toFixed(ms < 10 ? 2 : 0)} ms`;
}

export function formatKilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

export function formatCount(count) {
  return count.toFixed(0);
}

export function formatKbits(kbits) {
  return `${kbits.toFixed(0)} kbit/s`;
}
