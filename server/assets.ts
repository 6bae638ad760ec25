// What the build made, by the names it was given there. Held in memory: it is small, and a newer build
// that takes its place on the disk is of no use to the pages of this one.

import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { RequestHandler } from "express";

/** The built files' public paths, each of which holds a hash of its content, and the icon as an address of its own. */
export interface Assets {
  readonly script: string;
  readonly style: string;
  readonly icon: string;
  readonly serve: RequestHandler<{ file: string }>;
}

/** As the build compressed them, the best first. */
const encodings = { br: ".br", gzip: ".gz" } as const;
/** What a page may do is a long list; a file that is opened by itself may do nothing. */
const nothing = "default-src 'none';frame-ancestors 'none'";
/** A worker goes by its own file's policy, and this one holds the relay's connection. */
const connecting = "default-src 'none';connect-src 'self';frame-ancestors 'none'";
/** And this one compiles what finds a person in a picture, with its model; the page itself may compile nothing. */
const compiling =
  "default-src 'none';connect-src 'self';script-src 'wasm-unsafe-eval';frame-ancestors 'none'";
const policyOf = (file: string) =>
  file.startsWith("worker-") ? connecting : file.startsWith("painter-") ? compiling : nothing;
/** What is said of pages and means nothing for a file. */
const ofPages = [
  ...["Permissions-Policy", "Cross-Origin-Opener-Policy", "Origin-Agent-Cluster", "X-DNS-Prefetch-Control"],
  ...["X-Download-Options", "X-Permitted-Cross-Domain-Policies", "X-XSS-Protection"],
];
const forGood = "public, max-age=31536000, immutable";

export function loadAssets(): Assets {
  const folder = fileURLToPath(new URL("./assets/", import.meta.url));
  const { script, style, icon } = JSON.parse(readFileSync(new URL("./assets.json", import.meta.url), "utf8"));
  const files = new Map(readdirSync(folder).map((name) => [name, readFileSync(folder + name)]));
  const isCompressed = (name: string) => Object.values(encodings).some((ending) => name.endsWith(ending));

  return {
    ...{ script, style, icon },
    serve: (request, response, next) => {
      const { file } = request.params;
      const whole = isCompressed(file) ? undefined : files.get(file);
      if (!whole) return next();
      for (const header of ofPages) response.removeHeader(header);
      response.set("Content-Security-Policy", policyOf(file));
      response.type(extname(file)).set({ "Cache-Control": forGood, Vary: "Accept-Encoding" });
      // Browsers name gzip first, and mean nothing by it.
      const encoding = (["br", "gzip"] as const).find((name) => request.acceptsEncodings(name) === name);
      const packed = encoding && files.get(file + encodings[encoding]);
      if (packed) response.set("Content-Encoding", encoding);
      response.send(packed ?? whole);
    },
  };
}
