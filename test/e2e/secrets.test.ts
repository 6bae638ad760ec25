// What a server could tell whoever takes it: all of its memory, and all that it wrote.

import { readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { bring, openLobby } from "./person.ts";
import { browser, openVenue, server } from "./venue.ts";

openVenue();

/** So much of it is read at a time, and a little of what was read before, in case it is cut in two. */
const chunkBytes = 1 << 22;
const overlapBytes = 1 << 10;

/** Which of these texts are somewhere in the memory of that process, in either of V8's encodings. */
async function searchMemory(pid: number, texts: readonly string[]): Promise<readonly string[]> {
  const needles = texts.flatMap((text) => [
    { text, bytes: Buffer.from(text, "utf8") },
    { text, bytes: Buffer.from(text, "utf16le") },
  ]);
  const found = new Set<string>();
  const regions = readFileSync(`/proc/${pid}/maps`, "utf8")
    .split("\n")
    .flatMap((line) => /^([0-9a-f]+)-([0-9a-f]+) r.(?!.*\[v)/.exec(line)?.slice(1) ?? [])
    .map((address) => Number.parseInt(address, 16));
  const memory = await open(`/proc/${pid}/mem`, "r");
  const chunk = Buffer.alloc(chunkBytes);
  for (let index = 0; index < regions.length; index += 2) {
    const [start = 0, end = 0] = regions.slice(index, index + 2);
    for (let at = start; at < end; at += chunkBytes - overlapBytes) {
      // Pages that were given back can't be read.
      const read = await memory
        .read(chunk, 0, Math.min(chunkBytes, end - at), at)
        .catch(() => ({ bytesRead: 0 }));
      const part = chunk.subarray(0, read.bytesRead);
      for (const { text, bytes } of needles) if (part.includes(bytes)) found.add(text);
    }
  }
  await memory.close();
  return [...found];
}

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux("after a sealed meeting the process holds no word of the chat, and no key", async () => {
  const context = await browser.newContext();
  const ana = await openLobby(context, server.url, "", "Ana");
  await ana.page.getByLabel("Your name").fill("Ana");
  const { pathname, hash } = new URL(ana.page.url());
  await ana.join();
  const bo = await bring(browser, server.url, pathname.slice(1) + hash, "Bo");
  await bo.join();
  await Promise.all([ana.sees("Bo"), bo.sees("Ana")]);
  const word = "Rhododendronhain-4711";
  await ana.press("Chat");
  await bo.press("Chat");
  for (const [from, to] of [
    [ana, bo],
    [bo, ana],
  ] as const) {
    const line = `${word} von ${from.name}`;
    await from.page.getByLabel("Message").fill(line);
    await from.page.keyboard.press("Enter");
    await to.page.getByRole("log").getByText(line).waitFor();
  }
  const key = hash.slice(1);
  const room = pathname.slice(1);
  const { pid = 0 } = server.child;
  // That the room's name is found shows that the search finds what is there.
  expect(await searchMemory(pid, [room, word, key])).toEqual([room]);
  expect(await searchMemory(pid, [key.slice(0, 20), key.slice(20), word.slice(0, 12)])).toEqual([]);
  await Promise.all([ana.leave(), bo.leave()]);
  for (const secret of [word, key, room, "Ana"]) expect(server.log()).not.toContain(secret);
  await Promise.all([ana.close(), bo.close()]);
});
