// Linux's own tool for links, addresses, routes and namespaces.

import { execFileSync } from "node:child_process";

/** Runs `ip` with these words, and gives back what it printed; fails with what it complained of. */
export function ip(...words: readonly string[]): string {
  return execFileSync("ip", words, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** As above, where it may fail because it was done already. */
export function tryIp(...words: readonly string[]): void {
  try {
    ip(...words);
  } catch {
    // It was done already.
  }
}
