import { describe, expect, test } from "@jest/globals";
import { limits } from "../../protocol/protocol.ts";
import { add, type Chat, type Kept, silence } from "../../server/rooms/chat.ts";
import { morning } from "../fakes/rooms.ts";

const forAll = { person: "ada", to: "everybody" } as const;

function say(chat: Chat, message: string): Chat {
  return add(chat, { from: "ada", name: "Ada", message, at: morning }, forAll).chat;
}

/** What comes of lines written one after the other: whose, from which tab, and to whom. */
function sayAll(...lines: readonly (readonly [person: string, from: string, to: Kept["to"]])[]): Chat {
  return lines.reduce(
    (chat, [person, from, to]) =>
      add(chat, { from, name: person, message: "word", at: morning }, { person, to }).chat,
    silence,
  );
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
    expect(sayMany(3).lines.map(({ line }) => [line.n, line.message])).toEqual([
      [1, "line 1"],
      [2, "line 2"],
      [3, "line 3"],
    ]);
  });

  test("hands back the line it made, whole", () => {
    const said = { from: "ada", name: "Ada", message: "hello", at: morning };
    const { chat, line } = add(sayMany(1), said, forAll);
    expect(line).toEqual({ n: 2, ...said });
    expect(chat.lines.at(-1)).toEqual({ line, ...forAll });
  });

  test("leaves what there was as it was", () => {
    const before = sayMany(2);
    say(before, "one more");
    expect(before).toEqual(sayMany(2));
  });

  test("remembers as many lines as its limit says", () => {
    const full = sayMany(limits.history);
    expect(full.lines).toHaveLength(limits.history);
    expect(full.lines[0]?.line.n).toBe(1);
  });

  test("remembers as many lines of the longest kind people write as of any other", () => {
    let chat = silence;
    for (let n = 0; n < limits.history; n++) chat = say(chat, "x".repeat(limits.message));
    expect(chat.lines).toHaveLength(limits.history);
  });

  test("remembers fewer of longer ones, and always the newest", () => {
    let chat = silence;
    for (let n = 0; n < limits.history; n++) chat = say(chat, "x".repeat(limits.sealedMessage));
    const size = chat.lines.reduce((sum, { line }) => sum + line.message.length, 0);
    expect(size).toBeLessThanOrEqual(limits.historySize);
    expect(size).toBeGreaterThan(limits.historySize - limits.sealedMessage);
    expect(chat.lines.at(-1)?.line.n).toBe(limits.history);
  });

  test("forgets the oldest beyond that, and goes on counting", () => {
    const full = sayMany(limits.history + 2);
    expect(full.lines).toHaveLength(limits.history);
    expect(full.lines[0]?.line.n).toBe(3);
    expect(full.newest).toBe(limits.history + 2);
    expect(full.lines.at(-1)?.line.n).toBe(full.newest);
  });
});

describe("a line for the hosts alone", () => {
  const numbers = ({ lines }: Chat) => lines.map(({ line }) => line.n);

  test("stands between those for everybody, whose numbers tell nothing of it", () => {
    const chat = sayAll(["ada", "ada", "everybody"], ["bo", "bo", "hosts"], ["ada", "ada", "everybody"]);
    const [first, between, second] = numbers(chat);
    expect([first, second]).toEqual([1, 2]);
    expect(between).toBeGreaterThan(1);
    expect(between).toBeLessThan(2);
  });

  test("has a number that tells nothing of what others wrote", () => {
    const alone = sayAll(["bo", "bo", "hosts"], ["bo", "bo", "hosts"]);
    const among = sayAll(
      ...(["cy", "di", "cy"] as const).map((who) => [who, who, "hosts"] as const),
      ...[["bo", "bo", "hosts"] as const, ["cy", "cy", "hosts"] as const, ["bo", "bo", "hosts"] as const],
    );
    const own = among.lines.flatMap(({ line }) => (line.from === "bo" ? [line.n] : []));
    expect(own).toEqual(numbers(alone));
  });

  test("comes after what its writer wrote before, from another page as well", () => {
    const [first = 0, second = 0, third = 0] = numbers(
      sayAll(["bo", "bo1", "hosts"], ["bo", "bo1", "hosts"], ["bo", "bo2", "hosts"]),
    );
    expect([first < second, second < third]).toEqual([true, true]);
  });

  test("doesn't count as the newest for everybody", () => {
    expect(sayAll(["ada", "ada", "everybody"], ["bo", "bo", "hosts"]).newest).toBe(1);
  });
});
