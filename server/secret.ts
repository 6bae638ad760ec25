// The key that tickets are signed with: the operator's, or one that is made once and kept.

import { createHash, randomBytes } from "node:crypto";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import type { Log } from "./log.ts";

/** What 256 bits take in hexadecimal: less than half of it may be guessed. */
const shortest = 32;
const ownerOnly = 0o600;

export function findKey(secret: string | undefined, path: string, log: Log): Buffer {
  if (secret !== undefined) {
    if (secret.length < shortest)
      log.warn("secret-short", {
        meaning: `SECRET has fewer than ${shortest} characters: whoever guesses it may enter as anybody.`,
      });
    return createHash("sha256").update(secret).digest();
  }
  try {
    return createHash("sha256").update(keep(path)).digest();
  } catch {
    log.warn("secret-not-kept", {
      meaning:
        "The key of this process ends with it: after a restart everybody's page has to load again, and a second process would not know them. Set SECRET to a long random text.",
    });
    return randomBytes(shortest);
  }
}

/** What is in the file; made where there is none. */
function keep(path: string): string {
  try {
    writeFileSync(path, `${randomBytes(shortest).toString("hex")}\n`, { flag: "wx", mode: ownerOnly });
  } catch (error) {
    // Another process was first, or this one was here before.
    if (!isExisting(error)) throw error;
  }
  chmodSync(path, ownerOnly);
  const secret = readFileSync(path, "utf8").trim();
  if (secret.length < shortest) throw new Error("What was kept is no key.");
  return secret;
}

function isExisting(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "EEXIST";
}
