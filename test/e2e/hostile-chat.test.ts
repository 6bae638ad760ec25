// A server that tampers with what is written in a sealed room: nobody takes it for what was said.

import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Line, MemberView } from "../../protocol/protocol.ts";
import { until } from "../until.ts";
import { bringVictim, type Malice, type Victim } from "./hostile-server.ts";
import { browser, openVenue, server } from "./venue.ts";

openVenue();

let ana: Victim;
let bo: Victim;

beforeAll(async () => {
  ana = await enter(`${server.url}/`, "Ana");
  bo = await enter(ana.link, "Bo");
  for (const { who, message } of script) {
    await say(who === "Ana" ? ana : bo, message);
    for (const one of [ana, bo])
      await one.page.getByRole("log").getByText(message, { exact: true }).waitFor();
  }
});

/** Only to write and read: without a picture, which would cost time. */
async function enter(link: string, name: string, malice: Malice = {}): Promise<Victim> {
  const person = await bringVictim(browser, link, name, malice);
  await person.press("Stop camera");
  await person.join();
  await person.press("Chat");
  return person;
}

async function say(person: Victim, message: string): Promise<void> {
  const field = person.page.getByLabel("Message");
  await field.fill(message);
  await field.press("Enter");
  await until(async () => (await field.inputValue()) === "", "the line to be taken");
}

/** A line as somebody reads it. */
interface Read {
  readonly who: string;
  readonly message: string;
  /** The sentence beside it, if it is not to be believed. */
  readonly doubt?: string;
}

function linesOf(person: Victim): Promise<readonly Read[]> {
  return person.page.locator(".line").evaluateAll((lines) =>
    lines.map((line) => {
      const textOf = (selector: string) => line.querySelector(selector)?.textContent ?? "";
      const doubt = textOf(".doubt");
      const marked = line.getAttribute("data-doubt") !== null;
      return {
        who: textOf(".who"),
        message: textOf("p:not(.doubt)"),
        ...((marked || doubt !== "") && { doubt: marked ? doubt : "not marked" }),
      };
    }),
  );
}

/** What somebody reads who comes in now, and is handed something else than was written. */
async function readTampered(tamper: (lines: readonly Line[]) => readonly Line[]): Promise<readonly Read[]> {
  const held: Line[] = [];
  const handed: Line[] = [];
  const cy = await enter(ana.link, "Cy", {
    word: (word) => {
      if (word[0] !== "receive") return [word];
      held.push(word[1]);
      if (held.length < script.length) return [];
      handed.push(...tamper(held));
      return handed.map((line) => ["receive", line] as const);
    },
  });
  await until(
    async () => handed.length > 0 && (await linesOf(cy)).length >= handed.length,
    "whoever came in to see each line they were handed",
  );
  const lines = await linesOf(cy);
  await cy.close();
  return lines;
}

const unopened =
  "This line can't be opened: it was not sealed with this room's key, or was changed on its way.";
const repeated = "This line was sent to you once more, in another place.";
const moved = "This line stands where it was not written.";
const misdated = "This line was written at another time than the server says.";
const dayMs = 24 * 60 * 60_000;

const shallWe: Read = { who: "Ana", message: "Shall we?" };
const orTomorrow: Read = { who: "Ana", message: "Or tomorrow?" };
const tomorrow: Read = { who: "Bo", message: "Tomorrow." };
const good: Read = { who: "Ana", message: "Good." };
/** What is written before anybody else comes: line 2 is what Bo answers. */
const script = [shallWe, orTomorrow, tomorrow, good];

/** The same lines with one of them, counted from 1, altered. */
function alter(lines: readonly Line[], n: number, change: (line: Line) => Partial<Line>): readonly Line[] {
  return lines.map((line) => (line.n === n ? { ...line, ...change(line) } : line));
}

/** The same lines, standing where they are said to. */
function renumber(lines: readonly Line[], numbers: Readonly<Record<number, number>>): readonly Line[] {
  return lines.map((line) => ({ ...line, n: numbers[line.n] ?? line.n })).sort((a, b) => a.n - b.n);
}

function lineOf(lines: readonly Line[], n: number): Line {
  const line = lines.find((line) => line.n === n);
  if (!line) throw new Error(`There is no line ${n}`);
  return line;
}

/** As if another character stood there; every one of them is in the alphabet. */
function flip(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
}

describe("whoever comes in later reads", () => {
  test("what was written, if nobody tampers with it", async () => {
    expect(await readTampered((lines) => lines)).toEqual([shallWe, orTomorrow, tomorrow, good]);
  });

  test("a line ascribed to another member as one that can't be opened", async () => {
    const from = await bo.id();
    const read = await readTampered((lines) => alter(lines, 2, () => ({ from, name: "Bo" })));
    expect(read).toEqual([shallWe, { who: "Bo", message: "", doubt: unopened }, tomorrow, good]);
  });

  test("the name it was sealed with, whatever name stands beside a line", async () => {
    const read = await readTampered((lines) => alter(lines, 2, () => ({ name: "Bo" })));
    expect(read).toEqual([shallWe, orTomorrow, tomorrow, good]);
  });

  test("an altered line as one that can't be opened", async () => {
    const read = await readTampered((lines) =>
      alter(lines, 3, ({ message }) => ({ message: flip(message, message.length - 2) })),
    );
    expect(read).toEqual([shallWe, orTomorrow, { who: "Bo", message: "", doubt: unopened }, good]);
  });

  test("a line that was never sealed as one that can't be opened, and nothing of it", async () => {
    const read = await readTampered((lines) => alter(lines, 3, () => ({ message: "Never." })));
    expect(read).toEqual([shallWe, orTomorrow, { who: "Bo", message: "", doubt: unopened }, good]);
  });

  test("a line replayed at the end as one sent once more", async () => {
    const read = await readTampered((lines) => [...lines, { ...lineOf(lines, 3), n: 5 }]);
    expect(read).toEqual([shallWe, orTomorrow, tomorrow, good, { ...tomorrow, doubt: repeated }]);
  });

  test("a line replayed under the number of another beside that other", async () => {
    const read = await readTampered((lines) => {
      const replayed = { ...lineOf(lines, 1), n: 4 };
      return [...lines.slice(0, 3), replayed, lineOf(lines, 4)];
    });
    expect(read).toEqual([shallWe, orTomorrow, tomorrow, { ...shallWe, doubt: repeated }, good]);
  });

  test("two of one sender's lines that changed places as not written there, at least one of them", async () => {
    const read = await readTampered((lines) => renumber(lines, { 1: 2, 2: 1 }));
    expect(read).toEqual([{ ...orTomorrow, doubt: moved }, shallWe, tomorrow, good]);
  });

  test("a line that comes after its answer as not written there", async () => {
    const read = await readTampered((lines) => renumber(lines, { 2: 4, 4: 5 }));
    expect(read).toEqual([shallWe, tomorrow, { ...orTomorrow, doubt: moved }, good]);
  });

  test("a line that was dated back as written at another time", async () => {
    const read = await readTampered((lines) => alter(lines, 4, ({ at }) => ({ at: at - dayMs })));
    expect(read).toEqual([shallWe, orTomorrow, tomorrow, { ...good, doubt: misdated }]);
  });
});

describe("whoever is there", () => {
  test("is told at once of a line that can't be believed, and of those around it as ever", async () => {
    const cy = await enter(ana.link, "Cy", {
      word: (word) => {
        if (word[0] !== "receive") return [word];
        const [event, line] = word;
        const spoiled = { ...line, message: flip(line.message, 40) };
        return [[event, line.name === "Bo" ? spoiled : line]];
      },
    });
    await cy.press("Close");
    const words = cy.page.getByRole("status");
    await say(ana, "Where?");
    await words.getByText("Ana: Where?").waitFor();
    await say(bo, "Here.");
    await words.getByText("A line came that can't be believed: see the chat.").waitFor();
    await say(ana, "I'll come.");
    await words.getByText("Ana: I'll come.").waitFor();
    await cy.press("Chat");
    expect((await linesOf(cy)).slice(-3)).toEqual([
      { who: "Ana", message: "Where?" },
      { who: "Bo", message: "", doubt: unopened },
      { who: "Ana", message: "I'll come." },
    ]);
    await cy.close();
  });

  test("writes under the name they gave, whatever the server calls them", async () => {
    const rename = (member: MemberView) => (member.name === "Cy" ? { ...member, name: "Bo" } : member);
    const cy = await enter(ana.link, "Cy", {
      word: (word) =>
        word[0] === "room" ? [["room", { ...word[1], members: word[1].members.map(rename) }]] : [word],
    });
    await say(cy, "It is I.");
    const line = ana.page.locator(".line").filter({ hasText: "It is I." });
    expect(await line.locator(".who").textContent()).toBe("Cy");
    await cy.close();
  });
});
