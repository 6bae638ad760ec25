// Any history a room may have: generated commands, each with what came of it.

import fc from "fast-check";
import { limits, type MemberId } from "../../protocol/protocol.ts";
import { type Command, emptyRoom, type Room, type Step, step } from "../../server/rooms/room.ts";
import { morning } from "../fakes/rooms.ts";

/** What one command did. A refusal leaves the room as it was. */
export interface Moment {
  readonly before: Room;
  readonly command: Command;
  readonly outcome: Step;
  readonly after: Room;
}

const talkative: Room = {
  ...emptyRoom,
  chat: {
    newest: limits.history - 1,
    lines: Array.from({ length: limits.history - 1 }, (_, index) => ({
      n: index + 1,
      from: "zoe",
      name: "Zoe",
      message: "long ago",
      at: 0,
    })),
  },
};

const ids: readonly MemberId[] = ["ada", "bo", "cy", "di"];
const id = fc.constantFrom(...ids);
/** Mostly one key, so that rooms fill. */
const seal = fc.oneof(
  { weight: 8, arbitrary: fc.constant("k1") },
  { weight: 1, arbitrary: fc.constant("k2") },
  { weight: 1, arbitrary: fc.constant(null) },
);
const card = fc.constantFrom("c1", "c2");
const media = { microphone: fc.boolean(), camera: fc.boolean() };

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant("join"),
      id,
      hello: fc.record({ name: fc.constantFrom("Ada", "Guest"), ...media, seal, card }),
      most: fc.constantFrom(3, 4),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant("send"),
      id,
      message: fc.constantFrom("sealed", "c2Vh", "not sealed"),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("drop"), id }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("leave"), id }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("leave-chat"), id }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("set-media"), id, ...media }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("suspect"), id, other: id }) },
);

/** What happens in a room, from when it is made, or from when its chat is about to outgrow its bound. */
interface Script {
  readonly start: "new" | "talkative";
  readonly commands: readonly Command[];
}

const script: fc.Arbitrary<Script> = fc.record({
  start: fc.oneof(
    { weight: 9, arbitrary: fc.constant("new" as const) },
    { weight: 1, arbitrary: fc.constant("talkative" as const) },
  ),
  commands: fc.array(command, { minLength: 1, maxLength: 40, size: "max" }),
});

/** Enough that each mistake these properties are about was found when it was made on purpose. */
const runs = { numRuns: 80 };

/** Holds for every history. */
export function always(holds: (history: readonly Moment[]) => void): void {
  fc.assert(
    fc.property(script, (happens) => holds(play(happens))),
    runs,
  );
}

/** Holds at every moment of every history. */
export function eachMoment(holds: (moment: Moment) => void): void {
  always((history) => {
    for (const moment of history) holds(moment);
  });
}

function play({ start, commands }: Script): readonly Moment[] {
  let room = start === "new" ? emptyRoom : talkative;
  return commands.map((command, index) => {
    const before = room;
    const outcome = step(before, command, morning + index);
    if (outcome.ok) room = outcome.room;
    return { before, command, outcome, after: room };
  });
}
