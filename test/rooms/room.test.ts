import { describe, expect, test } from "@jest/globals";
import { refuse } from "../../protocol/protocol.ts";
import { emptyRoom } from "../../server/rooms/room.ts";
import { type Command, step } from "../../server/rooms/step.ts";
import { showLobby } from "../../server/rooms/views.ts";
import {
  accepted,
  act,
  calls,
  continued,
  join,
  morning,
  roomAfter,
  seen,
  toldAnything,
  toldTo,
  viewFor,
  viewOf,
} from "../fakes/rooms.ts";

/** The first to come, who is the host. */
const ada = seen("ada", { role: "host" });

describe("joining", () => {
  test("the first member is told of a room with themselves in it, and of nobody to call", () => {
    const { room, deliveries } = accepted(step(emptyRoom, join("ada", "Ada"), morning));
    expect(deliveries).toEqual([
      { to: ["ada"], event: "room", args: [viewOf(1, [{ ...ada, name: "Ada" }])] },
    ]);
    expect(room.members).toMatchObject([{ id: "ada", name: "Ada", connected: true, inChat: true }]);
  });

  test("those already inside are told to call the newcomer, and the newcomer calls nobody", () => {
    const { deliveries } = accepted(step(roomAfter(join("ada"), join("bo")), join("cy"), morning));
    expect(calls("call-connected", deliveries)).toEqual(["ada hears of cy", "bo hears of cy"]);
    expect(toldTo("ada", deliveries)).toEqual([
      { event: "call-connected", args: ["cy", seen("cy")] },
      { event: "room", args: [viewOf(3, [ada, seen("bo"), seen("cy")])] },
    ]);
    expect(toldTo("cy", deliveries).map(({ event }) => event)).toEqual(["room"]);
  });

  test("members who see the same share one delivery, so that it is encoded once", () => {
    const { deliveries } = accepted(step(roomAfter(join("ada"), join("bo")), join("cy"), morning));
    const views = deliveries.filter(({ event }) => event === "room");
    expect(views.map(({ to }) => to)).toEqual([["ada", "bo", "cy"]]);
  });

  test("a newcomer brings a name, and whether they can be heard and seen", () => {
    const shown = { microphone: false, camera: true };
    const { room } = accepted(step(emptyRoom, join("ada", "Ada", shown), morning));
    expect(room.members[0]).toMatchObject({ name: "Ada", ...shown });
  });

  test("a newcomer is told what was said before, after the room itself", () => {
    const before = roomAfter(
      join("ada"),
      { type: "send", id: "ada", message: "first" },
      { type: "send", id: "ada", message: "second" },
    );
    const { deliveries } = accepted(step(before, join("bo"), morning));
    expect(toldTo("bo", deliveries).map(({ event }) => event)).toEqual(["room", "receive", "receive"]);
    expect(toldTo("bo", deliveries).slice(1)).toMatchObject([
      { args: [{ n: 1, message: "first" }] },
      { args: [{ n: 2, message: "second" }] },
    ]);
    expect(toldTo("ada", deliveries).map(({ event }) => event)).not.toContain("receive");
  });

  test("a full room takes nobody new, and whoever was cut off still has their place", () => {
    const most = 2;
    const enter = (id: string): Command => join(id, id, { most });
    const full = roomAfter(enter("ada"), enter("bo"));
    expect(step(full, enter("cy"), morning)).toEqual(refuse("room-full"));
    const { room } = accepted(step(full, { type: "drop", id: "bo" }, morning));
    expect(step(room, enter("cy"), morning)).toEqual(refuse("room-full"));
    expect(accepted(step(room, enter("bo"), morning)).room.members).toHaveLength(2);
  });

  test("an id that is connected is taken", () => {
    expect(step(roomAfter(join("ada")), join("ada", "An impostor"), morning)).toEqual(refuse("id-taken"));
  });
});

describe("a connection that is lost", () => {
  const broken = roomAfter(join("ada"), join("bo"), join("cy"), { type: "drop", id: "bo" });

  test("is nobody else's business while it may come back", () => {
    const { room, deliveries } = accepted(
      step(roomAfter(join("ada"), join("bo")), { type: "drop", id: "bo" }, morning),
    );
    expect(deliveries).toEqual([]);
    expect(room).toMatchObject({ revision: 2, members: [{ connected: true }, { connected: false }] });
  });

  test("takes its old place again, and only itself is told", () => {
    const { room, deliveries } = accepted(step(broken, join("bo"), morning));
    expect(room.members.map(({ id }) => id)).toEqual(["ada", "bo", "cy"]);
    expect(room.revision).toBe(broken.revision);
    expect(new Set(deliveries.flatMap(({ to }) => to))).toEqual(new Set(["bo"]));
    expect(toldTo("bo", deliveries)).toEqual([
      { event: "room", args: [viewOf(3, [ada, seen("bo"), seen("cy")])] },
    ]);
  });

  test("is told on its return what was said meanwhile", () => {
    const meanwhile = accepted(step(broken, { type: "send", id: "ada", message: "still there?" }, morning));
    const { deliveries } = accepted(step(meanwhile.room, join("bo"), morning));
    expect(toldTo("bo", deliveries)).toMatchObject([
      { event: "room" },
      { event: "receive", args: [{ n: 1, message: "still there?" }] },
    ]);
  });

  test("gets nothing while it is away, and the others get all", () => {
    const { deliveries } = accepted(step(broken, join("di"), morning));
    expect(toldTo("bo", deliveries)).toEqual([]);
    expect(calls("call-connected", deliveries)).toEqual(["ada hears of di", "cy hears of di"]);
  });

  test("that never comes back ends as a departure", () => {
    const { deliveries } = accepted(step(broken, { type: "leave", id: "bo" }, morning));
    expect(calls("call-disconnected", deliveries)).toEqual(["ada hears of bo", "cy hears of bo"]);
  });
});

describe("leaving", () => {
  const three = roomAfter(join("ada"), join("bo", "Bo"), join("cy"));

  test("everybody who is left is told who is gone, by id and by name", () => {
    const { deliveries } = accepted(step(three, { type: "leave", id: "bo" }, morning));
    expect(toldTo("ada", deliveries)).toEqual([
      { event: "call-disconnected", args: ["bo", "Bo"] },
      { event: "room", args: [viewOf(4, [ada, seen("cy")])] },
    ]);
    expect(toldTo("cy", deliveries)).toEqual(toldTo("ada", deliveries));
  });

  test("who leaves is told nothing more", () => {
    const { deliveries } = accepted(step(three, { type: "leave", id: "bo" }, morning));
    expect(toldTo("bo", deliveries)).toEqual([]);
  });

  test("who comes back after leaving is the latest, and is called by the others", () => {
    const { room } = accepted(step(three, { type: "leave", id: "ada" }, morning));
    const again = accepted(step(room, join("ada"), morning));
    expect(again.room.members.map(({ id }) => id)).toEqual(["bo", "cy", "ada"]);
    expect(calls("call-connected", again.deliveries)).toEqual(["bo hears of ada", "cy hears of ada"]);
  });

  test("the last one leaves an empty room behind, and nobody to tell", () => {
    const { room, deliveries } = accepted(
      step(roomAfter(join("ada")), { type: "leave", id: "ada" }, morning),
    );
    expect(room.members).toEqual([]);
    expect(deliveries).toEqual([]);
  });
});

describe("the conversation", () => {
  const two = roomAfter(join("ada", "Ada"), join("bo"));

  test("a line goes to the others, under its speaker's name and the server's time", () => {
    const { deliveries } = accepted(step(two, { type: "send", id: "ada", message: "hello" }, morning));
    const line = { n: 1, from: "ada", name: "Ada", message: "hello", at: morning };
    expect(deliveries).toEqual([{ to: ["bo"], event: "receive", args: [line] }]);
  });

  test("a line is made even where nobody hears it, for whoever comes later", () => {
    const { room, deliveries } = accepted(
      step(roomAfter(join("ada")), { type: "send", id: "ada", message: "anybody?" }, morning),
    );
    expect(deliveries).toMatchObject([{ to: [], event: "receive", args: [{ n: 1 }] }]);
    expect(room.chat.lines).toHaveLength(1);
  });

  test("a line is no change of the room's revision", () => {
    const { room } = accepted(step(two, { type: "send", id: "ada", message: "hello" }, morning));
    expect(room.revision).toBe(two.revision);
  });

  test("is forgotten with the last member, and counted from 1 again", () => {
    const leave = (id: string): Command => ({ type: "leave", id });
    const said = continued(two, { type: "send", id: "ada", message: "hello" }, leave("ada"));
    expect(said.chat.lines).toHaveLength(1);
    expect(continued(said, leave("bo")).chat).toEqual(emptyRoom.chat);
  });

  test("who has left it hears no more of it, and can't speak in it", () => {
    const { room, deliveries } = accepted(step(two, { type: "leave-chat", id: "bo" }, morning));
    expect(deliveries).toEqual([]);
    const said = accepted(step(room, { type: "send", id: "ada", message: "psst" }, morning));
    expect(said.deliveries).toMatchObject([{ to: [], event: "receive" }]);
    expect(step(room, { type: "send", id: "bo", message: "hello?" }, morning)).toEqual(refuse("not-in-chat"));
  });

  test("who has left it is not told of it when their connection comes back", () => {
    const commands: readonly Command[] = [
      join("ada"),
      join("bo"),
      { type: "leave-chat", id: "bo" },
      { type: "send", id: "ada", message: "psst" },
      { type: "drop", id: "bo" },
    ];
    const { deliveries } = accepted(step(roomAfter(...commands), join("bo"), morning));
    expect(toldTo("bo", deliveries).map(({ event }) => event)).toEqual(["room"]);
  });
});

describe("switching the microphone and the camera", () => {
  const two = roomAfter(join("ada"), join("bo"));

  test("everybody is shown it, and no call is touched", () => {
    const { room, deliveries } = accepted(
      step(two, { type: "set-media", id: "bo", microphone: false, camera: true }, morning),
    );
    const view = viewOf(3, [ada, seen("bo", { microphone: false })]);
    expect(deliveries).toEqual([{ to: ["ada", "bo"], event: "room", args: [view] }]);
    expect(room.revision).toBe(3);
  });

  test("what was so already is no change", () => {
    const outcome = step(two, { type: "set-media", id: "bo", microphone: true, camera: true }, morning);
    expect(outcome).toEqual({ ok: true, room: two, deliveries: [] });
  });
});

describe("showing a screen", () => {
  const two = roomAfter(join("ada"), join("bo"));
  const share = (id: string, screen: boolean): Command => ({
    ...{ type: "set-media", id, microphone: true, camera: true, screen },
  });

  test("everybody sees that it is shown, and that it is no longer", () => {
    const { room, deliveries } = act(two, share("bo", true));
    const view = viewOf(3, [ada, seen("bo", { screen: true })]);
    expect(deliveries).toEqual([{ to: ["ada", "bo"], event: "room", args: [view] }]);
    const over = act(room, share("bo", false));
    expect(viewFor("ada", over.room)).toEqual(viewOf(4, [ada, seen("bo")]));
  });

  test("what is shown already is no change, and several may show one", () => {
    const both = continued(two, share("bo", true), share("ada", true));
    expect(viewFor("bo", both).members.map(({ screen }) => screen)).toEqual([true, true]);
    expect(act(both, share("bo", true))).toEqual({ ok: true, room: both, deliveries: [] });
  });

  test("somebody new is told of it, also of whoever brings it along", () => {
    const { room, deliveries } = act(continued(two, share("bo", true)), join("cy", "cy", { screen: true }));
    expect(viewFor("cy", room).members.map(({ screen }) => screen)).toEqual([undefined, true, true]);
    expect(toldTo("ada", deliveries)).toContainEqual({
      ...{ event: "call-connected", args: ["cy", seen("cy", { screen: true })] },
    });
  });

  test("is kept for whoever is cut off, and is over with whoever leaves", () => {
    const cut = continued(two, share("bo", true), { type: "drop", id: "bo" }, join("bo"));
    expect(viewFor("ada", cut).members[1]).toEqual(seen("bo", { screen: true }));
    const again = continued(cut, { type: "leave", id: "bo" }, join("bo"));
    expect(viewFor("ada", again).members[1]).toEqual(seen("bo"));
  });
});

describe("what is said without a word", () => {
  const three = roomAfter(join("ada"), join("bo"), join("cy", "cy", { ready: false }));

  test("a reaction is shown to everybody, whoever it is of included, and is kept nowhere", () => {
    const { room, deliveries } = act(three, { type: "react", id: "bo", reaction: "🎉" });
    expect(deliveries).toEqual([{ to: ["ada", "bo", "cy"], event: "reacted", args: ["bo", "🎉"] }]);
    expect(room).toEqual(three);
  });

  test("how large somebody is shown is told to them alone", () => {
    const { deliveries } = act(three, { type: "watch", id: "ada", other: "bo", height: 90 });
    expect(deliveries).toEqual([{ to: ["bo"], event: "watched", args: ["ada", 90] }]);
    const both = act(three, { type: "watch", id: "ada", other: "bo", height: 0, screenHeight: 1_080 });
    expect(both.deliveries).toEqual([{ to: ["bo"], event: "watched", args: ["ada", 0, 1_080] }]);
    const unheard = act(three, { type: "watch", id: "ada", other: "nobody", height: 90 });
    expect(toldAnything(unheard.deliveries)).toEqual([]);
  });

  test("that devices have been had is shown once", () => {
    const { room, deliveries } = act(three, { type: "ready", id: "cy" });
    expect(viewFor("ada", three).members[2]).toMatchObject({ id: "cy", ready: false });
    expect(viewFor("ada", room).members[2]).toMatchObject({ id: "cy", ready: true });
    expect(toldAnything(deliveries)).toEqual(["ada", "bo", "cy"]);
    expect(act(room, { type: "ready", id: "cy" })).toEqual({ ok: true, room, deliveries: [] });
  });
});

describe("whoever is not in the room", () => {
  const strangers: readonly Command[] = [
    { type: "drop", id: "eve" },
    { type: "leave", id: "eve" },
    { type: "leave-chat", id: "eve" },
    { type: "send", id: "eve", message: "hello" },
    { type: "suspect", id: "eve", other: "ada" },
    { type: "set-media", id: "eve", microphone: true, camera: true },
    { type: "ready", id: "eve" },
    { type: "raise-hand", id: "eve", up: true },
    { type: "react", id: "eve", reaction: "👍" },
    { type: "watch", id: "eve", other: "ada", height: 90 },
    { type: "set-room", id: "eve", settings: { locked: true } },
    { type: "remove", id: "eve", other: "ada" },
    { type: "make-host", id: "eve", other: "eve" },
    { type: "end", id: "eve", over: true },
  ];

  test.each(strangers)("is refused $type", (command) => {
    expect(step(roomAfter(join("ada")), command, morning)).toEqual(refuse("not-joined"));
  });

  test("may know from the lobby the names of those inside, and no more", () => {
    const open = { owned: false, locked: false, waitingRoom: false };
    expect(showLobby(roomAfter(join("ada", "Ada"), join("bo", "Bo")))).toEqual({
      ...{ inside: ["Ada", "Bo"], seal: null, kind: "meeting" },
      ...open,
    });
    expect(showLobby(emptyRoom)).toEqual({ inside: [], kind: null, ...open });
  });
});
