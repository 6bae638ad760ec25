// Short words for the tests of the rooms: who comes, what was accepted, who was told what.

import type { Hello, MemberId } from "../../protocol/protocol.ts";
import {
  type Command,
  type Delivery,
  emptyRoom,
  type Room,
  type Step,
  step,
} from "../../server/rooms/room.ts";

/** Half past nine in the morning, on the day these tests were written. */
export const morning = Date.UTC(2025, 0, 6, 9, 30);

/** More than come in any of these tests but those of a full room. */
const most = 10;

export function join(id: MemberId, name: string = id, more: Partial<Hello> = {}): Command {
  return { type: "join", id, hello: { name, microphone: true, camera: true, seal: null, ...more }, most };
}

export function accepted(outcome: Step): Extract<Step, { ok: true }> {
  if (!outcome.ok) throw new Error(`Refused: ${outcome.code}`);
  return outcome;
}

/** The room after these commands, none of which is refused. */
export function roomAfter(...commands: readonly Command[]): Room {
  return commands.reduce((room, command) => accepted(step(room, command, morning)).room, emptyRoom);
}

/** What one member is told, in order. */
export function toldTo(id: MemberId, deliveries: readonly Delivery[]): readonly Omit<Delivery, "to">[] {
  return deliveries.filter(({ to }) => to.includes(id)).map(({ event, args }) => ({ event, args }));
}

/** Whom each event of a kind names, and to whom it goes. */
export function calls(
  event: "call-connected" | "call-disconnected",
  deliveries: readonly Delivery[],
): readonly string[] {
  return deliveries.flatMap((delivery) =>
    delivery.event === event ? delivery.to.map((id) => `${id} hears of ${delivery.args[0]}`) : [],
  );
}
