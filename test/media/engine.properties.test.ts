import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Meeting } from "../fakes/meeting.ts";

const names = ["ada", "bo", "cy", "di"] as const;
const name = fc.constantFrom(...names);

/** What may go wrong, or merely happen, in any order. */
type Event =
  | { readonly type: "turn"; readonly ms: number }
  | { readonly type: "roster"; readonly roster: readonly string[]; readonly toldTo: readonly string[] }
  | { readonly type: "cut"; readonly a: string; readonly b: string }
  | { readonly type: "cut-at"; readonly a: string; readonly b: string }
  | { readonly type: "signalling"; readonly at: string; readonly here: boolean }
  | { readonly type: "loses-rings" | "blocks-media"; readonly so: boolean };

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("turn"), ms: fc.nat(20_000) }) },
  fc.record({
    type: fc.constant("roster"),
    roster: fc.subarray([...names]),
    toldTo: fc.subarray([...names]),
  }),
  fc.record({ type: fc.constantFrom("cut", "cut-at"), a: name, b: name }),
  fc.record({ type: fc.constant("signalling"), at: name, here: fc.boolean() }),
  fc.record({ type: fc.constantFrom("loses-rings", "blocks-media"), so: fc.boolean() }),
);

function happen(meeting: Meeting, happening: Event): void {
  switch (happening.type) {
    case "turn":
      return meeting.clock.turn(happening.ms);
    case "roster":
      for (const told of happening.toldTo) meeting.of(told).engine.setRoster(happening.roster);
      return;
    case "cut":
      return meeting.network.cut(happening.a, happening.b);
    case "cut-at":
      return meeting.network.cutAt(happening.a, happening.b);
    case "signalling":
      return meeting.network.setSignalling(happening.at, happening.here);
    case "loses-rings":
      meeting.network.losesRings = happening.so;
      return;
    case "blocks-media":
      meeting.network.blocksMedia = happening.so;
      return;
    default:
      return happening satisfies never;
  }
}

/** Enough for a call that is given up, and the longest wait before the next, more than once. */
const calmMs = 300_000;

/** Lets what was broken be whole again, and tells everybody who is in the room. */
function calmDown(meeting: Meeting, roster: readonly string[]): void {
  meeting.network.losesRings = false;
  meeting.network.blocksMedia = false;
  for (const id of names) meeting.network.setSignalling(id, true);
  meeting.tellAll(...roster);
  meeting.clock.turn(calmMs);
}

test("whatever has happened, once it is calm each pair has one call, dialled by the earlier", () => {
  const pairs = names.flatMap((earlier, place) =>
    names.slice(place + 1).map((later) => `${earlier}-${later}`),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 25, size: "max" }), (events) => {
      const meeting = new Meeting(...names);
      for (const happening of events) happen(meeting, happening);
      calmDown(meeting, names);
      expect([...meeting.network.connected()].sort()).toEqual(pairs);
      for (const id of names) {
        const { links, streams } = meeting.of(id);
        const others = names.filter((other) => other !== id);
        expect([...links.keys()].sort()).toEqual(others);
        expect([...streams.keys()].sort()).toEqual(others);
        expect(new Set(links.values())).toEqual(new Set(["direct"]));
      }
    }),
    { numRuns: 60 },
  );
});

test("whatever has happened, once everybody is gone nothing is left, nor waits to be done", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 25, size: "max" }), (events) => {
      const meeting = new Meeting(...names);
      for (const happening of events) happen(meeting, happening);
      calmDown(meeting, []);
      expect(meeting.network.connected()).toEqual([]);
      expect(meeting.clock.waiting()).toBe(0);
      for (const id of names) {
        expect(meeting.of(id).links.size).toBe(0);
        expect(meeting.of(id).streams.size).toBe(0);
      }
    }),
    { numRuns: 60 },
  );
});
