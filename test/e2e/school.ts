// A teacher and their students, at browsers of their own.

import type { Browser } from "playwright-core";
import { drawCamera } from "./drawn-camera.ts";
import { bring, type Person, type PersonOptions } from "./person.ts";

export const small: PersonOptions = { viewport: { width: 480, height: 360 }, before: drawCamera };

/** Opens the room as a classroom, and is its teacher. */
export async function openClass(
  browser: Browser,
  url: string,
  room: string,
  name: string,
  options: PersonOptions = {},
): Promise<Person> {
  const teacher = await bring(browser, url, room, name, { before: drawCamera, ...options });
  await teacher.page.getByLabel("Classroom").check();
  await teacher.join();
  return teacher;
}

export async function enter(
  browser: Browser,
  url: string,
  room: string,
  name: string,
  options: PersonOptions = small,
): Promise<Person> {
  const person = await bring(browser, url, room, name, options);
  await person.join();
  return person;
}

/** Opens somebody's menu on the stage. */
export async function openMenu(person: Person, name: string): Promise<void> {
  await person.tileOf(name).hover();
  await person
    .tileOf(name)
    .getByRole("button", { name: `Actions for ${name}`, exact: true })
    .click();
}

/** Does something to somebody by their menu. */
export async function doTo(person: Person, name: string, action: string): Promise<void> {
  await openMenu(person, name);
  await person.tileOf(name).getByRole("button", { name: action, exact: true }).click();
}
