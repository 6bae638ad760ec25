// In whatever state a classroom may come to, a student knows of nobody but those on stage.

import { describe, expect, test } from "@jest/globals";
import type { MemberId } from "../../protocol/protocol.ts";
import type { Delivery } from "../../server/rooms/deliveries.ts";
import { findMember, type Room } from "../../server/rooms/room.ts";
import { maySignal, sees } from "../../server/rooms/sees.ts";
import type { Command } from "../../server/rooms/step.ts";
import { showLobby } from "../../server/rooms/views.ts";
import { toldTo, viewFor } from "../fakes/rooms.ts";
import {
  always,
  deliveriesOf,
  eachMoment,
  everyId,
  isOnStage,
  type Moment,
  personOf,
  roleIn,
  studentsIn,
} from "./history.ts";

type Told = Omit<Delivery, "to">;

/** Whoever isn't to be known to that student, neither before that moment nor after it. */
function hiddenFrom(id: MemberId, { before, after }: Moment): readonly MemberId[] {
  const known = isOnStage(before, id) ? before.members.map((member) => member.id) : [id];
  return everyId.filter(
    (other) => !known.includes(other) && !isOnStage(before, other) && !isOnStage(after, other),
  );
}

/** Those who were students before and are after. */
function studentsThroughout({ before, after }: Moment): readonly MemberId[] {
  const then = studentsIn(before);
  return studentsIn(after).filter((id) => then.includes(id));
}

/** Whether it is said to that member, or by them. */
function concerns(command: Command, id: MemberId): boolean {
  if (command.type === "tick") return false;
  return command.id === id || ("other" in command && (command.other === id || command.other === null));
}

/** What they see, but for how often it has changed. */
function lookOf(room: Room, id: MemberId): string {
  return JSON.stringify({ ...viewFor(id, room), revision: 0 });
}

describe("a student of a classroom", () => {
  test("doesn't see another, and can't signal to them", () => {
    eachMoment(({ after }) => {
      for (const id of studentsIn(after))
        for (const other of studentsIn(after)) {
          const [a, b] = [findMember(after, id), findMember(after, other)];
          expect(a && b && sees(after, a, b)).toBe(false);
          expect(maySignal(after, id, other)).toBe(false);
        }
    });
  });

  test("sees whoever is on stage, and is seen by them", () => {
    eachMoment(({ after }) => {
      const onStage = after.members.map(({ id }) => id).filter((id) => isOnStage(after, id));
      for (const id of studentsIn(after))
        for (const other of onStage)
          expect([maySignal(after, id, other), maySignal(after, other, id)]).toEqual([true, true]);
    });
  });

  test("is sent no id and no name of another, in nothing but the chat", () => {
    eachMoment((moment) => {
      for (const id of studentsIn(moment.after)) {
        const told = toldTo(id, deliveriesOf(moment)).filter(({ event }) => event !== "receive");
        const text = JSON.stringify(told);
        // A name holds the id.
        for (const other of hiddenFrom(id, moment)) expect(text).not.toContain(other);
      }
    });
  });

  test("is sent nothing while nothing changes for them, and nothing is said to them", () => {
    eachMoment((moment) => {
      const { before, after, command } = moment;
      for (const id of studentsThroughout(moment)) {
        if (lookOf(before, id) !== lookOf(after, id) || concerns(command, id)) continue;
        // Generated histories let whoever is inside knock as well, and be admitted.
        if (before.waiting.some((caller) => caller.id === id)) continue;
        const told = toldTo(id, deliveriesOf(moment));
        expect(told.filter((word) => !isOfTheStage(word, after, id))).toEqual([]);
      }
    });
  });

  test("can't count by their view's revision what happens to others", () => {
    eachMoment((moment) => {
      const { before, after } = moment;
      for (const id of studentsThroughout(moment)) {
        const grown = viewFor(id, after).revision - viewFor(id, before).revision;
        expect(grown).toBe(lookOf(before, id) === lookOf(after, id) ? 0 : 1);
      }
    });
  });

  test("who has just come starts at the same revision, however many came before", () => {
    eachMoment((moment) => {
      const { before, after, command, outcome } = moment;
      if (command.type !== "join" || !outcome.ok || findMember(before, command.id)) return;
      if (studentsIn(after).includes(command.id)) expect(viewFor(command.id, after).revision).toBe(1);
    });
  });

  test("is told how many they are where that was set, and nowhere else", () => {
    eachMoment(({ after }) => {
      for (const { id } of after.members) {
        const { count } = viewFor(id, after);
        const ordinary = after.members.filter((member) => roleIn(after, member.id) === "member");
        const told = after.kind === "classroom" && roleIn(after, id) === "member" && after.settings.count;
        expect(count).toBe(told ? ordinary.length : undefined);
      }
    });
  });

  test("never is shown who waits at the door", () => {
    eachMoment(({ after }) => {
      for (const { id } of after.members)
        if (roleIn(after, id) === "member") expect(viewFor(id, after)).not.toHaveProperty("waiting");
    });
  });

  test("can't be known from the lobby", () => {
    eachMoment(({ after }) => {
      const text = JSON.stringify(showLobby(after));
      const { members, kind } = after;
      if (kind !== "classroom") return;
      for (const { id } of members) if (roleIn(after, id) === "member") expect(text).not.toContain(id);
    });
  });
});

describe("the floor", () => {
  test("is only ever a student's who is there", () => {
    eachMoment(({ after }) => {
      if (after.floor === null) return;
      expect([after.kind, roleIn(after, after.floor)]).toEqual(["classroom", "member"]);
    });
  });

  test("comes by a host's word alone, and lowers the hand", () => {
    eachMoment(({ before, command, after }) => {
      if (after.floor === null || after.floor === before.floor) return;
      expect(command).toMatchObject({ type: "give-floor", other: after.floor });
      expect(after.hands.map(({ id }) => id)).not.toContain(after.floor);
    });
  });
});

describe("what only the hosts may read", () => {
  test("reaches them and whoever wrote it, at once and later", () => {
    eachMoment((moment) => {
      const { after } = moment;
      const kept = after.chat.lines.filter(({ to }) => to === "hosts");
      const writers = new Map(kept.map(({ line, person }) => [JSON.stringify(line), person]));
      if (writers.size === 0) return;
      for (const { to, event, args } of deliveriesOf(moment)) {
        const writer = event === "receive" ? writers.get(JSON.stringify(args[0])) : undefined;
        if (writer === undefined) continue;
        for (const id of to) if (roleIn(after, id) === "member") expect(personOf(id)).toBe(writer);
      }
    });
  });

  test("is whatever those who run nothing write where it was set so, and nothing else", () => {
    eachMoment(({ before, command, outcome, after }) => {
      if (command.type !== "send" || !outcome.ok) return;
      const toHosts = before.settings.chat === "hosts" && roleIn(before, command.id) === "member";
      expect(after.chat.lines.at(-1)).toMatchObject({
        line: { from: command.id },
        person: personOf(command.id),
        to: toHosts ? "hosts" : "everybody",
      });
    });
  });

  test("has a number that tells how much its writer wrote, and nothing of the others", () => {
    always((history) => {
      const written = new Map<string, number>();
      for (const { before, command, outcome, after } of history) {
        if (after.members.length === 0) written.clear();
        const last = after.chat.lines.at(-1);
        if (command.type !== "send" || !outcome.ok || !last) continue;
        if (last.to === "everybody") {
          expect(last.line.n).toBe(before.chat.newest + 1);
          written.clear();
          continue;
        }
        const many = (written.get(last.person) ?? 0) + 1;
        written.set(last.person, many);
        expect(last.line.n).toBeCloseTo(before.chat.newest + many * 1e-6, 8);
      }
    });
  });
});

/** What those on stage do is for everybody to see. */
function isOfTheStage({ event, args: [who] }: Told, room: Room, id: MemberId): boolean {
  switch (event) {
    case "receive":
      return true;
    case "reacted":
    case "suspected":
    case "watched":
      return who === id || isOnStage(room, String(who));
    default:
      return false;
  }
}
