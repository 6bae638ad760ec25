// What benches open in a browser is bundled when they run: it is to be found here that something of it is gone.

import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("../bench/pages", import.meta.url));
const scripts = readdirSync(folder).filter((name) => name.endsWith(".mjs"));

test.each(scripts)("the page of a bench can be bundled: %s", async (name) => {
  const { errors, warnings } = await build({
    entryPoints: [`${folder}/${name}`],
    ...{ bundle: true, format: "esm", write: false, logLevel: "silent" },
  });
  expect([...errors, ...warnings]).toEqual([]);
});
