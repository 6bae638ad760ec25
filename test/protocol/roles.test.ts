import { describe, expect, test } from "@jest/globals";
import type { Role, RoomKind } from "../../protocol/protocol.ts";
import { type Action, actions, can } from "../../protocol/roles.ts";

const kinds: readonly RoomKind[] = ["meeting", "classroom"];
const roles: readonly Role[] = ["host", "cohost", "member"];
/** What anybody in a room may do. */
const everybodys: readonly Action[] = ["raise-hand", "react"];
/** What is the host's alone. */
const theHosts: readonly Action[] = ["make-host", "make-cohost", "unmake-cohost", "get-deed"];

/** To whom a role may do it, or nothing if to nobody. */
function targets(role: Role, action: Action, kind: RoomKind): readonly Role[] {
  return roles.filter((to) => can(role, action, kind, to));
}

describe("whoever runs nothing", () => {
  test.each(kinds)("in a %s may raise a hand and react, and nothing else", (kind) => {
    expect(actions.filter((action) => can("member", action, kind))).toEqual(everybodys);
  });

  test("may do nothing to anybody", () => {
    for (const kind of kinds)
      for (const action of actions) expect(targets("member", action, kind)).toEqual([]);
  });
});

describe("a cohost", () => {
  test.each(kinds)("in a %s may do what the host may, but say who runs it", (kind) => {
    const differing = actions.filter((action) => can("host", action, kind) !== can("cohost", action, kind));
    expect(differing).toEqual(theHosts);
    for (const action of theHosts) expect(can("cohost", action, kind)).toBe(false);
  });
});

describe("a host", () => {
  test.each(kinds)("in a %s may do whatever anybody may, to whomever they may", (kind) => {
    for (const action of actions) {
      for (const role of roles) if (can(role, action, kind)) expect(can("host", action, kind)).toBe(true);
      for (const role of roles)
        for (const to of targets(role, action, kind)) expect(can("host", action, kind, to)).toBe(true);
    }
  });

  test("is nobody's to mute, remove, or unmake", () => {
    const done = actions.filter((action) =>
      roles.some((role) => kinds.some((kind) => can(role, action, kind, "host"))),
    );
    // A hand that is up may be the host's own.
    expect(done).toEqual(["lower-hand"]);
  });
});

describe("to whom something may be done", () => {
  test.each([
    ["mute", ["cohost", "member"]],
    ["ask-unmute", ["cohost", "member"]],
    ["stop-camera", ["cohost", "member"]],
    ["stop-screen", ["cohost", "member"]],
    ["lower-hand", ["host", "cohost", "member"]],
    ["remove", ["member"]],
    ["give-floor", ["member"]],
    ["make-host", ["cohost", "member"]],
    ["make-cohost", ["member"]],
    ["unmake-cohost", ["cohost"]],
  ] as const)("%s: %j", (action, whom) => {
    expect(targets("host", action, "classroom")).toEqual(whom);
  });

  test("is nobody, where it isn't done to anybody", () => {
    for (const action of ["set-room", "end", "admit", "mute-all", "raise-hand"] as const)
      expect(targets("host", action, "meeting")).toEqual([]);
  });
});

describe("the floor", () => {
  test("is there in a classroom only", () => {
    for (const action of ["give-floor", "take-floor"] as const)
      for (const role of roles) {
        expect(can(role, action, "meeting")).toBe(false);
        expect(can(role, action, "classroom")).toBe(role !== "member");
      }
  });
});
