// The figures of networks as tables, and where they are kept.

import * as page from "../table.mjs";

/** Each with the figures that are its. */
const tables = [
  {
    name: "network",
    isOf: (figure) => !("during" in figure),
    columns: [
      ["", "what"],
      ["told after", "told"],
      ["longest gap", "gap"],
      ["live again after", "back"],
      ["others' longest gap", "others"],
    ],
  },
  {
    name: "narrow",
    isOf: (figure) => "during" in figure,
    columns: [
      ["", "what"],
      ["before", "before"],
      ["on the narrow line", "during"],
      ["after it", "after"],
    ],
  },
];

/** Those of which there are any figures, each with its name. */
export function tabulate(figures) {
  return tables.flatMap(({ name, isOf, columns }) => {
    const own = figures.filter(isOf);
    return own.length > 0 ? [{ name, table: page.tabulate(columns, own) }] : [];
  });
}

export function write({ name, table }) {
  page.write(table, [
    `<!-- ${name}: written by \`npm run test:network -- --write\` -->`,
    `<!-- /${name} -->`,
  ]);
}
