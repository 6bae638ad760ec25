// The same person in two tabs of one browser.

import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { bring, openLobby } from "./person.ts";
import { browser, openVenue, server } from "./venue.ts";

openVenue();

test("a duplicated tab offers to move, and moving leaves one participant", async () => {
  const room = randomUUID();
  const witness = await bring(browser, server.url, room, "Witness");
  await witness.join();
  const first = await bring(browser, server.url, room, "Ana");
  await first.join();
  await witness.sees("Ana");
  const second = await openLobby(first.context, server.url, room, "Ana");
  await second.page.getByText("You are in this room already, in another tab.").waitFor();
  await second.join();
  await first.page.getByRole("heading", { name: "You are in another tab now" }).waitFor();
  expect(await first.trackStates()).toEqual(["ended", "ended"]);
  await witness.seesOnly(2);
  await witness.sees("Ana");
  await Promise.all([witness.close(), first.close()]);
});

test("whoever wants to be in both may, and so may somebody else at the same browser", async () => {
  const room = randomUUID();
  const first = await bring(browser, server.url, room, "Ana");
  await first.join();
  const second = await openLobby(first.context, server.url, room, "Ana");
  await second.press("Be in both tabs");
  await second.ownTile.waitFor();
  await first.seesOnly(2);
  const other = await openLobby(first.context, server.url, room, "Bo");
  await other.join();
  await first.seesOnly(3);
  await first.close();
});
