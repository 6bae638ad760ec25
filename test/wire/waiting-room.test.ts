// A door that is closed: who waits at it, who passes, and what comes through to whoever is outside.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { clientEvents } from "../../protocol/requests.ts";
import { until } from "../until.ts";
import { arrive, catchUp, closeAttendees, cut, enter, since, visit } from "./attendee.ts";
import { createBrowser } from "./browser.ts";
import { closePeers, connectPeer } from "./peer-socket.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  closeAttendees();
  closePeers();
  await server.stop();
});

async function open(settings: object = { waitingRoom: true }) {
  const room = randomUUID();
  const host = await enter(server.url, room, { name: "Host" });
  expect(await host.ask("set-room", settings)).toMatchObject({ ok: true });
  const waiting = (names: readonly string[]) =>
    until(() => {
      const callers = host.view()?.waiting ?? [];
      return callers.map(({ name }) => name).join() === names.join();
    }, `${names.length} to wait`);
  return { room, host, waiting };
}

async function knock(room: string, name: string) {
  const caller = await visit(server.url, room);
  expect(await caller.join({ name })).toMatchObject({ ok: false, code: "waiting-room" });
  return caller;
}

describe("whoever comes to a waiting room", () => {
  test("waits, and is let in by a host's word", async () => {
    const { room, host, waiting } = await open();
    const [ana, bo] = [await knock(room, "Ana"), await knock(room, "Bo")];
    await waiting(["Ana", "Bo"]);
    expect(await host.ask("admit", bo.id)).toMatchObject({ ok: true });
    await until(() => bo.told("admitted").length === 1, "the word");
    await waiting(["Ana"]);
    expect(ana.told("admitted")).toEqual([]);
    expect(await ana.join({ name: "Ana" })).toMatchObject({ code: "waiting-room" });
    expect(await bo.join()).toMatchObject({ ok: true });
    await until(() => host.view()?.members.length === 2, "them to be in");
  });

  test("is not asked about again for a while, once they were turned away", async () => {
    const { room, host, waiting } = await open();
    const browser = createBrowser(server.url);
    const caller = await visit(server.url, room, browser);
    await caller.join({ name: "Ana" });
    await waiting(["Ana"]);
    await host.ask("turn-away", caller.id);
    await until(() => caller.told("turned-away").length === 1, "the word");
    await waiting([]);
    expect(await caller.join()).toMatchObject({ code: "turned-away" });
    // Nor by loading the page again.
    expect(await (await visit(server.url, room, browser)).join()).toMatchObject({ code: "turned-away" });
    await waiting([]);
  });

  test("comes in with all the others by one word, or when nobody has to wait any more", async () => {
    const { room, host, waiting } = await open();
    const first = [await knock(room, "Ana"), await knock(room, "Bo")];
    await waiting(["Ana", "Bo"]);
    expect(await host.ask("admit", null)).toMatchObject({ ok: true });
    const late = await knock(room, "Cy");
    await waiting(["Cy"]);
    expect(await host.ask("set-room", { waitingRoom: false })).toMatchObject({ ok: true });
    for (const caller of [...first, late]) {
      await until(() => caller.told("admitted").length === 1, "the word");
      expect(await caller.join()).toMatchObject({ ok: true });
    }
  });

  test("comes in again without a word after they were inside once, by a reload as well", async () => {
    const { room, host, waiting } = await open();
    const browser = createBrowser(server.url);
    const caller = await visit(server.url, room, browser);
    await caller.join({ name: "Ana" });
    await waiting(["Ana"]);
    await host.ask("admit", caller.id);
    await until(() => caller.told("admitted").length === 1, "the word");
    await caller.join();
    await caller.leave();
    expect(await caller.join()).toMatchObject({ ok: true });
    expect(await (await visit(server.url, room, browser)).join()).toMatchObject({ ok: true });
    // Whoever keeps no cookies is somebody new.
    await knock(room, "Ana");
  });

  test("waits no longer once they are gone, by their word or without", async () => {
    const { room, host, waiting } = await open();
    const [polite, lost] = [await knock(room, "Ana"), await knock(room, "Bo")];
    await waiting(["Ana", "Bo"]);
    expect(await polite.leave()).toMatchObject({ ok: true });
    await waiting(["Bo"]);
    cut(lost);
    await waiting([]);
    expect(await host.ask("admit", lost.id)).toMatchObject({ code: "not-present" });
    expect(await polite.leave()).toMatchObject({ code: "not-joined" });
  });

  test("waits once, however many connections show their ticket, and the newest is told", async () => {
    const { room, host, waiting } = await open();
    const first = await knock(room, "Ana");
    const second = await arrive(server.url, first);
    expect(await second.join({ name: "Ana again" })).toMatchObject({ code: "waiting-room" });
    await waiting(["Ana again"]);
    // The end of the first is not the end of the second.
    cut(first);
    const other = await knock(room, "Bo");
    await waiting(["Ana again", "Bo"]);
    await host.ask("admit", null);
    for (const caller of [second, other]) await until(() => caller.told("admitted").length === 1, "the word");
    expect(first.told("admitted")).toEqual([]);
    expect(await second.join()).toMatchObject({ ok: true });
  });

  test("is told so if the door has no place for them", async () => {
    const { room, host } = await open();
    const callers = await Promise.all(Array.from({ length: 100 }, (_, index) => knock(room, `${index}`)));
    await until(() => host.view()?.waiting?.length === 100, "all of them to wait");
    const late = await visit(server.url, room);
    expect(await late.join()).toMatchObject({ ok: false, code: "room-full" });
    await callers[0]?.leave();
    expect(await late.join()).toMatchObject({ code: "waiting-room" });
  });
});

describe("whoever waits, and sends what they like", () => {
  test("learns nothing of the inside, and reaches nobody there", async () => {
    const { room, host, waiting } = await open();
    const member = await visit(server.url, room);
    await member.join({ name: "Member" });
    await waiting(["Member"]);
    await host.ask("admit", null);
    await until(() => member.told("admitted").length === 1, "the word");
    await member.join({ name: "Member" });
    await host.ask("send", room, "before you came");
    const mallory = await knock(room, "Mallory");
    await waiting(["Mallory"]);
    const peers = await Promise.all([host, member, mallory].map((one) => connectPeer(server.url, one)));
    const [hostPeer, memberPeer, own] = peers;

    expect(await mallory.ask("look-in", room)).toMatchObject({ inside: [], waitingRoom: true });
    const from = mallory.packets.length;
    const events = clientEvents.filter((event) => !["join-room", "leave", "look-in"].includes(event));
    const argsOf = (event: string): readonly unknown[] => {
      if (event === "send" || event === "leave-chat") return [room, "hello"];
      if (event === "set-media") return [{ microphone: true, camera: true }];
      if (event === "set-room") return [{ waitingRoom: false }];
      if (event === "react") return ["👍"];
      if (event === "set-forecast") return ["none"];
      if (event === "watch") return [member.id, 720];
      if (event === "make-cohost") return [mallory.id, true];
      if (event === "bring") return [[]];
      if (event === "mend") return [member.id, { type: "please" }];
      return ["raise-hand", "end", "set-away"].includes(event) ? [true] : [mallory.id];
    };
    for (const event of events)
      expect([event, await mallory.ask(event, ...argsOf(event))]).toMatchObject([
        event,
        { code: "not-joined" },
      ]);
    for (const other of [host, member])
      for (const type of ["OFFER", "ANSWER", "CANDIDATE"]) {
        own?.signal(type, other.id);
        hostPeer?.signal(type, mallory.id);
      }
    await host.ask("send", room, "among us");
    await member.ask("react", "🎉");
    await member.ask("raise-hand", true);
    await until(() => host.sees(member.id)?.hand === 1, "the hand");
    for (const { socket } of peers) {
      const answered = new Promise((resolve) => socket.once("pong", resolve));
      socket.ping();
      await answered;
    }
    await catchUp(host, member, mallory);
    expect(since(mallory, from)).toEqual([]);
    expect(JSON.stringify(mallory.packets)).not.toMatch(/before you|among us|Member/);
    for (const peer of peers) expect(peer?.messages).toEqual([{ type: "OPEN" }]);
    expect(memberPeer?.closed()).toBeUndefined();
    expect(host.view()).toMatchObject({ settings: { waitingRoom: true }, waiting: [{ id: mallory.id }] });
    for (const { told } of [host, member]) expect(told("reacted").flat()).not.toContain(mallory.id);
  });

  test("learns nothing of who else waits", async () => {
    const { room, host, waiting } = await open();
    const caller = await knock(room, "Ana");
    await caller.ask("look-in", room);
    const from = caller.packets.length;
    const other = await knock(room, "Bo");
    await waiting(["Ana", "Bo"]);
    await host.ask("admit", other.id);
    await other.join({ name: "Bo" });
    await until(() => host.view()?.members.length === 2, "them to be in");
    await catchUp(caller);
    expect(since(caller, from)).toEqual([]);
  });
});

describe("a locked room", () => {
  test("takes nobody new, whoever was inside again, and shows nobody's name", async () => {
    const { room, host } = await open({});
    const browser = createBrowser(server.url);
    const member = await enter(server.url, room, { name: "Member" }, browser);
    await host.ask("set-room", { locked: true });
    const stranger = await visit(server.url, room);
    expect(await stranger.ask("look-in", room)).toMatchObject({ locked: true, inside: [] });
    expect(await stranger.join()).toMatchObject({ code: "locked" });
    cut(member);
    const back = await arrive(server.url, member);
    expect(await back.join()).toMatchObject({ ok: true });
    const reloaded = await visit(server.url, room, browser);
    expect(await reloaded.join()).toMatchObject({ ok: true });
    await host.ask("set-room", { locked: false });
    await until(() => stranger.told("lobby").length > 0, "the news");
    expect(stranger.told("lobby").at(-1)).toMatchObject([{ locked: false }]);
    expect(await stranger.join()).toMatchObject({ ok: true });
  });

  test("hears whoever knocks, and takes them by a host's word alone", async () => {
    const { room, host, waiting } = await open({ locked: true });
    const [ana, bo] = [await visit(server.url, room), await visit(server.url, room)];
    expect(await ana.join({ name: "Ana" })).toMatchObject({ code: "locked" });
    expect(await bo.join({ name: "Bo" })).toMatchObject({ code: "locked" });
    await waiting(["Ana", "Bo"]);
    await host.ask("admit", ana.id);
    await until(() => ana.told("admitted").length === 1, "the word");
    expect(await ana.join({ name: "Ana" })).toMatchObject({ ok: true });
    // To leave it open for those who wait, and closed for the rest, lets nobody in.
    await host.ask("set-room", { locked: false, waitingRoom: true });
    await catchUp(bo);
    expect(bo.told("admitted")).toEqual([]);
    expect(await bo.join({ name: "Bo" })).toMatchObject({ code: "waiting-room" });
    await host.ask("set-room", { waitingRoom: false });
    await until(() => bo.told("admitted").length === 1, "the open door");
  });

  test("takes whoever was let in before it was locked", async () => {
    const { room, host, waiting } = await open();
    const caller = await knock(room, "Ana");
    await waiting(["Ana"]);
    await host.ask("admit", caller.id);
    await host.ask("set-room", { locked: true });
    expect(await caller.join()).toMatchObject({ ok: true });
    expect(await (await visit(server.url, room)).join()).toMatchObject({ code: "locked" });
  });
});
