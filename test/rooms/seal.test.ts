// Who may come into a sealed room, what may be said in it, and who is told of a suspicion.

import { describe, expect, test } from "@jest/globals";
import { limits, refuse } from "../../protocol/protocol.ts";
import { emptyRoom, type Room } from "../../server/rooms/room.ts";
import { step } from "../../server/rooms/step.ts";
import { showLobby } from "../../server/rooms/views.ts";
import { accepted, join, morning, roomAfter, toldTo } from "../fakes/rooms.ts";

const keyed = (id: string, seal: string | null = "key-one") => join(id, id, { seal });
const sealed = roomAfter(keyed("ada"), keyed("bo"));
const open = roomAfter(join("ada"), join("bo"));

function say(room: Room, message: string) {
  return step(room, { type: "send", id: "ada", message }, morning);
}

describe("with which key a room is sealed", () => {
  test("is settled by whoever comes in first", () => {
    expect(roomAfter(keyed("ada")).seal).toBe("key-one");
    expect(roomAfter(join("ada")).seal).toBeNull();
  });

  test("is shown to the members, and to those who look in", () => {
    const { deliveries } = accepted(step(sealed, keyed("cy"), morning));
    expect(toldTo("cy", deliveries)).toMatchObject([{ event: "room", args: [{ seal: "key-one" }] }]);
    expect(showLobby(sealed)).toMatchObject({ inside: ["ada", "bo"], seal: "key-one" });
  });

  test("is forgotten with the last member, so that the next settles it anew", () => {
    const empty = roomAfter(keyed("ada"), { type: "leave", id: "ada" });
    expect(accepted(step(empty, keyed("bo", "key-two"), morning)).room.seal).toBe("key-two");
    expect(accepted(step(empty, join("bo"), morning)).room.seal).toBeNull();
  });

  test("isn't changed by whoever settled it being gone", () => {
    const { room } = accepted(step(sealed, { type: "leave", id: "ada" }, morning));
    expect(step(room, keyed("cy", "key-two"), morning)).toEqual(refuse("key-wrong"));
  });
});

describe("whoever comes", () => {
  test.each([
    ["without a key to a sealed room", sealed, null, "key-missing"],
    ["with another key to a sealed room", sealed, "key-two", "key-wrong"],
    ["with a key to a room that isn't sealed", open, "key-one", "not-sealed"],
  ] as const)("%s stays outside, and is told why", (_what, room, seal, code) => {
    expect(step(room, keyed("cy", seal), morning)).toEqual(refuse(code));
  });

  test.each([
    [null, "key-missing"],
    ["key-two", "key-wrong"],
  ] as const)("back with the key %j has lost their place to nobody, but isn't let in", (seal, code) => {
    const { room } = accepted(step(sealed, { type: "drop", id: "bo" }, morning));
    expect(step(room, keyed("bo", seal), morning)).toEqual(refuse(code));
    expect(accepted(step(room, keyed("bo"), morning)).room.members).toHaveLength(2);
  });
});

describe("a card", () => {
  test("is passed on with its member, as it was given", () => {
    const { deliveries } = accepted(
      step(sealed, join("cy", "cy", { seal: "key-one", card: "sealed-by-cy" }), morning),
    );
    const [called, roster] = toldTo("ada", deliveries);
    expect(called).toMatchObject({ args: ["cy", { id: "cy", card: "sealed-by-cy" }] });
    expect(roster).toMatchObject({ args: [{ members: [{}, {}, { id: "cy", card: "sealed-by-cy" }] }] });
  });

  test("isn't made up for a member who has none", () => {
    const { deliveries } = accepted(step(sealed, keyed("cy"), morning));
    expect(JSON.stringify(deliveries)).not.toContain("card");
  });

  test("can't be changed by coming back: it is the page's", () => {
    const room = roomAfter(join("ada", "ada", { seal: "k", card: "first" }), { type: "drop", id: "ada" });
    const back = accepted(step(room, join("ada", "ada", { seal: "k", card: "second" }), morning));
    expect(back.room.members[0]?.card).toBe("first");
  });
});

describe("what is said in a sealed room", () => {
  test("is passed on if it has the form of what was sealed, up to its own limit", () => {
    const longest = "x".repeat(limits.sealedMessage);
    expect(accepted(say(sealed, longest)).deliveries).toMatchObject([
      { to: ["bo"], args: [{ message: longest }] },
    ]);
  });

  test.each(["two words", "why?", "ümlaut", "a+b/c=="])(
    "is refused where nobody can have sealed it: %j",
    (message) => {
      expect(say(sealed, message)).toEqual(refuse("key-missing"));
    },
  );

  test("is no measure for a room that isn't sealed, where a message is as long as people write", () => {
    expect(say(open, "two words")).toMatchObject({ ok: true });
    expect(say(open, "x".repeat(limits.message))).toMatchObject({ ok: true });
    expect(say(open, "x".repeat(limits.message + 1))).toEqual(refuse("message-too-long"));
  });
});

describe("a suspicion", () => {
  const suspect = (room: Room, other: string) => step(room, { type: "suspect", id: "ada", other }, morning);
  const three = roomAfter(join("ada"), join("bo"), join("cy"));

  test("is told to the one it is about, and to nobody else", () => {
    expect(accepted(suspect(three, "bo")).deliveries).toEqual([
      { to: ["bo"], event: "suspected", args: ["ada"] },
    ]);
  });

  test("shows nothing of whether somebody is there who can't be met", () => {
    const left = roomAfter(join("ada"), join("bo"), join("cy"), { type: "leave", id: "cy" });
    const outcomes = ["cy", "nobody", "ada", "__proto__"].map((other) => suspect(left, other));
    for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0]);
    expect(accepted(outcomes[0] as ReturnType<typeof suspect>).deliveries.flatMap(({ to }) => to)).toEqual(
      [],
    );
  });

  test("is told to nobody whose connection is lost", () => {
    const broken = roomAfter(join("ada"), join("bo"), { type: "drop", id: "bo" });
    expect(accepted(suspect(broken, "bo")).deliveries.flatMap(({ to }) => to)).toEqual([]);
  });

  test("can't be raised by whoever isn't in the room", () => {
    expect(suspect(emptyRoom, "bo")).toEqual(refuse("not-joined"));
  });
});
