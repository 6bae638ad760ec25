import { createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseRoomName } from "../../protocol/parse.ts";
import { limits } from "../../protocol/protocol.ts";
import { createIdentities } from "../../server/identities.ts";
import { createTickets } from "../../server/tickets.ts";

const key = Buffer.alloc(32, 1);
const identities = createIdentities(key);
const { nameRoom, founderOf, personOf, deedOf, readDeed } = identities;
const twin = createIdentities(Buffer.alloc(32, 1));
const stranger = createIdentities(Buffer.alloc(32, 2));

describe("a fresh room's name", () => {
  test("is a version 4 UUID, another each time, in the form that rooms have", () => {
    const names = Array.from({ length: 100 }, nameRoom);
    expect(new Set(names).size).toBe(100);
    for (const name of names) {
      expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(parseRoomName(name)).toEqual({ ok: true, value: name });
    }
  });

  test("is known again by every process with the same key, and by no other", () => {
    for (let count = 0; count < 100; count++) {
      const room = nameRoom();
      expect(founderOf(room)).toMatch(/^[A-Za-z0-9_-]{22}$/);
      expect(twin.founderOf(room)).toBe(founderOf(room));
      expect(stranger.founderOf(room)).toBeNull();
    }
  });

  test("is none as soon as a digit of it is another", () => {
    const room = nameRoom();
    for (let index = 0; index < room.length; index++) {
      if (room[index] === "-") continue;
      const other = room[index] === "a" ? "b" : "a";
      expect(founderOf(room.slice(0, index) + other + room.slice(index + 1))).toBeNull();
    }
  });

  test("is no name that somebody thought of", () => {
    const named = fc.oneof(
      fc.constantFrom("", "standup", "00000000-0000-4000-8000-000000000000", nameRoom().toUpperCase()),
      fc.uuid({ version: 4 }),
      fc.string({ unit: "binary" }),
    );
    fc.assert(fc.property(named, (room) => founderOf(room) === null));
  });

  test("has a founder of its own", () => {
    const founders = Array.from({ length: 100 }, () => founderOf(nameRoom()));
    expect(new Set(founders).size).toBe(100);
  });
});

describe("a person", () => {
  test("is the same visitor in the same room, to every process with the key", () => {
    expect(personOf("ada", "standup")).toBe(twin.personOf("ada", "standup"));
    expect(personOf("ada", "standup")).not.toBe(stranger.personOf("ada", "standup"));
  });

  test("is another in each room and of each visitor, so that nothing joins the two", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(fc.string(), fc.string()), { selector: String }), (pairs) => {
        const keyed = new Map(pairs.map((pair) => [JSON.stringify(pair), personOf(...pair)]));
        expect(new Set(keyed.values()).size).toBe(keyed.size);
      }),
    );
    expect(personOf("ab", "c")).not.toBe(personOf("a", "bc"));
  });

  test("who visits is never the founder, whatever they say their name is", () => {
    const room = nameRoom();
    for (const visitor of ["founder", room, founderOf(room) ?? "", ""])
      expect(personOf(visitor, room)).not.toBe(founderOf(room));
  });
});

describe("a deed", () => {
  const room = "standup";
  const good = deedOf(room, "ada");

  test("says who its holder is in that room, to every process with the key", () => {
    expect(readDeed(good, room)).toBe("ada");
    expect(twin.readDeed(good, room)).toBe("ada");
    expect(stranger.readDeed(good, room)).toBeUndefined();
    const fresh = nameRoom();
    const founder = founderOf(fresh) ?? "";
    expect(readDeed(deedOf(fresh, founder), fresh)).toBe(founder);
  });

  test("is nothing in another room", () => {
    expect(readDeed(good, "stand-up")).toBeUndefined();
    expect(readDeed(good, "")).toBeUndefined();
  });

  test("is short enough to be read, for any person there is, and stands in an address as it is", () => {
    const deed = deedOf("x".repeat(limits.roomName), personOf("ada", "x"));
    expect(deed.length).toBeLessThan(limits.deed);
    expect(deed).toMatch(/^[A-Za-z0-9_.-]+$/);
  });

  test("is forged if it differs by a bit", () => {
    const bytes = Buffer.from(good);
    for (let index = 0; index < bytes.length; index++)
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Buffer.from(bytes);
        flipped.writeUInt8(flipped.readUInt8(index) ^ (1 << bit), index);
        for (const text of [flipped.toString("latin1"), flipped.toString("utf8")])
          expect(readDeed(text, room)).toBeUndefined();
      }
  });

  test.each<readonly [string, unknown]>([
    ["nothing", undefined],
    ["empty", ""],
    ["a point", "."],
    ["a person alone", "ada"],
    ["a person and a point", "ada."],
    ["a signature alone", `.${good.split(".")[1]}`],
    ["another person under that signature", `bo.${good.split(".")[1]}`],
    ["a good one and more", `${good}.x`],
    ["a good one padded", `${good}=`],
    ["a list of a good one", [good]],
    ["an object that says it is one", { toString: () => good }],
    ["too long", good.padEnd(limits.deed + 1, "A")],
  ])("that is %s is none", (_what, text) => {
    expect(readDeed(text, room)).toBeUndefined();
  });

  test("is none if the key signed it for another purpose", () => {
    const sign = (...parts: readonly string[]) =>
      createHmac("sha256", key).update(JSON.stringify(parts)).digest("base64url");
    expect(readDeed(`ada.${sign("deed", room, "ada")}`, room)).toBe("ada");
    for (const purpose of ["person", "room", "ticket", ""])
      expect(readDeed(`ada.${sign(purpose, room, "ada")}`, room)).toBeUndefined();
    // Nor is any ticket of the same key.
    const ticket = createTickets(key).issue({ room, id: "ada", person: "ada", byDeed: true }, Date.now());
    expect(readDeed(ticket, room)).toBeUndefined();
  });

  test("is no text at all that wasn't given out, and none makes it throw", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary", maxLength: 600 }),
      fc.tuple(fc.string(), fc.base64String()).map((parts) => parts.join(".")),
      fc.anything(),
    );
    fc.assert(fc.property(anything, (text) => readDeed(text, room) === undefined));
  });
});
