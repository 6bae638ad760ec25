// The numbers of streams: no two have the same, and nothing of the others can be told by one's own.

import { expect, test } from "@jest/globals";
import { Channels } from "../../server/relay/channels.ts";

test("no two have the same number at a time, and one that is free may be had again", () => {
  const drawn = [7, 7, 7, 9, 7];
  const channels = new Channels(() => drawn.shift() ?? 0);
  expect([channels.take(), channels.take()]).toEqual([7, 9]);
  channels.release(7);
  expect(channels.take()).toBe(7);
});

test("numbers are drawn from all that four bytes hold, and tell nothing of one another", () => {
  const channels = new Channels();
  const all = Array.from({ length: 1_000 }, () => channels.take());
  expect(new Set(all).size).toBe(1_000);
  for (const channel of all) expect(channel >>> 0).toBe(channel);
  // By chance there would be none, or one in a million runs.
  expect(all.filter((channel, index) => channel === (all[index - 1] ?? 0) + 1)).toEqual([]);
  expect(all.filter((channel) => channel >= 2 ** 31).length).toBeGreaterThan(350);
});
