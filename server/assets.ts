// What the build made, by the names it was given there.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The built files' public paths: each holds a hash of its content. */
export interface Assets {
  readonly folder: string;
  readonly script: string;
  readonly style: string;
  readonly icon: string;
}

export function loadAssets(): Assets {
  const folder = fileURLToPath(new URL("./assets/", import.meta.url));
  const { script, style, icon } = JSON.parse(readFileSync(new URL("./assets.json", import.meta.url), "utf8"));
  return { folder, script, style, icon };
}
