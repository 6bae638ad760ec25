// What is said over the relay's connection, as it is read at either end.

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { refusals } from "../../protocol/protocol.ts";
import {
  parseRelayRequest,
  parseRelayWord,
  type RelayRequest,
  type RelayWord,
} from "../../protocol/relay.ts";

const [id, token] = ["a-member", "ABCDEFGHIJKLMNOPQRSTUV"];

const requests: readonly RelayRequest[] = [
  { type: "publish", stream: token },
  { type: "want", id, picture: true },
  { type: "want", id, picture: false, challenge: token },
  { type: "drop", id },
  { type: "key", id },
];

const words: readonly RelayWord[] = [
  { type: "channel", id, channel: 2 ** 32 - 1, stream: token },
  { type: "gone", id },
  { type: "refused", id, code: "not-present", message: refusals["not-present"] },
  { type: "wanted", sound: 3, picture: 0 },
  { type: "greet", challenge: token },
  { type: "key" },
  { type: "limit", kbps: 0 },
  { type: "limit", kbps: null },
  { type: "strain", pictures: "fewer" },
];

const malformed = { ok: false, code: "malformed" };

describe("a page's request", () => {
  test.each(requests)("$type is read as it was meant", (request) => {
    expect(parseRelayRequest(JSON.stringify(request))).toEqual({ ok: true, value: request });
  });

  test("has nothing of what was said besides", () => {
    const said = JSON.stringify({ type: "drop", id, picture: true, as: "somebody else" });
    expect(parseRelayRequest(said)).toEqual({ ok: true, value: { type: "drop", id } });
  });

  test.each([
    "",
    "{",
    "null",
    "[]",
    '"key"',
    '{"type":"toString"}',
    '{"type":"publish"}',
    '{"type":"publish","stream":"short"}',
    `{"type":"publish","stream":"${token}="}`,
    `{"type":"want","id":"${id}"}`,
    `{"type":"want","id":"${id}","picture":"yes"}`,
    `{"type":"want","id":"${id}","picture":true,"challenge":null}`,
    `{"type":"want","id":"${id}","picture":true,"challenge":"x"}`,
    '{"type":"gone","id":"a"}',
  ])("%j is malformed", (json) => {
    expect(parseRelayRequest(json)).toMatchObject(malformed);
  });

  test.each(["want", "drop", "key"])("to %s nobody names no id", (type) => {
    const json = JSON.stringify({ type, id: "no id", picture: true });
    expect(parseRelayRequest(json)).toMatchObject({ ok: false, code: "bad-id" });
    expect(parseRelayRequest(JSON.stringify({ type, picture: true }))).toMatchObject({ code: "bad-id" });
  });
});

describe("the server's word", () => {
  test.each(words)("$type is read as it was meant", (word) => {
    expect(parseRelayWord(JSON.stringify(word))).toEqual({ ok: true, value: word });
  });

  test.each<object>([
    { type: "channel", id, channel: 2 ** 32, stream: token },
    { type: "channel", id, channel: -1, stream: token },
    { type: "channel", id, channel: 1.5, stream: token },
    { type: "channel", id, channel: 1, stream: "x" },
    { type: "refused", id, code: "constructor", message: "" },
    { type: "refused", id, code: "not-present" },
    { type: "wanted", sound: 1 },
    { type: "wanted", sound: "1", picture: 1 },
    { type: "greet" },
    { type: "limit" },
    { type: "limit", kbps: -5 },
    { type: "strain", pictures: "some" },
    { type: "publish", stream: token },
  ])("%j is malformed", (word) => {
    expect(parseRelayWord(JSON.stringify(word))).toMatchObject(malformed);
  });

  test("is read, or refused, of whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        for (const parse of [parseRelayRequest, parseRelayWord]) {
          const { ok } = parse(text);
          expect(typeof ok).toBe("boolean");
        }
      }),
    );
  });
});
