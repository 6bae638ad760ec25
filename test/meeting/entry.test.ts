import { describe, expect, test } from "@jest/globals";
import { findBarrier, type Key, wantsKey } from "../../client/meeting/entry.ts";
import { refusals } from "../../protocol/protocol.ts";

const none: Key = { kind: "none" };
const key: Key = { kind: "key", check: "right" };

describe("a link leads in", () => {
  test("where nobody is yet, with a key and without", () => {
    expect(findBarrier(none, undefined)).toBeUndefined();
    expect(findBarrier(key, undefined)).toBeUndefined();
  });

  test("where its key fits, or none is needed", () => {
    expect(findBarrier(key, "right")).toBeUndefined();
    expect(findBarrier(none, null)).toBeUndefined();
  });
});

describe("a link doesn't lead in", () => {
  test("without the key", () => {
    expect(findBarrier(none, "right")).toBe(refusals["key-missing"]);
  });

  test("with a wrong key", () => {
    expect(findBarrier(key, "another")).toBe(refusals["key-wrong"]);
  });

  test("with a key where nothing would be sealed", () => {
    expect(findBarrier(key, null)).toBe(refusals["not-sealed"]);
  });

  test.each([undefined, null, "right"])("with a damaged key, whatever the room is (%s)", (room) => {
    expect(findBarrier({ kind: "damaged" }, room)).toMatch(/damaged/);
  });

  test.each([undefined, null, "right"])("with a key over plain HTTP, whatever the room is (%s)", (room) => {
    expect(findBarrier({ kind: "insecure" }, room)).toMatch(/HTTPS/);
  });
});

describe("a key is made", () => {
  test("for whoever was sent to a fresh room, and for nobody else", () => {
    expect(wantsKey({ kind: "none" }, true, undefined)).toBe(true);
    expect(wantsKey({ kind: "none" }, false, undefined)).toBe(false);
    expect(wantsKey({ kind: "none" }, true, null)).toBe(false);
    expect(wantsKey({ kind: "none" }, true, "right")).toBe(false);
    expect(wantsKey({ kind: "key", key: "k" }, true, undefined)).toBe(false);
    expect(wantsKey({ kind: "damaged" }, true, undefined)).toBe(false);
  });
});
