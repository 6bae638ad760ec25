import { describe, expect, test } from "@jest/globals";
import { screenOf } from "../../client/meeting/spot.ts";
import { enterLobby, type InRoom, type Meeting, reduce } from "../../client/meeting/state.ts";
import { findFeatured, type Look, orderSharers } from "../../client/view/featured.ts";
import type { MemberView, Role, RoomView } from "../../protocol/protocol.ts";

function member(id: string, role: Role = "member"): MemberView {
  return { id, name: id, microphone: true, camera: true, role, ready: true };
}

function viewOf(members: readonly MemberView[], more: Partial<RoomView>): RoomView {
  const host = members.find((one) => one.role === "host")?.id ?? null;
  const settings = {
    locked: false,
    waitingRoom: false,
    unmute: true,
    chat: "everybody",
    count: false,
  } as const;
  const view = { revision: 1, members, seal: null, kind: "meeting", host, settings } as const;
  return { ...view, floor: null, ending: false, ...more };
}

/** A room in which "me" is beside others. */
function enter(ids: readonly string[], more: Partial<RoomView> = {}): Meeting & InRoom {
  const members = [...ids.map((id) => member(id, id === "teacher" ? "host" : "member")), member("me")];
  const view = viewOf(members, more);
  const meeting = [
    { type: "join" } as const,
    { type: "joined", line: 0, at: 0 } as const,
    { type: "room", view } as const,
  ].reduce(reduce, enterLobby("room", "me", false, false));
  if (meeting.phase !== "room") throw new Error("nobody came in");
  return meeting;
}

function pin(meeting: Meeting & InRoom, spot: string): Meeting & InRoom {
  return { ...meeting, enlarged: spot };
}

const nothing: Look = { screens: [], speaker: undefined };
const [boScreen, cyScreen] = [screenOf("bo"), screenOf("cy")];

describe("what is large", () => {
  const three = enter(["bo", "cy"]);

  test("is whoever speaks, where that was asked for", () => {
    expect(findFeatured(three, nothing)).toBeUndefined();
    expect(findFeatured(three, { ...nothing, speaker: "cy" })).toBe("cy");
  });

  test("is a screen before whoever speaks, and of several the newest", () => {
    expect(findFeatured(three, { screens: [boScreen], speaker: "cy" })).toBe(boScreen);
    expect(findFeatured(three, { screens: [boScreen, cyScreen], speaker: undefined })).toBe(cyScreen);
  });

  test("is what was pinned before everything else", () => {
    const look = { screens: [boScreen, cyScreen], speaker: "cy" };
    expect(findFeatured(pin(three, "bo"), look)).toBe("bo");
    expect(findFeatured(pin(three, boScreen), look)).toBe(boScreen);
  });

  test("is what there is, while the pinned screen isn't shared, and that again when it is", () => {
    const pinned = pin(three, boScreen);
    expect(findFeatured(pinned, { screens: [cyScreen], speaker: undefined })).toBe(cyScreen);
    expect(findFeatured(pinned, { screens: [cyScreen, boScreen], speaker: undefined })).toBe(boScreen);
  });

  test("is the tile of whoever shares by the relay, which carries one picture of each", () => {
    expect(findFeatured(three, { screens: ["bo"], speaker: "cy" })).toBe("bo");
  });

  test("is nobody who isn't here any more", () => {
    expect(findFeatured(three, { ...nothing, speaker: "gone" })).toBeUndefined();
  });

  test("is nothing where one is alone", () => {
    expect(findFeatured(enter([]), { ...nothing, speaker: "me" })).toBeUndefined();
  });

  test("is the screen that is shared in a class, and else its teacher", () => {
    const lesson = enter(["teacher", "bo"], { kind: "classroom" });
    expect(findFeatured(lesson, { screens: [boScreen], speaker: undefined })).toBe(boScreen);
    expect(findFeatured(lesson, nothing)).toBe("teacher");
  });
});

describe("by itself, what is large", () => {
  const lesson = (ids: readonly string[], more: Partial<RoomView> = {}) =>
    findFeatured(enter(ids, { kind: "classroom", ...more }), nothing);

  test("is nobody's tile in a meeting, nor for a teacher", () => {
    expect(findFeatured(enter(["teacher"]), nothing)).toBeUndefined();
    const view = viewOf([member("me", "host"), member("bo")], { kind: "classroom", floor: "bo" });
    expect(findFeatured({ ...enter(["bo"]), view }, nothing)).toBeUndefined();
  });

  test("is the teacher's for a student", () => {
    expect(lesson(["teacher"])).toBe("teacher");
  });

  test("is that of whoever has the floor, if it is somebody else", () => {
    expect(lesson(["teacher", "bo"], { floor: "bo" })).toBe("bo");
    expect(lesson(["teacher"], { floor: "me" })).toBe("teacher");
  });

  test("is nobody's while they are not to be seen yet", () => {
    expect(lesson([], { host: "teacher" })).toBeUndefined();
    expect(lesson(["teacher"], { floor: "bo" })).toBe("teacher");
  });
});

describe("a pin", () => {
  const pinned = pin(enter(["bo", "cy"]), boScreen);

  test("stays when others leave, and goes with whose screen it is of", () => {
    const rest = (...ids: readonly string[]) =>
      reduce(pinned, {
        type: "room",
        view: viewOf(
          [...ids, "me"].map((id) => member(id)),
          { revision: 2 },
        ),
      });
    expect(rest("bo")).toMatchObject({ enlarged: boScreen });
    expect(rest("cy")).toMatchObject({ enlarged: undefined });
  });
});

describe("those who share", () => {
  test("are in the order in which they began, whatever that of the members is", () => {
    expect(orderSharers([], ["bo"])).toEqual(["bo"]);
    expect(orderSharers(["bo"], ["ana", "bo"])).toEqual(["bo", "ana"]);
    expect(orderSharers(["bo", "ana"], ["ana"])).toEqual(["ana"]);
    expect(orderSharers(["ana"], ["ana", "bo"])).toEqual(["ana", "bo"]);
  });
});
