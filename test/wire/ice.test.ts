// Servers that calls may ask for their way: who is told of them, and who is let in there.

import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { IceServer } from "../../protocol/protocol.ts";
import { until } from "../until.ts";
import { type Attendee, catchUp, closeAttendees, enter, visit } from "./attendee.ts";
import { readBoot } from "./bare-client.ts";
import { createBrowser } from "./browser.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import { expired, forged, tickets } from "./tickets.ts";

const secret = "what the TURN server knows";
const stun = { urls: ["stun:stun.example"] };
const urls = ["turn:turn.example", "turns:turn.example:443?transport=tcp"];
const lifeSeconds = 600;
let server: ServerProcess;
let plain: ServerProcess;
let fixed: ServerProcess;

beforeAll(async () => {
  const turn = { STUN_URLS: stun.urls.join(), TURN_URLS: urls.join() };
  [server, plain, fixed] = await Promise.all([
    startServer({ ...turn, TURN_SECRET: secret, TURN_TTL_SECONDS: String(lifeSeconds) }),
    startServer({ RELAY: "off" }),
    startServer({ ...turn, TURN_USERNAME: "parley", TURN_CREDENTIAL: "a password" }),
  ]);
});

afterAll(async () => {
  closeAttendees();
  await Promise.all([server, plain, fixed].map((one) => one.stop()));
});

interface Given {
  readonly id: string;
  readonly iceServers: readonly IceServer[];
  readonly relay: boolean;
}

async function exchange({ url }: ServerProcess, room: string, ticket: unknown): Promise<Given> {
  const response = await fetch(`${url}/${room}/ticket`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ticket }),
  });
  return (await response.json()) as Given;
}

/** For how many seconds a TURN server with that secret would let somebody in; nothing where it wouldn't. */
function lettingIn(servers: readonly IceServer[], key = secret): number | undefined {
  const { username = "", credential } = servers.find((one) => one.urls.join() === urls.join()) ?? {};
  const right = createHmac("sha1", key).update(username).digest("base64");
  return credential === right ? Number(username.split(":")[0]) - Date.now() / 1_000 : undefined;
}

function expectAbout(seconds: number, given: number | undefined): void {
  expect(given).toBeLessThanOrEqual(seconds);
  // On a machine at its limit.
  expect(given).toBeGreaterThan(seconds - 20);
}

/** What somebody was told to ask, as often as they were. */
function toldTo({ told }: Attendee): readonly (readonly IceServer[])[] {
  return told("ice-servers").map(([servers]) => servers as readonly IceServer[]);
}

describe("where nothing is configured", () => {
  test("nobody is told to ask anybody, and the page knows whether there is a relay", async () => {
    const [ada, boot] = [await enter(plain.url, "standup"), await readBoot(plain.url, "standup")];
    expect(boot).toMatchObject({ iceServers: [], relay: false });
    expect(await exchange(plain, "standup", boot.ticket)).toMatchObject({ iceServers: [], relay: false });
    await catchUp(ada);
    expect(toldTo(ada)).toEqual([]);
    expect(await readBoot(server.url, "standup")).toMatchObject({ relay: true });
  });
});

describe("whoever opens a page", () => {
  test("learns of STUN, and of nothing that would let them in at TURN", async () => {
    for (const { url } of [server, fixed]) {
      const html = await (await fetch(`${url}/standup`)).text();
      expect(html).not.toMatch(/turns?:|username|credential|a password/);
      expect(await readBoot(url, "standup")).toMatchObject({ iceServers: [stun] });
    }
  });

  test("may try TURN for a minute, by exchanging their ticket, and is let in there", async () => {
    const { id, ticket } = await readBoot(server.url, "standup");
    const given = await exchange(server, "standup", ticket);
    expect(given.id).toBe(id);
    expect(given.iceServers).toHaveLength(2);
    expectAbout(60, lettingIn(given.iceServers));
    expect(lettingIn(given.iceServers, "another secret")).toBeUndefined();
    expect(JSON.stringify(given.iceServers)).not.toContain(id);
  });

  test("isn't given what would be theirs for good", async () => {
    const { ticket } = await readBoot(fixed.url, "standup");
    expect(await exchange(fixed, "standup", ticket)).toMatchObject({ iceServers: [stun] });
  });
});

describe("whoever has no good ticket", () => {
  const id = randomUUID();

  test.each<readonly [string, unknown]>([
    ["shows none", undefined],
    ["shows nonsense", "nonsense"],
    ["forged it", forged("standup", id)],
    ["has one that has run out", expired("standup", id)],
    ["has one for another room", tickets.issue({ room: "b", id, person: "x", byDeed: false }, Date.now())],
  ])("and %s is given no way in", async (_what, ticket) => {
    const { iceServers } = await exchange(server, "standup", ticket);
    expect(iceServers).toEqual([stun]);
  });
});

describe("whoever comes in", () => {
  test("is let in at TURN for as long as is set, and is told before they meet anybody", async () => {
    const room = randomUUID();
    const ada = await enter(server.url, room);
    const bo = await enter(server.url, room);
    await until(() => ada.told("call-connected").length === 1, "the two to meet");
    for (const one of [ada, bo]) {
      const [servers = [], ...more] = toldTo(one);
      expect(more).toEqual([]);
      expect(servers[0]).toEqual(stun);
      expectAbout(lifeSeconds, lettingIn(servers));
      const order = ["ice-servers", "room"].map((event) =>
        one.packets.findIndex((packet) => packet.includes(`["${event}"`)),
      );
      expect(order).toEqual(order.toSorted((a, b) => a - b));
      // The answer to `join-room`, after which they are in.
      expect(one.packets.findIndex((packet) => packet.startsWith("message 3"))).toBeGreaterThan(
        order[0] ?? -1,
      );
      expect(order[0]).toBeGreaterThanOrEqual(0);
    }
    const [[one], [other]] = [toldTo(ada), toldTo(bo)];
    expect(one?.at(-1)?.username?.split(":")[1]).not.toBe(other?.at(-1)?.username?.split(":")[1]);
  });

  test("is told again when they come back", async () => {
    const room = randomUUID();
    const ada = await enter(server.url, room);
    expect(await ada.leave()).toMatchObject({ ok: true });
    expect(await ada.join()).toMatchObject({ ok: true });
    await catchUp(ada);
    expect(toldTo(ada)).toHaveLength(2);
  });

  test("is given a name and a password where these are what there is", async () => {
    const ada = await enter(fixed.url, randomUUID());
    expect(toldTo(ada)).toEqual([[stun, { urls, username: "parley", credential: "a password" }]]);
  });
});

describe("whoever isn't inside", () => {
  test("is told nothing while they wait, and is once they are let in", async () => {
    const room = randomUUID();
    const host = await enter(server.url, room);
    await host.ask("set-room", { locked: true });
    const caller = await visit(server.url, room);
    expect(await caller.ask("look-in", room)).toMatchObject({ ok: true });
    expect(await caller.join({ name: "Bo" })).toMatchObject({ code: "locked" });
    await catchUp(caller);
    expect(toldTo(caller)).toEqual([]);
    await until(() => host.view()?.waiting?.length === 1, "them to wait");
    await host.ask("admit", caller.id);
    expect(await caller.join({ name: "Bo" })).toMatchObject({ ok: true });
    expect(toldTo(caller)).toHaveLength(1);
  });

  test("is told nothing after they were removed, turned away or refused", async () => {
    const room = randomUUID();
    const browser = createBrowser(server.url);
    const host = await enter(server.url, room);
    const mallory = await enter(server.url, room, {}, browser);
    await host.ask("remove", mallory.id);
    const again = await visit(server.url, room, browser);
    expect(await again.join()).toMatchObject({ code: "removed" });
    const wrong = await visit(server.url, room);
    expect(await wrong.join({ seal: "another" })).toMatchObject({ code: "not-sealed" });
    expect(await wrong.ask("join-room", room, randomUUID())).toMatchObject({ code: "ticket-foreign" });
    await catchUp(again, wrong);
    expect([toldTo(again), toldTo(wrong)]).toEqual([[], []]);
  });
});

describe("what the server writes", () => {
  test("lets nobody in", () => {
    for (const one of [server, fixed])
      expect(one.printed()).not.toMatch(/a password|what the TURN|:[\w-]{16}"/);
  });
});
