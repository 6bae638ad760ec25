import { createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { limits, refuse } from "../../protocol/protocol.ts";
import { createTickets, type Holder } from "../../server/tickets.ts";
import { morning } from "../fakes/rooms.ts";

const key = Buffer.alloc(32, 1);
const tickets = createTickets(key);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const lifeMs = 2 * hourMs;
const ada: Holder = { room: "standup", id: "ada", person: "somebody", byDeed: false };
const good = tickets.issue(ada, morning);

/** What somebody could sign who had the key. */
function signed(content: string, purpose = "ticket."): string {
  const body = Buffer.from(content).toString("base64url");
  return `${body}.${createHmac("sha256", key)
    .update(purpose + body)
    .digest("base64url")}`;
}

describe("a ticket", () => {
  test("lets in whoever it was issued to, into that room", () => {
    expect(tickets.check(good, morning)).toEqual({
      ok: true,
      ticket: { ...ada, expires: morning + lifeMs },
    });
  });

  test("is good for two hours, and not a moment longer", () => {
    expect(tickets.check(good, morning + lifeMs - 1)).toMatchObject({ ok: true });
    expect(tickets.check(good, morning + lifeMs)).toEqual(refuse("ticket-expired"));
  });

  test("fits an address and a request for any room and id there may be", () => {
    const [room, id] = ["𠮷".repeat(limits.roomName / 2), "x".repeat(limits.memberId)];
    const long = tickets.issue({ room, id, person: "somebody", byDeed: false }, morning);
    expect(long).toMatch(/^[A-Za-z0-9_.-]+$/);
    expect(tickets.check(long, morning)).toMatchObject({ ok: true, ticket: { room, id } });
  });

  test("means the same to every process with the same key, and nothing to one with another", () => {
    expect(createTickets(Buffer.alloc(32, 1)).check(good, morning)).toMatchObject({ ok: true });
    const stranger = createTickets(Buffer.alloc(32, 2));
    expect(stranger.check(good, morning)).toEqual(refuse("ticket-forged"));
    expect(stranger.holderOf(good, "standup", morning)).toBeUndefined();
  });

  test.each([[undefined], [null], [""]])("that is %j is missing", (text) => {
    expect(tickets.check(text, morning)).toEqual(refuse("ticket-missing"));
  });
});

describe("a forged ticket", () => {
  test("is every one that differs from a good one by a bit, anywhere", () => {
    const bytes = Buffer.from(good);
    for (let index = 0; index < bytes.length; index++)
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Buffer.from(bytes);
        flipped.writeUInt8(flipped.readUInt8(index) ^ (1 << bit), index);
        for (const text of [flipped.toString("latin1"), flipped.toString("utf8")])
          expect(tickets.check(text, morning)).toEqual(refuse("ticket-forged"));
      }
  });

  test.each([
    ["a body alone", good.split(".")[0]],
    ["a body and a point", `${good.split(".")[0]}.`],
    ["a signature alone", `.${good.split(".")[1]}`],
    ["a good one and more", `${good}.x`],
    ["a good one with a space", ` ${good}`],
    ["a good one padded as base64 may be", `${good}=`],
    ["a good one twice", good + good],
    ["two bodies with one signature", `${good.split(".")[0]}.${good}`],
    ["no text", 7],
    ["a list of a good one", [good]],
    ["an object that says it is one", { toString: () => good }],
  ])("is %s", (_what, text) => {
    expect(tickets.check(text, morning)).toEqual(refuse("ticket-forged"));
    expect(tickets.holderOf(text, "standup", morning)).toBeUndefined();
  });

  test.each<readonly [string, string | object]>([
    ["no JSON", "{"],
    ["no record", "null"],
    ["no room", { room: undefined }],
    ["no id", { id: undefined }],
    ["a room that can't be", { room: "a b" }],
    ["an id that can't be", { id: "a b" }],
    ["no person", { person: undefined }],
    ["a person that is none", { person: 7 }],
    ["no word of a deed", { byDeed: undefined }],
    ["a deed that is a word", { byDeed: "yes" }],
    ["no end", { expires: undefined }],
    ["an end that is a word", { expires: "never" }],
  ])("is one with %s in it, even if the key signed it", (_what, wrong) => {
    const right = { ...ada, expires: morning + 1 };
    expect(tickets.check(signed(JSON.stringify(right)), morning)).toMatchObject({ ok: true });
    const content = typeof wrong === "string" ? wrong : JSON.stringify({ ...right, ...wrong });
    expect(tickets.check(signed(content), morning)).toEqual(refuse("ticket-forged"));
  });

  test("is what the key signed for another purpose", () => {
    const content = JSON.stringify({ ...ada, expires: morning + lifeMs });
    expect(tickets.check(signed(content), morning)).toMatchObject({ ok: true });
    for (const purpose of ["", "baton.", "line."])
      expect(tickets.check(signed(content, purpose), morning)).toEqual(refuse("ticket-forged"));
  });

  test("is any text at all that wasn't issued, and no text is a throw", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary", maxLength: 2_000 }),
      fc.tuple(fc.base64String(), fc.base64String()).map((parts) => parts.join(".")),
      fc.json().map((content) => `${Buffer.from(content).toString("base64url")}.${good.split(".")[1]}`),
      fc.anything(),
    );
    fc.assert(
      fc.property(anything, (text) => {
        expect(tickets.check(text, morning).ok).toBe(false);
        expect(tickets.holderOf(text, "standup", morning)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});

describe("a page's id", () => {
  test("stays its own while its ticket is good, and for a week after", () => {
    for (const later of [0, lifeMs, lifeMs + 7 * dayMs - 1])
      expect(tickets.holderOf(good, "standup", morning + later)).toMatchObject(ada);
    expect(tickets.holderOf(good, "standup", morning + lifeMs + 7 * dayMs)).toBeUndefined();
  });

  test("is nobody's in another room", () => {
    expect(tickets.holderOf(good, "stand-up", morning)).toBeUndefined();
  });
});
