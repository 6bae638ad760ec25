import { describe, expect, test } from "@jest/globals";
import { limits } from "../../protocol/protocol.ts";
import { add, type Chat, silence } from "../../server/rooms/chat.ts";
import { morning } from "../fakes/rooms.ts";

function say(chat: Chat, message: string): Chat {
  return add(chat, { from: "ada", name: "Ada", message, at: morning }).chat;
}

function sayMany(count: number): Chat {
  let chat = silence;
  for (let n = 1; n <= count; n++) chat = say(chat, `line ${n}`);
  return chat;
}

describe("the chat", () => {
  test("starts with nothing said", () => {
    expect(silence).toEqual({ newest: 0, lines: [] });
  });

  test("numbers its lines from 1", () => {
    expect(sayMany(3).lines.map(({ n, message }) => [n, message])).toEqual([
      [1, "line 1"],
      [2, "line 2"],
      [3, "line 3"],
    ]);
  });

  test("hands back the line it made, whole", () => {
    const said = { from: "ada", name: "Ada", message: "hello", at: morning };
    const { chat, line } = add(sayMany(1), said);
    expect(line).toEqual({ n: 2, ...said });
    expect(chat.lines.at(-1)).toEqual(line);
  });

  test("leaves what there was as it was", () => {
    const before = sayMany(2);
    say(before, "one more");
    expect(before).toEqual(sayMany(2));
  });

  test("remembers as many lines as its limit says", () => {
    const full = sayMany(limits.history);
    expect(full.lines).toHaveLength(limits.history);
    expect(full.lines[0]?.n).toBe(1);
  });

  test("remembers as many lines of the longest kind people write as of any other", () => {
    let chat = silence;
    for (let n = 0; n < limits.history; n++) chat = say(chat, "x".repeat(limits.message));
    expect(chat.lines).toHaveLength(limits.history);
  });

  test("remembers fewer of longer ones, and always the newest", () => {
    let chat = silence;
    for (let n = 0; n < limits.history; n++) chat = say(chat, "x".repeat(limits.sealedMessage));
    const size = chat.lines.reduce((sum, { message }) => sum + message.length, 0);
    expect(size).toBeLessThanOrEqual(limits.historySize);
    expect(size).toBeGreaterThan(limits.historySize - limits.sealedMessage);
    expect(chat.lines.at(-1)?.n).toBe(limits.history);
  });

  test("forgets the oldest beyond that, and goes on counting", () => {
    const full = sayMany(limits.history + 2);
    expect(full.lines).toHaveLength(limits.history);
    expect(full.lines[0]?.n).toBe(3);
    expect(full.newest).toBe(limits.history + 2);
    expect(full.lines.at(-1)?.n).toBe(full.newest);
  });
});
