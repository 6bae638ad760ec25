import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Plan, plan, type Situation } from "../../client/media/plan.ts";

const nobody: ReadonlySet<string> = new Set();

function situation(changed: Partial<Situation>): Situation {
  return {
    ...{ self: "bo", roster: ["ada", "bo", "cy", "di"] },
    ...{ away: nobody, linked: nobody, ringing: nobody, ...changed },
  };
}

describe("a plan", () => {
  test("dials those who came later, in order, and waits for those who came earlier", () => {
    expect(plan(situation({}))).toEqual({ dial: ["cy", "di"], answer: [], hangUp: [] });
  });

  test("leaves alone whoever there is a link with already", () => {
    expect(plan(situation({ linked: new Set(["ada", "cy"]) }))).toEqual({
      dial: ["di"],
      answer: [],
      hangUp: [],
    });
  });

  test("dials nobody who is away, and answers and hangs up on them as on everybody", () => {
    const away = new Set(["ada", "cy", "eve"]);
    expect(plan(situation({ away, ringing: new Set(["ada"]), linked: new Set(["eve"]) }))).toEqual({
      dial: ["di"],
      answer: ["ada"],
      hangUp: ["eve"],
    });
  });

  test("answers whoever came earlier, even in place of a link there was", () => {
    expect(plan(situation({ linked: new Set(["ada", "cy", "di"]), ringing: new Set(["ada"]) }))).toEqual({
      dial: [],
      answer: ["ada"],
      hangUp: [],
    });
  });

  test("answers nobody who came later, since it is for us to dial them", () => {
    expect(plan(situation({ ringing: new Set(["cy"]) })).answer).toEqual([]);
  });

  test("answers nobody who is not in the room", () => {
    expect(plan(situation({ ringing: new Set(["eve"]) })).answer).toEqual([]);
  });

  test("hangs up on whoever is gone", () => {
    expect(plan(situation({ linked: new Set(["ada", "cy", "di", "eve"]) })).hangUp).toEqual(["eve"]);
  });

  test("hangs up on everybody, and dials nobody, where we are not in the room ourselves", () => {
    const outside = situation({
      self: "eve",
      linked: new Set(["ada", "di"]),
      ringing: new Set(["cy"]),
    });
    expect(plan(outside)).toEqual({ dial: [], answer: [], hangUp: ["ada", "di"] });
  });
});

const ids = ["ada", "bo", "cy", "di", "eve", "flo"];
const roster = fc.shuffledSubarray(ids);
const some = fc.subarray(ids).map((chosen) => new Set(chosen));
const situations = fc.record({
  ...{ self: fc.constantFrom(...ids), roster },
  ...{ away: some, linked: some, ringing: some },
});

/** The links once all that was planned is done. */
function carryOut({ linked }: Situation, { dial, answer, hangUp }: Plan): ReadonlySet<string> {
  const gone = new Set(hangUp);
  return new Set([...linked, ...dial, ...answer].filter((id) => !gone.has(id)));
}

describe("in whatever situation", () => {
  test("each pair of a roster has exactly one who dials: the earlier", () => {
    fc.assert(
      fc.property(roster, (members) => {
        const dialled = members.flatMap((self) =>
          plan(situation({ self, roster: members })).dial.map((other) => `${self} dials ${other}`),
        );
        const pairs = members.flatMap((self, place) =>
          members.slice(place + 1).map((other) => `${self} dials ${other}`),
        );
        expect(dialled).toEqual(pairs);
      }),
    );
  });

  test("a plan that was carried out leaves nothing to do", () => {
    fc.assert(
      fc.property(situations, (given) => {
        const linked = carryOut(given, plan(given));
        expect(plan({ ...given, linked, ringing: nobody })).toEqual({ dial: [], answer: [], hangUp: [] });
      }),
    );
  });

  test("nobody who should not be linked stays linked, and whoever we dial is linked then", () => {
    fc.assert(
      fc.property(situations, (given) => {
        const { self, roster: members } = given;
        const linked = carryOut(given, plan(given));
        const place = members.indexOf(self);
        const allowed = place < 0 ? [] : members.filter((id) => id !== self);
        expect([...linked].filter((id) => !allowed.includes(id))).toEqual([]);
        if (place >= 0)
          for (const later of members.slice(place + 1))
            if (!given.away.has(later)) expect(linked).toContain(later);
      }),
    );
  });

  test("nobody is both dialled and answered, nor dialled and hung up on, nor is it ourselves", () => {
    fc.assert(
      fc.property(situations, (given) => {
        const { dial, answer, hangUp } = plan(given);
        expect(dial.filter((id) => answer.includes(id) || hangUp.includes(id))).toEqual([]);
        expect(answer.filter((id) => hangUp.includes(id))).toEqual([]);
        expect([...dial, ...answer]).not.toContain(given.self);
      }),
    );
  });
});
