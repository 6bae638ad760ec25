// What a page keeps of a meeting, and how it comes back with it to a process that knows nothing.

import { expect } from "@jest/globals";
import type { Hello, Line } from "../../protocol/protocol.ts";
import { type Answer, type Attendee, arrive } from "./attendee.ts";

export function keepsakesOf({ told }: Attendee): { readonly baton: string; readonly lines: readonly Line[] } {
  const [, baton] = told("room").at(-1) ?? [];
  return { baton: String(baton), lines: told("receive").map(([line]) => line as Line) };
}

export interface Return extends Attendee {
  readonly reply: Answer;
}

/** Comes back, with the newest baton unless told otherwise, and brings what is asked for. */
export async function comeBack(url: string, before: Attendee, hello: Partial<Hello> = {}): Promise<Return> {
  const again = await arrive(url, before);
  const { baton, lines } = keepsakesOf(before);
  const reply = await again.join({ baton, heard: [...new Set(lines.map(({ n }) => n))], ...hello });
  const lacks = reply["lacks"];
  if (Array.isArray(lacks)) {
    const wanted = lines.filter(({ n }) => lacks.includes(n));
    expect(await again.ask("bring", wanted)).toMatchObject({ ok: true });
  }
  return { ...again, reply };
}

export const textsTo = ({ told }: Attendee) => told("receive").map(([line]) => (line as Line).message);
export const namesIn = ({ view }: Attendee) => view()?.members.map(({ name }) => name) ?? [];
