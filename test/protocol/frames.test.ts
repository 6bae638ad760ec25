// A frame's head, and an acknowledgement, as they travel.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  acknowledgementBytes,
  frameKinds,
  headBytes,
  readAcknowledgement,
  readHead,
  writeAcknowledgement,
  writeHead,
} from "../../protocol/frames.ts";

const heads = fc.record({
  kind: fc.constantFrom(...frameKinds),
  key: fc.boolean(),
  spare: fc.boolean(),
  n: fc.nat(2 ** 32 - 1),
});

describe("a frame's head", () => {
  test("says what it was made of, in front of whatever body, wherever it lies in memory", () => {
    fc.assert(
      fc.property(heads, fc.uint8Array(), fc.nat(9), (head, body, before) => {
        const bytes = Buffer.concat([Buffer.alloc(before), writeHead(head), body]).subarray(before);
        expect(bytes).toHaveLength(headBytes + body.length);
        expect(readHead(bytes)).toEqual(head);
      }),
    );
  });

  test("is what docs/protocol.md says", () => {
    expect([...writeHead({ kind: "sound", key: false, spare: false, n: 0 })]).toEqual([0, 0, 0, 0, 0]);
    expect([...writeHead({ kind: "picture", key: true, spare: false, n: 258 })]).toEqual([5, 0, 0, 1, 2]);
    expect([...writeHead({ kind: "picture", key: false, spare: true, n: 1 })]).toEqual([9, 0, 0, 0, 1]);
    expect([...writeHead({ kind: "greeting", key: false, spare: false, n: 2 ** 32 - 1 })]).toEqual([
      ...[2, 255, 255, 255, 255],
    ]);
  });

  test.each([
    ["nothing", []],
    ["too little", [0, 0, 0, 0]],
    ["a kind that there is not", [3, 0, 0, 0, 0]],
    ["a mark that there is not", [16, 0, 0, 0, 0]],
    ["all of them", [255, 0, 0, 0, 0, 0]],
  ])("is not found in %s", (_what, bytes) => {
    expect(readHead(new Uint8Array(bytes))).toBeUndefined();
  });

  test("is read of any bytes, or none is, and never more than there is", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const head = readHead(bytes);
        if (head) expect([...writeHead(head)]).toEqual([...bytes.subarray(0, headBytes)]);
      }),
    );
  });
});

describe("an acknowledgement", () => {
  test("says how much has come, modulo 2³²", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), (total) => {
        const bytes = writeAcknowledgement(total);
        expect(bytes).toHaveLength(acknowledgementBytes);
        expect(readAcknowledgement(bytes)).toBe(total % 2 ** 32);
      }),
    );
    expect([...writeAcknowledgement(2 ** 32 + 258)]).toEqual([255, 0, 0, 1, 2]);
  });

  test("is never taken for a frame, nor a frame for it", () => {
    fc.assert(
      fc.property(heads, fc.nat(2 ** 40), fc.uint8Array(), (head, total, body) => {
        expect(readHead(writeAcknowledgement(total))).toBeUndefined();
        expect(readAcknowledgement(Buffer.concat([writeHead(head), body]))).toBeUndefined();
      }),
    );
    expect(readAcknowledgement(new Uint8Array([255, 0, 0, 0]))).toBeUndefined();
    expect(readAcknowledgement(new Uint8Array([255, 0, 0, 0, 0, 0]))).toBeUndefined();
  });
});
