// Another way for a call: what is said for it by the server, and what an attacker there could make
// of it.

import { afterEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Call, Mending } from "../../client/media/ports.ts";
import { evil, FakeConnection, FakeSocket, Line, type Side, sdpOf, settled } from "../fakes/telephone.ts";

let line: Line;
afterEach(() => line.calls.close());

interface Made {
  readonly call: Call;
  readonly connection: FakeConnection;
  /** Hears that, and lets it have its effect. */
  readonly hear: (mending: Mending) => Promise<void>;
}

async function made(call: Call | undefined): Promise<Made> {
  await settled();
  const [connection] = FakeConnection.all;
  if (!call || !connection) throw new Error("a call is needed");
  connection.connect();
  connection.heard.length = 0;
  line.told.length = 0;
  line.asked.length = 0;
  const hear = async (mending: Mending) => {
    call.hear(mending);
    await settled();
  };
  return { call, connection, hear };
}

async function dialled(): Promise<Made> {
  line = await Line.open("at once");
  const { call, connectionId } = await line.dial();
  line.hear("ANSWER", { connectionId, sdp: { type: "answer", sdp: sdpOf({}) } });
  return made(call);
}

async function answered(): Promise<Made> {
  line = await Line.open("at once");
  line.offer({ type: "offer", sdp: sdpOf({}) });
  return made(line.answer());
}

/** Whose name is in the newest offer of ours. */
function offeredName(): string {
  const last = line.mendings.at(-1);
  return last?.type === "offer" ? (/ice-ufrag:(\S+)/.exec(last.sdp)?.[1] ?? "") : "";
}

function answerTo(name: string, side: Side = { version: 2, name: "name2" }): Mending {
  return { type: "answer", sdp: `${sdpOf(side)}a=x-mends:${name}\r\n` };
}

const offerOf = (side: Side): Mending => ({ type: "offer", sdp: sdpOf(side) });
const types = () => line.mendings.map(({ type }) => type);

describe("a way that is looked for late in a meeting", () => {
  const turn = (name: string) => [{ urls: [`turn:${name}`], username: "1:x", credential: "y" }];

  test("is looked for with the servers that are good now, by whoever offers it", async () => {
    const { call, connection } = await dialled();
    expect(connection.servers).toEqual(["offer "]);
    line.calls.supply(turn("old"));
    call.mend();
    await settled();
    line.calls.supply(turn("new"));
    call.mend();
    await settled();
    expect(connection.servers).toEqual(["offer ", "offer turn:old", "offer turn:new"]);
  });

  test("and by whoever answers", async () => {
    const { connection, hear } = await answered();
    line.calls.supply(turn("new"));
    await hear(offerOf({ version: 2, name: "name2" }));
    expect(connection.servers).toEqual(["answer ", "answer turn:new"]);
  });

  test("is looked for as before where the browser takes no others", async () => {
    const { call, connection } = await dialled();
    Object.assign(connection, { setConfiguration: undefined });
    line.calls.supply(turn("new"));
    call.mend();
    await settled();
    expect(types()).toEqual(["offer"]);
    expect(connection.servers.at(-1)).toBe("offer ");
  });
});

describe("a way that a TURN server is to give", () => {
  async function seekingOne(): Promise<FakeConnection> {
    const { call, connection } = await dialled();
    line.calls.supply([{ urls: ["stun:near", "turn:far"], username: "1:x", credential: "y" }]);
    connection.gathersAtOnce = false;
    call.mend();
    await settled();
    return connection;
  }

  test("is waited for while it is on its way", async () => {
    const connection = await seekingOne();
    await line.pass(1_000);
    expect(types()).toEqual([]);
    connection.find("a=candidate:1 1 udp 1 192.0.2.1 1 typ srflx");
    await settled();
    expect(types()).toEqual([]);
    connection.find("a=candidate:2 1 udp 1 192.0.2.2 2 typ relay");
    await settled();
    expect(types()).toEqual(["offer"]);
  });

  test("leaves time for others that come as soon", async () => {
    const connection = await seekingOne();
    connection.find("a=candidate:2 1 udp 1 192.0.2.2 2 typ relay");
    await settled();
    expect(types()).toEqual([]);
    await line.pass(1_000);
    expect(types()).toEqual(["offer"]);
  });

  test("is gone without where it doesn't come", async () => {
    await seekingOne();
    await line.pass(2_900);
    expect(types()).toEqual([]);
    await line.pass(100);
    expect(types()).toEqual(["offer"]);
  });
});

describe("a call we placed", () => {
  test("is mended by an offer of ours and its answer, which changes nothing but the way", async () => {
    const { call, connection, hear } = await dialled();
    call.mend();
    await settled();
    expect(types()).toEqual(["offer"]);
    const side = { version: 2, name: "name2", more: ["a=evil", "m=audio 9 UDP/TLS/RTP/SAVPF 0"] };
    await hear(answerTo(offeredName(), side));
    expect(connection.heard).toEqual([sdpOf({ version: 2, name: "name2" }).trim()]);
    expect(line.told).toEqual([]);
  });

  test("is offered a way with all its candidates, or what there is of them within a second", async () => {
    const { call, connection } = await dialled();
    connection.gathersAtOnce = false;
    call.mend();
    await settled();
    expect(types()).toEqual([]);
    connection.gather();
    await settled();
    expect(types()).toEqual(["offer"]);
    call.mend();
    await settled();
    await line.pass(1_000);
    expect(types()).toEqual(["offer", "offer"]);
  });

  test("takes the answer to its newest offer, once, however the answers come", async () => {
    const { call, connection, hear } = await dialled();
    call.mend();
    await settled();
    const first = offeredName();
    call.mend();
    await settled();
    const second = offeredName();
    await hear(answerTo(first));
    expect(connection.heard).toEqual([]);
    await hear(answerTo(second));
    await hear(answerTo(second));
    await hear(answerTo(first));
    expect(connection.heard).toHaveLength(1);
  });

  test("takes neither an offer, nor an answer that it hasn't asked for or of another call", async () => {
    const { call, connection, hear } = await dialled();
    await hear(answerTo("name1"));
    await hear(offerOf({ version: 2, name: "name2" }));
    call.mend();
    await settled();
    await hear(answerTo(offeredName(), { session: "78", version: 2, name: "name2" }));
    expect(connection.heard).toEqual([]);
    expect(types()).toEqual(["offer"]);
  });

  test("is broken when the other side says please", async () => {
    const { hear } = await dialled();
    await hear({ type: "please" });
    expect(line.told).toEqual(["broken"]);
  });
});

test.each(["placed", "answered"])("a call we %s hears nothing before it is connected", async (how) => {
  line = await Line.open("at once");
  if (how === "answered") line.offer({ type: "offer", sdp: sdpOf({}) });
  const call = how === "answered" ? line.answer() : (await line.dial()).call;
  await settled();
  const [connection] = FakeConnection.all;
  if (!call || !connection) throw new Error("a call is needed");
  connection.heard.length = 0;
  call.mend();
  call.hear({ type: "please" });
  call.hear(offerOf({ version: 2, name: "name2" }));
  await settled();
  expect(line.mendings).toEqual([]);
  expect(connection.heard).toEqual([]);
});

describe("a call we answered", () => {
  test("asks whoever dialled for an offer, and makes none", async () => {
    const { call, hear } = await answered();
    call.mend();
    await hear({ type: "please" });
    expect(line.mendings).toEqual([{ type: "please" }]);
    expect(line.told).toEqual([]);
  });

  test("is mended by their offer and our answer, which changes nothing but the way", async () => {
    const { connection, hear } = await answered();
    await hear(offerOf({ version: 2, name: "name2", more: ["a=setup:active", "m=video 9 X 1"] }));
    expect(connection.heard).toEqual([sdpOf({ version: 2, name: "name2" }).trim()]);
    const [answer] = line.mendings;
    if (answer?.type !== "answer") throw new Error("an answer is needed");
    expect(answer.sdp).toMatch(/^a=x-mends:name2\r$/m);
  });

  test("answers an offer that comes again as it did, without setting out anew", async () => {
    const { connection, hear } = await answered();
    await hear(offerOf({ version: 2, name: "name2" }));
    await hear(offerOf({ version: 2, name: "name2" }));
    expect(connection.heard).toHaveLength(1);
    const [first, second] = line.mendings;
    expect(second).toEqual(first);
  });

  test("takes no offer that is older than what it knows, or of another call", async () => {
    const { connection, hear } = await answered();
    await hear(offerOf({ version: 3, name: "name3" }));
    await hear(offerOf({ version: 2, name: "name2" }));
    await hear(offerOf({ session: "78", version: 9, name: "name9" }));
    await hear(answerTo("ours1", { version: 4, name: "name4" }));
    expect(connection.heard).toEqual([sdpOf({ version: 3, name: "name3" }).trim()]);
    expect(types()).toEqual(["answer"]);
  });
});

describe.each([
  [
    "placed",
    dialled,
    async (hear: Made["hear"], call: Call, side: Side) => {
      call.mend();
      await settled();
      await hear(answerTo(offeredName(), side));
    },
  ],
  ["answered", answered, async (hear: Made["hear"], _call: Call, side: Side) => hear(offerOf(side))],
] as const)("a call we %s", (_how, begin, mend) => {
  test("is over where somebody else's certificate is to be let in, and nothing of it is taken", async () => {
    for (const side of [{ fingerprint: evil }, { more: [`a=fingerprint:${evil}`] }]) {
      const { call, connection, hear } = await begin();
      await mend(hear, call, { version: 2, name: "name2", ...side });
      expect(connection.heard).toEqual([]);
      expect(line.told).toEqual(["impostor"]);
      expect(connection.signalingState).toBe("closed");
      line.calls.close();
    }
  });

  test("goes on as it is where any certificate is trusted, and another is to be let in", async () => {
    const { call, connection, hear } = await begin();
    line.trustsAnybody = true;
    await mend(hear, call, { version: 2, name: "name2", fingerprint: evil });
    expect(line.told).toEqual([]);
    expect(connection.heard).toEqual([]);
    expect(types().filter((type) => type === "answer")).toEqual([]);
    await mend(hear, call, { version: 3, name: "name3" });
    expect(connection.heard).toEqual([sdpOf({ version: 3, name: "name3" }).trim()]);
  });

  test("hears nothing once it is closed", async () => {
    const { call, connection, hear } = await begin();
    call.close();
    call.mend();
    await mend(hear, call, { version: 2, name: "name2" });
    await hear({ type: "please" });
    expect(connection.heard).toEqual([]);
    expect(line.mendings).toEqual([]);
    expect(line.told).toEqual([]);
  });

  test("is no more closed by PeerJS, nor are candidates sent by it", async () => {
    const { call, connection, hear } = await begin();
    expect(connection.oniceconnectionstatechange).toBeNull();
    await mend(hear, call, { version: 2, name: "name2" });
    expect(connection.onicecandidate).toBeNull();
    expect(FakeSocket.last?.sent.filter(({ type }) => type === "CANDIDATE")).toEqual([]);
  });

  test("survives whatever garbage is said", async () => {
    const { call, connection, hear } = await begin();
    const garbage = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", sdpOf({}), "a=ice-ufrag:"));
    await fc.assert(
      fc.asyncProperty(garbage, fc.constantFrom("offer", "answer"), async (sdp, type) => {
        await hear({ type, sdp });
      }),
      { numRuns: 50 },
    );
    expect(connection.heard).toEqual([]);
    expect(line.told).toEqual([]);
    await mend(hear, call, { version: 2, name: "name2" });
    expect(connection.heard).toHaveLength(1);
  });
});
