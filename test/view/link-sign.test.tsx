import { describe, expect, test } from "@jest/globals";
import { signal } from "@preact/signals";
import type { Sign } from "../../client/media/ports.ts";
import { LinkSign } from "../../client/view/link-sign.tsx";

const member = { id: "bo", name: "Bo", microphone: true, camera: true, role: "member", ready: true } as const;

function look(sign: Sign | undefined, tiny: boolean) {
  const signs = signal<ReadonlyMap<string, Sign>>(new Map(sign && [["bo", sign]]));
  return LinkSign({ member, signs, tiny, onPress: () => {} });
}

describe("the sign of a link", () => {
  test.each<[Sign, string]>([
    ["good", "Good connection"],
    ["fair", "Fair connection"],
    ["poor", "Weak connection"],
  ])("says in words that it is %s, and leads to more of it", (sign, words) => {
    const drawn = look(sign, false);
    expect(drawn?.type).toBe("button");
    expect(drawn?.props).toMatchObject({ "aria-label": "Connection of Bo", title: words });
  });

  test("isn't there until something is known", () => {
    expect(look(undefined, false)).toBeNull();
  });

  test("is on a tiny tile only where it is poor, and no button, which all of the tile is already", () => {
    expect(look("good", true)).toBeNull();
    expect(look("fair", true)).toBeNull();
    expect(look("poor", true)?.type).toBe("span");
  });
});
