// Builds dist/: the server as one file, the page's files named by their content and compressed.
// With --if-stale it does so only when a source is newer than what was built.

import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = fileURLToPath(new URL(".", import.meta.url));
const sources = ["build.mjs", "package.json", "protocol", "server", "client"];
const manifest = join(root, "dist/assets.json");
/** What a browser loads until it is in the call, as transferred. */
const budget = 64 * 1024;
/** The page itself, which is made at each request: its script, boot data and icons are in it. */
const roomForPage = 2 * 1024;

if (process.argv.includes("--if-stale") && !isStale()) process.exit(0);

const esbuild = await import("esbuild").catch(() => undefined);
if (!esbuild) {
  const built = existsSync(manifest);
  console.error(
    built
      ? "Parley: its development dependencies are not installed, so what was built before is used."
      : "Parley isn't built yet, and building needs its development dependencies: run `npm ci`, then `npm prune --omit=dev` if you want them gone.",
  );
  // Installing without them is allowed; starting with nothing built is not.
  process.exit(built || process.env.npm_lifecycle_event === "prepare" ? 0 : 1);
}

rmSync(join(root, "dist"), { recursive: true, force: true });

const common = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  logLevel: "warning",
  legalComments: "none",
};

await esbuild.build({
  ...common,
  entryPoints: { server: "server/main.ts" },
  outdir: "dist",
  platform: "node",
  target: "node20",
  // One file is read in a fraction of the time that the hundreds it is made of take.
  banner: {
    js: 'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);',
  },
  // ws does without them.
  external: ["bufferutil", "utf-8-validate"],
});

/** What runs in a browser. */
const browser = {
  ...common,
  platform: "browser",
  target: ["chrome110", "firefox115", "safari16.4"],
  minify: true,
};

// Put into the page that says that the server restarts, which can't ask for files.
await esbuild.build({ ...browser, entryPoints: { moment: "client/moment.ts" }, outdir: "dist/moment" });

const page = await esbuild.build({
  ...browser,
  entryPoints: { parley: "client/main.tsx", icon: "client/style/icon.svg" },
  outdir: "dist/assets",
  entryNames: "[name]-[hash]",
  loader: { ".svg": "copy" },
  jsx: "automatic",
  jsxImportSource: "preact",
  metafile: true,
  // PeerJS brings a layer for browsers older than those above, of which it needs one fact.
  alias: {
    "webrtc-adapter": "./client/media/browser.ts",
    // And a format for what goes over its data channels, of which the page uses none.
    "peerjs-js-binarypack": "./client/media/packing.ts",
  },
});

const names = Object.keys(page.metafile.outputs).map((path) => basename(path));
const nameOf = (ending) => names.find((name) => name.endsWith(ending));
writeFileSync(
  manifest,
  JSON.stringify({
    script: `/assets/${nameOf(".js")}`,
    style: `/assets/${nameOf(".css")}`,
    icon: `/assets/${nameOf(".svg")}`,
  }),
);

const sizes = await Promise.all(names.map(compress));
const total = sizes.reduce((sum, size) => sum + size, roomForPage);
if (process.env.npm_lifecycle_event !== "prestart")
  console.log(`Parley: built; the page weighs ${total} of ${budget} bytes.`);
if (total > budget) {
  console.error(
    `Parley: the page is over its budget. ${names.map((name, i) => `${name}: ${sizes[i]}`).join(", ")}`,
  );
  process.exit(1);
}

async function compress(name) {
  const path = join(root, "dist/assets", name);
  const content = await readFile(path);
  const brotli = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  await Promise.all([
    writeFile(`${path}.br`, brotli),
    writeFile(`${path}.gz`, gzipSync(content, { level: 9 })),
  ]);
  return brotli.length;
}

function isStale() {
  if (!existsSync(manifest)) return true;
  const built = statSync(manifest).mtimeMs;
  return sources.some((source) => newest(join(root, source)) > built);
}

function newest(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}
