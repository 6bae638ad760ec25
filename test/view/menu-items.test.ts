import { describe, expect, test } from "@jest/globals";
import type { Route } from "../../client/media/ports.ts";
import { enterLobby, type InRoom, type Meeting, reduce } from "../../client/meeting/state.ts";
import { listItems } from "../../client/view/menu-items.ts";
import type { MemberView, Role, RoomKind, RoomView } from "../../protocol/protocol.ts";

function member(id: string, role: Role, more: Partial<MemberView> = {}): MemberView {
  return { id, name: id, microphone: true, camera: true, role, ready: true, ...more };
}

/** A room in which "me" has a role, beside others. */
function enter(
  kind: RoomKind,
  role: Role,
  others: readonly MemberView[],
  more: Partial<RoomView> = {},
): Meeting & InRoom {
  const members = [...others, member("me", role)];
  const view: RoomView = {
    revision: 1,
    members,
    seal: null,
    kind,
    host: members.find((one) => one.role === "host")?.id ?? null,
    settings: { locked: false, waitingRoom: false, unmute: true, chat: "everybody", count: false },
    floor: null,
    ending: false,
    ...more,
  };
  const meeting = [
    { type: "join" } as const,
    { type: "joined", line: 0, at: 0 } as const,
    { type: "room", view } as const,
  ].reduce(reduce, enterLobby("room", "me", false, false));
  if (meeting.phase !== "room") throw new Error("nobody came in");
  return meeting;
}

function labels(meeting: Meeting & InRoom, id: string, route: Route = "direct"): readonly string[] {
  const found = meeting.view.members.find((one) => one.id === id);
  if (!found) throw new Error(`${id} isn't here`);
  return listItems(meeting, found, route).map(({ label }) => label);
}

const bo = member("bo", "member");

describe("the menu on a member's tile", () => {
  test("has everything for a host, and last what can't be taken back", () => {
    expect(labels(enter("meeting", "host", [bo]), "bo")).toEqual([
      "Mute",
      "Turn off camera",
      "Enlarge",
      "Make co-host",
      "Make host",
      "Remove",
    ]);
  });

  test("offers only what would change something", () => {
    const quiet = member("bo", "member", { microphone: false, camera: false, hand: 1 });
    const offered = labels(enter("meeting", "host", [quiet]), "bo");
    expect(offered).toEqual(expect.arrayContaining(["Ask to unmute", "Lower hand"]));
    expect(offered).not.toContain("Mute");
    expect(offered).not.toContain("Turn off camera");
  });

  test("has the floor in it in a classroom only, to give or to take back", () => {
    expect(labels(enter("meeting", "host", [bo]), "bo")).not.toContain("Give the floor");
    expect(labels(enter("classroom", "host", [bo]), "bo")).toContain("Give the floor");
    const given = labels(enter("classroom", "host", [bo], { floor: "bo" }), "bo");
    expect(given).toContain("Take back the floor");
    expect(given).not.toContain("Give the floor");
  });

  test("lets a co-host do as a host does, but make nobody anything", () => {
    expect(labels(enter("meeting", "cohost", [bo]), "bo")).toEqual([
      "Mute",
      "Turn off camera",
      "Enlarge",
      "Remove",
    ]);
  });

  test("lets a co-host do nothing to the host", () => {
    expect(labels(enter("meeting", "cohost", [member("bo", "host")]), "bo")).toEqual(["Enlarge"]);
  });

  test("takes a co-host's role back, and removes none", () => {
    const offered = labels(enter("meeting", "host", [member("bo", "cohost")]), "bo");
    expect(offered).toContain("Take co-host's role back");
    expect(offered).not.toContain("Make co-host");
    expect(offered).not.toContain("Remove");
  });

  test("only enlarges for anybody else", () => {
    expect(labels(enter("meeting", "member", [bo]), "bo")).toEqual(["Enlarge"]);
    expect(labels(enter("meeting", "host", [bo]), "me")).toEqual(["Enlarge"]);
  });

  test("is empty where one is alone", () => {
    expect(labels(enter("meeting", "host", []), "me")).toEqual([]);
  });

  test("shrinks what was enlarged", () => {
    const meeting = { ...enter("meeting", "member", [bo]), enlarged: "bo" };
    expect(labels(meeting, "bo")).toEqual(["Shrink"]);
  });

  test.each<[string, Partial<MemberView>, Partial<RoomView>, readonly unknown[]]>([
    ["Mute", {}, {}, ["mute", "bo"]],
    ["Ask to unmute", { microphone: false }, {}, ["ask-unmute", "bo"]],
    ["Turn off camera", {}, {}, ["stop-camera", "bo"]],
    ["Lower hand", { hand: 3 }, {}, ["lower-hand", "bo"]],
    ["Give the floor", {}, {}, ["give-floor", "bo"]],
    ["Take back the floor", {}, { floor: "bo" }, ["give-floor", null]],
    ["Make co-host", {}, {}, ["make-cohost", "bo", true]],
    ["Take co-host's role back", { role: "cohost" }, {}, ["make-cohost", "bo", false]],
    ["Make host", {}, {}, ["make-host", "bo"]],
    ["Remove", {}, {}, ["remove", "bo"]],
  ])("%s asks the server for just that", (label, more, room, expected) => {
    const other = { ...bo, ...more };
    const asked: unknown[] = [];
    const item = listItems(enter("classroom", "host", [other], room), other, "direct").find(
      (one) => one.label === label,
    );
    item?.act({
      ask: async (...args) => asked.push(...args) > 0,
      enlarge: () => {},
      show: () => {},
    });
    expect(asked).toEqual(expected);
  });

  test.each<[Route, string | undefined]>([
    ["direct", undefined],
    ["connecting", undefined],
    ["intercepted", undefined],
    ["relayed", "How they are connected"],
    ["mending", "Why can't I see bo?"],
    ["lost", "Why can't I see bo?"],
  ])("leads to what is known of the way where that is of interest: %s", (route, label) => {
    const meeting = enter("meeting", "member", [bo]);
    expect(labels(meeting, "bo", route)).toEqual(["Enlarge", ...(label === undefined ? [] : [label])]);
    const shown: unknown[] = [];
    const item = listItems(meeting, bo, route).find((one) => one.label === label);
    item?.act({ ask: async () => true, enlarge: () => {}, show: (panel) => shown.push(panel) });
    expect(shown).toEqual(label === undefined ? [] : ["connections"]);
  });
});
