import { describe, expect, test } from "@jest/globals";
import { createLog, type Level } from "../../server/log.ts";

function logAt(least: Level) {
  const lines: string[] = [];
  return { lines, log: createLog(least, (line) => lines.push(line)) };
}

describe("the log", () => {
  test("writes one object a line, with the time, the level, the event and its fields", () => {
    const { lines, log } = logAt("info");
    log.info("listening", { port: 3000, secure: false });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: "info",
      event: "listening",
      port: 3000,
      secure: false,
    });
  });

  test("needs no fields", () => {
    const { lines, log } = logAt("info");
    log.error("stopped");
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "error", event: "stopped" });
  });

  test("stays on one line whatever a field holds", () => {
    const { lines, log } = logAt("info");
    log.warn("peer-error", { reason: 'two\nlines and a "quote"' });
    expect(lines[0]?.indexOf("\n")).toBe((lines[0]?.length ?? 0) - 1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ reason: 'two\nlines and a "quote"' });
  });

  test.each<[Level, readonly Level[]]>([
    ["error", ["error"]],
    ["warn", ["error", "warn"]],
    ["info", ["error", "warn", "info"]],
  ])("at the level %s writes %j, and nothing of less weight", (least, written) => {
    const { lines, log } = logAt(least);
    log.error("e");
    log.warn("w");
    log.info("i");
    expect(lines.map((line) => JSON.parse(line).level)).toEqual(written);
  });
});
