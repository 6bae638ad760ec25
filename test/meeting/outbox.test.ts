import { expect, test } from "@jest/globals";
import { change, nextOf, type Outbox, type OutboxEvent, remainder } from "../../client/meeting/outbox.ts";

const line = (key: string) => ({ key, message: `line ${key}`, at: 0 });
const write = (key: string): OutboxEvent => ({ type: "written", line: line(key) });

function play(...events: readonly OutboxEvent[]): Outbox {
  return events.reduce(change, []);
}

const keysIn = (outbox: Outbox) => outbox.map(({ key }) => key);

test("what is written waits in the order in which it was written, and the first is next", () => {
  const outbox = play(write("a"), write("b"));
  expect(keysIn(outbox)).toEqual(["a", "b"]);
  expect(outbox.every(({ status }) => status === "waiting")).toBe(true);
  expect(nextOf(outbox)).toMatchObject(line("a"));
});

test("what the server has stays until it is heard, and is neither sent nor kept again", () => {
  const said = play(write("a"), write("b"), { type: "said", key: "a" });
  expect(keysIn(said)).toEqual(["a", "b"]);
  expect(nextOf(said)?.key).toBe("b");
  expect(remainder(said)).toMatchObject([line("b")]);
  expect(keysIn(change(said, { type: "heard", key: "a" }))).toEqual(["b"]);
});

test("what is heard before it was answered is done", () => {
  const heard = play(write("a"), { type: "heard", key: "a" }, { type: "said", key: "a" });
  expect(heard).toEqual([]);
});

test("what is refused stays with its reason, is kept, and lets the others pass", () => {
  const refused = play(write("a"), write("b"), { type: "refused", key: "a", reason: "No." });
  expect(refused[0]).toEqual({ ...line("a"), status: "refused", reason: "No." });
  expect(nextOf(refused)?.key).toBe("b");
  expect(remainder(refused)).toMatchObject([line("a"), line("b")]);
});

test("what is tried again goes behind those that went ahead of it", () => {
  const refused = play(write("a"), write("b"), { type: "refused", key: "a", reason: "No." });
  const retried = change(refused, { type: "retried", key: "a" });
  expect(keysIn(retried)).toEqual(["b", "a"]);
  expect(retried[1]).toMatchObject({ ...line("a"), status: "waiting" });
});

test("what is discarded is gone", () => {
  expect(play(write("a"), write("b"), { type: "discarded", key: "a" }).map(({ key }) => key)).toEqual(["b"]);
});

test("what is about a line that isn't here changes nothing", () => {
  const outbox = play(write("a"));
  for (const type of ["said", "heard", "retried", "discarded"] as const)
    expect(change(outbox, { type, key: "b" })).toBe(outbox);
});
