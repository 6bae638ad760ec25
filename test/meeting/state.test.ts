import { describe, expect, test } from "@jest/globals";
import {
  enterLobby,
  type InRoom,
  type Meeting,
  type MeetingEvent,
  reduce,
  unreadOf,
} from "../../client/meeting/state.ts";
import type { Line, MemberView } from "../../protocol/protocol.ts";

const lobby = enterLobby("standup", "me", false);
const me = member("me", "Me");
const ada = member("ada", "Ada");
const bo = member("bo", "Bo");

function member(id: string, name: string): MemberView {
  return { id, name, microphone: true, camera: true };
}

function line(n: number, message = `line ${n}`, from = "ada"): Line {
  return { n, from, name: from === "me" ? "Me" : "Ada", message, at: 0 };
}

function play(meeting: Meeting, ...events: readonly MeetingEvent[]): Meeting {
  return events.reduce(reduce, meeting);
}

function room(revision: number, ...members: readonly MemberView[]): MeetingEvent {
  return { type: "room", view: { revision, members, seal: null } };
}

/** In the room with Ada, with so many lines of the chat before our time. */
function joined(newest = 0): Meeting {
  return play(lobby, { type: "join" }, { type: "joined", line: newest }, room(1, ada, me));
}

/** What the newest notice says. */
function newestNotice({ notices }: Meeting): string | undefined {
  return notices.at(-1)?.text;
}

function inRoom(meeting: Meeting): Meeting & InRoom {
  if (meeting.phase !== "room") throw new Error(`In the phase ${meeting.phase}`);
  return meeting;
}

const idsIn = (meeting: Meeting) => inRoom(meeting).members.map(({ id }) => id);
const linesIn = (meeting: Meeting) => inRoom(meeting).lines.map(({ message }) => message);
const unreadIn = (meeting: Meeting) => unreadOf(inRoom(meeting), meeting.self);
const noticesIn = (meeting: Meeting) => meeting.notices.map(({ text }) => text);

describe("from the lobby to the farewell", () => {
  test("a page begins in the lobby, and knows nothing of who is inside", () => {
    expect(lobby).toMatchObject({ phase: "lobby", room: "standup", self: "me", server: "connecting" });
    expect(lobby.inside).toBeUndefined();
  });

  test("the lobby is told who is inside, as often as that changes", () => {
    const told = play(
      lobby,
      { type: "lobby", inside: ["Ada"], seal: null },
      { type: "lobby", inside: ["Ada", "Bo"], seal: null },
    );
    expect(told.inside).toEqual(["Ada", "Bo"]);
  });

  test("joining comes before being in the room", () => {
    const joining = play(lobby, { type: "join" });
    expect(joining.phase).toBe("joining");
    expect(play(joining, { type: "joined", line: 0 })).toMatchObject({
      phase: "room",
      members: [],
      lines: [],
      panel: "none",
    });
  });

  test("a refusal leads back to the lobby, and says why", () => {
    const refused = play(lobby, { type: "join" }, { type: "refused", message: "Not now." });
    expect(refused).toMatchObject({ phase: "lobby", refusal: "Not now." });
  });

  test("who has left has left, whatever still comes in", () => {
    const left = play(joined(), { type: "leave", reason: "left" });
    expect(left).toMatchObject({ phase: "left", reason: "left" });
    const late = play(
      left,
      { type: "join" },
      { type: "joined", line: 0 },
      { type: "refused", message: "Not now." },
      room(9, ada, bo, me),
      { type: "member", member: bo },
      { type: "member-gone", id: "ada", name: "Ada" },
      { type: "line", line: line(1) },
      { type: "panel", panel: "chat" },
    );
    expect(late).toEqual(left);
  });

  test("leaving takes the notices along, and says where another tab took our place", () => {
    const moved = play(joined(), { type: "notice", text: "Look!" }, { type: "leave", reason: "moved" });
    expect(moved).toMatchObject({ phase: "left", reason: "moved", notices: [] });
  });

  test.each<MeetingEvent>([
    { type: "joined", line: 3 },
    { type: "refused", message: "Not now." },
    room(1, ada),
    { type: "member", member: ada },
    { type: "member-gone", id: "ada", name: "Ada" },
    { type: "line", line: line(1) },
    { type: "panel", panel: "chat" },
  ])("in the lobby, $type is about nothing", (event) => {
    expect(play(lobby, event)).toEqual(lobby);
  });

  test("whether the server can be reached is known in every phase", () => {
    for (const meeting of [lobby, joined(), play(joined(), { type: "leave", reason: "left" })])
      expect(play(meeting, { type: "server", server: "away" })).toEqual({ ...meeting, server: "away" });
  });
});

describe("the other tabs of this browser", () => {
  test("are known once each, under their newest name", () => {
    const told = play(
      lobby,
      { type: "other-tab", tab: { id: "tab", name: "Me" } },
      { type: "other-tab", tab: { id: "tab", name: "Me again" } },
    );
    expect(told.otherTabs).toEqual([{ id: "tab", name: "Me again" }]);
  });

  test("are forgotten when they are gone", () => {
    const told = play(
      lobby,
      { type: "other-tab", tab: { id: "tab", name: "Me" } },
      { type: "other-tab-gone", id: "tab" },
    );
    expect(told.otherTabs).toEqual([]);
  });
});

describe("who is in the room", () => {
  test("is whom the newest view shows, in its order", () => {
    expect(idsIn(play(joined(), room(3, ada, me, bo), room(2, ada, me)))).toEqual(["ada", "me", "bo"]);
  });

  test("takes over what a member has switched", () => {
    const muted = { ...ada, microphone: false };
    expect(inRoom(play(joined(), room(2, muted, me))).members[0]).toEqual(muted);
  });

  test("grows by whoever is announced, before the view comes", () => {
    const announced = play(joined(), { type: "member", member: bo });
    expect(idsIn(announced)).toEqual(["ada", "me", "bo"]);
    expect(idsIn(play(announced, { type: "member", member: bo }))).toEqual(["ada", "me", "bo"]);
  });

  test("shrinks by whoever is said to be gone", () => {
    expect(idsIn(play(joined(), { type: "member-gone", id: "ada", name: "Ada" }))).toEqual(["me"]);
  });

  test("is not announced to whoever has just come in", () => {
    expect(noticesIn(joined())).toEqual([]);
  });

  test("is announced as it changes, once however often it is told", () => {
    const changed = play(
      joined(),
      { type: "member", member: bo },
      room(2, ada, me, bo),
      { type: "member-gone", id: "ada", name: "Ada" },
      room(3, me, bo),
    );
    expect(noticesIn(changed)).toEqual(["Bo joined", "Ada left"]);
  });

  test("stays on the screen through a break, and a new process may count from 1 again", () => {
    const back = play(joined(), room(7, ada, me), { type: "joined", line: 0 });
    expect(idsIn(back)).toEqual(["ada", "me"]);
    expect(idsIn(play(back, room(1, me, bo)))).toEqual(["me", "bo"]);
  });
});

describe("the conversation", () => {
  test("is in order, each line once, however it comes in", () => {
    const heard = play(
      joined(),
      { type: "line", line: line(2) },
      { type: "line", line: line(1) },
      { type: "line", line: line(2) },
      { type: "line", line: line(3) },
    );
    expect(linesIn(heard)).toEqual(["line 1", "line 2", "line 3"]);
  });

  test("goes on after a break, without what was heard before it twice", () => {
    const heard = play(
      joined(),
      { type: "line", line: line(1) },
      { type: "joined", line: 2 },
      { type: "line", line: line(1) },
      { type: "line", line: line(2) },
    );
    expect(linesIn(heard)).toEqual(["line 1", "line 2"]);
  });

  test("goes on after a break in a room that was made anew, and counts from 1 again", () => {
    const read = play(
      joined(),
      { type: "panel", panel: "chat" },
      { type: "line", line: line(1, "before the break") },
      { type: "line", line: line(2, "also before") },
      { type: "panel", panel: "none" },
    );
    const heard = play(read, { type: "joined", line: 0 }, room(1, me, ada), {
      type: "line",
      line: { ...line(1, "after the break"), at: 60_000 },
    });
    expect(linesIn(heard)).toContain("after the break");
    expect(unreadIn(heard)).toBe(1);
    expect(noticesIn(heard)).toContain("Ada: after the break");
  });
});

describe("what is unread", () => {
  test("is what others have said since we came in, and had no chat before us", () => {
    const heard = play(
      joined(1),
      { type: "line", line: line(1) },
      { type: "line", line: line(2) },
      { type: "line", line: line(3) },
    );
    expect(unreadIn(heard)).toBe(2);
  });

  test("is never what we have said ourselves", () => {
    expect(unreadIn(play(joined(), { type: "line", line: line(1, "hello", "me") }))).toBe(0);
  });

  test("is nothing once the chat is opened, nor while it stays open", () => {
    const opened = play(joined(), { type: "line", line: line(1) }, { type: "panel", panel: "chat" });
    expect(unreadIn(opened)).toBe(0);
    expect(unreadIn(play(opened, { type: "line", line: line(2) }))).toBe(0);
  });

  test("counts again from when the chat is closed", () => {
    const closed = play(
      joined(),
      { type: "panel", panel: "chat" },
      { type: "line", line: line(1) },
      { type: "panel", panel: "none" },
      { type: "line", line: line(2) },
    );
    expect(unreadIn(closed)).toBe(1);
  });

  test("is not less for another panel", () => {
    expect(
      unreadIn(play(joined(), { type: "line", line: line(1) }, { type: "panel", panel: "people" })),
    ).toBe(1);
  });

  test("is still what was missed during a break", () => {
    const back = play(joined(), { type: "joined", line: 2 }, { type: "line", line: line(2) });
    expect(unreadIn(back)).toBe(1);
  });

  test("does not become more when we open an empty chat", () => {
    const opened = play(joined(5), { type: "panel", panel: "chat" }, { type: "panel", panel: "none" });
    expect(unreadIn(play(opened, { type: "line", line: line(5) }))).toBe(0);
  });
});

describe("notices", () => {
  test("say what was said while the chat was closed, by whom", () => {
    expect(noticesIn(play(joined(), { type: "line", line: line(1, "hello") }))).toEqual(["Ada: hello"]);
  });

  test("are spared of what is read in the chat, was said before our time, or by us", () => {
    const heard = play(
      joined(1),
      { type: "line", line: line(1) },
      { type: "line", line: line(2, "mine", "me") },
      { type: "panel", panel: "chat" },
      { type: "line", line: line(3) },
    );
    expect(noticesIn(heard)).toEqual([]);
  });

  test("shorten a long message", () => {
    const [text] = noticesIn(
      play(joined(), { type: "line", line: line(1, `${"x".repeat(119)} ${"y".repeat(50)}`) }),
    );
    expect(text).toBe(`Ada: ${"x".repeat(119)}…`);
  });

  test("don't cut a character in half where they shorten", () => {
    const [text] = noticesIn(play(joined(), { type: "line", line: line(1, `x${"🦊".repeat(100)}`) }));
    expect(text).not.toMatch(/\p{Surrogate}/u);
  });

  test("are at most four, the newest", () => {
    const events = [1, 2, 3, 4, 5, 6].map((n): MeetingEvent => ({ type: "notice", text: `${n}` }));
    expect(noticesIn(play(lobby, ...events))).toEqual(["3", "4", "5", "6"]);
  });

  test("are dismissed one by one, and no two ever have the same id", () => {
    const shown = play(lobby, { type: "notice", text: "one" }, { type: "notice", text: "two" });
    const [first, second] = shown.notices;
    const later = play(shown, { type: "dismiss", id: second?.id ?? 0 }, { type: "notice", text: "three" });
    expect(noticesIn(later)).toEqual(["one", "three"]);
    expect(new Set([first?.id, second?.id, later.notices[1]?.id]).size).toBe(3);
  });
});

describe("a sealed room", () => {
  test("is told to be one from the start, or once its first member seals it", () => {
    expect(enterLobby("standup", "me", true).sealed).toBe(true);
    expect(lobby.sealed).toBe(false);
    expect(play(lobby, { type: "sealed" }).sealed).toBe(true);
  });

  test("bars whoever lacks the key, with the reason", () => {
    const barred = play(lobby, { type: "barred", reason: "Your link lacks the key." });
    expect(barred).toMatchObject({ phase: "barred", reason: "Your link lacks the key." });
    expect(play(barred, { type: "join" }).phase).toBe("barred");
  });

  test("shows a line that can't be believed as such, and doesn't repeat it aloud", () => {
    const told = play(joined(), { type: "line", line: { ...line(1, "Send money"), doubt: "moved" } });
    expect(inRoom(told).lines).toMatchObject([{ doubt: "moved" }]);
    expect(newestNotice(told)).not.toContain("Send money");
  });
});
