// What is written, and what stands on the screens.

import { until } from "../../until.ts";
import type { Person } from "../person.ts";

export async function openChat(person: Person): Promise<void> {
  await person.press("Chat");
  await person.page.getByLabel("Message").waitFor();
}

export async function write(person: Person, text: string): Promise<void> {
  const field = person.page.getByLabel("Message");
  await field.fill(text);
  await field.press("Enter");
  await until(async () => (await field.inputValue()) === "", "the line to be taken");
}

/** Those that have been said. */
export function linesOn({ page }: Person): Promise<readonly string[]> {
  return page.getByRole("log").locator("li.line:not([data-unsent]) > p:last-of-type").allTextContents();
}

/** Those that are marked as not sent. */
export function unsentOn({ page }: Person): Promise<readonly string[]> {
  return page.getByRole("log").locator("li.line[data-unsent] > p:last-of-type").allTextContents();
}
