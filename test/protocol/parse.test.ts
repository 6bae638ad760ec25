import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  isRecord,
  parseBoot,
  parseMemberId,
  parseRenewal,
  parseRoomName,
  tidyName,
} from "../../protocol/parse.ts";
import { limits, refuse } from "../../protocol/protocol.ts";

const accept = (value: unknown) => ({ ok: true, value });

describe("a room's name", () => {
  test.each([
    "standup",
    "Weekly-2",
    "a",
    "7",
    "snake_case",
    "1d3f2a3c-7f6e-4f0a-9c39-0d6d9c3b2a11",
    "büro",
    "会議室",
    "بيت",
    "हिन्दी",
    "x".repeat(limits.roomName),
  ])("may be %s", (name) => {
    expect(parseRoomName(name)).toEqual(accept(name.toLowerCase()));
  });

  test.each([
    ["nothing", ""],
    ["a space", "a room"],
    ["a slash", "a/b"],
    ["a dot", "robots.txt"],
    ["a leading hyphen", "-room"],
    ["a leading underscore", "_room"],
    ["a leading mark", "\u0301room"],
    ["markup", "<script>"],
    ["an emoji", "party🎉"],
    ["a direction mark", "room\u202e"],
    ["half a character", "room\ud800"],
    ["a line break at the end", "room\n"],
    ["one character too many", "x".repeat(limits.roomName + 1)],
    ["letters that are longer when they are small", "\u0130".repeat(limits.roomName)],
  ])("may not have %s", (_, name) => {
    expect(parseRoomName(name)).toEqual(refuse("bad-room"));
  });

  test("is one however it is written in capitals", () => {
    expect(parseRoomName("StandUp")).toEqual(parseRoomName("standup"));
    expect(parseRoomName("BÜRO")).toEqual(parseRoomName("büro"));
  });

  test("is one however its accents are encoded", () => {
    expect(parseRoomName("Cafe\u0301")).toEqual(accept("caf\u00e9"));
    // There is no capital of this letter, so it is composed only once it is a small one.
    expect(parseRoomName("J\u030c")).toEqual(accept("\u01f0"));
  });

  test("is in its canonical form once parsed: parsing it again changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: limits.roomName }), (text) => {
        const once = parseRoomName(text);
        if (once.ok) expect(parseRoomName(once.value)).toEqual(once);
      }),
    );
  });
});

describe("a member's id", () => {
  test.each(["1d3f2a3c-7f6e-4f0a-9c39-0d6d9c3b2a11", "ada", "A_1-b", "0", "x".repeat(limits.memberId)])(
    "may be %s",
    (id) => {
      expect(parseMemberId(id)).toEqual(accept(id));
    },
  );

  test.each([
    ["nothing", ""],
    ["a space", "a b"],
    ["a leading hyphen", "-a"],
    ["a trailing hyphen", "a-"],
    ["two hyphens in a row", "a--b"],
    ["a letter beyond ASCII", "ädä"],
    ["a line break at the end", "ada\n"],
    ["one character too many", "x".repeat(limits.memberId + 1)],
  ])("may not have %s", (_, id) => {
    expect(parseMemberId(id)).toEqual(refuse("bad-id"));
  });
});

describe("a person's name", () => {
  test.each([
    ["  Ada  ", "Ada"],
    ["Ada \t\n Lovelace", "Ada Lovelace"],
    ["Ada\u0000Lovelace", "Ada Lovelace"],
    ["\u202eecalevoL", "ecalevoL"],
    ["Ada\u2028Lovelace", "Ada Lovelace"],
    ["\u2067Ada\u2069", "Ada"],
    ["\n", ""],
  ])("%j is shown as %j", (written, shown) => {
    expect(tidyName(written)).toBe(shown);
  });

  test("keeps the joiners that some scripts and emoji are written with", () => {
    expect(tidyName("نمی\u200cدانم 👩\u200d💻")).toBe("نمی\u200cدانم 👩\u200d💻");
  });

  test.each([
    ["a zero-width space", "\u200b"],
    ["joiners of nothing", "\u200d\u200d"],
    ["a word joiner", "\u2060"],
    ["a soft hyphen", "\u00ad"],
  ])("of nothing but %s is none, since nobody would see it", (_, written) => {
    expect(tidyName(written)).toBe("");
  });

  test("can't carry the Arabic mark that turns the direction of the text around it", () => {
    expect(tidyName("Ada\u061c (you)")).toBe("Ada (you)");
  });

  test("is cut to length between characters, not through one", () => {
    expect(tidyName("🦊".repeat(limits.name + 5))).toBe("🦊".repeat(limits.name));
  });

  test("is never longer than its limit, on one line, and tidy once tidied", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (written) => {
        const name = tidyName(written);
        expect([...name].length).toBeLessThanOrEqual(limits.name);
        expect(name).not.toMatch(/[\p{Cc}\u2028\u2029]|^\s|\s$|\s\s/u);
        expect(tidyName(name)).toBe(name);
      }),
    );
  });
});

describe("a record", () => {
  test.each([
    [{}, true],
    [{ a: 1 }, true],
    [[], false],
    [null, false],
    ["a", false],
    [undefined, false],
  ])("%j: %j", (input, is) => {
    expect(isRecord(input)).toBe(is);
  });
});

describe("what the page tells its script", () => {
  const boot = {
    ...{ room: "standup", id: "ada", ticket: "body.signature", fresh: false, host: false },
    ...{ iceServers: [], relay: true },
  };
  const parsed = (more: object) => parseBoot(JSON.stringify({ ...boot, ...more }));

  test("is a room, an id, a ticket, and whether the room is fresh, or was made for its page", () => {
    expect(parsed({})).toEqual(accept({ ...boot, seal: undefined }));
    expect(parsed({ fresh: true })).toMatchObject({ value: { fresh: true } });
    expect(parsed({ host: true })).toMatchObject({ value: { host: true } });
  });

  test("may be with which key the room is sealed, or that it isn't", () => {
    expect(parsed({ seal: "check" })).toMatchObject({ value: { seal: "check" } });
    expect(parsed({ seal: null })).toMatchObject({ value: { seal: null } });
  });

  test.each(["", "{", "null", "[]"])("can't be %j", (json) => {
    expect(parseBoot(json)).toEqual(refuse("malformed"));
  });

  test.each([
    [{ room: undefined }, "bad-room"],
    [{ id: undefined }, "bad-id"],
    [{ ticket: undefined }, "malformed"],
    [{ ticket: 7 }, "malformed"],
    [{ fresh: undefined }, "malformed"],
    [{ fresh: "yes" }, "malformed"],
    [{ host: undefined }, "malformed"],
    [{ host: "yes" }, "malformed"],
    [{ host: null }, "malformed"],
    [{ seal: "a b" }, "malformed"],
    [{ seal: 7 }, "malformed"],
    [{ iceServers: undefined }, "malformed"],
    [{ relay: undefined }, "malformed"],
  ] as const)("with %j is refused", (more, code) => {
    expect(parsed(more)).toEqual(refuse(code));
  });
});

describe("what is given for a ticket that has run out", () => {
  const renewal = { id: "ada", ticket: "t", host: false, iceServers: [], relay: true };

  test("is an id and a ticket, and whether it is the host's", () => {
    for (const host of [true, false])
      expect(parseRenewal({ ...renewal, host, more: 1 })).toEqual(accept({ ...renewal, host }));
  });

  test("may have servers that calls can ask, as a browser wants to be told of them", () => {
    const iceServers = [
      { urls: ["stun:a.example", "stun:b.example"] },
      { urls: ["turn:a.example"], username: "1700000000:x", credential: "y" },
    ];
    expect(parseRenewal({ ...renewal, iceServers, relay: false })).toEqual(
      accept({ ...renewal, iceServers, relay: false }),
    );
  });

  test.each([
    [null],
    [{}],
    ["stun:a.example"],
    [["stun:a.example"]],
    [[null]],
    [[{}]],
    [[{ urls: "stun:a.example" }]],
    [[{ urls: [7] }]],
    [[{ urls: ["turn:a.example"], username: 7 }]],
    [[{ urls: ["turn:a.example"], credential: null }]],
    [[{ urls: [] }, 7]],
  ])("can't have %j for servers", (iceServers) => {
    expect(parseRenewal({ ...renewal, iceServers })).toEqual(refuse("malformed"));
  });

  test.each([
    [null, "malformed"],
    [[], "malformed"],
    [{ ...renewal, id: undefined }, "bad-id"],
    [{ ...renewal, ticket: undefined }, "malformed"],
    [{ ...renewal, ticket: null }, "malformed"],
    [{ ...renewal, host: undefined }, "malformed"],
    [{ ...renewal, host: 1 }, "malformed"],
    [{ ...renewal, iceServers: undefined }, "malformed"],
    [{ ...renewal, relay: undefined }, "malformed"],
    [{ ...renewal, relay: "on" }, "malformed"],
  ] as const)("%j is none", (input, code) => {
    expect(parseRenewal(input)).toEqual(refuse(code));
  });
});
