// What throwing at the doors has found.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { type ServerProcess, startServer } from "../wire/server-process.ts";
import { upgradeTo } from "./door.ts";
import { textFrame } from "./frames.ts";
import { fetchPass } from "./tickets.ts";
import { openWire } from "./wire.ts";

const patienceMs = 10_000;

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer({ HOST: "127.0.0.1" });
});

afterAll(async () => {
  await server.stop();
});

async function countRooms(): Promise<number> {
  const response = await fetch(`${server.url}/health`);
  const { rooms } = (await response.json()) as { rooms: number };
  return rooms;
}

describe("Socket.IO", () => {
  // Listeners for any event are called even after the connection's end, so that whoever joined in the
  // same breath as they left took a seat that nobody could ever clear: a ghost in a room for good.
  test.each([
    ["with a packet after it that is none", ["JOIN", "4x"]],
    ["with the goodbye before it", ["41", "JOIN"]],
  ])("seats nobody who joins %s", async (_how, packets) => {
    const { room, id, ticket } = await fetchPass(server.url, "haunted");
    const { hostname, port } = new URL(server.url);
    const wire = openWire({ host: hostname, port: Number(port) });
    wire.write(upgradeTo("/socket.io/?EIO=4&transport=websocket"));
    expect(await wire.hears('0{"sid"', patienceMs)).toBe(true);
    wire.write(textFrame(`40${JSON.stringify({ ticket })}`));
    expect(await wire.hears('40{"sid"', patienceMs)).toBe(true);
    const join = `42${JSON.stringify(["join-room", room, id])}`;
    // In one write, so that the server reads them in one go.
    wire.write(Buffer.concat(packets.map((packet) => textFrame(packet === "JOIN" ? join : packet))));
    await wire.finish(500);
    await until(async () => (await countRooms()) === 0, "the room to be empty", patienceMs);
  });
});
