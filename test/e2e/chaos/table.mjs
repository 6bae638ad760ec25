// The figures of what dies, as a table, and where it is kept.

import * as page from "../../table.mjs";

const columns = [
  ["", "what"],
  ["times", "times"],
  ["longest gap in calm", "calm"],
  ["longest gap", "gap"],
  ["live again after", "back"],
];

export function tabulate(figures) {
  return page.tabulate(columns, figures, ["times"]);
}

export function write(table) {
  page.write(table, ["<!-- chaos -->", "<!-- /chaos -->"]);
}
