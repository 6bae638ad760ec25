import { createCipheriv, createHmac, hkdfSync, pbkdf2Sync } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  createKey,
  openSeal,
  plainCode,
  readFragment,
  type SealedLine,
  type Side,
} from "../../client/meeting/seal.ts";

const key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const otherKey = "AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const line: SealedLine = {
  seq: 1,
  after: 7,
  saw: "ada 3",
  at: 1_700_000_000_000,
  name: "Ada",
  message: "Grüße 👋",
};
const print = "sha-256 AB:CD:EF:01";
const otherPrint = "sha-256 02:03:04:05";
const ada: Side = { id: "ada", fingerprints: [print, otherPrint] };
const bo: Side = { id: "bo", fingerprints: ["sha-256 0A:0B:0C:0D"] };

/** What the module derives, by the hand of another implementation. */
function derive(purpose: string, bytes: number, room = "standup"): Buffer {
  return Buffer.from(hkdfSync("sha256", Buffer.from(key, "base64url"), room, `parley/${purpose}`, bytes));
}

/** Sealed as it ought to be, whatever it says. */
function forge(purpose: "chat" | "card", member: string, text: string): string {
  const nonce = Buffer.alloc(12, 5);
  const cipher = createCipheriv("aes-256-gcm", derive(purpose, 32), nonce);
  cipher.setAAD(Buffer.from(JSON.stringify([`parley/${purpose}`, "standup", member])));
  const sealed = [cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat([nonce, ...sealed]).toString("base64url");
}

const sealedLine: fc.Arbitrary<SealedLine> = fc.record({
  seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  after: fc.maxSafeNat(),
  saw: fc.string(),
  at: fc.double({ noNaN: true, noDefaultInfinity: true }).map((at) => at + 0),
  name: fc.string({ unit: "binary" }),
  message: fc.string({ unit: "binary" }),
});

describe("the key in the link", () => {
  test("is 256 bits, other ones each time, and reads back", () => {
    const keys = Array.from({ length: 200 }, createKey);
    expect(new Set(keys).size).toBe(keys.length);
    for (const made of keys) {
      expect(made).toMatch(/^[\w-]{43}$/);
      expect(Buffer.from(made, "base64url")).toHaveLength(32);
      expect(readFragment(`#${made}`)).toEqual({ kind: "key", key: made });
      expect(readFragment(made)).toEqual({ kind: "key", key: made });
    }
  });

  test.each(["", "#"])("is none in %j", (hash) => {
    expect(readFragment(hash)).toEqual({ kind: "none" });
  });

  test.each([
    ["cut off", key.slice(0, -1)],
    ["too long", `${key}A`],
    ["padded", `${key}=`],
    ["with something after it", `${key}&lang=en`],
    ["followed by a line's end", `${key}\n`],
    ["under two marks", `##${key}`],
    ["escaped", `%41${key.slice(1)}`],
    ["in the other base64", `+${key.slice(1)}`],
    ["beyond ASCII", `é${key.slice(1)}`],
    ["a place in a page", "top"],
  ])("is damaged when it is %s", (_, hash) => {
    expect(readFragment(hash)).toEqual({ kind: "damaged" });
    expect(readFragment(`#${hash}`)).toEqual({ kind: "damaged" });
  });

  test("ends as 256 bits must, or is damaged", () => {
    for (const last of alphabet) {
      const text = key.slice(0, -1) + last;
      const canonical = Buffer.from(text, "base64url").toString("base64url") === text;
      expect(readFragment(text).kind).toBe(canonical ? "key" : "damaged");
    }
  });
});

describe("the check", () => {
  test("is what HKDF makes of the key and the room", async () => {
    const { check } = await openSeal(key, "standup");
    expect(check).toHaveLength(22);
    expect(check).toBe(derive("check", 16).toString("base64url"));
    expect((await openSeal(key, "grüße")).check).toBe(derive("check", 16, "grüße").toString("base64url"));
  });

  test("is the same for the same key and room, and for no others", async () => {
    const seals = await Promise.all([
      openSeal(key, "standup"),
      openSeal(key, "standup"),
      openSeal(otherKey, "standup"),
      openSeal(key, "retro"),
    ]);
    const [first, second, ...others] = seals.map(({ check }) => check);
    expect(second).toBe(first);
    expect(new Set([first, ...others]).size).toBe(3);
  });
});

describe("a sealed line", () => {
  test("opens for everybody with the key, whatever it says", async () => {
    const [here, there] = await Promise.all([openSeal(key, "standup"), openSeal(key, "standup")]);
    await fc.assert(
      fc.asyncProperty(sealedLine, fc.string(), async (said, from) => {
        expect(await there.openLine(from, await here.sealLine(from, said))).toEqual(said);
      }),
    );
  });

  test("keeps what is no whole character, and a very long message", async () => {
    const seal = await openSeal(key, "standup");
    for (const message of ["\ud83d", "\udc4b\ud83d", "€".repeat(200_000)]) {
      const said = { ...line, message };
      expect(await seal.openLine("ada", await seal.sealLine("ada", said))).toEqual(said);
    }
  });

  test("looks different each time, and shows nothing of what it says", async () => {
    const seal = await openSeal(key, "standup");
    const sealed = await Promise.all(Array.from({ length: 50 }, () => seal.sealLine("ada", line)));
    expect(new Set(sealed).size).toBe(sealed.length);
    expect(new Set(sealed.map((text) => text.slice(0, 16))).size).toBe(sealed.length);
    for (const text of sealed) {
      expect(text).toMatch(/^[\w-]+$/);
      expect(Buffer.from(text, "base64url").toString()).not.toContain("message");
    }
  });

  test("doesn't open under another key, from another sender, in another room, or as a card", async () => {
    const seal = await openSeal(key, "standup");
    const sealed = await seal.sealLine("ada", line);
    expect(await seal.openLine("bo", sealed)).toBeUndefined();
    expect(await seal.openLine("Ada", sealed)).toBeUndefined();
    expect(await (await openSeal(otherKey, "standup")).openLine("ada", sealed)).toBeUndefined();
    expect(await (await openSeal(key, "retro")).openLine("ada", sealed)).toBeUndefined();
    expect(await seal.openCard("ada", sealed)).toBeUndefined();
  });

  test("doesn't open once any character of it is another, is gone, or is added", async () => {
    const seal = await openSeal(key, "standup");
    const sealed = await seal.sealLine("ada", line);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sealed.length - 1),
        fc.constantFrom("", ...alphabet, "=", " "),
        async (at, put) => {
          fc.pre(put !== sealed[at]);
          const altered = sealed.slice(0, at) + put + sealed.slice(at + 1);
          expect(await seal.openLine("ada", altered)).toBeUndefined();
        },
      ),
    );
    // Where the last character has bits to spare, only one of those that mean the same is the right one.
    for (const message of ["a", "ab", "abc"]) {
      const said = await seal.sealLine("ada", { ...line, message });
      for (const last of alphabet) {
        const opened = await seal.openLine("ada", said.slice(0, -1) + last);
        expect(opened !== undefined).toBe(said.endsWith(last));
      }
    }
    for (const altered of [`${sealed}A`, `${sealed}=`, ` ${sealed}`, `${sealed}\n`]) {
      expect(await seal.openLine("ada", altered)).toBeUndefined();
    }
  });

  test("is nothing that merely looks like one", async () => {
    const seal = await openSeal(key, "standup");
    for (const text of [
      "",
      "A",
      "AAAA",
      "Hello, Bo!",
      "é",
      "A".repeat(16),
      "A".repeat(38),
      "A".repeat(400),
    ]) {
      expect(await seal.openLine("ada", text)).toBeUndefined();
    }
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect(await seal.openLine("ada", text)).toBeUndefined();
      }),
    );
  });

  test("opens as it was written down, less what isn't asked for", async () => {
    const seal = await openSeal(key, "standup");
    const text = JSON.stringify({ ...line, more: true });
    expect(await seal.openLine("ada", forge("chat", "ada", text))).toEqual(line);
  });

  test.each([
    ["no JSON", "{"],
    ["nothing", ""],
    ["null", "null"],
    ["a list", JSON.stringify([line])],
    ["a seq of none", JSON.stringify({ ...line, seq: undefined })],
    ["a seq of 0", JSON.stringify({ ...line, seq: 0 })],
    ["a seq below 0", JSON.stringify({ ...line, seq: -1 })],
    ["a seq past what is exact", JSON.stringify({ ...line, seq: 2 ** 53 })],
    ["a seq in quotes", JSON.stringify({ ...line, seq: "1" })],
    ["an after below 0", JSON.stringify({ ...line, after: -1 })],
    ["an after of a half", JSON.stringify({ ...line, after: 0.5 })],
    ["no after", JSON.stringify({ ...line, after: null })],
    ["no saw", JSON.stringify({ ...line, saw: undefined })],
    ["an endless at", JSON.stringify(line).replace(/"at":\d+/, '"at":1e999')],
    ["an at in quotes", JSON.stringify({ ...line, at: "1" })],
    ["no name", JSON.stringify({ ...line, name: undefined })],
    ["a number for a message", JSON.stringify({ ...line, message: 1 })],
  ])("doesn't open onto %s", async (_, text) => {
    const seal = await openSeal(key, "standup");
    expect(await seal.openLine("ada", forge("chat", "ada", text))).toBeUndefined();
  });
});

describe("a card", () => {
  test("says which certificates are a member's", async () => {
    const [here, there] = await Promise.all([openSeal(key, "standup"), openSeal(key, "standup")]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string()), fc.string(), async (fingerprints, id) => {
        expect(await there.openCard(id, await here.sealCard(id, fingerprints))).toEqual(fingerprints);
      }),
    );
  });

  test("doesn't open under another key, for another member, in another room, or as a line", async () => {
    const seal = await openSeal(key, "standup");
    const card = await seal.sealCard("ada", [print]);
    expect(await seal.openCard("bo", card)).toBeUndefined();
    expect(await (await openSeal(otherKey, "standup")).openCard("ada", card)).toBeUndefined();
    expect(await (await openSeal(key, "retro")).openCard("ada", card)).toBeUndefined();
    expect(await seal.openLine("ada", card)).toBeUndefined();
  });

  test("holds strings in a list, or doesn't open", async () => {
    const seal = await openSeal(key, "standup");
    expect(await seal.openCard("ada", forge("card", "ada", JSON.stringify([print])))).toEqual([print]);
    for (const text of ["", "{}", "null", `"${print}"`, "[1]", `["${print}",null]`, "[[]]"]) {
      expect(await seal.openCard("ada", forge("card", "ada", text))).toBeUndefined();
    }
  });
});

/** Both kinds of code keep the same promises. */
const codes = [
  ["of a sealed room", async (a: Side, b: Side) => (await openSeal(key, "standup")).code(a, b)],
  ["of a plain room", plainCode],
] as const;

describe.each(codes)("the code %s", (_, code) => {
  test("is the same whichever side is named first, and however fingerprints are written", async () => {
    const expected = await code(ada, bo);
    expect(await code(bo, ada)).toBe(expected);
    expect(await code(bo, { id: "ada", fingerprints: [otherPrint, print, print] })).toBe(expected);
    const lower = ada.fingerprints.map((fingerprint) => fingerprint.toLowerCase());
    expect(await code({ id: "ada", fingerprints: lower }, bo)).toBe(expected);
  });

  test("is another for other members and for other certificates", async () => {
    const shown = await Promise.all([
      code(ada, bo),
      code({ ...ada, id: "Ada" }, bo),
      code(ada, { ...bo, id: "cy" }),
      code({ ...ada, fingerprints: [print] }, bo),
      code({ ...ada, fingerprints: [] }, bo),
      code(ada, { ...bo, fingerprints: [print] }),
      // The same fingerprints, but the other way about.
      code({ id: "ada", fingerprints: bo.fingerprints }, { id: "bo", fingerprints: ada.fingerprints }),
      // The same fingerprints, but shared out otherwise.
      code(
        { id: "ada", fingerprints: [print] },
        { id: "bo", fingerprints: [otherPrint, ...bo.fingerprints] },
      ),
    ]);
    expect(new Set(shown).size).toBe(shown.length);
  });
});

/** The sides as both of them write them down. */
const written = JSON.stringify([
  JSON.stringify(["ada", [otherPrint, print].map((fingerprint) => fingerprint.toUpperCase())]),
  JSON.stringify(["bo", ["SHA-256 0A:0B:0C:0D"]]),
]);

function groupsOf(bytes: Buffer, count: number): string {
  return Array.from({ length: count }, (_, group) => `${bytes.readUInt32BE(4 * group) % 10_000}`)
    .map((digits) => digits.padStart(4, "0"))
    .join(" ");
}

describe("what the codes are made of", () => {
  test("in a sealed room, eight digits that nobody makes without the key", async () => {
    const shown = await (await openSeal(key, "standup")).code(ada, bo);
    expect(shown).toMatch(/^\d{4} \d{4}$/);
    const hmac = createHmac("sha256", derive("code", 32)).update(written).digest();
    expect(shown).toBe(groupsOf(hmac, 2));
    expect(await (await openSeal(otherKey, "standup")).code(ada, bo)).not.toBe(shown);
    expect(await (await openSeal(key, "retro")).code(ada, bo)).not.toBe(shown);
  });

  test("in a plain room, twenty digits that are slow to try", async () => {
    const shown = await plainCode(ada, bo);
    expect(shown).toMatch(/^\d{4}(?: \d{4}){4}$/);
    expect(shown).toBe(groupsOf(pbkdf2Sync(written, "parley/plain-code", 200_000, 20, "sha256"), 5));
  });

  test("whatever the sides, both ends see the same digits", async () => {
    const seal = await openSeal(key, "standup");
    const side = fc.record({ id: fc.string(), fingerprints: fc.array(fc.string()) });
    await fc.assert(
      fc.asyncProperty(side, side, async (a, b) => {
        const shown = await seal.code(a, b);
        expect(shown).toMatch(/^\d{4} \d{4}$/);
        expect(await seal.code(b, { ...a, fingerprints: a.fingerprints.toReversed() })).toBe(shown);
      }),
    );
  });
});
