// Whoever a host removes is out, with everything they hold, and stays out.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { WebSocket } from "ws";
import { clientEvents } from "../../protocol/requests.ts";
import { until } from "../until.ts";
import { type Attendee, arrive, catchUp, closeAttendees, cut, enter, since, visit } from "./attendee.ts";
import { type Browser, createBrowser } from "./browser.ts";
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

interface Scene {
  readonly room: string;
  readonly host: Attendee;
  readonly witness: Attendee;
  readonly mallory: Attendee;
  /** With all the cookies that Mallory has. */
  readonly browser: Browser;
}

async function open(hostsBrowser = createBrowser(server.url)): Promise<Scene> {
  const room = randomUUID();
  const browser = createBrowser(server.url);
  const host = await enter(server.url, room, { name: "Host" }, hostsBrowser);
  const witness = await enter(server.url, room, { name: "Witness" });
  const mallory = await enter(server.url, room, { name: "Mallory" }, browser);
  await until(() => witness.view()?.members.length === 3, "all to be inside");
  return { room, host, witness, mallory, browser };
}

async function remove({ host, witness, mallory }: Scene): Promise<void> {
  expect(await host.ask("remove", mallory.id)).toMatchObject({ ok: true });
  await until(() => witness.view()?.members.length === 2, "them to be gone");
}

describe("whoever was removed", () => {
  test("is told so, is gone for all, and is cut off from PeerServer", async () => {
    const scene = await open();
    const { host, witness, mallory } = scene;
    const [peer, kept] = [await connectPeer(server.url, mallory), await connectPeer(server.url, witness)];
    await remove(scene);
    await until(() => mallory.told("removed").length === 1, "the word");
    for (const { told } of [host, witness])
      expect(told("call-disconnected")).toEqual([[mallory.id, "Mallory"]]);
    await until(() => peer.closed() !== undefined, "the end of their signalling", 1_000);
    expect(kept.closed()).toBeUndefined();
    expect(witness.told("removed")).toEqual([]);
  });

  test("can do nothing over the connections they keep, and hears nothing over them", async () => {
    const scene = await open();
    const { room, host, witness, mallory } = scene;
    const peers = [await connectPeer(server.url, host), await connectPeer(server.url, witness)];
    await remove(scene);
    await until(() => mallory.told("removed").length === 1, "the word");
    const again = await connectPeer(server.url, mallory);
    await catchUp(mallory, host, witness);
    const before = [mallory, host, witness].map(({ packets }) => packets.length);
    const argsOf = (event: string): readonly unknown[] => {
      if (event === "leave") return [room, mallory.id];
      if (event === "send" || event === "leave-chat") return [room, "hello"];
      if (event === "set-media") return [{ microphone: false, camera: true }];
      if (event === "set-room") return [{ locked: true }];
      if (event === "react") return ["👍"];
      if (event === "watch") return [host.id, 720];
      if (event === "make-cohost") return [mallory.id, true];
      if (event === "bring") return [[]];
      if (event === "set-forecast") return ["relay"];
      if (event === "mend") return [host.id, { type: "please" }];
      return ["raise-hand", "end", "set-away"].includes(event) ? [true] : [host.id];
    };
    for (const event of clientEvents.filter((one) => !["join-room", "look-in"].includes(one)))
      expect([event, await mallory.ask(event, ...argsOf(event))]).toMatchObject([
        event,
        { code: "not-joined" },
      ]);
    for (const [index, other] of [host, witness].entries()) {
      again.signal("OFFER", other.id);
      peers[index]?.signal("OFFER", mallory.id);
    }
    await host.ask("send", room, "among us");
    await until(() => witness.told("receive").length === 1, "the line");
    for (const { socket } of [again, ...peers]) {
      const answered = new Promise((resolve) => socket.once("pong", resolve));
      socket.ping();
      await answered;
    }
    await catchUp(mallory, host);
    expect(since(mallory, before[0] ?? 0)).toEqual([]);
    expect(since(host, before[1] ?? 0)).toEqual([]);
    expect(since(witness, before[2] ?? 0)).toHaveLength(1);
    for (const { messages } of [again, ...peers]) expect(messages).toEqual([{ type: "OPEN" }]);
  });

  test("doesn't come back: by the same connection, another, a reload, or a ticket that was renewed", async () => {
    const scene = await open();
    const { room, mallory, browser } = scene;
    await remove(scene);
    expect(await mallory.join()).toMatchObject({ ok: false, code: "removed" });
    expect(await (await arrive(server.url, mallory)).join()).toMatchObject({ code: "removed" });
    const reloaded = await visit(server.url, room, browser);
    expect(reloaded.id).not.toBe(mallory.id);
    expect(await reloaded.join({ name: "Somebody else" })).toMatchObject({ code: "removed" });
    for (const body of [{ ticket: mallory.ticket }, {}, { ticket: mallory.ticket, deed: "x.y" }]) {
      const renewed = await arrive(server.url, { room, ...(await browser.renew(room, body)) });
      expect(await renewed.join()).toMatchObject({ code: "removed" });
    }
    // Elsewhere they are as welcome as anybody.
    expect(await (await visit(server.url, randomUUID(), browser)).join()).toMatchObject({ ok: true });
  });

  test("doesn't come back either once the others have left for a moment, and not as the first", async () => {
    const hosts = createBrowser(server.url);
    const scene = await open(hosts);
    const { room, host, witness, mallory, browser } = scene;
    await remove(scene);
    await witness.leave();
    await host.leave();
    expect(await mallory.ask("look-in", room)).toMatchObject({ inside: [], kind: "meeting" });
    expect(await mallory.join()).toMatchObject({ code: "removed" });
    expect(await (await visit(server.url, room, browser)).join()).toMatchObject({ code: "removed" });
    const back = await enter(server.url, room, {}, hosts);
    expect(back.view()?.host).toBe(back.id);
    expect(await mallory.join()).toMatchObject({ code: "removed" });
  });

  test("is out with every page of theirs, and cut off from PeerServer in each", async () => {
    const scene = await open();
    const { room, host, witness, mallory, browser } = scene;
    const second = await enter(server.url, room, { name: "Another tab" }, browser);
    const peer = await connectPeer(server.url, second);
    await until(() => witness.view()?.members.length === 4, "the other tab");
    expect(await host.ask("remove", mallory.id)).toMatchObject({ ok: true });
    await until(() => witness.view()?.members.length === 2, "both to be gone");
    for (const tab of [mallory, second]) {
      await until(() => tab.told("removed").length === 1, "the word");
      expect(await tab.ask("send", room, "still here")).toMatchObject({ code: "not-joined" });
      expect(await tab.join()).toMatchObject({ code: "removed" });
    }
    await until(() => peer.closed() !== undefined, "the end of their signalling", 1_000);
  });

  test("doesn't come back if they were cut off just then", async () => {
    const scene = await open();
    const { mallory } = scene;
    cut(mallory);
    await remove(scene);
    const back = await arrive(server.url, mallory);
    expect(await back.join()).toMatchObject({ code: "removed" });
    expect(scene.witness.told("call-disconnected")).toHaveLength(1);
  });

  test("doesn't take the place of a dead connection of theirs that was removed meanwhile", async () => {
    const scene = await open();
    const { mallory } = scene;
    const { transport } = mallory.socket.io.engine as unknown as { transport: { ws: WebSocket } };
    transport.ws.pause();
    const second = await arrive(server.url, mallory);
    const answer = second.join();
    await remove(scene);
    expect(await answer).toMatchObject({ ok: false, code: "removed" });
    transport.ws.terminate();
    await catchUp(scene.witness);
    expect(scene.witness.view()?.members).toHaveLength(2);
  });
});

describe("to remove somebody", () => {
  test("is for hosts alone, and never done to one", async () => {
    const { host, witness, mallory } = await open();
    await host.ask("make-cohost", witness.id, true);
    for (const other of [host, witness])
      expect(await mallory.ask("remove", other.id)).toMatchObject({ code: "not-allowed" });
    expect(await witness.ask("remove", host.id)).toMatchObject({ code: "not-allowed" });
    expect(await host.ask("remove", witness.id)).toMatchObject({ code: "not-allowed" });
    expect(await host.ask("remove", host.id)).toMatchObject({ code: "not-allowed" });
    expect(await host.ask("remove", randomUUID())).toMatchObject({ code: "not-present" });
    expect(await witness.ask("remove", mallory.id)).toMatchObject({ ok: true });
    await until(() => mallory.told("removed").length === 1, "the word");
  });
});
