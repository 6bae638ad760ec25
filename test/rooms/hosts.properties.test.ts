// Who is the host, who may do what, and who is in: whatever is asked of a room, in whatever order.

import { describe, expect, test } from "@jest/globals";
import { type MemberId, refuse } from "../../protocol/protocol.ts";
import { findMember, type PersonId, type Room } from "../../server/rooms/room.ts";
import type { Command } from "../../server/rooms/step.ts";
import { absenceMs } from "../../server/rooms/succession.ts";
import { viewFor } from "../fakes/rooms.ts";
import { always, deliveriesOf, eachMoment, type Moment, personOf, roleIn } from "./history.ts";

const ofHosts: readonly Command["type"][] = [
  ...(["set-room", "admit", "turn-away", "mute", "ask-unmute", "stop-camera", "stop-screen"] as const),
  ...(["lower-hand", "remove", "give-floor", "make-host", "make-cohost", "end"] as const),
];
const ofTheHost: readonly Command["type"][] = ["make-host", "make-cohost"];
const toSomebody: readonly Command["type"][] = [
  ...(["mute", "ask-unmute", "stop-camera", "stop-screen", "lower-hand", "remove", "give-floor"] as const),
  ...ofTheHost,
];

function hosts(room: Room): readonly MemberId[] {
  return room.members.map(({ id }) => id).filter((id) => roleIn(room, id) === "host");
}

function isHere(room: Room, person: PersonId | null): boolean {
  return room.members.some((member) => member.connected && member.person === person);
}

/** Whoever was never the host before that moment, and is after it. */
function newHost({ before, after }: Moment): MemberId | null {
  return after.host === before.host ? null : after.host;
}

/** Whom a host shuts out by that command, if anybody. */
function banBy({ before, command, outcome }: Moment): PersonId | undefined {
  if (command.type !== "remove" || !outcome.ok) return undefined;
  const person = personOf(command.other);
  const runsIt = before.members.some((tab) => tab.person === person && roleIn(before, tab.id) !== "member");
  return runsIt || person === before.owner || person === before.founder ? undefined : person;
}

/** Whether that room is one that nobody has opened. */
const isNew = (room: Room): boolean => room.founder === null;

describe("the host of a room", () => {
  test("is one of its members, or is away, and it is known since when", () => {
    eachMoment(({ after }) => {
      if (after.members.length === 0) return expect(after.host).toBeNull();
      expect(hosts(after)).toEqual(after.host === null ? [] : [after.host]);
      if (after.host === null) expect(after.absentSince).not.toBeNull();
    });
  });

  test("is whose role it is, for as long as they are here", () => {
    eachMoment(({ after }) => {
      if (!isHere(after, after.owner)) return;
      expect(personOf(after.host ?? "")).toBe(after.owner);
    });
  });

  test("has their role back when they come in again", () => {
    eachMoment(({ before, command, outcome, after }) => {
      if (command.type !== "join" || !outcome.ok || command.person !== before.owner) return;
      expect([after.owner, personOf(after.host ?? "")]).toEqual([command.person, command.person]);
    });
  });

  test("in a classroom is whose room it is, or who was made host by word", () => {
    eachMoment((moment) => {
      const { before, command, after } = moment;
      const id = newHost(moment);
      if (id === null || after.kind !== "classroom" || personOf(id) === before.owner) return;
      if (command.type === "join") expect(personOf(id)).toBe(after.founder);
      else if (command.type !== "make-host") throw new Error(`They were made host by ${command.type}`);
      // Of whoever was named, it is the tab that can be reached.
      else expect(personOf(id)).toBe(personOf(command.other));
    });
  });

  test("in a meeting may be who has been in it longest, once the host has been away for long", () => {
    eachMoment((moment) => {
      const { before, command, after, now } = moment;
      const id = newHost(moment);
      if (id === null || command.type === "make-host" || personOf(id) === after.owner) return;
      const longest = after.members.find(({ connected }) => connected);
      expect([after.kind, id]).toEqual(["meeting", longest?.id]);
      expect(now - (before.absentSince ?? now)).toBeGreaterThanOrEqual(absenceMs);
      expect(isHere(after, after.owner)).toBe(false);
    });
  });

  test("loses it for good to nobody but whom they named, or the founder who came while they were away", () => {
    eachMoment(({ before, command, outcome, after }) => {
      if (after.owner === before.owner || isNew(before) || isNew(after)) return;
      expect(outcome.ok).toBe(true);
      if (command.type === "join") {
        expect([after.owner, command.person]).toEqual([before.founder, before.founder]);
        expect(before.absentSince).not.toBeNull();
        return;
      }
      if (command.type !== "make-host") throw new Error(`It went by ${command.type}`);
      expect([command.id, personOf(command.id)]).toEqual([before.host, before.owner]);
      expect(after.owner).toBe(personOf(command.other));
    });
  });

  test("of a room made for somebody was let in by them, or is them", () => {
    eachMoment(({ before, command, after }) => {
      if (command.type === "join" && isNew(before) && !isNew(after) && command.madeFor !== null)
        expect([command.person, after.founder]).toEqual([command.madeFor, command.madeFor]);
    });
  });
});

describe("whoever may not do something", () => {
  test("is told so, whether or not anybody is there to do it to", () => {
    eachMoment(({ before, command, outcome }) => {
      if (command.type === "tick" || !ofHosts.includes(command.type)) return;
      const role = roleIn(before, command.id);
      const may = role === "host" || (role === "cohost" && !ofTheHost.includes(command.type));
      if (role !== undefined && !may) expect(outcome).toEqual(refuse("not-allowed"));
    });
  });

  test("is not told so if they may do it to others: only that nobody is there", () => {
    eachMoment(({ before, command, outcome }) => {
      if (command.type === "tick" || !("other" in command) || command.other === null) return;
      if (roleIn(before, command.id) !== "host" || !toSomebody.includes(command.type)) return;
      if (before.kind === "meeting" && command.type === "give-floor") return;
      if (!findMember(before, command.other)) expect(outcome).toEqual(refuse("not-present"));
    });
  });

  test("has not done it", () => {
    eachMoment(({ before, command, outcome, after }) => {
      if (outcome.ok) return;
      expect(after).toBe(before);
      expect(outcome).toEqual(refuse(outcome.code));
      expect(command.type).not.toBe("tick");
    });
  });

  test("changes no role, no setting, and nobody else's microphone", () => {
    eachMoment(({ before, command, after }) => {
      if (command.type === "tick" || roleIn(before, command.id) !== "member") return;
      expect(after.settings).toBe(before.settings);
      expect([after.cohosts, after.banned]).toEqual([before.cohosts, before.banned]);
      for (const { id, microphone } of after.members)
        if (id !== command.id) expect(findMember(before, id)?.microphone).toBe(microphone);
    });
  });
});

describe("a microphone", () => {
  test("is switched on by nobody but whose it is", () => {
    eachMoment(({ before, command, after }) => {
      for (const { id, microphone } of after.members)
        if (microphone && findMember(before, id)?.microphone === false)
          expect(command).toMatchObject({ type: "set-media", id });
    });
  });

  test("stays off where the hosts have set so, but for whom they asked", () => {
    always((history) => {
      const asked = new Set<MemberId>();
      for (const { before, command, outcome, after } of history) {
        if (command.type === "ask-unmute" && outcome.ok) asked.add(command.other);
        for (const { id, microphone } of after.members) {
          const old = findMember(before, id);
          if (!microphone || old?.microphone || after.settings.unmute) continue;
          expect([roleIn(after, id) !== "member", asked.has(id)]).toContain(true);
        }
        for (const id of asked) {
          const [old, now] = [findMember(before, id), findMember(after, id)];
          if (!now || (now.microphone && !old?.microphone)) asked.delete(id);
        }
      }
    });
  });

  test("that a host has muted is off, and its page is told", () => {
    eachMoment((moment) => {
      const { before, command, outcome, after } = moment;
      if (command.type !== "mute" || !outcome.ok) return;
      for (const { id, microphone, connected } of after.members) {
        const meant = command.other === null ? roleIn(before, id) === "member" : command.other === id;
        if (meant) expect(microphone).toBe(false);
        const told = deliveriesOf(moment).some(({ to, event }) => event === "turn-off" && to.includes(id));
        expect(told).toBe(meant && connected);
      }
    });
  });
});

describe("whoever was removed", () => {
  test("is never in again, under whatever id", () => {
    always((history) => {
      const banned = new Set<PersonId>();
      for (const moment of history) {
        const { command, outcome, after } = moment;
        // A room that was made for its founder is as new once it was ended.
        if (isNew(after)) banned.clear();
        const person = banBy(moment);
        if (person !== undefined) banned.add(person);
        for (const member of after.members) expect(banned).not.toContain(member.person);
        if (command.type === "join" && banned.has(command.person)) expect(outcome.ok).toBe(false);
      }
    });
  });

  test("is out of the room, and is told", () => {
    eachMoment((moment) => {
      const { before, command, outcome, after } = moment;
      if (command.type !== "remove" || !outcome.ok) return;
      expect(findMember(after, command.other)).toBeUndefined();
      const told = deliveriesOf(moment).flatMap(({ to, event }) => (event === "removed" ? to : []));
      expect(told.includes(command.other)).toBe(findMember(before, command.other)?.connected);
    });
  });
});

describe("a closed door", () => {
  test("lets in nobody who wasn't inside, wasn't let in, and runs nothing", () => {
    always((history) => {
      const insiders = new Set<PersonId>();
      for (const { before, command, outcome, after } of history) {
        const { locked, waitingRoom } = before.settings;
        if (isNew(after)) insiders.clear();
        const comes = command.type === "join" && outcome.ok && !findMember(before, command.id);
        if (comes && (locked || waitingRoom) && !isNew(before)) {
          const { person } = command;
          const runs = [before.owner, before.founder, ...before.cohosts].includes(person);
          expect([runs, insiders.has(person)]).toContain(true);
        }
        for (const { person } of after.members) insiders.add(person);
        if (command.type === "admit" && outcome.ok)
          for (const { id, person } of before.waiting)
            if (!after.waiting.some((caller) => caller.id === id)) insiders.add(person);
        const isOpen = !after.settings.locked && !after.settings.waitingRoom;
        if (command.type === "set-room" && isOpen)
          for (const { person } of before.waiting) insiders.add(person);
      }
    });
  });

  test("tells those outside that they were let in or turned away, and nothing else", () => {
    eachMoment((moment) => {
      const { before, after } = moment;
      for (const { to, event, args } of deliveriesOf(moment))
        for (const id of to) {
          if (findMember(before, id) || findMember(after, id)) continue;
          expect(["admitted", "turned-away"]).toContain(event);
          expect(args).toEqual([]);
          expect(after.waiting.map((caller) => caller.id)).not.toContain(id);
        }
    });
  });
});

describe("hands", () => {
  test("stand in one order on every screen, counted from 1", () => {
    eachMoment(({ after }) => {
      const order = after.hands.map(({ id }) => id);
      for (const { id } of after.members) {
        const up = viewFor(id, after).members.flatMap((member) =>
          member.hand === undefined ? [] : [{ id: member.id, hand: member.hand }],
        );
        const sorted = up.toSorted((a, b) => a.hand - b.hand);
        expect(sorted.map(({ hand }) => hand)).toEqual(sorted.map((_, index) => index + 1));
        const places = sorted.map((member) => order.indexOf(member.id));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }
    });
  });

  test("keep their order for as long as they are up", () => {
    eachMoment(({ before, after }) => {
      const [then, now] = [before, after].map(({ hands }) =>
        hands.flatMap(({ id, leftAt }) => (leftAt === null ? id : [])),
      );
      const stayed = (then ?? []).filter((id) => now?.includes(id));
      expect((now ?? []).filter((id) => stayed.includes(id))).toEqual(stayed);
    });
  });

  test("go up last, and by nobody's doing but their owners'", () => {
    eachMoment(({ before, command, after }) => {
      const then = before.hands.map(({ id }) => id);
      for (const [place, { id, leftAt }] of after.hands.entries()) {
        if (then.includes(id) || leftAt !== null) continue;
        if (command.type === "join") expect(command.id).toBe(id);
        else {
          expect(command).toEqual({ type: "raise-hand", id, up: true });
          expect(place).toBe(after.hands.length - 1);
        }
      }
    });
  });
});
