import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Conversation, type HeardLine, openConversation } from "../../client/meeting/conversation.ts";
import { createKey, openSeal, type Seal } from "../../client/meeting/seal.ts";
import type { Line } from "../../protocol/protocol.ts";
import { until } from "../until.ts";

const noon = 1_700_000_000_000;
let seal: Seal;

beforeAll(async () => {
  seal = await openSeal(createKey(), "standup");
});

interface Side extends Conversation {
  readonly heard: HeardLine[];
}

function open(id: string): Side {
  const heard: HeardLine[] = [];
  const conversation = openConversation(
    id,
    seal,
    () => noon,
    (line) => heard.push(line),
  );
  return { ...conversation, heard };
}

/** As an honest server would pass it on. */
function pass(n: number, from: string, message: string): Line {
  return { n, from, name: from, message, at: noon };
}

async function hear(side: Side, ...lines: readonly Line[]): Promise<readonly HeardLine[]> {
  const before = side.heard.length;
  for (const line of lines) side.hear(line);
  await until(() => side.heard.length === before + lines.length, "the lines to be opened");
  return side.heard.slice(before);
}

describe("what is said in a sealed room", () => {
  test("is opened on the other side, in order, with the name it was sealed with", async () => {
    const [ada, bo] = [open("ada"), open("bo")];
    const [one, two] = [await ada.wrap("Ada", "one", false), await ada.wrap("Ada", "two", false)];
    expect(one).not.toContain("one");
    const heard = await hear(bo, pass(1, "ada", one), { ...pass(2, "ada", two), name: "Somebody else" });
    expect(heard).toMatchObject([
      { n: 1, name: "Ada", message: "one" },
      { n: 2, name: "Ada", message: "two" },
    ]);
    expect(heard.some(({ doubt }) => doubt)).toBe(false);
  });

  test("is shown as unopened under another sender, and stays", async () => {
    const line = await open("ada").wrap("Ada", "one", false);
    expect(await hear(open("bo"), pass(1, "cy", line))).toMatchObject([{ message: "", doubt: "unopened" }]);
  });

  test("that is no sealed text at all is shown as unopened", async () => {
    expect(await hear(open("bo"), pass(1, "ada", "plain text"))).toMatchObject([{ doubt: "unopened" }]);
  });

  test("can't be put before what it answered", async () => {
    const [ada, bo, cy] = [open("ada"), open("bo"), open("cy")];
    const question = await ada.wrap("Ada", "Shall I?", false);
    await hear(bo, pass(1, "ada", question));
    const answer = await bo.wrap("Bo", "Yes", false);
    const heard = await hear(cy, pass(1, "bo", answer), pass(2, "ada", question));
    expect(heard.map(({ doubt }) => doubt)).toContain("moved");
  });

  test("goes on when the room was made anew, but for what was said before", async () => {
    const [ada, bo] = [open("ada"), open("bo")];
    const old = await ada.wrap("Ada", "old", false);
    await hear(ada, pass(7, "ada", old));
    await hear(bo, pass(7, "ada", old));
    ada.rejoin(0);
    bo.rejoin(0);
    // Nothing is sealed before the room is known to be another.
    await hear(ada, pass(1, "bo", await bo.wrap("Bo", "back", false)));
    const fresh = await ada.wrap("Ada", "fresh", false);
    const heard = await hear(bo, pass(2, "ada", fresh), pass(3, "ada", old));
    expect(heard).toMatchObject([{ message: "fresh" }, { doubt: "repeated" }]);
    expect(heard[0]?.doubt).toBeUndefined();
  });

  test("to the hosts alone, between two numbers, is opened like the rest, one after the other", async () => {
    const [ada, host] = [open("ada"), open("host")];
    const greeting = pass(7, "host", await host.wrap("Tess", "Good morning", false));
    for (const side of [ada, host]) await hear(side, greeting);
    const lines: Line[] = [];
    for (const n of [7 + 1e-6, 7 + 2e-6, 8]) {
      const line = pass(n, "ada", await ada.wrap("Ada", `at ${n}`, !Number.isInteger(n)));
      lines.push(line);
      for (const side of [ada, host]) await hear(side, line);
    }
    expect(host.heard.slice(1).map(({ message, doubt }) => [message, doubt])).toEqual(
      lines.map(({ n }) => [`at ${n}`, undefined]),
    );
  });

  test("to the hosts alone leaves no trace in what a host writes to everybody", async () => {
    const [ada, host, bo] = [open("ada"), open("host"), open("bo")];
    for (const side of [ada, host, bo])
      await hear(side, pass(7, "bo", await open("bo").wrap("Bo", "seven", false)));
    await hear(host, pass(7 + 1e-6, "ada", await ada.wrap("Ada", "in private", true)));
    const said = await host.wrap("Tess", "to everybody", false);
    expect(await seal.openLine("host", said)).toMatchObject({ after: 7, saw: "bo 1" });
  });

  test("to the hosts alone leaves no gap in what its sender writes to everybody", async () => {
    const ada = open("ada");
    const lines = [];
    for (const aside of [false, true, true, false]) lines.push(await ada.wrap("Ada", "…", aside));
    const opened = await Promise.all(lines.map((line) => seal.openLine("ada", line)));
    const seqs = opened.map((line) => line?.seq ?? 0);
    expect(seqs.filter(Number.isInteger)).toEqual([1, 2]);
    expect(seqs.toSorted((a, b) => a - b)).toEqual(seqs);
    expect(new Set(seqs).size).toBe(4);
  });

  test("to the hosts alone makes nobody believe that the room was made anew", async () => {
    const [ada, host] = [open("ada"), open("host")];
    const [one, two] = [await ada.wrap("Ada", "one", false), await ada.wrap("Ada", "two", true)];
    const private_ = pass(1 + 1e-6, "ada", two);
    await hear(host, pass(1, "ada", one), private_);
    host.rejoin(1);
    const heard = await hear(host, pass(1, "ada", one), private_, pass(2, "ada", one));
    expect(heard.map(({ doubt }) => doubt)).toEqual([undefined, undefined, "repeated"]);
  });

  test("to the hosts alone is before all that is said in a room made anew", async () => {
    const [ada, host] = [open("ada"), open("host")];
    const old = await ada.wrap("Ada", "old", false);
    const secret = await ada.wrap("Ada", "secret", true);
    await hear(host, pass(1, "ada", old), pass(1 + 1e-6, "ada", secret));
    for (const side of [ada, host]) side.rejoin(0);
    const heard = await hear(
      host,
      pass(1e-6, "ada", await ada.wrap("Ada", "new secret", true)),
      pass(1, "ada", await ada.wrap("Ada", "new", false)),
      pass(1 + 1e-6, "ada", secret),
    );
    expect(heard.map(({ message, doubt }) => [message, doubt])).toEqual([
      ["new secret", undefined],
      ["new", undefined],
      ["secret", "repeated"],
    ]);
  });
});
