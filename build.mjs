// Builds dist/: the server as one file, the page's files named by their content and compressed.
// With --if-stale it does so only when a source is newer than what was built.

import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const root = fileURLToPath(new URL(".", import.meta.url));
const sources = ["build.mjs", "package.json", "protocol", "server", "client"];
const manifest = join(root, "dist/assets.json");
/** What a browser loads until it is in the call, as transferred. */
const budget = 64 * 1024;
/** The page itself, which is made at each request: its boot data and icon are in it, and what is said of it. */
const roomForPage = 2.75 * 1024;
/** What is said of each file. */
const roomForHeaders = 640;
/** Up to here a file is compressed as well as can be. */
const thoroughBytes = 200_000;

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

const entry = "client/main.tsx";
/** What is loaded besides: each by itself, and known to the page by its address. */
const beside = {
  __ANNEX_STYLE__: "client/style/annex.css",
  __RELAY_WORKER__: "client/relay/worker/worker.ts",
  __BACKDROP_PAINTER__: "client/media/backdrop/worker/painter.ts",
  __RELAY_WORKLET__: "client/relay/worklet/worklet.ts",
};
const addresses = {};
for (const [name, path] of Object.entries(beside))
  addresses[name] = JSON.stringify(existsSync(join(root, path)) ? await bundleAlone(path) : "");

const style = "client/style/parley.css";
/** In the page itself, since what a browser says of a file would be longer than this one. */
const icon = readFileSync(join(root, "client/style/icon.svg"), "utf8").trim().replaceAll('"', "'");

/**
 * What is loaded later is made to need all that is loaded at once. Otherwise what the two have in common would
 * be a file of its own, and the page would begin with two, larger together than the one is.
 */
const later = {
  name: "later",
  setup(build) {
    const all = `import ${JSON.stringify(join(root, entry))};`;
    build.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) =>
      kind === "dynamic-import" ? { path: join(resolveDir, path), pluginData: later } : undefined,
    );
    build.onLoad({ filter: /\.tsx?$/ }, async ({ path, pluginData }) => {
      if (pluginData !== later) return undefined;
      const contents = `${await readFile(path, "utf8")}\n${all}`;
      return { contents, loader: extname(path).slice(1), resolveDir: dirname(path) };
    });
  },
};

/** What PeerJS would tell the console, were it asked to: a page never asks. A line each, and each a statement. */
const chatter = /^ *\(0, \$\w+\$export\$\w+\)\.log\(.*\);$/gm;
const silent = {
  name: "silent",
  setup(build) {
    build.onLoad({ filter: /[\\/]peerjs[\\/]dist[\\/]bundler\.mjs$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source.replace(chatter, ";");
      if (contents === source) fail("PeerJS isn't written as it was: what it would log is in the page");
      return { contents };
    });
  },
};

const page = await esbuild.build({
  ...browser,
  entryPoints: { page: entry, parley: style },
  outdir: "dist/assets",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  splitting: true,
  plugins: [later, silent],
  define: addresses,
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

const outputs = Object.entries(page.metafile.outputs);
/** The file that has that in it. */
const holderOf = (source) => outputs.find(([, { inputs }]) => source in inputs);
const [script, { imports }] = holderOf(entry);
const more = imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path);
if (more.length > 0) fail(`the page begins with more than one script: ${more.join(", ")}`);

// What only names the script is of no use: the page begins with the script itself.
const [named] = outputs.find(([, { entryPoint }]) => entryPoint === entry);
if (named !== script) rmSync(join(root, named));
const atOnce = [script, holderOf(style)[0]].map((path) => basename(path));
writeFileSync(
  manifest,
  JSON.stringify({
    script: `/assets/${atOnce[0]}`,
    style: `/assets/${atOnce[1]}`,
    icon: `data:image/svg+xml,${icon.replace(/[<>#%]/g, encodeURIComponent)}`,
  }),
);

const names = readdirSync(join(root, "dist/assets"));
const sizes = new Map(await Promise.all(names.map(async (name) => [name, await compress(name)])));
const total = atOnce.reduce((sum, name) => sum + sizes.get(name) + roomForHeaders, roomForPage);
if (process.env.npm_lifecycle_event !== "prestart")
  console.log(`Parley: built; the page weighs ${total} of ${budget} bytes.`);
if (total > budget) fail(`the page is over its budget: ${[...sizes].join(" ")}`);

function fail(reason) {
  console.error(`Parley: ${reason}`);
  process.exit(1);
}

/** Its name is told by what is in it; what it needs besides, it fetches by its address. */
async function bundleAlone(path) {
  const { metafile } = await esbuild.build({
    ...browser,
    entryPoints: [path],
    outdir: "dist/assets",
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    publicPath: "/assets",
    loader: { ".wasm": "file", ".tflite": "file" },
    // The blur's engine asks for them where it runs in Node.
    external: ["fs", "path"],
    metafile: true,
  });
  const [built] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === path);
  return `/assets/${basename(built)}`;
}

async function compress(name) {
  const path = join(root, "dist/assets", name);
  const content = await readFile(path);
  const brotli = brotliCompressSync(content, {
    params: {
      // What is larger would take 15 s, to be smaller by an eighth.
      [constants.BROTLI_PARAM_QUALITY]: content.length > thoroughBytes ? 9 : constants.BROTLI_MAX_QUALITY,
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
