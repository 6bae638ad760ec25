// The process: what it refuses to start with, what it prints, and how it ends.

import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { connect as connectRaw } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { WebSocket } from "ws";
import { until } from "../until.ts";
import { connectWith, joinBare, readBoot } from "./bare-client.ts";
import { startServer } from "./server-process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

function runToEnd(environment: Readonly<Record<string, string>>) {
  return spawnSync(process.execPath, ["dist/server.js"], {
    cwd: root,
    env: { ...process.env, ...environment },
    encoding: "utf8",
  });
}

describe("the process", () => {
  test("names every fault of its environment at once, before it listens", () => {
    const { status, stderr, stdout } = runToEnd({ PORT: "http", HOST: "not a host", LOG_LEVEL: "loud" });
    expect(status).toBe(1);
    expect(stdout).toBe("");
    for (const name of ["PORT", "HOST", "LOG_LEVEL"]) expect(stderr).toContain(`${name} is "`);
  });

  test("says in words that a port is taken", async () => {
    const server = await startServer();
    const { port } = new URL(server.url);
    const { status, stderr } = runToEnd({ PORT: port });
    expect(status).toBe(1);
    expect(stderr).toContain(`Port ${port} is in use`);
    await server.stop();
  });

  test("listens where HOST says", async () => {
    const server = await startServer({ HOST: "127.0.0.1" });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    await server.stop();
  });

  test.each(["SIGTERM", "SIGINT"] as const)(
    "on %s says so to everybody, then ends by itself",
    async (signal) => {
      const server = await startServer();
      const member = await joinBare(server.url, "a-room");
      const boot = await readBoot(server.url, "a-room");
      const looker = await connectWith(server.url, boot.ticket);
      const told: string[] = [];
      member.socket.on("closing", () => told.push("member"));
      looker.on("closing", () => told.push("looker"));
      const ended = server.stop(signal);
      await until(() => told.length === 2, "the announcement");
      const refusal = await looker.emitWithAck("join-room", "a-room", boot.id);
      expect(refusal).toMatchObject({ ok: false, code: "closing" });
      expect(await ended).toBe(0);
      await until(() => !member.socket.connected && !looker.connected, "the end of both connections");
    },
  );

  test("ends when it is told to, though some never let go of their connection", async () => {
    const server = await startServer();
    const { port } = new URL(server.url);
    const slow = connectRaw(Number(port));
    slow.on("error", () => {});
    slow.write("GET / HTTP/1.1\r\nHost: x\r\n");
    const deaf = new WebSocket(`${server.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`);
    deaf.on("error", () => {});
    await once(deaf, "open");
    deaf.pause();
    const told = Date.now();
    expect(await server.stop()).toBe(0);
    // Long before any host loses its patience, which is after ten seconds.
    expect(Date.now() - told).toBeLessThan(5_000);
    slow.destroy();
    deaf.terminate();
  });

  test("logs one JSON object a line, and nothing of what people are called or say", async () => {
    const server = await startServer();
    const member = await joinBare(server.url, "secret-room");
    member.socket.emit("join-room", "secret-room", "someone", { name: "Ana Secret" });
    member.say("a secret");
    member.socket.emit("no-such-event", "a secret");
    await server.stop();
    const lines = server.log().trim().split("\n");
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ time: expect.any(String), level: "info" });
    expect(server.log()).not.toMatch(/secret/i);
    expect(server.log()).not.toContain(member.id);
    member.close();
  });

  test("needs no development dependency to run", () => {
    const { dependencies } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
    const bundle = readFileSync(`${root}/dist/server.js`, "utf8");
    const imported = [...bundle.matchAll(/^import .*?from "([^"]+)";$/gm)].flatMap(([, name]) => name ?? []);
    const packages = imported.filter((name) => !name.startsWith("node:") && !builtinModules.includes(name));
    expect(imported).toContain("node:http");
    expect(packages.filter((name) => !(name in dependencies))).toEqual([]);
  });
});
