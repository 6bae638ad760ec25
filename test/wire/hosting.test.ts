// What a host may do in a room, over the wire, and what comes of it for everybody else.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { type Attendee, arrive, catchUp, closeAttendees, cut, enter, openClass, visit } from "./attendee.ts";
import { joinBare } from "./bare-client.ts";
import { createBrowser } from "./browser.ts";
import { closePeers, connectPeer } from "./peer-socket.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

let server: ServerProcess;
const closers: (() => void)[] = [];

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  for (const close of closers) close();
  closeAttendees();
  closePeers();
  await server.stop();
});

async function open(size: number): Promise<readonly [host: Attendee, ...others: Attendee[]]> {
  const room = randomUUID();
  const host = await enter(server.url, room, { name: "Host" });
  const others: Attendee[] = [];
  while (others.length < size)
    others.push(await enter(server.url, room, { name: `Member ${others.length}` }));
  await until(() => host.view()?.members.length === size + 1, "all to be inside");
  return [host, ...others];
}

const role = (of: Attendee, by: Attendee) => by.sees(of.id)?.role;

describe("the host's role", () => {
  test("is handed over for good: the old host has no power left, and the new one all of it", async () => {
    const [host, next, third] = (await open(2)) as [Attendee, Attendee, Attendee];
    expect(await next.ask("make-host", next.id)).toMatchObject({ code: "not-allowed" });
    const { deed } = await host.ask("get-deed");
    expect(await host.ask("make-host", next.id)).toMatchObject({ ok: true });
    await until(() => third.view()?.host === next.id, "the handover");
    expect([host, next, third].map((one) => role(one, third))).toEqual(["member", "host", "member"]);
    for (const [event, args] of [
      ["mute", [third.id]],
      ["set-room", [{ locked: true }]],
      ["end", [true]],
      ["get-deed", []],
      ["make-host", [host.id]],
    ] as const)
      expect([event, await host.ask(event, ...args)]).toMatchObject([event, { code: "not-allowed" }]);
    // Nor by the link that they have made before.
    const device = await createBrowser(server.url).renew(host.room, { deed });
    const old = await arrive(server.url, { room: host.room, ...device });
    expect(await old.join()).toMatchObject({ ok: true });
    await until(() => role(old, third) === "member", "the device");
    expect(await next.ask("set-room", { locked: true })).toMatchObject({ ok: true });
    expect(await next.ask("get-deed")).toMatchObject({ ok: true, deed: expect.stringMatching(/\./) });
    expect(await next.ask("remove", host.id)).toMatchObject({ ok: true });
  });

  test("is their founder's again who comes while whoever has it is away", async () => {
    const browser = createBrowser(server.url);
    const room = randomUUID();
    const founder = await enter(server.url, room, {}, browser);
    const [next, third] = [await enter(server.url, room), await enter(server.url, room)];
    await founder.ask("make-host", next.id);
    await founder.leave();
    const returned = await enter(server.url, room, {}, browser);
    expect(returned.view()?.host).toBe(next.id);
    await returned.leave();
    await next.leave();
    await until(() => third.view()?.host === null, "nobody to be the host");
    const again = await enter(server.url, room, {}, browser);
    await until(() => third.view()?.host === again.id, "the founder to be the host");
  });

  test("is shared in part: a cohost runs the room, and makes nobody a host", async () => {
    const [host, helper, third] = (await open(2)) as [Attendee, Attendee, Attendee];
    await host.ask("make-cohost", helper.id, true);
    await until(() => role(helper, third) === "cohost", "the role");
    expect(await helper.ask("mute", third.id)).toMatchObject({ ok: true });
    for (const [event, args] of [
      ["make-host", [helper.id]],
      ["make-cohost", [third.id, true]],
      ["get-deed", []],
      ["mute", [host.id]],
    ] as const)
      expect([event, await helper.ask(event, ...args)]).toMatchObject([event, { code: "not-allowed" }]);
    await host.ask("make-cohost", helper.id, false);
    await until(() => role(helper, third) === "member", "the role's end");
    expect(await helper.ask("mute", third.id)).toMatchObject({ code: "not-allowed" });
  });

  test("is shared with another device by a link, and passes to it when the first goes", async () => {
    const [host, other] = (await open(1)) as [Attendee, Attendee];
    const { room } = host;
    const { deed } = await host.ask("get-deed");
    const device = createBrowser(server.url);
    const { ticket } = await device.visit(room);
    const second = await arrive(server.url, { room, ...(await device.renew(room, { ticket, deed })) });
    expect(await second.join({ name: "Tablet" })).toMatchObject({ ok: true });
    await until(() => role(second, other) === "cohost", "the device");
    expect(role(host, other)).toBe("host");
    expect(await second.ask("mute", other.id)).toMatchObject({ ok: true });
    await host.leave();
    await until(() => other.view()?.host === second.id, "the device to be the host");
    // It is a link of this room alone.
    const elsewhere = await enter(server.url, randomUUID());
    const stranger = await arrive(server.url, {
      room: elsewhere.room,
      ...(await device.renew(elsewhere.room, { deed })),
    });
    expect(await stranger.join()).toMatchObject({ ok: true });
    await until(() => elsewhere.sees(stranger.id)?.role === "member", "the stranger");
  });

  test("comes with the link past a closed door", async () => {
    const [host] = await open(0);
    const { room } = host;
    const { deed } = await host.ask("get-deed");
    await host.ask("set-room", { locked: true, waitingRoom: true });
    const device = createBrowser(server.url);
    const holder = await device.renew(room, { deed });
    expect(await (await arrive(server.url, { room, ...holder })).join()).toMatchObject({ ok: true });
  });
});

describe("microphones and cameras", () => {
  test("are turned off by a host's word, and a member's own word turns nobody's off", async () => {
    const [host, ana, bo] = (await open(2)) as [Attendee, Attendee, Attendee];
    expect(await ana.ask("mute", bo.id)).toMatchObject({ code: "not-allowed" });
    expect(await ana.ask("mute", null)).toMatchObject({ code: "not-allowed" });
    await host.ask("mute", ana.id);
    await host.ask("stop-camera", ana.id);
    await until(() => ana.told("turn-off").length === 2, "both words");
    expect(ana.told("turn-off")).toEqual([["microphone"], ["camera"]]);
    await until(() => bo.sees(ana.id)?.camera === false, "the change");
    expect(bo.sees(ana.id)).toMatchObject({ microphone: false, camera: false });
    expect(await ana.ask("set-media", { microphone: true, camera: true })).toMatchObject({ ok: true });
    await host.ask("mute", null);
    for (const one of [ana, bo]) await until(() => one.sees(one.id)?.microphone === false, "the mute");
    expect(host.told("turn-off")).toEqual([]);
    expect(host.sees(host.id)?.microphone).toBe(true);
  });

  test("stay off where the host says so, but for whoever is asked", async () => {
    const [host, ana] = (await open(1)) as [Attendee, Attendee];
    const speak = { microphone: true, camera: true };
    await host.ask("set-room", { unmute: false });
    await host.ask("mute", null);
    expect(await ana.ask("set-media", speak)).toMatchObject({ code: "may-not-unmute" });
    expect(await ana.ask("set-media", { microphone: false, camera: false })).toMatchObject({ ok: true });
    // Nor by coming in anew.
    const late = await enter(server.url, host.room, { name: "Late", microphone: true });
    await until(() => late.told("turn-off").length === 1, "the word");
    await until(() => host.sees(late.id)?.microphone === false, "them to be in, and silent");
    await host.ask("ask-unmute", ana.id);
    await until(() => ana.told("unmute-asked").length === 1, "the question");
    expect(await ana.ask("set-media", speak)).toMatchObject({ ok: true });
    await host.ask("mute", ana.id);
    expect(await ana.ask("set-media", speak)).toMatchObject({ code: "may-not-unmute" });
    expect(await host.ask("set-media", speak)).toMatchObject({ ok: true });
  });
});

describe("what is written to the hosts alone", () => {
  test("comes to them and to nobody else, then or later", async () => {
    const [host, ana] = (await open(1)) as [Attendee, Attendee];
    const bare = await joinBare(server.url, host.room);
    closers.push(bare.close);
    await host.ask("set-room", { chat: "hosts" });
    await ana.ask("send", host.room, "for you alone");
    bare.say("for you as well");
    await until(() => host.told("receive").length === 2, "both lines");
    await host.ask("send", host.room, "for all");
    await until(() => bare.received.length === 1, "the host's line");
    await until(() => ana.told("receive").length === 1, "the host's line");
    const late = await joinBare(server.url, host.room);
    closers.push(late.close);
    await until(() => late.received.length === 1, "the history");
    expect(bare.received.map(({ message }) => message)).toEqual(["for all"]);
    expect(late.received.map(({ message }) => message)).toEqual(["for all"]);
    expect(ana.told("receive")).toMatchObject([[{ n: 1, message: "for all" }]]);
    // A setting that is taken back opens nothing that was closed.
    await host.ask("set-room", { chat: "everybody" });
    const later = await enter(server.url, host.room);
    await until(() => later.told("receive").length === 1, "the history");
    await catchUp(later);
    expect(later.told("receive")).toHaveLength(1);
  });
});

describe("a hand", () => {
  test("keeps its place over a reload, and is lowered by a host or its owner alone", async () => {
    const [host, ana] = (await open(1)) as [Attendee, Attendee];
    const { room } = host;
    const browser = createBrowser(server.url);
    const bo = await enter(server.url, room, { name: "Bo" }, browser);
    await bo.ask("raise-hand", true);
    await ana.ask("raise-hand", true);
    await until(() => host.sees(ana.id)?.hand === 2, "both hands");
    await bo.leave();
    await until(() => host.sees(ana.id)?.hand === 1, "the next in line");
    const back = await enter(server.url, room, { name: "Bo" }, browser);
    await until(() => host.sees(back.id)?.hand === 1, "the hand that was up before");
    expect(host.sees(ana.id)?.hand).toBe(2);
    expect(await ana.ask("lower-hand", back.id)).toMatchObject({ code: "not-allowed" });
    expect(await host.ask("lower-hand", back.id)).toMatchObject({ ok: true });
    await until(() => ana.sees(ana.id)?.hand === 1, "the hand to be down");
  });
});

describe("the end of a meeting", () => {
  test("is told, can be taken back, and then comes for everybody, who find the room as new", async () => {
    const founder = createBrowser(server.url);
    const room = await founder.open();
    const host = await enter(server.url, room, { name: "Teacher", kind: "classroom" }, founder);
    const [student, gone] = [await enter(server.url, room), await enter(server.url, room)];
    const peer = await connectPeer(server.url, student);
    const outside = await visit(server.url, room);
    await outside.ask("look-in", room);
    expect(await student.ask("end", true)).toMatchObject({ code: "not-allowed" });
    await host.ask("end", true);
    await until(() => student.view()?.ending === true, "the warning");
    await host.ask("end", false);
    await until(() => student.view()?.ending === false, "its end");
    await host.ask("end", true);
    cut(gone);
    for (const one of [host, student]) await until(() => one.told("ended").length === 1, "the end");
    await until(() => peer.closed() !== undefined, "the end of signalling");
    expect(await student.ask("send", room, "still here")).toMatchObject({ code: "not-joined" });
    await until(() => outside.told("lobby").at(-1)?.[0] !== undefined, "the news");
    expect(outside.told("lobby").at(-1)).toEqual([
      { inside: [], kind: null, owned: true, locked: false, waitingRoom: false },
    ]);
    for (const one of [student, await arrive(server.url, gone)])
      expect(await one.join()).toMatchObject({ code: "host-absent" });
    const again = await enter(server.url, room, { kind: "meeting" }, founder);
    expect(again.view()).toMatchObject({ kind: "meeting", ending: false, members: [{ id: again.id }] });
  });
});

describe("a room's settings", () => {
  test.each([
    [{ locked: "yes" }],
    [{ chat: "nobody" }],
    [{ host: "me" }],
    [JSON.parse('{"__proto__":{"locked":true}}')],
    [[]],
    ["locked"],
    [null],
    [{ locked: true, unmute: 1 }],
  ])("are not changed by %j", async (settings) => {
    const [host] = await open(0);
    expect(await host.ask("set-room", settings)).toMatchObject({ code: "malformed" });
    expect(await host.ask("set-room", {})).toMatchObject({ ok: true });
    await catchUp(host);
    expect(host.view()?.settings).toEqual({
      ...{ locked: false, waitingRoom: false, unmute: true },
      ...{ chat: "everybody", count: false },
    });
  });
});

test("a classroom's floor is no meeting's", async () => {
  const [host, ana] = (await open(1)) as [Attendee, Attendee];
  expect(await host.ask("give-floor", ana.id)).toMatchObject({ code: "not-allowed" });
  const { teacher, students } = await openClass(server.url, randomUUID(), 1);
  expect(await teacher.ask("give-floor", students[0]?.id)).toMatchObject({ ok: true });
  expect(await teacher.ask("give-floor", teacher.id)).toMatchObject({ code: "not-allowed" });
});
