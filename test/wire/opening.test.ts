// Who opens a room, and what it is from then on.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { closeAttendees, enter, visit } from "./attendee.ts";
import { createBrowser } from "./browser.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  closeAttendees();
  await server.stop();
});

describe("a fresh room", () => {
  test("keeps out whoever comes before its founder, tells them when it is open, and lets them in", async () => {
    const founder = createBrowser(server.url);
    const room = await founder.open();
    const page = await founder.visit(room);
    expect(page.host).toBe(true);
    const student = await visit(server.url, room);
    expect(await student.ask("look-in", room)).toMatchObject({ kind: null, owned: true, inside: [] });
    expect(await student.join({ name: "Student", kind: "meeting" })).toMatchObject({ code: "host-absent" });

    const teacher = await enter(server.url, room, { name: "Teacher", kind: "classroom" }, founder);
    expect(teacher.view()).toMatchObject({ kind: "classroom", host: teacher.id });
    await until(() => student.told("lobby").length > 0, "the news");
    expect(student.told("lobby")).toEqual([
      [
        {
          ...{ seal: null, inside: ["Teacher"], kind: "classroom" },
          ...{ owned: true, locked: false, waitingRoom: false },
        },
      ],
    ]);
    expect(await student.join({ name: "Student" })).toMatchObject({ ok: true });
    await until(() => student.view()?.members.length === 2, "the view");
    expect(student.sees(student.id)?.role).toBe("member");
  });

  test("is whoever's comes first, while its cookie has never been shown: by a browser that keeps none", async () => {
    const response = await fetch(server.url, { redirect: "manual" });
    const room = response.headers.get("location")?.slice(1) ?? "";
    const [first, second] = [await visit(server.url, room), await visit(server.url, room)];
    expect(await first.ask("look-in", room)).toMatchObject({ kind: null, owned: false });
    expect(await first.join({ kind: "classroom" })).toMatchObject({ ok: true });
    expect(await second.join()).toMatchObject({ ok: true });
    await until(() => first.view()?.members.length === 2, "both");
    expect(first.view()).toMatchObject({ kind: "classroom", host: first.id });
    await until(() => second.view()?.host === first.id, "the second to know");
  });

  test("is its founder's alone from the moment on that the cookie is shown", async () => {
    const founder = createBrowser(server.url);
    const room = await founder.open();
    const stranger = await visit(server.url, room);
    expect(await stranger.ask("look-in", room)).toMatchObject({ owned: false });
    await founder.visit(room);
    expect(await stranger.ask("look-in", room)).toMatchObject({ owned: true });
    expect(await stranger.join()).toMatchObject({ code: "host-absent" });
  });
});

describe("a fresh room that nobody could show to be theirs", () => {
  test("isn't locked up for good by the link that its host makes", async () => {
    const small = await startServer({ MAX_ROOMS: "1" });
    const room = (await fetch(small.url, { redirect: "manual" })).headers.get("location")?.slice(1) ?? "";
    const host = await enter(small.url, room);
    const { deed } = await host.ask("get-deed");
    const device = createBrowser(small.url);
    expect(await device.renew(room, { deed })).toMatchObject({ host: false });
    await host.leave();
    // It gives way to another room, and is as if nobody had ever been in it.
    const other = await enter(small.url, "other");
    await other.leave();
    const again = await visit(small.url, room);
    expect(await again.join()).toMatchObject({ ok: true });
    await small.stop();
  });
});

describe("a room by hand", () => {
  test("is run by whoever comes first, and of the kind that they say", async () => {
    const room = randomUUID();
    const outside = await visit(server.url, room);
    expect(await outside.ask("look-in", room)).toMatchObject({ kind: null, owned: false });
    const first = await enter(server.url, room, { kind: "classroom" });
    const second = await enter(server.url, room, { kind: "meeting" });
    expect(second.view()).toMatchObject({ kind: "classroom", host: first.id });
    expect(second.sees(first.id)?.role).toBe("host");
    await until(() => outside.told("lobby").length > 0, "the news");
    expect(outside.told("lobby")[0]).toMatchObject([{ kind: "classroom", owned: false }]);
  });

  test("is remembered for a moment while nobody is in it: its kind, its host and its settings, not its chat", async () => {
    const room = randomUUID();
    const browser = createBrowser(server.url);
    const host = await enter(server.url, room, { kind: "classroom", seal: "key" }, browser);
    await host.ask("set-room", { waitingRoom: true });
    await host.ask("send", room, "c2VhbGVk");
    await host.leave();
    const outside = await visit(server.url, room);
    const looked = await outside.ask("look-in", room);
    expect(looked).toMatchObject({ kind: "classroom", waitingRoom: true, inside: [] });
    expect(looked).not.toHaveProperty("seal");
    expect(await outside.join()).toMatchObject({ code: "waiting-room" });
    const back = await enter(server.url, room, { kind: "meeting" }, browser);
    expect(back.view()).toMatchObject({
      ...{ kind: "classroom", host: back.id, seal: null },
      ...{ settings: { waitingRoom: true }, waiting: [{ id: outside.id }] },
    });
    expect(back.told("receive")).toEqual([]);
  });
});
