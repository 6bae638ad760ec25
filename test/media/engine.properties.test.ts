import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Meeting } from "../fakes/meeting.ts";
import { delays } from "../fakes/network.ts";

const names = ["ada", "bo", "cy", "di"] as const;
const name = fc.constantFrom(...names);

/** Two who are told apart: nobody calls themselves. */
const between = fc.subarray([...names], { minLength: 2, maxLength: 2 });

/** What may go wrong, or merely happen, in any order. */
type Event =
  | { readonly type: "turn"; readonly ms: number }
  | { readonly type: "roster"; readonly roster: readonly string[]; readonly toldTo: readonly string[] }
  | { readonly type: "cut"; readonly a: string; readonly b: string }
  | { readonly type: "cut-at"; readonly a: string; readonly b: string }
  | { readonly type: "signalling"; readonly at: string; readonly here: boolean }
  | {
      readonly type: "intercept";
      readonly a: string;
      readonly b: string;
      readonly noticing: readonly string[];
    }
  | { readonly type: "relent" }
  | { readonly type: "break"; readonly a: string; readonly b: string; readonly noticing: readonly string[] }
  | { readonly type: "block"; readonly a: string; readonly b: string; readonly so: boolean }
  /** How often each thing arrives that is said to mend calls, and when. */
  | { readonly type: "mail"; readonly mailMs: readonly (readonly number[])[] }
  | {
      readonly type: "reach";
      readonly at: string;
      readonly here: boolean;
      readonly roster: readonly string[];
    }
  | { readonly type: "retry"; readonly at: string }
  | { readonly type: "loses-rings" | "blocks-media"; readonly so: boolean };

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("turn"), ms: fc.nat(20_000) }) },
  fc.record({
    type: fc.constant("roster"),
    roster: fc.subarray([...names]),
    toldTo: fc.subarray([...names]),
  }),
  fc.record({ type: fc.constantFrom("cut", "cut-at"), a: name, b: name }),
  fc.record({ type: fc.constant("relent") }),
  between.chain(([a = "", b = ""]) =>
    fc.record({
      type: fc.constant("intercept"),
      a: fc.constant(a),
      b: fc.constant(b),
      noticing: fc.subarray([a, b], { minLength: 1 }),
    }),
  ),
  {
    weight: 3,
    arbitrary: between.chain(([a = "", b = ""]) =>
      fc.record({
        type: fc.constant("break"),
        a: fc.constant(a),
        b: fc.constant(b),
        noticing: fc.subarray([a, b], { minLength: 1 }),
      }),
    ),
  },
  fc.record({ type: fc.constant("block"), a: name, b: name, so: fc.boolean() }),
  fc.record({
    type: fc.constant("mail"),
    mailMs: fc.array(fc.array(fc.nat(10_000), { maxLength: 3 }), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    type: fc.constant("reach"),
    at: name,
    here: fc.boolean(),
    roster: fc.oneof(fc.constant(names), fc.subarray([...names])),
  }),
  fc.record({ type: fc.constant("retry"), at: name }),
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
    case "intercept":
      return meeting.network.intercept(happening.a, happening.b, happening.noticing);
    case "relent":
      return meeting.network.relent();
    case "break":
      return meeting.network.breakWay(happening.a, happening.b, happening.noticing);
    case "block":
      return meeting.network.block(happening.a, happening.b, happening.so);
    case "mail":
      meeting.network.mailMs = happening.mailMs;
      return;
    case "reach":
      return meeting.setReached(happening.at, happening.here, ...happening.roster);
    case "retry":
      return meeting.of(happening.at).engine.retry();
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

const pairs = names.flatMap((earlier, place) =>
  names.slice(place + 1).map((later) => [earlier, later] as const),
);

/** The pairs of which either has noticed that somebody stood between. */
function interceptedIn(meeting: Meeting): ReadonlySet<string> {
  const noticed = (a: string, b: string) => meeting.of(a).links.get(b) === "intercepted";
  return new Set(pairs.flatMap(([a, b]) => (noticed(a, b) || noticed(b, a) ? [`${a}-${b}`] : [])));
}

/** Lets what was broken be whole again, and tells everybody who is in the room, and what others noticed. */
function calmDown(meeting: Meeting, roster: readonly string[]): void {
  meeting.network.losesRings = false;
  meeting.network.blocksMedia = false;
  meeting.network.relent();
  meeting.network.unblock();
  meeting.network.mailMs = [[delays.mail]];
  for (const id of names) meeting.setReached(id, true, ...roster);
  for (const id of names) meeting.network.setSignalling(id, true);
  meeting.tellAll(...roster);
  for (const [a, b] of pairs) {
    if (!interceptedIn(meeting).has(`${a}-${b}`)) continue;
    meeting.of(a).engine.distrust(b);
    meeting.of(b).engine.distrust(a);
  }
  meeting.clock.turn(calmMs);
}

test("whatever has happened, once it is calm each pair has one call, dialled by the earlier, or none for good", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 25, size: "max" }), (events) => {
      const meeting = new Meeting(...names);
      for (const happening of events) happen(meeting, happening);
      calmDown(meeting, names);
      const intercepted = interceptedIn(meeting);
      const calls = pairs.map((pair) => pair.join("-")).filter((call) => !intercepted.has(call));
      expect([...meeting.network.connected()].sort()).toEqual(calls);
      expect([...meeting.network.alive()].sort()).toEqual(calls);
      for (const id of names) {
        const { links, streams, fingerprints } = meeting.of(id);
        const others = names.filter((other) => other !== id);
        const reached = others.filter((other) => !intercepted.has([id, other].sort().join("-")));
        expect([...links.keys()].sort()).toEqual(others);
        expect([...streams.keys()].sort()).toEqual(reached);
        expect([...fingerprints.keys()].sort()).toEqual(reached);
        for (const other of others)
          expect(links.get(other)).toBe(reached.includes(other) ? "direct" : "intercepted");
      }
    }),
    { numRuns: 60 },
  );
});

test("whatever has happened, who was found intercepted is never called again while they stay", () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 25, size: "max" }), (events) => {
      const meeting = new Meeting(...names);
      meeting.tellAll(...names);
      for (const happening of events) {
        const noticed = pairs.filter(([a, b]) => meeting.of(a).links.get(b) === "intercepted");
        const before = meeting.network.dialled.length;
        happen(meeting, happening);
        const since = meeting.network.dialled.slice(before);
        if (happening.type !== "roster")
          expect(noticed.filter((pair) => since.includes(pair.join("-")))).toEqual([]);
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
        expect(meeting.of(id).fingerprints.size).toBe(0);
      }
    }),
    { numRuns: 60 },
  );
});
