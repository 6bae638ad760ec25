import { describe, expect, test } from "@jest/globals";
import { limits, type MemberId, type MemberView, refusals } from "../../protocol/protocol.ts";
import { type Delivery, type Room, step } from "../../server/rooms/room.ts";
import { sees } from "../../server/rooms/sees.ts";
import { morning } from "../fakes/rooms.ts";
import { always, eachMoment, type Moment } from "./history.ts";

const deliveriesOf = ({ outcome }: Moment): readonly Delivery[] => (outcome.ok ? outcome.deliveries : []);

/** Compared as one string, which is quicker by far than one by one. */
const numbers = (some: readonly number[]): string => some.join(" ");

function connectedIn(room: Room): ReadonlySet<MemberId> {
  return new Set(room.members.filter(({ connected }) => connected).map(({ id }) => id));
}

/** Whom a member sees, by id, in order of arrival; nobody sees a stranger. */
function seenBy(room: Room, id: MemberId): readonly MemberId[] {
  const viewer = room.members.find((member) => member.id === id);
  return viewer ? room.members.filter((other) => sees(room, viewer, other)).map((member) => member.id) : [];
}

function shown({ members }: Room): readonly MemberView[] {
  return members.map(({ id, name, microphone, camera, card }) => ({
    id,
    name,
    microphone,
    camera,
    ...(card !== undefined && { card }),
  }));
}

describe("whatever is asked of a room, in whatever order", () => {
  test("no member is in it twice", () => {
    eachMoment(({ after }) => {
      expect(new Set(after.members.map(({ id }) => id)).size).toBe(after.members.length);
    });
  });

  test("its revision grows by one with each change that can be seen, and stays otherwise", () => {
    eachMoment(({ before, after }) => {
      const changed = JSON.stringify(shown(before)) !== JSON.stringify(shown(after));
      expect(after.revision - before.revision).toBe(changed ? 1 : 0);
    });
  });

  test("whoever is connected is shown each change, at its revision", () => {
    eachMoment((moment) => {
      const { before, after } = moment;
      if (after.revision === before.revision) return;
      for (const id of connectedIn(after)) {
        const views = deliveriesOf(moment).filter(({ to, event }) => event === "room" && to.includes(id));
        expect(views).toMatchObject([{ args: [{ revision: after.revision }] }]);
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
    eachMoment(({ before, command }) => {
      const copy = JSON.stringify(before);
      step(before, command, morning);
      expect(JSON.stringify(before)).toBe(copy);
    });
  });

  test("the same command in the same room at the same time comes to the same", () => {
    eachMoment(({ before, command }) => {
      const [once, again] = [step(before, command, morning), step(before, command, morning)];
      expect(JSON.stringify(again)).toBe(JSON.stringify(once));
    });
  });
});

describe("whoever is told something", () => {
  test("is connected to the room", () => {
    eachMoment((moment) => {
      const connected = connectedIn(moment.after);
      const told = new Set(deliveriesOf(moment).flatMap(({ to }) => to));
      expect([...told].filter((id) => !connected.has(id))).toEqual([]);
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
        const named = (wanted: Delivery["event"]) =>
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

  test("of the conversation is each line of the others once, in order, with no number left out", () => {
    always((history) => {
      const heard = new Map<MemberId, number[]>();
      for (const moment of history) {
        const { command, outcome, after } = moment;
        // Whoever comes, or comes back, starts with what the room remembers.
        if (command.type === "join" && outcome.ok) heard.set(command.id, []);
        const remembered = after.chat.lines.map(({ n }) => n);
        const oldest = remembered[0] ?? after.chat.newest + 1;
        for (const { to, event, args } of deliveriesOf(moment))
          if (event === "receive")
            // The speaker knows it from the answer.
            for (const id of new Set([...to, ...(command.type === "send" ? [command.id] : [])]))
              heard.get(id)?.push(args[0].n);
        for (const { id, connected, inChat } of after.members)
          if (connected && inChat)
            expect(numbers((heard.get(id) ?? []).filter((n) => n >= oldest))).toBe(numbers(remembered));
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
  test("is bounded, and unbroken up to the newest line", () => {
    eachMoment(({ after: { chat } }) => {
      expect(chat.lines.length).toBeLessThanOrEqual(limits.history);
      const first = chat.newest - chat.lines.length + 1;
      expect(numbers(chat.lines.map(({ n }) => n))).toBe(
        numbers(chat.lines.map((_, index) => first + index)),
      );
    });
  });

  test("loses no line but to that bound", () => {
    eachMoment(({ before, command, outcome, after }) => {
      const said = command.type === "send" && outcome.ok ? 1 : 0;
      expect(after.chat.newest).toBe(before.chat.newest + said);
      expect(after.chat.lines.length).toBe(Math.min(before.chat.lines.length + said, limits.history));
    });
  });
});

function hear(roster: readonly MemberId[], { event, args }: Delivery): readonly MemberId[] {
  switch (event) {
    case "call-connected":
      return [...roster, args[0]];
    case "call-disconnected":
      return roster.filter((id) => id !== args[0]);
    case "room":
      return args[0].members.map(({ id }) => id);
    case "receive":
    case "suspected":
      return roster;
    default:
      return event satisfies never;
  }
}
