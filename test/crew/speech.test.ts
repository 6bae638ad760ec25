import { describe, expect, test } from "@jest/globals";
import { listen, type Speech, silence, speakersIn } from "../../client/crew/speech.ts";

const stepMs = 150;

/** Who is loud at each step; everybody else in the room is quiet. */
function hear(room: readonly string[], steps: readonly string[], from: Speech = silence, at = 0): Speech {
  return steps.reduce(
    (speech, loud, i) =>
      listen(speech, new Map(room.map((id) => [id, loud.includes(id) ? 0.2 : 0.001])), "s", at + i * stepMs),
    from,
  );
}

const room = ["s", "a", "b"];
const steps = (n: number, loud: string) => Array.from({ length: n }, () => loud);
const speakers = (speech: Speech) => [...speakersIn(speech)].toSorted().join("");

describe("who is heard", () => {
  test("is whoever is loud for more than a knock, oneself too", () => {
    expect(speakers(hear(room, ["a"]))).toBe("");
    expect(speakers(hear(room, steps(2, "a")))).toBe("a");
    expect(speakers(hear(room, steps(3, "as")))).toBe("as");
  });

  test("is still heard between two words, and no longer when they have ended", () => {
    const said = hear(room, steps(4, "a"));
    expect(speakers(hear(room, steps(3, ""), said, 600))).toBe("a");
    expect(speakers(hear(room, steps(7, ""), said, 600))).toBe("");
  });

  test("doesn't flicker while somebody speaks as people do", () => {
    let speech = hear(room, steps(3, "a"));
    for (let i = 0; i < 40; i += 1) {
      speech = hear(room, [i % 4 === 0 ? "a" : ""], speech, 450 + i * stepMs);
      expect(speakers(speech)).toBe("a");
    }
  });
});

describe("who has the stage", () => {
  test("is nobody before anybody has spoken for a moment", () => {
    expect(hear(room, steps(4, "a")).speaker).toBeUndefined();
    expect(hear(room, steps(8, "a")).speaker).toBe("a");
  });

  test("stays when they fall silent, until another speaks for a moment", () => {
    const after = hear(room, [...steps(10, "a"), ...steps(40, "")]);
    expect(after.speaker).toBe("a");
    expect(hear(room, steps(3, "b"), after, 50 * stepMs).speaker).toBe("a");
    expect(hear(room, steps(9, "b"), after, 50 * stepMs).speaker).toBe("b");
  });

  test("isn't taken from whoever goes on speaking", () => {
    expect(hear(room, [...steps(10, "a"), ...steps(60, "ab")]).speaker).toBe("a");
  });

  test("is never one's own", () => {
    expect(hear(room, steps(40, "s")).speaker).toBeUndefined();
  });

  test("changes no more often than can be followed, however they take turns", () => {
    let speech = silence;
    let changes = 0;
    for (let i = 0; i < 400; i += 1) {
      const before = speech.speaker;
      speech = hear(room, [Math.floor(i / 8) % 2 ? "a" : "b"], speech, i * stepMs);
      if (speech.speaker !== before) changes += 1;
    }
    expect(changes).toBeGreaterThan(2);
    expect(changes).toBeLessThanOrEqual((400 * stepMs) / 2_500 + 1);
  });

  test("is given up by whoever leaves", () => {
    const before = hear(room, steps(10, "a"));
    expect(hear(["s", "b"], steps(1, ""), before, 1_500).speaker).toBeUndefined();
  });
});
