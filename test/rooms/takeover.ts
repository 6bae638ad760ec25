// One process after another has a room: what members were given to keep, and what comes of their bringing
// it back in any order while others do what they like.

import fc from "fast-check";
import type { MemberId } from "../../protocol/protocol.ts";
import type { Change } from "../../server/rooms/deliveries.ts";
import { gather, isIn, type Keeper, type Past, pastFor } from "../../server/rooms/past.ts";
import { recover } from "../../server/rooms/recovery.ts";
import { emptyRoom, findMember, type Room } from "../../server/rooms/room.ts";
import { type Command, step } from "../../server/rooms/step.ts";
import { aCommand, deliveriesOf, type Moment, personOf, resolve } from "./history.ts";

/** What somebody was given: the room as it was then, of which they carry what they may. */
export interface Held {
  readonly id: MemberId;
  readonly room: Room;
  readonly keeper: Keeper;
}

export interface Process {
  readonly keeper: Keeper;
  readonly room: Room;
  readonly pasts: readonly Past[];
  /** Of the meeting that goes on. */
  readonly past: Past | null;
  readonly now: number;
}

/** Somebody brings something back, or does anything else. */
export type Turn =
  | { readonly type: "return"; readonly who: number; readonly back: number; readonly joins: boolean }
  | { readonly type: "act"; readonly command: Command; readonly afterMs: number };

/** What a turn did. */
export interface Happened {
  readonly before: Process;
  readonly turn: Turn;
  readonly command: Command | undefined;
  readonly change: Change | undefined;
  readonly after: Process;
}

const aReturn: fc.Arbitrary<Turn> = fc.record({
  type: fc.constant("return"),
  who: fc.nat(20),
  back: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(30) }),
  joins: fc.constantFrom(true, true, true, false),
});
const anAct: fc.Arbitrary<Turn> = fc.record({
  type: fc.constant("act"),
  command: aCommand,
  afterMs: fc.constantFrom(0, 1, 300, 6_000),
});
export const returns = fc.array(aReturn, { minLength: 1, maxLength: 14 });
export const turns = fc.array(fc.oneof({ weight: 3, arbitrary: aReturn }, { weight: 3, arbitrary: anAct }), {
  minLength: 4,
  maxLength: 40,
  size: "max",
});

export function carry({ id, room, keeper }: Held): Past {
  const viewer = findMember(room, id);
  if (!viewer) throw new Error(`${id} was given something of a room they weren't in`);
  return JSON.parse(JSON.stringify(pastFor(room, viewer, keeper)));
}

/** All that was given to anybody in a history. */
export function heldIn(history: readonly Moment[], keeper: Keeper): readonly Held[] {
  return history.flatMap((moment) =>
    deliveriesOf(moment).flatMap(({ to, event }) =>
      event === "room" ? to.map((id) => ({ id, room: moment.after, keeper })) : [],
    ),
  );
}

export function heldAfter(happened: readonly Happened[]): readonly Held[] {
  return happened.flatMap(({ change, after }) =>
    (change?.deliveries ?? []).flatMap(({ to, event }) =>
      event === "room"
        ? to.flatMap((id) =>
            findMember(after.room, id) ? { id, room: after.room, keeper: after.keeper } : [],
          )
        : [],
    ),
  );
}

/** A process that knows nothing. */
export function begin(number: number, now: number): Process {
  return { keeper: { process: number, opened: number }, room: emptyRoom, pasts: [], past: null, now };
}

/** Which of all they were given somebody brings. */
export function pick(
  held: readonly Held[],
  { who, back }: Extract<Turn, { type: "return" }>,
): Held | undefined {
  const ids = [...new Set(held.map(({ id }) => id))];
  const theirs = held.filter(({ id }) => id === ids[who % ids.length]);
  return theirs[theirs.length - 1 - (back % theirs.length)];
}

/** The room with what is brought, as far as that is let pass. */
export function bring(process: Process, id: MemberId, carried: Past): Process & { readonly change?: Change } {
  const { room, past: before, now } = process;
  if (!isIn(carried, id) || carried.stamp.process === process.keeper.process) return process;
  if (before && (before.facts.born !== room.born || room.members.length === 0)) return process;
  if (!before && room.founder !== null && room.members.length === 0) return process;
  const pasts = gather(process.pasts, carried);
  const [past = carried] = pasts;
  const change = recover(room, before, past, now);
  return { ...process, room: change.room, pasts, past, change };
}

export function run(start: Process, held: readonly Held[], script: readonly Turn[]): readonly Happened[] {
  const happened: Happened[] = [];
  let process = start;
  const note = (turn: Turn, command: Command | undefined, change: Change | undefined, after: Process) => {
    happened.push({ before: process, turn, command, change, after });
    process = after;
  };
  for (const turn of script) {
    if (turn.type === "return") {
      const brought = pick(held, turn);
      if (!brought) continue;
      const { change, ...after } = bring(process, brought.id, carry(brought));
      note(turn, undefined, change, after);
      if (turn.joins) perform(turn, comeBack(brought));
    } else {
      process = { ...process, now: process.now + turn.afterMs };
      perform(turn, resolve(process.room, turn.command));
    }
  }
  return happened;

  function perform(turn: Turn, command: Command): void {
    const outcome = step(process.room, command, process.now);
    note(
      turn,
      command,
      outcome.ok ? outcome : undefined,
      outcome.ok ? { ...process, room: outcome.room } : process,
    );
  }
}

function comeBack({ id, room }: Held): Command {
  const { seal, kind } = room;
  const hello = { name: id, microphone: true, camera: true, ready: true, seal, kind };
  return { type: "join", id, person: personOf(id), byDeed: false, madeFor: null, most: 50, hello };
}
