// Any history a room may have: generated commands, each with what came of it.

import fc from "fast-check";
import { limits, type MemberId, type Role, type RoomKind, reactions } from "../../protocol/protocol.ts";
import type { Delivery } from "../../server/rooms/deliveries.ts";
import { emptyRoom, findMember, type PersonId, type Room, roleOf } from "../../server/rooms/room.ts";
import { type Command, deadline, type Step, step } from "../../server/rooms/step.ts";
import { morning } from "../fakes/rooms.ts";

/** What one command did. A refusal leaves the room as it was. */
export interface Moment {
  readonly before: Room;
  readonly command: Command;
  readonly outcome: Step;
  readonly after: Room;
  readonly now: number;
}

const talkative: Room = {
  ...emptyRoom,
  chat: {
    newest: limits.history - 1,
    lines: Array.from({ length: limits.history - 1 }, (_, index) => ({
      line: { n: index + 1, from: "zoe", name: "Zoe", message: "long ago", at: 0 },
      person: "zoe",
      to: "everybody",
    })),
  },
};

/** Those who may ever come, some of them in two tabs or after a reload. */
const persons: Readonly<Record<MemberId, PersonId>> = {
  ada1: "ada",
  ada2: "ada",
  bo1: "bo",
  bo2: "bo",
  cy1: "cy",
  cy2: "cy",
  di1: "di",
  eve1: "eve",
};
export const everyId: readonly MemberId[] = Object.keys(persons);
/** Holds the id, so that who is named can be found by either. */
const nameOf = (id: MemberId): string => `Name of ${id}`;

const anyId = fc.constantFrom(...everyId);
/** Found when it comes to it, so that much of what is asked for is theirs to ask. */
const theHost = "@host";
const aCohost = "@cohost";
const nth = fc.nat(5).map((place) => `@${place}`);
/** Of those who run nothing. */
const nthOrdinary = fc.nat(3).map((place) => `@ordinary ${place}`);
const inside = fc.oneof(
  { weight: 5, arbitrary: nth },
  { weight: 5, arbitrary: nthOrdinary },
  { weight: 1, arbitrary: anyId },
);
const running = fc.oneof(
  { weight: 8, arbitrary: fc.constant(theHost) },
  { weight: 2, arbitrary: fc.constant(aCohost) },
  { weight: 2, arbitrary: nth },
);
const somebody = fc.oneof({ weight: 1, arbitrary: inside }, { weight: 1, arbitrary: nthOrdinary });
const anyOrAll = fc.option(somebody, { freq: 4 });

/** Mostly one key, so that rooms fill. */
const seal = fc.oneof(
  { weight: 18, arbitrary: fc.constant("k1") },
  { weight: 1, arbitrary: fc.constant("k2") },
  { weight: 1, arbitrary: fc.constant(null) },
);
const card = fc.constantFrom("c1", "c2");
const media = { microphone: fc.boolean(), camera: fc.boolean() };
const settings = fc.record(
  {
    locked: fc.oneof(
      { weight: 1, arbitrary: fc.constant(true) },
      { weight: 3, arbitrary: fc.constant(false) },
    ),
    waitingRoom: fc.boolean(),
    unmute: fc.boolean(),
    chat: fc.constantFrom("everybody", "hosts", "hosts"),
    count: fc.boolean(),
  },
  { requiredKeys: [] },
);

function aJoin(id: fc.Arbitrary<MemberId>): fc.Arbitrary<Command> {
  const byDeed = fc.constantFrom(false, false, false, false, true);
  const hello = fc.record({ ...media, seal, card, ready: fc.boolean() });
  return fc.record({ id, byDeed, hello, most: fc.constantFrom(5, 6, 6) }).map((said) => {
    const greeting = { name: nameOf(said.id), kind: "meeting", ...said.hello } as const;
    return { type: "join", ...said, person: personOf(said.id), madeFor: null, hello: greeting };
  });
}

/** Mostly whoever a room may be made for comes first, and it has filled before anything else happens. */
const arrivals: fc.Arbitrary<readonly Command[]> = fc
  .tuple(
    fc.constantFrom("ada1", "ada1", "ada1", "bo1"),
    fc.shuffledSubarray([...everyId], { minLength: 2, maxLength: 5 }),
  )
  .chain(([first, others]) =>
    fc.tuple(...[first, ...others.filter((id) => id !== first)].map((id) => aJoin(fc.constant(id)))),
  );

const aKnock = anyId.map((id): Command => ({ type: "knock", id, person: personOf(id), name: nameOf(id) }));

export const aCommand: fc.Arbitrary<Command> = fc.oneof(
  { weight: 14, arbitrary: aJoin(anyId) },
  { weight: 3, arbitrary: aKnock },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("withdraw"), id: anyId }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("tick") }) },
  {
    weight: 7,
    arbitrary: fc.record({
      type: fc.constant("send"),
      id: inside,
      message: fc.constantFrom("sealed", "c2Vh", "not sealed"),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constantFrom("drop", "leave", "leave", "ready"),
      id: fc.oneof(inside, running),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("leave-chat"), id: inside }) },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant("set-media"), id: inside, ...media, screen: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("suspect"), id: inside, other: inside }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("watch"), id: inside, other: inside, height: fc.nat(1_000) }),
  },
  { weight: 5, arbitrary: fc.record({ type: fc.constant("raise-hand"), id: inside, up: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant("react"),
      id: inside,
      reaction: fc.constantFrom(...reactions),
    }),
  },
  { weight: 5, arbitrary: fc.record({ type: fc.constant("set-room"), id: running, settings }) },
  {
    weight: 9,
    arbitrary: fc.record({
      type: fc.constantFrom("admit", "admit", "turn-away", "mute", "give-floor", "give-floor", "give-floor"),
      id: running,
      other: fc.oneof({ weight: 3, arbitrary: anyOrAll }, { weight: 1, arbitrary: anyId }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constantFrom(
        ...(["ask-unmute", "stop-camera", "stop-screen", "lower-hand"] as const),
        ...(["remove", "remove", "make-host"] as const),
      ),
      id: running,
      other: somebody,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("make-cohost"),
      id: running,
      other: somebody,
      is: fc.constantFrom(true, true, false),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("end"), id: running, over: fc.boolean() }) },
);

/** A command, so many milliseconds after the one before it. */
interface Happening {
  readonly command: Command;
  readonly afterMs: number;
}

const afterMs = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom(0, 1, 1_000) },
  { weight: 2, arbitrary: fc.constantFrom(5_000, 29_000, 31_000) },
);

/** A page is gone, and another of the same person comes. */
const reload: fc.Arbitrary<readonly Happening[]> = fc
  .constantFrom(["ada1", "ada2"], ["ada2", "ada1"], ["bo1", "bo2"], ["bo2", "bo1"], ["cy1", "cy2"])
  .chain(([gone = "", id = ""]) =>
    fc.tuple(
      fc.record({ command: fc.constant<Command>({ type: "leave", id: gone }), afterMs }),
      fc.record({ command: aJoin(fc.constant(id)), afterMs }),
    ),
  );

const happening: fc.Arbitrary<readonly Happening[]> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ command: aCommand, afterMs }).map((one) => [one]) },
  { weight: 1, arbitrary: reload },
);

/** What happens in a room, from when it is made, or from when its chat is about to outgrow its bound. */
interface Script {
  readonly start: "new" | "talkative";
  readonly kind: RoomKind;
  readonly madeFor: PersonId | null;
  /** Whether the room is told the time when it wants to be. */
  readonly punctual: boolean;
  readonly arrivals: readonly Command[];
  readonly happenings: readonly (readonly Happening[])[];
}

const script: fc.Arbitrary<Script> = fc.record({
  start: fc.oneof(
    { weight: 9, arbitrary: fc.constant("new" as const) },
    { weight: 1, arbitrary: fc.constant("talkative" as const) },
  ),
  kind: fc.constantFrom("meeting", "classroom", "classroom"),
  madeFor: fc.constantFrom(null, null, "ada"),
  punctual: fc.boolean(),
  arrivals,
  happenings: fc.array(happening, { minLength: 10, maxLength: 50, size: "max" }),
});

/** One of them, where more is to happen after it. */
export const aHistory: fc.Arbitrary<readonly Moment[]> = script.map(play);

/** Enough that each mistake these properties are about was found when it was made on purpose. */
const runs = { numRuns: 80, seed: Math.trunc(Math.random() * 2 ** 31) };

/** Played once for all properties of a file: it is most of what they would cost. */
const histories: (readonly Moment[])[] = [];
fc.assert(
  fc.property(script, (happens) => {
    histories.push(play(happens));
  }),
  runs,
);

/** Holds for every history. */
export function always(holds: (history: readonly Moment[]) => void): void {
  try {
    for (const history of histories) holds(history);
  } catch (failure) {
    // The same ones again, to find the shortest for which it doesn't.
    fc.assert(
      fc.property(script, (happens) => holds(play(happens))),
      runs,
    );
    throw failure;
  }
}

/** Holds at every moment of every history. */
export function eachMoment(holds: (moment: Moment) => void): void {
  always((history) => {
    for (const moment of history) holds(moment);
  });
}

export function deliveriesOf({ outcome }: Moment): readonly Delivery[] {
  return outcome.ok ? outcome.deliveries : [];
}

export function connectedIn(room: Room): ReadonlySet<MemberId> {
  return new Set(room.members.filter(({ connected }) => connected).map(({ id }) => id));
}

/** What somebody is in the room, if they are in it. */
export function roleIn(room: Room, id: MemberId): Role | undefined {
  const member = findMember(room, id);
  return member && roleOf(room, member);
}

/** Whether everybody in a classroom may see them, said once more in words of the tests' own. */
export function isOnStage(room: Room, id: MemberId): boolean {
  const role = roleIn(room, id);
  return role !== undefined && (role !== "member" || room.floor === id);
}

/** Those of a classroom who are to know of nobody but those on stage. */
export function studentsIn(room: Room): readonly MemberId[] {
  if (room.kind !== "classroom") return [];
  return room.members.flatMap(({ id }) => (isOnStage(room, id) ? [] : [id]));
}

export function personOf(id: MemberId): PersonId {
  return persons[id] ?? id;
}

function play({ start, kind, madeFor, punctual, arrivals, happenings }: Script): readonly Moment[] {
  let room = start === "new" ? emptyRoom : talkative;
  let now = morning;
  const history: Moment[] = [];
  const perform = (command: Command): void => {
    const before = room;
    const outcome = step(before, command, now);
    if (outcome.ok) room = outcome.room;
    history.push({ before, command, outcome, after: room, now });
  };
  const first = arrivals.map((command) => ({ command, afterMs: 0 }));
  for (const { command, afterMs } of [...first, ...happenings.flat()]) {
    now += afterMs;
    const due = deadline(room);
    if (punctual && due !== null && due <= now) perform({ type: "tick" });
    const meant = resolve(room, command);
    perform(meant.type === "join" ? { ...meant, madeFor, hello: { ...meant.hello, kind } } : meant);
  }
  return history;
}

/** The command with those whom it means in this room. */
export function resolve(room: Room, command: Command): Command {
  if (command.type === "tick") return command;
  const id = find(room, command.id);
  if (!("other" in command) || command.other === null) return { ...command, id };
  // Those at the door, for what is said to them.
  const answers = command.type === "admit" || command.type === "turn-away";
  const caller = answers ? room.waiting[0]?.id : undefined;
  return { ...command, id, other: caller ?? find(room, command.other) };
}

function find(room: Room, who: string): MemberId {
  const { members } = room;
  if (who === theHost) return room.host ?? "nobody";
  if (who === aCohost) return members.find((member) => roleOf(room, member) === "cohost")?.id ?? "nobody";
  if (!who.startsWith("@")) return who;
  const ordinary = who.startsWith("@ordinary");
  const meant = ordinary ? members.filter((member) => roleOf(room, member) === "member") : members;
  return meant[Number(who.replace(/\D/g, "")) % meant.length]?.id ?? "nobody";
}
