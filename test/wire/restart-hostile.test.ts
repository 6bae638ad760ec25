// Whoever is quicker than those who bring a room back, or brings what isn't theirs, gains nothing by it.

import { createHash, randomUUID } from "node:crypto";
import { afterEach, expect, test } from "@jest/globals";
import { createBatons } from "../../server/batons.ts";
import { until } from "../until.ts";
import { closeAttendees, enter, visit } from "./attendee.ts";
import { comeBack, keepsakesOf, namesIn, textsTo } from "./comeback.ts";
import { SECRET, type ServerProcess, startServer } from "./server-process.ts";

const running: ServerProcess[] = [];

afterEach(async () => {
  closeAttendees();
  await Promise.all(running.splice(0).map((server) => server.stop("SIGKILL")));
});

async function start(): Promise<ServerProcess> {
  const server = await startServer();
  running.push(server);
  return server;
}

test("whoever was removed, and is first with what they had before, is put out as soon as that is known", async () => {
  const first = await start();
  const room = randomUUID();
  const [ana, bo, mallory] = [
    await enter(first.url, room),
    await enter(first.url, room),
    await enter(first.url, room),
  ];
  // Bo as well: before he knows of Mallory his room looks as it does when she is gone.
  await until(() => [bo, mallory].every((one) => one.view()?.members.length === 3), "all");
  const { baton } = keepsakesOf(mallory);
  await ana.ask("remove", mallory.id);
  await until(() => bo.view()?.members.length === 2, "Mallory to be gone");
  await first.stop("SIGKILL");
  const second = await start();
  const again = await comeBack(second.url, mallory, { baton });
  expect(again.reply).toMatchObject({ ok: true });
  const bo2 = await comeBack(second.url, bo);
  await until(() => again.told("removed").length === 1, "Mallory to be told");
  await until(() => bo2.view()?.members.every(({ id }) => id !== mallory.id) === true, "Mallory to be gone");
  expect((await comeBack(second.url, mallory, { baton })).reply).toMatchObject({ code: "removed" });
});

test("a newcomer who opens a locked room is put out to its door, with what they made there, and can be let in", async () => {
  const first = await start();
  // Not a fresh one's name, which nobody but its founder could open.
  const room = `maths-${randomUUID().slice(0, 6)}`;
  const [ana, bo] = [
    await enter(first.url, room, { name: "Ana" }),
    await enter(first.url, room, { name: "Bo" }),
  ];
  await ana.ask("send", room, "secret", "k1");
  await ana.ask("set-room", { locked: true });
  await until(() => bo.view()?.settings.locked === true && textsTo(bo).length === 1, "all of it");
  await first.stop("SIGKILL");
  const second = await start();
  const mallory = await enter(second.url, room, { name: "Mallory" });
  const helper = await enter(second.url, room, { name: "Helper" });
  expect(await mallory.ask("make-cohost", helper.id, true)).toMatchObject({ ok: true });
  await comeBack(second.url, bo);
  const ana2 = await comeBack(second.url, ana);
  await until(() => !mallory.socket.connected && !helper.socket.connected, "both to be out");
  for (const { packets } of [mallory, helper]) {
    expect(packets.join()).not.toContain("secret");
    expect(packets.join()).not.toContain(ana.id);
  }
  await until(() => namesIn(ana2).join() === "Ana,Bo", "the two alone");
  const again = await visit(second.url, room);
  expect(await again.join({ name: "Mallory" })).toMatchObject({ code: "locked" });
  await until(() => ana2.view()?.waiting?.length === 1, "the host to be told");
  await ana2.ask("admit", null);
  expect(await again.join({ name: "Mallory" })).toMatchObject({ ok: true });
  await until(() => again.view()?.members.length === 3, "Mallory to be in");
});

test("a newcomer who makes another a co-host before anybody is back has made nobody one", async () => {
  const first = await start();
  const room = `maths-${randomUUID().slice(0, 6)}`;
  const tess = await enter(first.url, room, { name: "Tess", kind: "classroom" });
  await enter(first.url, room, { name: "Sam" });
  await until(() => tess.view()?.members.length === 2, "both");
  await first.stop("SIGKILL");
  const second = await start();
  const [mallory, helper] = [await enter(second.url, room), await enter(second.url, room)];
  await mallory.ask("make-cohost", helper.id, true);
  const tess2 = await comeBack(second.url, tess);
  await until(() => tess2.view()?.members.length === 4, "all");
  for (const { id } of [mallory, helper]) expect(tess2.sees(id)?.role).toBe("member");
  expect(await helper.ask("set-room", { locked: true })).toMatchObject({ code: "not-allowed" });
  await until(() => helper.view()?.host === tess.id, "the helper to see the teacher");
  expect(
    helper
      .view()
      ?.members.map(({ id }) => id)
      .sort(),
  ).toEqual([helper.id, tess.id].sort());
});

test("what is forged, altered, another room's, another's, or of another secret lets one in as anybody", async () => {
  const first = await start();
  const name = () => `maths-${randomUUID().slice(0, 6)}`;
  const [room, other] = [name(), name()];
  const ana = await enter(first.url, room, { name: "Ana" });
  const eve = await enter(first.url, other, { name: "Eve" });
  await ana.ask("set-room", { locked: true });
  await until(() => ana.view()?.settings.locked === true, "the lock");
  const { baton } = keepsakesOf(ana);
  await first.stop("SIGKILL");
  const second = await start();
  const batonOf = (secret: string, agoMs: number) => {
    const by = createBatons(createHash("sha256").update(secret).digest(), 1);
    const past = createBatons(createHash("sha256").update(SECRET).digest(), 1).open(baton, room, Date.now());
    if (!past) throw new Error("That key opens nothing");
    return by.seal(room, past, Date.now() - agoMs) ?? "";
  };
  const day = 24 * 3_600_000;
  const bad = [
    baton.slice(0, -1),
    `${baton.slice(0, 40)}${baton[40] === "A" ? "B" : "A"}${baton.slice(41)}`,
    "A".repeat(96_000),
    keepsakesOf(eve).baton,
    batonOf("another secret", 0),
    batonOf(SECRET, day),
  ];
  for (const given of bad) {
    const again = await comeBack(second.url, ana, { baton: given });
    expect(again.reply).toMatchObject({ ok: true });
    await until(() => again.view() !== undefined, "the first view");
    expect(again.view()?.settings.locked).toBe(false);
    await again.leave();
  }
  // Whoever isn't in it has nothing of it.
  const thief = await visit(second.url, room);
  expect(await thief.join({ baton })).toMatchObject({ ok: true });
  await until(() => thief.view() !== undefined, "the first view");
  expect(thief.view()).toMatchObject({ members: [{ id: thief.id }], settings: { locked: false } });
});

test("of a line nothing can be changed, and none of an earlier meeting can be brought into a later one", async () => {
  const first = await start();
  const room = `maths-${randomUUID().slice(0, 6)}`;
  const early = await enter(first.url, room);
  const other = await enter(first.url, room);
  await early.ask("send", room, "of before", "k0");
  await until(() => textsTo(other).length === 1, "the line");
  const [old] = keepsakesOf(other).lines;
  await early.leave();
  await other.leave();
  const [ana, bo] = [await enter(first.url, room), await enter(first.url, room)];
  await ana.ask("send", room, "yes", "k1");
  await until(() => textsTo(bo).length === 1, "the line");
  await first.stop("SIGKILL");
  const second = await start();
  const bo2 = await comeBack(second.url, bo, { heard: [] });
  const [line] = keepsakesOf(bo).lines;
  const changed = [{ message: "no" }, { name: "Bo" }, { n: 17 }, { from: bo.id }, { at: 1 }, { key: "k9" }];
  await bo2.ask(
    "bring",
    changed.map((change) => ({ ...line, ...change })),
  );
  await bo2.ask("bring", [old]);
  const witness = await enter(second.url, room);
  expect(textsTo(witness)).toEqual([]);
  await bo2.ask("bring", [line]);
  await until(() => textsTo(witness).length > 0, "the line");
  expect(textsTo(witness)).toEqual(["yes"]);
});

test("a meeting that was ended in the new process isn't begun again by whoever comes late", async () => {
  const first = await start();
  const room = `maths-${randomUUID().slice(0, 6)}`;
  const [ana, bo] = [
    await enter(first.url, room, { name: "Ana" }),
    await enter(first.url, room, { name: "Bo" }),
  ];
  await ana.ask("set-room", { locked: true });
  await until(() => bo.view()?.settings.locked === true, "the lock");
  await first.stop("SIGKILL");
  const second = await start();
  const ana2 = await comeBack(second.url, ana);
  await ana2.ask("end", true);
  await until(() => ana2.told("ended").length === 1, "the end");
  const bo2 = await comeBack(second.url, bo);
  await until(() => bo2.view() !== undefined || bo2.reply.ok === false, "an answer");
  expect(namesIn(bo2)).not.toContain("Ana");
});
