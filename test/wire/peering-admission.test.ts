// The door of PeerServer: nobody holds an id there that was not given to them.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { readBoot } from "./bare-client.ts";
import { closePeers, connectPeer, type Holder, openPeer, turnedAway } from "./peer-socket.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import { expectNoTicketIn, expired, forged, tickets } from "./tickets.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer({ MAX_CONNECTIONS_PER_ADDRESS: "4" });
});

afterAll(async () => {
  closePeers();
  await server.stop();
});

const now = () => Date.now();

function ticketOf(room: string, id: string): string {
  return tickets.issue({ room, id, person: "somebody", byDeed: false }, now());
}

async function isLetIn(holder: Holder): Promise<boolean> {
  const peer = openPeer(server.url, holder);
  await until(() => peer.messages.length > 0 || peer.refusal() !== undefined, "either answer");
  return peer.refusal() === undefined;
}

describe("whoever comes to PeerServer", () => {
  const [id, other] = [randomUUID(), randomUUID()];
  const good = ticketOf("a-room", id);
  const [body = "", signature = ""] = good.split(".");

  test.each<readonly [what: string, holder: Holder, code: string]>([
    ["without a ticket", { id }, "ticket-missing"],
    ["with an empty one", { id, ticket: "" }, "ticket-missing"],
    ["with PeerJS's own token", { id, ticket: "k3j4h5" }, "ticket-forged"],
    ["with one that has run out", { id, ticket: expired("a-room", id) }, "ticket-expired"],
    ["with one that somebody else signed", { id, ticket: forged("a-room", id) }, "ticket-forged"],
    ["with one whose signature is cut off", { id, ticket: `${body}.` }, "ticket-forged"],
    [
      "with a good signature under another text",
      { id, ticket: `${ticketOf("b-room", id).split(".")[0]}.${signature}` },
      "ticket-forged",
    ],
    ["under another member's id", { id: other, ticket: good }, "ticket-foreign"],
    ["under no id", { id: "", ticket: good }, "ticket-foreign"],
    ["under an id that could be nobody's", { id: "a b", ticket: good }, "ticket-foreign"],
    [
      "with a ticket of another room, which is for another id",
      { id, ticket: ticketOf("b-room", other) },
      "ticket-foreign",
    ],
  ])("%s is turned away", async (_what, holder, code) => {
    const { status, type, body: text } = await turnedAway(server.url, holder);
    expect({ status, type }).toEqual({ status: 401, type: "application/json" });
    expect(JSON.parse(text)).toEqual({ ok: false, code, message: expect.stringMatching(/\S/) });
  });

  test("with the ticket of their page is let in", async () => {
    const peer = await connectPeer(server.url, await readBoot(server.url, "a-room"));
    expect(peer.closed()).toBeUndefined();
    peer.socket.terminate();
  });

  test.each(["https://elsewhere.example", "null", "http://localhost:1"])(
    "from a page of %s is turned away, whatever they hold",
    async (origin) => {
      const answer = await turnedAway(server.url, { id, ticket: good }, { origin });
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body)).toMatchObject({ ok: false, code: "foreign-origin" });
    },
  );

  test("from a page of this site is let in", async () => {
    const peer = openPeer(server.url, { id, ticket: good }, { origin: server.url });
    await until(() => peer.messages.length > 0, "PeerServer's OPEN");
    expect(peer.messages).toEqual([{ type: "OPEN" }]);
    peer.socket.terminate();
  });

  test("too often from one address is turned away, until others have gone", async () => {
    const peers = [];
    for (let count = 0; count < 4; count++)
      peers.push(await connectPeer(server.url, await readBoot(server.url, "a-room")));
    const boot = await readBoot(server.url, "a-room");
    const answer = await turnedAway(server.url, boot);
    expect(answer.status).toBe(429);
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false, code: "too-many-connections" });
    peers[0]?.socket.close();
    await until(() => isLetIn(boot), "the place of whoever went");
  });

  test("leaves no ticket in what the server writes", () => {
    expectNoTicketIn(server);
  });
});
