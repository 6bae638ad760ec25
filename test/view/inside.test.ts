import { expect, test } from "@jest/globals";
import { describe as say } from "../../client/view/inside.tsx";
import type { LobbyView } from "../../protocol/protocol.ts";

const nobody: LobbyView = { inside: [], kind: null, owned: false, locked: false, waitingRoom: false };
const open: LobbyView = { ...nobody, kind: "meeting", seal: null };

test.each<[string, LobbyView, readonly string[]]>([
  ["nobody", nobody, ["Nobody is inside yet."]],
  ["people", { ...open, inside: ["Ana", "Bo"] }, ["Inside: Ana and Bo"]],
  ["people whose names are their own affair", open, ["Somebody is inside."]],
  [
    "a door that is closed",
    { ...open, locked: true, waitingRoom: true },
    ["Somebody is inside.", "The room is locked.", "A host lets people in here."],
  ],
])("who looks in is told of %s", (_, lobby, sentences) => {
  expect(say(lobby, false, false)).toEqual(sentences);
});

test("more than a few are counted", () => {
  const inside = ["Ana", "Bo", "Chloé", "Dan", "Eva", "Farid", "Grace"];
  expect(say({ ...open, inside }, false, false)).toEqual(["Inside: Ana, Bo, Chloé, Dan, Eva, and 2 others"]);
});

test("a guest hears that the host isn't here yet, until they have asked to come in", () => {
  const owned = { ...nobody, owned: true };
  expect(say(owned, false, false).join(" ")).toContain("The host isn't here yet.");
  expect(say(owned, false, true).join(" ")).not.toContain("host");
  expect(say(owned, true, false).join(" ")).not.toContain("host");
});

test("a student hears that it is a classroom, which the teacher knows", () => {
  const classroom: LobbyView = { ...open, kind: "classroom" };
  expect(say(classroom, false, false).join(" ")).toContain("only the teacher will see you");
  expect(say(classroom, true, false).join(" ")).not.toContain("classroom");
});
