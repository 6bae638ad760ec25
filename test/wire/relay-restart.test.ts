// The process ends, is killed, and another takes its place: the relay comes back with its members.

import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { arrive, closeAttendees, enter } from "./attendee.ts";
import { closeRelays, connectRelay, join, stream } from "./relay-socket.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

const servers: ServerProcess[] = [];

afterEach(async () => {
  closeRelays();
  closeAttendees();
  for (const server of servers.splice(0)) await server.stop("SIGKILL");
});

test.each(["SIGTERM", "SIGKILL"] as const)("after %s", async (signal) => {
  const first = await startServer();
  servers.push(first);
  const room = randomUUID();
  const [ana, bo] = [await enter(first.url, room), await enter(first.url, room)];
  const old = [await connectRelay(first.url, ana), await connectRelay(first.url, bo)] as const;
  await join(...old);
  const began = performance.now();
  await first.stop(signal);
  expect(performance.now() - began).toBeLessThan(5_000);
  await until(() => old.every(({ closed }) => closed() !== undefined), "both connections to end");
  const second = await startServer();
  servers.push(second);
  // The ticket is good with the next process, where nobody is seated yet.
  const [a, b] = [await connectRelay(second.url, ana), await connectRelay(second.url, bo)];
  a.ask({ type: "publish", stream });
  b.ask({ type: "want", id: ana.id, picture: true });
  await until(() => b.told("refused").length === 1, "a refusal");
  expect(b.told("refused")).toMatchObject([{ id: ana.id, code: "not-joined" }]);
  for (const member of [ana, bo]) {
    const again = await arrive(second.url, member);
    const [, baton] = member.told("room").at(-1) ?? [];
    expect(await again.join({ baton: String(baton) })).toMatchObject({ ok: true });
  }
  await join(a, b);
  a.send({ kind: "sound", n: 0 });
  await until(() => b.frames.length === 1, "a sound");
});
