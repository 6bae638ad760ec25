// The bare page's script, bundled as people do.

import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Returns the folder that it is in, which is to be removed afterwards. */
export async function bundleBarePage() {
  const folder = await mkdtemp(join(tmpdir(), "parley-bench-"));
  await build({
    entryPoints: [fileURLToPath(new URL("pages/bare.mjs", import.meta.url))],
    outfile: join(folder, "bare.js"),
    bundle: true,
    minify: true,
    format: "esm",
    logLevel: "warning",
  });
  return folder;
}
