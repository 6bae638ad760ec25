// The figures of networks as a table, and where it is kept.

import * as page from "../table.mjs";

const columns = [
  ["", "what"],
  ["told after", "told"],
  ["longest gap", "gap"],
  ["live again after", "back"],
  ["others' longest gap", "others"],
];

export function tabulate(figures) {
  return page.tabulate(columns, figures);
}

export function write(table) {
  page.write(table, ["<!-- network: written by `npm run test:network -- --write` -->", "<!-- /network -->"]);
}
