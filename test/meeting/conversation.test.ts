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
    const [one, two] = [await ada.wrap("Ada", "one"), await ada.wrap("Ada", "two")];
    expect(one).not.toContain("one");
    const heard = await hear(bo, pass(1, "ada", one), { ...pass(2, "ada", two), name: "Somebody else" });
    expect(heard).toMatchObject([
      { n: 1, name: "Ada", message: "one" },
      { n: 2, name: "Ada", message: "two" },
    ]);
    expect(heard.some(({ doubt }) => doubt)).toBe(false);
  });

  test("is shown as unopened under another sender, and stays", async () => {
    const line = await open("ada").wrap("Ada", "one");
    expect(await hear(open("bo"), pass(1, "cy", line))).toMatchObject([{ message: "", doubt: "unopened" }]);
  });

  test("that is no sealed text at all is shown as unopened", async () => {
    expect(await hear(open("bo"), pass(1, "ada", "plain text"))).toMatchObject([{ doubt: "unopened" }]);
  });

  test("can't be put before what it answered", async () => {
    const [ada, bo, cy] = [open("ada"), open("bo"), open("cy")];
    const question = await ada.wrap("Ada", "Shall I?");
    await hear(bo, pass(1, "ada", question));
    const answer = await bo.wrap("Bo", "Yes");
    const heard = await hear(cy, pass(1, "bo", answer), pass(2, "ada", question));
    expect(heard.map(({ doubt }) => doubt)).toContain("moved");
  });

  test("goes on when the room was made anew, but for what was said before", async () => {
    const [ada, bo] = [open("ada"), open("bo")];
    const old = await ada.wrap("Ada", "old");
    await hear(ada, pass(7, "ada", old));
    await hear(bo, pass(7, "ada", old));
    ada.rejoin(0);
    bo.rejoin(0);
    // Nothing is sealed before the room is known to be another.
    await hear(ada, pass(1, "bo", await bo.wrap("Bo", "back")));
    const fresh = await ada.wrap("Ada", "fresh");
    const heard = await hear(bo, pass(2, "ada", fresh), pass(3, "ada", old));
    expect(heard).toMatchObject([{ message: "fresh" }, { doubt: "repeated" }]);
    expect(heard[0]?.doubt).toBeUndefined();
  });
});
