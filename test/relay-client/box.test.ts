import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Box, openBox } from "../../client/relay/worker/box.ts";
import type { FrameHead } from "../../protocol/frames.ts";

const head: FrameHead = { kind: "picture", key: false, spare: true, n: 7 };
const body = new TextEncoder().encode("a picture");
const names = { room: "a-room", sender: "ana", stream: "the-first" };
let root: CryptoKey;
let otherRoot: CryptoKey;
let box: Box;

function importRoot(text: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", new TextEncoder().encode(text), "HKDF", false, ["deriveKey"]);
}

beforeAll(async () => {
  root = await importRoot("the room's key");
  otherRoot = await importRoot("another key");
  box = openBox({ root, ...names });
});

describe("a sealed frame", () => {
  test("opens as it was, with the same key, in its place", async () => {
    const sealed = await box.seal(head, body);
    expect(await openBox({ root, ...names }).open(head, sealed)).toEqual(body);
  });

  test("shows nothing of what is in it", async () => {
    const sealed = await box.seal(head, body);
    expect(new TextDecoder("latin1").decode(sealed)).not.toContain("picture");
  });

  test("doesn't open with any one of its bits turned", async () => {
    const sealed = await box.seal(head, body);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const turned = new Uint8Array(sealed);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await box.open(head, turned)).toBeUndefined();
    }
  });

  test("doesn't open where it is cut short, or nothing at all", async () => {
    const sealed = await box.seal(head, body);
    for (let length = 0; length < sealed.length; length++)
      expect(await box.open(head, sealed.slice(0, length))).toBeUndefined();
  });

  test.each<readonly [what: string, as: Partial<FrameHead>]>([
    ["another number", { n: 8 }],
    ["another kind", { kind: "sound" }],
    ["a whole picture", { key: true }],
    ["one that others need", { spare: false }],
  ])("doesn't open as %s", async (_what, as) => {
    const sealed = await box.seal(head, body);
    expect(await box.open({ ...head, ...as }, sealed)).toBeUndefined();
  });

  test.each([
    ["another sender's", { sender: "ben" }],
    ["another stream's", { stream: "the-second" }],
    ["another room's", { room: "b-room" }],
    ["another sender's whose name and stream read the same", { sender: "anathe", stream: "-first" }],
  ])("doesn't open as %s", async (_what, other) => {
    const sealed = await box.seal(head, body);
    expect(await openBox({ root, ...names, ...other }).open(head, sealed)).toBeUndefined();
  });

  test("doesn't open with another key, nor without one as anything that could be shown", async () => {
    const sealed = await box.seal(head, body);
    expect(await openBox({ root: otherRoot, ...names }).open(head, sealed)).toBeUndefined();
    expect(await openBox({ root: undefined, ...names }).open(head, sealed)).not.toEqual(body);
  });

  test("is not what a frame that was never sealed opens as", async () => {
    expect(await box.open(head, body)).toBeUndefined();
  });

  test.each([
    ["another sender", { sender: "ben" }],
    ["another stream", { stream: "the-second" }],
    ["another whose name and stream read the same", { sender: "anathe", stream: "-first" }],
    ["another room", { room: "b-room" }],
  ])(
    "has nothing in common with what %s seals, though they say the same at the same place",
    async (_what, other) => {
      const mine = await box.seal(head, body);
      const theirs = await openBox({ root, ...names, ...other }).seal(head, body);
      expect(theirs.slice(0, body.length)).not.toEqual(mine.slice(0, body.length));
    },
  );
});
