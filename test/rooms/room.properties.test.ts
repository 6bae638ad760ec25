import { describe, expect, test } from "@jest/globals";
import { limits, type MemberId, refusals } from "../../protocol/protocol.ts";
import type { Delivery } from "../../server/rooms/deliveries.ts";
import { findMember, type Member, type Room } from "../../server/rooms/room.ts";
import { sees } from "../../server/rooms/sees.ts";
import { step } from "../../server/rooms/step.ts";
import { viewFor } from "../fakes/rooms.ts";
import { always, connectedIn, deliveriesOf, eachMoment, type Moment, roleIn } from "./history.ts";

/** Compared as one string, which is quicker by far than one by one. */
const numbers = (some: readonly number[]): string => some.join(" ");

/** Whom a member sees, by id, in order of arrival; nobody sees a stranger. */
function seenBy(room: Room, id: MemberId): readonly MemberId[] {
  const viewer = room.members.find((member) => member.id === id);
  return viewer ? room.members.filter((other) => sees(room, viewer, other)).map((member) => member.id) : [];
}

/** All that a member is shown, but for how often it has changed. */
function look(room: Room, id: MemberId): string {
  return JSON.stringify({ ...viewFor(id, room), revision: 0 });
}

function viewsTo(id: MemberId, moment: Moment): readonly Delivery[] {
  return deliveriesOf(moment).filter(({ to, event }) => event === "room" && to.includes(id));
}

/** Those of them who were connected throughout. */
function stayed({ before, after }: Moment): readonly MemberId[] {
  const [then, now] = [connectedIn(before), connectedIn(after)];
  return [...now].filter((id) => then.has(id));
}

describe("whatever is asked of a room, in whatever order", () => {
  test("no member is in it twice", () => {
    eachMoment(({ after }) => {
      expect(new Set(after.members.map(({ id }) => id)).size).toBe(after.members.length);
    });
  });

  test("its revision grows by one at most, and does with each change that anybody can see", () => {
    eachMoment((moment) => {
      const { before, after } = moment;
      const grown = after.revision - before.revision;
      expect([0, 1]).toContain(grown);
      const changed = stayed(moment).some((id) => look(before, id) !== look(after, id));
      if (changed || before.members.length !== after.members.length) expect(grown).toBe(1);
    });
  });

  test("whoever is connected is shown each change of what they see, once, as it then is", () => {
    eachMoment((moment) => {
      const { before, after } = moment;
      for (const id of stayed(moment)) {
        const changed = look(before, id) !== look(after, id);
        const views = viewsTo(id, moment).map(({ args: [view] }) => view);
        expect(views).toEqual(changed ? [viewFor(id, after)] : []);
      }
    });
  });

  test("the revision of what they see grows with each change of it, and never goes back", () => {
    eachMoment((moment) => {
      const { before, after } = moment;
      for (const id of stayed(moment)) {
        const [then, now] = [viewFor(id, before).revision, viewFor(id, after).revision];
        if (look(before, id) !== look(after, id)) expect(now).toBeGreaterThan(then);
        else expect(now).toBeGreaterThanOrEqual(then);
      }
    });
  });

  test("members stay in order of arrival", () => {
    eachMoment(({ before, after }) => {
      const stayed = before.members.filter(({ id }) => after.members.some((member) => member.id === id));
      expect(after.members.slice(0, stayed.length).map(({ id }) => id)).toEqual(stayed.map(({ id }) => id));
    });
  });

  test("every refusal has a code of the table, and that code's sentence", () => {
    eachMoment(({ outcome }) => {
      if (outcome.ok) return;
      expect(Object.keys(refusals)).toContain(outcome.code);
      expect(outcome.message).toBe(refusals[outcome.code]);
    });
  });

  test("the room it was decided in is left as it was", () => {
    eachMoment(({ before, command, now }) => {
      const copy = JSON.stringify(before);
      step(before, command, now);
      expect(JSON.stringify(before)).toBe(copy);
    });
  });

  test("the same command in the same room at the same time comes to the same", () => {
    eachMoment(({ before, command, now }) => {
      const [once, again] = [step(before, command, now), step(before, command, now)];
      expect(JSON.stringify(again)).toBe(JSON.stringify(once));
    });
  });
});

describe("whoever is told something", () => {
  test("is connected to the room, or is told why they are no longer", () => {
    eachMoment((moment) => {
      const [then, connected] = [connectedIn(moment.before), connectedIn(moment.after)];
      const callers = moment.before.waiting.map(({ id }) => id);
      for (const { to, event } of deliveriesOf(moment))
        for (const id of to) {
          if (event === "removed" || event === "ended")
            expect([then.has(id), connected.has(id)]).toEqual([true, false]);
          else if (event === "admitted" || event === "turned-away") expect(callers).toContain(id);
          else expect(connected).toContain(id);
        }
    });
  });

  test("is told it once", () => {
    eachMoment((moment) => {
      const repeated = deliveriesOf(moment).filter(({ to }) => new Set(to).size !== to.length);
      expect(repeated).toEqual([]);
    });
  });
});

describe("whoever is called", () => {
  test("came later than the one who is told to call", () => {
    eachMoment((moment) => {
      const places = moment.after.members.map(({ id }) => id);
      for (const { to, event, args } of deliveriesOf(moment))
        if (event === "call-connected")
          for (const id of to) expect(places.indexOf(id)).toBeLessThan(places.indexOf(args[0]));
    });
  });

  test("is exactly who has come into the caller's sight, and exactly who has gone out of it is hung up", () => {
    eachMoment((moment) => {
      const { before, after } = moment;
      for (const id of connectedIn(before)) {
        if (!connectedIn(after).has(id)) continue;
        const [old, now] = [seenBy(before, id), seenBy(after, id)];
        const named = (wanted: "call-connected" | "call-disconnected") =>
          deliveriesOf(moment).flatMap(({ to, event, args }) =>
            event === wanted && to.includes(id) ? [args[0]] : [],
          );
        const places = after.members.map((member) => member.id);
        const met = now.filter((other) => !old.includes(other) && places.indexOf(other) > places.indexOf(id));
        expect(named("call-connected")).toEqual(met);
        expect(named("call-disconnected")).toEqual(old.filter((other) => !now.includes(other)));
      }
    });
  });
});

describe("what a member has been told", () => {
  test("of who is there equals whom they see, themselves included, in order", () => {
    always((history) => {
      const rosters = new Map<MemberId, readonly MemberId[]>();
      for (const moment of history) {
        for (const delivery of deliveriesOf(moment))
          for (const id of delivery.to) rosters.set(id, hear(rosters.get(id) ?? [], delivery));
        const places = moment.after.members.map((member) => member.id);
        for (const id of connectedIn(moment.after)) {
          const sight = seenBy(moment.after, id);
          expect(rosters.get(id)).toEqual(places.filter((other) => other === id || sight.includes(other)));
        }
      }
    });
  });

  test("of the room is all that they may see of it, whatever was sent before", () => {
    always((history) => {
      const shown = new Map<MemberId, string>();
      for (const moment of history) {
        for (const { to, event, args } of deliveriesOf(moment))
          if (event === "room") for (const id of to) shown.set(id, JSON.stringify(args[0].members));
        for (const id of connectedIn(moment.after))
          expect(shown.get(id)).toBe(JSON.stringify(viewFor(id, moment.after).members));
      }
    });
  });

  test("of the conversation is each line of the others that is for them once, in order", () => {
    always((history) => {
      const heard = new Map<MemberId, string[]>();
      /** Whoever became a host, or ceased to be one, on the way has heard some and not others. */
      const changed = new Set<MemberId>();
      for (const moment of history) {
        const { before, command, outcome, after } = moment;
        // Whoever comes, or comes back, starts with what the room remembers.
        if (command.type === "join" && outcome.ok) heard.set(command.id, []);
        if (command.type === "join" && outcome.ok) changed.delete(command.id);
        for (const { id } of after.members)
          if (findMember(before, id) && isHosting(before, id) !== isHosting(after, id)) changed.add(id);
        for (const { to, event, args } of deliveriesOf(moment))
          if (event === "receive")
            // The speaker knows it from the answer.
            for (const id of new Set([...to, ...(command.type === "send" ? [command.id] : [])]))
              heard.get(id)?.push(nameLine(args[0]));
        for (const member of after.members) {
          if (!member.connected || !member.inChat || changed.has(member.id)) continue;
          const readable = linesFor(after, member).map(nameLine);
          const all = heard.get(member.id) ?? [];
          // What the room has forgotten since, they have heard as well.
          const forgotten = after.chat.lines.length < limits.history ? 0 : all.length - readable.length;
          expect(all.slice(forgotten).join()).toBe(readable.join());
        }
      }
    });
  });

  test("of the conversation is nothing once they have left it", () => {
    eachMoment((moment) => {
      const outside = new Set(moment.after.members.filter(({ inChat }) => !inChat).map(({ id }) => id));
      const told = deliveriesOf(moment).flatMap(({ to, event }) => (event === "receive" ? to : []));
      expect(told.filter((id) => outside.has(id))).toEqual([]);
    });
  });

  test("of a line is what its speaker said, under the name the room knows them by", () => {
    eachMoment(({ before, command, outcome }) => {
      if (command.type !== "send" || !outcome.ok) return;
      const speaker = before.members.find(({ id }) => id === command.id);
      expect(outcome.deliveries).toMatchObject([
        { event: "receive", args: [{ from: command.id, name: speaker?.name, message: command.message }] },
      ]);
      expect(outcome.deliveries[0]?.to).not.toContain(command.id);
    });
  });
});

describe("a sealed room", () => {
  test("keeps its key for as long as anybody is in it", () => {
    eachMoment(({ before, after }) => {
      if (before.members.length > 0 && after.members.length > 0) expect(after.seal).toBe(before.seal);
    });
  });

  test("lets in nobody with another key, or with none", () => {
    eachMoment(({ before, command, outcome }) => {
      if (command.type !== "join" || !outcome.ok || before.members.length === 0) return;
      expect(command.hello.seal).toBe(before.seal);
    });
  });

  test("remembers no line that isn't of the form of a sealed one", () => {
    eachMoment(({ before, command, outcome }) => {
      if (command.type === "send" && before.seal !== null && outcome.ok)
        expect(command.message).toMatch(/^[A-Za-z0-9_-]+$/);
    });
  });
});

describe("a room", () => {
  test("never holds more than it may", () => {
    eachMoment(({ before, command, after }) => {
      if (command.type === "join" && after.members.length > before.members.length)
        expect(after.members.length).toBeLessThanOrEqual(command.most);
    });
  });
});

describe("a suspicion", () => {
  test("changes nothing, and is told to at most the one it is about", () => {
    eachMoment((moment) => {
      if (moment.command.type !== "suspect") return;
      const { id, other } = moment.command;
      expect(moment.after).toBe(moment.before);
      for (const { to, event, args } of deliveriesOf(moment)) {
        expect([event, ...args]).toEqual(["suspected", id]);
        expect(to.filter((told) => told !== other)).toEqual([]);
      }
    });
  });
});

describe("what a room remembers", () => {
  test("is bounded, and the lines for everybody are unbroken up to the newest", () => {
    eachMoment(({ after: { chat } }) => {
      expect(chat.lines.length).toBeLessThanOrEqual(limits.history);
      const whole = chat.lines.flatMap(({ line, to }) => (to === "everybody" ? [line.n] : []));
      const first = chat.newest - whole.length + 1;
      expect(numbers(whole)).toBe(numbers(whole.map((_, index) => first + index)));
    });
  });

  test("loses no line but to that bound, or with the last member", () => {
    eachMoment(({ before, command, outcome, after }) => {
      const said = command.type === "send" && outcome.ok ? 1 : 0;
      const emptied = before.members.length > 0 && after.members.length === 0;
      const kept = Math.min(before.chat.lines.length + said, limits.history);
      expect(after.chat.lines.length).toBe(emptied ? 0 : kept);
    });
  });
});

describe("a room that was left empty", () => {
  test("has nothing of those who were in it but who they were", () => {
    eachMoment(({ before, after }) => {
      if (before.members.length === 0 || after.members.length > 0) return;
      expect(after).toMatchObject({ host: null, seal: null, floor: null, hands: [], endsAt: null });
    });
  });
});

function isHosting(room: Room, id: MemberId): boolean {
  return roleIn(room, id) !== "member";
}

function nameLine({ n, from, message }: { n: number; from: MemberId; message: string }): string {
  return `${n} ${from} ${message}`;
}

/** What of the chat is for that member. */
function linesFor(room: Room, { id, person }: Member): Room["chat"]["lines"][number]["line"][] {
  return room.chat.lines.flatMap((kept) =>
    kept.to === "everybody" || kept.person === person || isHosting(room, id) ? [kept.line] : [],
  );
}

function hear(roster: readonly MemberId[], { event, args }: Delivery): readonly MemberId[] {
  switch (event) {
    case "call-connected":
      return [...roster, args[0]];
    case "call-disconnected":
      return roster.filter((id) => id !== args[0]);
    case "room":
      return args[0].members.map(({ id }) => id);
    default:
      return roster;
  }
}
