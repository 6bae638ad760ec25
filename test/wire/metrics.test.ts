// GET /metrics: right within 5 % of what a proxy counts, and for nobody but whom it is meant for.

import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { closeAttendees, enter } from "./attendee.ts";
import { openCountingProxy } from "./counting-proxy.ts";
import { closeRelays, connectRelay, join } from "./relay-socket.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const closers: (() => unknown)[] = [];

afterEach(async () => {
  closeRelays();
  closeAttendees();
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(environment: Readonly<Record<string, string>> = {}): Promise<ServerProcess> {
  const server = await startServer(environment);
  closers.push(() => server.stop());
  return server;
}

/** Each series with its value. */
async function read(url: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return new Map(
    text.split("\n").flatMap((line) => {
      const [, series, value] = /^([a-z_]+(?:\{.*\})?) (\S+)$/.exec(line) ?? [];
      return series === undefined ? [] : [[series, Number(value === "+Inf" ? "Infinity" : value)]];
    }),
  );
}

describe("the metrics", () => {
  test("count the bytes of the relay as a proxy on the wire does, within 5 %", async () => {
    const server = await start();
    const room = randomUUID();
    const [ana, bo] = [await enter(server.url, room), await enter(server.url, room)];
    const proxy = await openCountingProxy(server.url);
    closers.push(proxy.close);
    const [a, b] = [await connectRelay(proxy.url, ana), await connectRelay(proxy.url, bo)];
    await join(a, b);
    await join(b, a, false);
    for (let n = 0; n < 400; n++) {
      a.send({ kind: "sound", n }, new Uint8Array(80));
      b.send({ kind: "sound", n }, new Uint8Array(80));
      if (n % 10 === 0) a.send({ kind: "picture", n: n / 10, key: n === 0 }, new Uint8Array(5_000));
      if (n % 40 === 0) await until(() => b.frames.length >= n, "what was sent before");
    }
    await until(() => b.frames.length === 440 && a.frames.length === 400, "everything");
    // Those that are gone count as well.
    b.socket.terminate();
    await until(async () => (await read(server.url)).get("parley_relay_connections") === 1, "one to be gone");
    const metrics = await read(server.url);
    const counted = proxy.bytes();
    for (const direction of ["in", "out"] as const) {
      const measured = metrics.get(`parley_relay_bytes_total{direction="${direction}"}`) ?? 0;
      expect(counted[direction]).toBeGreaterThan(90_000);
      expect(Math.abs(measured / counted[direction] - 1)).toBeLessThan(0.05);
    }
    expect(metrics.get('parley_relay_frames_total{direction="in",kind="sound"}')).toBe(800);
    expect(metrics.get('parley_relay_frames_total{direction="out",kind="sound"}')).toBe(800);
    expect(metrics.get('parley_relay_frames_total{direction="out",kind="picture"}')).toBe(40);
  });

  test("know the pairs, the connections, what was dropped, and the cap", async () => {
    const server = await start({ RELAY_MBPS: "0.05" });
    const room = randomUUID();
    const [ana, bo] = [await enter(server.url, room), await enter(server.url, room)];
    expect((await read(server.url)).get("parley_relay_pairs")).toBe(0);
    const [a, b] = [await connectRelay(server.url, ana), await connectRelay(server.url, bo)];
    await join(a, b);
    await join(b, a);
    for (let n = 0; n < 20; n++) a.send({ kind: "picture", n, key: n === 0 }, new Uint8Array(5_000));
    const sound = 'parley_relay_frames_total{direction="in",kind="picture"}';
    await until(async () => (await read(server.url)).get(sound) === 20, "all to have come");
    const metrics = await read(server.url);
    expect(metrics.get("parley_relay_pairs")).toBe(1);
    expect(metrics.get("parley_relay_connections")).toBe(2);
    expect(metrics.get("parley_relay_cap_bits_per_second")).toBe(50_000);
    const dropped = metrics.get('parley_relay_dropped_frames_total{kind="picture",reason="cap"}') ?? 0;
    expect(dropped).toBeGreaterThan(15);
    expect(dropped + b.frames.length).toBe(20);
    a.ask({ type: "drop", id: b.id });
    b.ask({ type: "drop", id: a.id });
    await until(async () => (await read(server.url)).get("parley_relay_pairs") === 0, "the pair to part");
  });

  test("are of the form that Prometheus reads, and name nobody", async () => {
    const { url } = await start();
    const ana = await enter(url, randomUUID(), { name: "Ana" });
    await connectRelay(url, ana);
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const text = await response.text();
    expect(text.endsWith("\n")).toBe(true);
    for (const line of text.trimEnd().split("\n"))
      expect(line).toMatch(/^(# (HELP|TYPE) parley_\w+ .+|parley_\w+(\{(\w+="\w+",?)+\})? (\d+|\+Inf))$/);
    expect(text).not.toMatch(new RegExp(`Ana|${ana.id}|${ana.room}|127\\.0`));
  });

  test("are a missing page to whoever isn't this machine itself", async () => {
    const { url } = await start();
    expect((await fetch(`${url}/metrics`)).status).toBe(200);
    const headers = { "X-Forwarded-For": "203.0.113.7" };
    const [strange, missing] = [
      await fetch(`${url}/metrics`, { headers }),
      await fetch(`${url}/assets`, { headers }),
    ];
    expect(strange.status).toBe(404);
    expect((await strange.text()).replaceAll("metrics", "assets")).toBe(await missing.text());
  });

  test("are for whoever shows the token, if there is one, and for nobody else", async () => {
    const { url } = await start({ METRICS_TOKEN: "a long token" });
    const statusFor = async (authorization?: string) =>
      (await fetch(`${url}/metrics`, { headers: authorization === undefined ? {} : { authorization } }))
        .status;
    expect(await statusFor("Bearer a long token")).toBe(200);
    expect(await statusFor()).toBe(404);
    expect(await statusFor("Bearer a long tokem")).toBe(404);
    expect(await statusFor("a long token")).toBe(404);
    expect(await statusFor("Bearer ")).toBe(404);
  });
});
