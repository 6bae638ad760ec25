import { describe, expect, test } from "@jest/globals";
import { enterLobby, type InRoom, type Meeting, reduce } from "../../client/meeting/state.ts";
import { chooseShown } from "../../client/view/floating.ts";

function enter(...cameras: readonly string[]): Meeting & InRoom {
  const meeting = [{ type: "join" } as const, { type: "joined", line: 0, at: 0 } as const].reduce(
    reduce,
    enterLobby("room", "me", false, false),
  );
  if (meeting.phase !== "room") throw new Error("nobody came in");
  const members = ["me", "bo", "cy", "di"].map((id) => ({
    ...({ id, name: id, microphone: true, role: "member", ready: true } as const),
    camera: cameras.includes(id),
  }));
  return { ...meeting, view: { ...meeting.view, members } };
}

const all = new Map(["me", "bo", "cy", "di"].map((id) => [id, {}]));

describe("the small window shows", () => {
  test("whoever speaks", () => {
    expect(chooseShown(enter("bo", "cy"), all, "cy", "bo")).toBe("cy");
  });

  test("whoever it showed before, where whoever speaks can't be seen", () => {
    expect(chooseShown(enter("bo", "cy"), all, "di", "cy")).toBe("cy");
    expect(chooseShown(enter("bo", "cy"), all, undefined, "cy")).toBe("cy");
  });

  test("the first other one there is, at first, and never oneself", () => {
    expect(chooseShown(enter("me", "cy", "di"), all, undefined, undefined)).toBe("cy");
    expect(chooseShown(enter("me", "cy", "di"), new Map([["di", {}]]), "cy", undefined)).toBe("di");
    expect(chooseShown(enter("me"), all, "me", undefined)).toBeUndefined();
  });
});
