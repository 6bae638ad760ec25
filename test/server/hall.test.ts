import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { RoomView } from "../../protocol/protocol.ts";
import { createBatons } from "../../server/batons.ts";
import type { Guest } from "../../server/guest.ts";
import { Hall, type Post } from "../../server/hall.ts";
import type { Delivery } from "../../server/rooms/deliveries.ts";
import { emptyRoom } from "../../server/rooms/room.ts";

const gatherMs = 20;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** A hall with these members, and what was posted to whom, and when. */
function seat(...ids: readonly string[]) {
  const began = Date.now();
  const posted: (readonly [ms: number, to: string, what: unknown])[] = [];
  const post: Post = (to, { event, args: [first] }) => {
    const what = event === "room" ? (first as RoomView).revision : event;
    for (const { id } of to) posted.push([Date.now() - began, id, what]);
  };
  const hall = new Hall("a-room", post, createBatons(Buffer.alloc(32), 1));
  for (const id of ids) hall.guests.set(id, { id } as Guest);
  const show = (revision: number, ...to: readonly string[]) => {
    const view = { revision } as RoomView;
    hall.settle(emptyRoom, [{ to, event: "room", args: [view] }]);
  };
  return { hall, posted, show };
}

const word = (...to: readonly string[]): Delivery => ({ to, event: "unmute-asked", args: [] });

describe("a view", () => {
  test("comes once for all changes within a moment, as the last of them left it", () => {
    const { posted, show } = seat("ada", "bo");
    for (const revision of [1, 2, 3]) {
      show(revision, "ada", "bo");
      jest.advanceTimersByTime(5);
    }
    jest.advanceTimersByTime(1_000);
    expect(posted).toEqual([
      [gatherMs, "ada", 3],
      [gatherMs, "bo", 3],
    ]);
  });

  // A student who changes something and looks when they are told of it would learn that something
  // else had happened just before.
  test("comes when it would if nobody else had been told of anything", () => {
    const { posted, show } = seat("teacher", "student");
    show(1, "teacher");
    jest.advanceTimersByTime(15);
    show(2, "student");
    jest.advanceTimersByTime(1_000);
    expect(posted).toEqual([
      [gatherMs, "teacher", 1],
      [15 + gatherMs, "student", 2],
    ]);
  });

  test("comes at once to whoever is to have it, and not again", () => {
    const { hall, posted, show } = seat("ada", "bo");
    show(1, "ada", "bo");
    hall.send(["ada"]);
    jest.advanceTimersByTime(1_000);
    expect(posted).toEqual([
      [0, "ada", 1],
      [gatherMs, "bo", 1],
    ]);
  });

  test("doesn't come to whoever has gone meanwhile", () => {
    const { hall, posted, show } = seat("ada");
    show(1, "ada");
    hall.guests.delete("ada");
    jest.advanceTimersByTime(1_000);
    expect(posted).toEqual([]);
  });
});

describe("any other word", () => {
  test("comes at once, to those inside and to those at the door", () => {
    const { hall, posted } = seat("ada");
    hall.outside.set("caller", { id: "caller" } as Guest);
    hall.settle(emptyRoom, [word("ada", "caller", "nobody")]);
    expect(posted).toEqual([
      [0, "ada", "unmute-asked"],
      [0, "caller", "unmute-asked"],
    ]);
  });
});

describe("what waits for its time", () => {
  test("is done then, once, and not if it was put off or given up", () => {
    const { hall } = seat();
    const done: string[] = [];
    const at = (ms: number, what: string) => hall.wake(Date.now() + ms, () => done.push(what));
    at(100, "first");
    at(200, "second");
    jest.advanceTimersByTime(150);
    expect(done).toEqual([]);
    jest.advanceTimersByTime(1_000);
    expect(done).toEqual(["second"]);
    at(100, "third");
    hall.wake(null, () => done.push("never"));
    jest.advanceTimersByTime(1_000);
    expect(done).toEqual(["second"]);
    at(-100, "overdue");
    jest.advanceTimersByTime(0);
    expect(done).toEqual(["second", "overdue"]);
  });

  test("is nothing any more once the hall is closed", () => {
    const { hall } = seat("ada");
    const done: string[] = [];
    hall.wake(Date.now() + 100, () => done.push("alarm"));
    hall.await("ada", 100, () => done.push("ada"));
    hall.await("bo", 100, () => done.push("bo"));
    hall.close();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(1_000);
    expect(done).toEqual([]);
  });

  test("is given up for whoever comes back, and counted anew for whoever goes again", () => {
    const { hall } = seat("ada");
    const done: string[] = [];
    hall.await("ada", 100, () => done.push("first"));
    jest.advanceTimersByTime(50);
    hall.await("ada", 100, () => done.push("second"));
    jest.advanceTimersByTime(75);
    expect(done).toEqual([]);
    hall.expectNoMore("ada");
    jest.advanceTimersByTime(1_000);
    expect(done).toEqual([]);
  });
});
