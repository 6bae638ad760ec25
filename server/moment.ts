// The page for whoever comes while the process ends. Held in memory, and whole: a second later there is
// nobody to ask for its files.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ejs from "ejs";
import type { Response } from "express";

/** For what asks by itself; the page has a rhythm of its own. */
const retryAfterSeconds = 2;

/** `fresh`: whether it stands in place of the redirect to a fresh room. */
export type ShowMoment = (response: Response, fresh: boolean) => void;

export function loadMoment(views: string): ShowMoment {
  const read = (name: string) => readFileSync(fileURLToPath(new URL(name, import.meta.url)), "utf8");
  const [script, style] = [read("./moment/moment.js"), read("./moment/moment.css")];
  const render = ejs.compile(readFileSync(`${views}/moment.ejs`, "utf8"));
  // The others' policy lets nothing stand in the page itself, but for what is exactly this.
  const policy = [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}'`,
    "img-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(";");

  return (response, fresh) => {
    response
      .status(503)
      .set({
        "Retry-After": String(retryAfterSeconds),
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
      })
      .type("html")
      .send(render({ script, style, fresh }));
  };
}

function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
