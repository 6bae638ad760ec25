import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { createLog } from "../../server/log.ts";
import { findKey } from "../../server/secret.ts";

let folder: string;
let path: string;
let lines: string[];
const log = createLog("info", (line) => lines.push(line));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-secret-"));
  path = join(folder, ".secret");
  lines = [];
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const warnings = () => lines.map((line) => JSON.parse(line).event);

describe("the operator's secret", () => {
  const long = "correct horse battery staple, and then some";

  test("makes one key, here and in every other process", () => {
    expect(findKey(long, path, log)).toHaveLength(32);
    expect(findKey(long, path, log)).toEqual(findKey(long, join(folder, "elsewhere"), log));
    expect(findKey(long, path, log)).not.toEqual(findKey(`${long}.`, path, log));
    expect(warnings()).toEqual([]);
  });

  test("leaves nothing on the disk", () => {
    findKey(long, path, log);
    expect(() => statSync(path)).toThrow("ENOENT");
  });

  test("is warned of where it is short enough to guess, and taken all the same", () => {
    expect(findKey("x".repeat(31), path, log)).toHaveLength(32);
    expect(warnings()).toEqual(["secret-short"]);
    findKey("x".repeat(32), path, log);
    expect(warnings()).toHaveLength(1);
    expect(lines.join("")).not.toContain("xxx");
  });
});

describe("a server without a secret", () => {
  test("makes one that nobody else on the machine can read", () => {
    expect(findKey(undefined, path, log)).toHaveLength(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, "utf8").trim()).toMatch(/^[0-9a-f]{64}$/);
    expect(warnings()).toEqual([]);
  });

  test("keeps it from one start to the next", () => {
    const first = findKey(undefined, path, log);
    expect(findKey(undefined, path, log)).toEqual(first);
  });

  test("makes another in another place", () => {
    expect(findKey(undefined, path, log)).not.toEqual(findKey(undefined, join(folder, "other"), log));
  });

  test("takes back what somebody let others read", () => {
    findKey(undefined, path, log);
    chmodSync(path, 0o644);
    findKey(undefined, path, log);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test.each([
    ["there is no such folder", () => join(folder, "none/.secret")],
    ["it is a folder itself", () => folder],
    [
      "it is empty",
      () => {
        writeFileSync(path, "\n");
        return path;
      },
    ],
  ])("says so where it can't be kept (%s), and goes on with a key of its own", (_what, place) => {
    const keys = [findKey(undefined, place(), log), findKey(undefined, place(), log)];
    expect(warnings()).toEqual(["secret-not-kept", "secret-not-kept"]);
    expect(keys.map((key) => key.length)).toEqual([32, 32]);
    expect(keys[0]).not.toEqual(keys[1]);
  });
});
