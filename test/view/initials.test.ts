import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Initials, initialsOf } from "../../client/view/initials.tsx";

describe("the initials", () => {
  test.each([
    ["Ada", "A"],
    ["Ada Lovelace", "AL"],
    ["Augusta Ada King", "AK"],
    ["ada lovelace", "AL"],
    ["Anna-Lena", "AL"],
    ["ada_lovelace", "AL"],
    ["  Ada   Lovelace  ", "AL"],
    ["Ada (she/her)", "AS"],
    ["'t Hooft", "TH"],
    ["Élodie", "É"],
    ["e\u0301lodie", "E\u0301"],
    ["李小龙", "李"],
    ["हिमानी शाह", "हिशा"],
    ["Agent 47", "A4"],
    ["🦊 Ada", "A"],
    ["𝒜da", "𝒜"],
  ])("of %j are %j", (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });

  test.each(["", " ", "🦊", "-", "?!"])("of %j are a question mark, as there is no letter in it", (name) => {
    expect(initialsOf(name)).toBe("?");
  });

  test("are never nothing, whatever the name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        expect(initialsOf(name)).not.toBe("");
      }),
    );
  });
});

describe("the colour behind them", () => {
  const hueOf = (seed: string) => Number(Initials({ name: "Ada", seed }).props.style["--hue"]);

  test("is somewhere on the wheel, whatever the id", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (seed) => {
        const hue = hueOf(seed);
        expect(hue).toBeGreaterThanOrEqual(0);
        expect(hue).toBeLessThan(360);
      }),
    );
  });

  test("is a member's own wherever they are shown, whatever they are called", () => {
    const seed = "1d3f2a3c-7f6e-4f0a-9c39-0d6d9c3b2a11";
    expect(Initials({ name: "Bo", seed }).props.style).toEqual(Initials({ name: "Ada", seed }).props.style);
  });

  test("tells neighbouring ids apart", () => {
    const hues = ["user-1", "user-2", "user-3", "user-4"].map(hueOf);
    expect(new Set(hues).size).toBe(4);
  });

  test("is decoration, since the name is written beside it", () => {
    expect(Initials({ name: "Ada", seed: "ada" }).props).toMatchObject({
      "aria-hidden": "true",
      children: "A",
    });
  });
});
