import { describe, expect, test } from "@jest/globals";
import {
  enterLobby,
  type InRoom,
  type Meeting,
  type MeetingEvent,
  reduce,
  roleOf,
  unreadOf,
} from "../../client/meeting/state.ts";
import type { Line, LobbyView, MemberView } from "../../protocol/protocol.ts";
import { seen, viewOf } from "../fakes/rooms.ts";

const lobby = enterLobby("standup", "me", false, false);
const me = member("me", "Me");
const ada = member("ada", "Ada");
const bo = member("bo", "Bo");

function member(id: string, name: string): MemberView {
  return seen(id, { name });
}

function line(n: number, message = `line ${n}`, from = "ada"): Line {
  return { n, from, name: from === "me" ? "Me" : "Ada", message, at: 0 };
}

/** A line for the hosts alone, so many places after line n; those of each person count on their own. */
function privateLine(n: number, place: number, from: string, at: number): Line {
  return { n: n + place * 1e-6, from, name: from, message: `${from} in private at ${at}`, at };
}

function play(meeting: Meeting, ...events: readonly MeetingEvent[]): Meeting {
  return events.reduce(reduce, meeting);
}

function room(revision: number, ...members: readonly MemberView[]): MeetingEvent {
  return { type: "room", view: viewOf(revision, members) };
}

const closed: LobbyView = { inside: [], kind: null, owned: true, locked: false, waitingRoom: false };

/** In the room with Ada, with so many lines of the chat before our time. */
function joined(newest = 0): Meeting {
  return play(lobby, { type: "join" }, { type: "joined", line: newest, at: 0 }, room(1, ada, me));
}

/** What the newest notice says. */
function newestNotice({ notices }: Meeting): string | undefined {
  return notices.at(-1)?.text;
}

function inRoom(meeting: Meeting): Meeting & InRoom {
  if (meeting.phase !== "room") throw new Error(`In the phase ${meeting.phase}`);
  return meeting;
}

const idsIn = (meeting: Meeting) => inRoom(meeting).view.members.map(({ id }) => id);
const linesIn = (meeting: Meeting) => inRoom(meeting).lines.map(({ message }) => message);
const unreadIn = (meeting: Meeting) => unreadOf(inRoom(meeting));
const noticesIn = (meeting: Meeting) => meeting.notices.map(({ text }) => text);

describe("from the lobby to the farewell", () => {
  test("a page begins in the lobby, and knows nothing of who is inside", () => {
    expect(lobby).toMatchObject({ phase: "lobby", room: "standup", self: "me", server: "connecting" });
    expect(lobby.lobby).toBeUndefined();
  });

  test("the lobby is told who is inside and what the room is, as often as that changes", () => {
    const open: LobbyView = { ...closed, inside: ["Ada", "Bo"], kind: "meeting", seal: null };
    const told = play(lobby, { type: "lobby", lobby: closed }, { type: "lobby", lobby: open });
    expect(told.lobby).toEqual(open);
  });

  test("whose room it is, a page knows from the start, or learns from the server", () => {
    expect(enterLobby("standup", "me", false, true).owner).toBe(true);
    expect(lobby.owner).toBe(false);
    expect(play(lobby, { type: "owner" }).owner).toBe(true);
    expect(play(joined(), { type: "owner" })).toEqual({ ...joined(), owner: true });
  });

  test("joining comes before being in the room", () => {
    const joining = play(lobby, { type: "join" });
    expect(joining.phase).toBe("joining");
    expect(play(joining, { type: "joined", line: 0, at: 0 })).toMatchObject({
      phase: "room",
      view: { members: [] },
      lines: [],
      panel: "none",
    });
  });

  test("a refusal leads back to the lobby, and says why", () => {
    const refused = play(lobby, { type: "join" }, { type: "refused", message: "Not now." });
    expect(refused).toMatchObject({ phase: "lobby", refusal: "Not now." });
  });

  test("a refusal after a break leaves everything on the screen, and says why", () => {
    const refused = play(joined(), { type: "refused", message: "The room is full." });
    expect(idsIn(refused)).toEqual(["ada", "me"]);
    expect(newestNotice(refused)).toBe("The room is full.");
  });

  test("whoever has to wait is told for what, until they are in", () => {
    const waiting = play(lobby, { type: "join" }, { type: "wait", message: "The host isn't here yet." });
    expect(waiting).toMatchObject({ phase: "joining", waiting: "The host isn't here yet." });
    expect(play(waiting, { type: "wait", message: "The host knows." })).toMatchObject({
      waiting: "The host knows.",
    });
    expect(play(waiting, { type: "joined", line: 0, at: 0 }).phase).toBe("room");
  });

  test("whoever was inside, and has to be let in again, waits outside and knows for what", () => {
    const heard = play(joined(), { type: "line", line: line(1) }, { type: "panel", panel: "chat" });
    const waiting = play(heard, { type: "wait", message: "The room is locked." });
    const { refusal, ...outside } = { refusal: undefined, ...lobby };
    const { notices, noticed } = heard;
    const phase = { phase: "joining", waiting: "The room is locked." };
    expect(waiting).toEqual({ ...outside, ...phase, notices, noticed });
    const back = play(waiting, { type: "joined", line: 1, at: 0 }, { type: "line", line: line(1) });
    expect(linesIn(back)).toEqual(["line 1"]);
    expect([unreadIn(back), back.noticed]).toEqual([0, heard.noticed]);
    expect(play(waiting, { type: "stop-waiting" }).phase).toBe("lobby");
  });

  test("whoever no longer wants to wait is back in the lobby, where nothing was refused, and can ask anew", () => {
    const waiting = play(lobby, { type: "join" }, { type: "wait", message: "The host knows." });
    const back = play(waiting, { type: "stop-waiting" });
    expect(back).toMatchObject({ phase: "lobby", refusal: undefined });
    expect(play(back, { type: "joined", line: 0, at: 0 }).phase).toBe("lobby");
    expect(play(back, { type: "join" })).toMatchObject({ phase: "joining", waiting: undefined });
  });

  test("who has left has left, whatever still comes in", () => {
    const left = play(joined(), { type: "leave", reason: "left" });
    expect(left).toMatchObject({ phase: "left", reason: "left" });
    const late = play(
      left,
      { type: "join" },
      { type: "joined", line: 0, at: 0 },
      { type: "refused", message: "Not now." },
      room(9, ada, bo, me),
      { type: "member", member: bo },
      { type: "member-gone", id: "ada", name: "Ada" },
      { type: "line", line: line(1) },
      { type: "panel", panel: "chat" },
      { type: "wait", message: "The host knows." },
      { type: "stop-waiting" },
      { type: "reacted", id: "ada", reaction: "👍" },
      { type: "reaction-over", n: 1 },
      { type: "unmute-asked", asked: true },
      { type: "enlarge", id: "ada" },
    );
    expect(late).toEqual(left);
  });

  test.each(["left", "moved", "removed", "ended"] as const)(
    "leaving takes the notices along, and says why: %s",
    (reason) => {
      const gone = play(joined(), { type: "notice", text: "Look!" }, { type: "leave", reason });
      expect(gone).toMatchObject({ phase: "left", reason, notices: [] });
    },
  );

  test.each<MeetingEvent>([
    { type: "joined", line: 3, at: 0 },
    { type: "refused", message: "Not now." },
    room(1, ada),
    { type: "member", member: ada },
    { type: "member-gone", id: "ada", name: "Ada" },
    { type: "line", line: line(1) },
    { type: "panel", panel: "chat" },
    { type: "wait", message: "The host knows." },
    { type: "stop-waiting" },
    { type: "reacted", id: "ada", reaction: "👍" },
    { type: "reaction-over", n: 1 },
    { type: "unmute-asked", asked: true },
    { type: "enlarge", id: "ada" },
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
    expect(inRoom(play(joined(), room(2, muted, me))).view.members[0]).toEqual(muted);
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

  test("is announced by the view that says what they are, and not before it comes", () => {
    const announced = play(joined(), { type: "member", member: bo }, { type: "member-gone", ...ada });
    expect(noticesIn(announced)).toEqual([]);
    expect(noticesIn(play(announced, room(2, me, bo)))).toEqual(["Bo joined", "Ada left"]);
  });

  test("is not announced where they are gone again before anybody was told", () => {
    const changed = play(joined(), { type: "member", member: bo }, { type: "member-gone", ...bo });
    expect(noticesIn(play(changed, room(3, ada, me)))).toEqual([]);
  });

  test("stays on the screen through a break, and a new process may count from 1 again", () => {
    const back = play(joined(), room(7, ada, me), { type: "joined", line: 0, at: 0 });
    expect(idsIn(back)).toEqual(["ada", "me"]);
    expect(idsIn(play(back, room(1, me, bo)))).toEqual(["me", "bo"]);
  });
});

test("a change during a break is told, although a new process counts its views from 1 again", () => {
  const tess = seen("tess", { role: "host" });
  const told = (host: string | null): MeetingEvent => ({
    type: "room",
    view: viewOf(1, [tess, me], { host }),
  });
  const before = play(lobby, { type: "join" }, { type: "joined", line: 0, at: 0 }, told("tess"));
  expect(noticesIn(play(before, { type: "joined", line: 0, at: 0 }, told(null)))).toEqual([
    "The host is away.",
  ]);
});

describe("a student who is given the floor of a classroom", () => {
  const host = seen("host", { role: "host" });
  const [self, cy] = [seen("me"), seen("cy")];
  const lesson = (
    revision: number,
    floor: string | null,
    ...members: readonly MemberView[]
  ): MeetingEvent => ({
    type: "room",
    view: viewOf(revision, members, { kind: "classroom", floor }),
  });
  const before = play(
    lobby,
    { type: "join" },
    { type: "joined", line: 0, at: 0 },
    lesson(1, null, host, bo, self),
  );

  test("is told so, and not that all the others came, nor that they went as it is taken back", () => {
    const alone = play(
      lobby,
      { type: "join" },
      { type: "joined", line: 0, at: 0 },
      lesson(1, null, host, self),
    );
    const given = play(alone, { type: "member", member: cy }, lesson(2, "me", host, bo, self, cy));
    expect(idsIn(given)).toEqual(["host", "bo", "me", "cy"]);
    const gone = { type: "member-gone", name: "" } as const;
    const taken = play(given, { ...gone, id: "bo" }, { ...gone, id: "cy" }, lesson(3, null, host, self));
    expect(noticesIn(taken)).toEqual([
      "You have the floor: everybody sees and hears you.",
      "You no longer have the floor.",
    ]);
  });

  test("is announced to the others by what the floor is, although the call comes before the view", () => {
    const alone = play(before, lesson(2, null, host, self));
    const since = (meeting: Meeting) => noticesIn(meeting).slice(noticesIn(alone).length);
    const given = play(alone, { type: "member", member: cy }, lesson(3, "cy", host, self, cy));
    expect(since(given)).toEqual(["cy has the floor"]);
    const taken = play(given, { type: "member-gone", id: "cy", name: "cy" }, lesson(4, null, host, self));
    expect(since(taken)).toEqual(["cy has the floor", "cy no longer has the floor"]);
  });
});

describe("reactions", () => {
  const reacted = (id: string): MeetingEvent => ({ type: "reacted", id, reaction: "👏" });
  const shownIn = (meeting: Meeting) => inRoom(meeting).reactions.map(({ from, n }) => `${from} ${n}`);

  test("are shown with their sender, each as one of its own, until it is over", () => {
    const shown = play(joined(), reacted("ada"), reacted("me"), reacted("ada"));
    expect(inRoom(shown).reactions[0]).toEqual({ n: 1, from: "ada", reaction: "👏" });
    expect(shownIn(shown)).toEqual(["ada 1", "me 2", "ada 3"]);
    expect(shownIn(play(shown, { type: "reaction-over", n: 2 }))).toEqual(["ada 1", "ada 3"]);
  });

  test("are never taken for one that is over", () => {
    const shown = play(joined(), reacted("ada"), { type: "reaction-over", n: 1 }, reacted("ada"));
    expect(shownIn(shown)).toEqual(["ada 2"]);
  });

  test("are at most twelve at once, the newest", () => {
    const many = play(joined(), ...Array.from({ length: 15 }, () => reacted("ada")));
    expect(shownIn(many)).toEqual(Array.from({ length: 12 }, (_, index) => `ada ${index + 4}`));
  });

  test("go with whoever sent them", () => {
    const shown = play(joined(), reacted("ada"), reacted("me"));
    expect(shownIn(play(shown, { type: "member-gone", id: "ada", name: "Ada" }))).toEqual(["me 2"]);
    expect(shownIn(play(shown, room(2, me)))).toEqual(["me 2"]);
  });
});

describe("a host's wish that one unmute", () => {
  const muted = { ...me, microphone: false };
  const asked = play(joined(), room(2, ada, muted), { type: "unmute-asked", asked: true });

  test("stands until it is answered", () => {
    expect(inRoom(asked).unmuteAsked).toBe(true);
    expect(inRoom(play(asked, room(3, ada, muted, bo))).unmuteAsked).toBe(true);
    expect(inRoom(play(asked, { type: "unmute-asked", asked: false })).unmuteAsked).toBe(false);
  });

  test("is fulfilled once one is heard, however that came about", () => {
    expect(inRoom(play(asked, room(3, ada, me))).unmuteAsked).toBe(false);
    expect(inRoom(play(asked, room(3, ada, me), room(4, ada, muted))).unmuteAsked).toBe(false);
  });

  test("is none where one is heard already", () => {
    expect(inRoom(play(joined(), { type: "unmute-asked", asked: true })).unmuteAsked).toBe(false);
  });
});

describe("the tile that is shown large", () => {
  const large = play(joined(), { type: "enlarge", id: "ada" });

  test("is the one that was chosen, until none is", () => {
    expect(inRoom(joined()).enlarged).toBeUndefined();
    expect(inRoom(play(large, room(2, ada, me, bo))).enlarged).toBe("ada");
    expect(inRoom(play(large, { type: "enlarge", id: undefined })).enlarged).toBeUndefined();
  });

  test("is forgotten when its member goes, and not remembered when they come back", () => {
    const gone: MeetingEvent = { type: "member-gone", id: "ada", name: "Ada" };
    expect(inRoom(play(large, gone)).enlarged).toBeUndefined();
    expect(inRoom(play(large, room(2, me), room(3, me, ada))).enlarged).toBeUndefined();
    expect(inRoom(play(large, { type: "member-gone", id: "bo", name: "Bo" })).enlarged).toBe("ada");
  });
});

test("the role is the one the room knows, and a member's while it knows none", () => {
  const host = seen("me", { role: "host" });
  expect(roleOf(inRoom(play(joined(), room(2, ada, host))))).toBe("host");
  expect(roleOf(inRoom(play(lobby, { type: "join" }, { type: "joined", line: 0, at: 0 })))).toBe("member");
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
      { type: "joined", line: 2, at: 0 },
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
    const heard = play(read, { type: "joined", line: 0, at: 0 }, room(1, me, ada), {
      type: "line",
      line: { ...line(1, "after the break"), at: 60_000 },
    });
    expect(linesIn(heard)).toContain("after the break");
    expect(unreadIn(heard)).toBe(1);
    expect(noticesIn(heard)).toContain("Ada: after the break");
  });
});

describe("a line that has a key", () => {
  const keyed = (n: number, key = "k", from = "ada"): MeetingEvent => ({
    type: "line",
    line: { ...line(n, "the same", from), key },
  });

  test("is the same under another number, and stands where the newer word puts it", () => {
    const heard = play(joined(), keyed(1), { type: "line", line: line(2) }, keyed(3));
    expect(linesIn(heard)).toEqual(["line 2", "the same"]);
    expect(inRoom(heard).lines.map(({ n }) => n)).toEqual([2, 3]);
    expect(noticesIn(heard)).toEqual(["Ada: the same", "Ada: line 2"]);
    expect(unreadIn(heard)).toBe(2);
  });

  test("that was read stays read, wherever it comes to stand, and what is new is unread beside it", () => {
    const read = play(joined(), keyed(1), { type: "panel", panel: "chat" }, { type: "panel", panel: "none" });
    const moved = play(read, keyed(1_001));
    expect([unreadIn(moved), moved.noticed]).toEqual([0, read.noticed]);
    expect(unreadIn(play(moved, { type: "line", line: line(1_000) }))).toBe(1);
  });

  test("is another's under another's name, and another under another key", () => {
    const heard = play(joined(), keyed(1), keyed(2, "k", "bo"), keyed(3, "other"));
    expect(linesIn(heard)).toHaveLength(3);
  });

  test("doesn't make what was said unsaid: other words, or words in doubt, stand beside it", () => {
    const other: MeetingEvent = { type: "line", line: { ...line(2, "something else"), key: "k" } };
    const doubted: MeetingEvent = {
      type: "line",
      line: { ...line(3, "the same"), key: "k", doubt: "repeated" },
    };
    expect(linesIn(play(joined(), keyed(1), other, doubted))).toEqual([
      "the same",
      "something else",
      "the same",
    ]);
  });

  test("without one, under another number is another", () => {
    const heard = play(
      joined(),
      { type: "line", line: line(1, "ok") },
      { type: "line", line: line(2, "ok") },
    );
    expect(linesIn(heard)).toEqual(["ok", "ok"]);
  });
});

describe("what was written here and isn't said yet", () => {
  const waiting = (key: string) => ({ key, message: `mine ${key}`, at: 0, status: "waiting" }) as const;
  const written: MeetingEvent = { type: "unsent", outbox: [waiting("a"), waiting("b")] };
  const said: MeetingEvent = { type: "line", line: { ...line(1, "mine a", "me"), key: "a" } };
  const unsentIn = (meeting: Meeting) => inRoom(meeting).unsent.map(({ key }) => key);

  test("is known beside the lines, and survives a break", () => {
    const back = play(joined(), written, { type: "joined", line: 0, at: 0 });
    expect(unsentIn(back)).toEqual(["a", "b"]);
    expect(linesIn(back)).toEqual([]);
  });

  test("is a line and no longer unsent in the same moment, whoever is told first", () => {
    for (const heard of [play(joined(), written, said), play(joined(), said, written)]) {
      expect(unsentIn(heard)).toEqual(["b"]);
      expect(linesIn(heard)).toEqual(["mine a"]);
    }
  });

  test("neither counts as unread nor is noticed, before and after it is said", () => {
    const heard = play(joined(), written, said);
    expect([unreadIn(heard), heard.noticed]).toEqual([0, 0]);
  });

  test("is about nothing outside the room", () => {
    expect(play(lobby, written)).toBe(lobby);
  });
});

describe("what is written to the hosts alone", () => {
  const heardBy = (meeting: Meeting, ...lines: readonly Line[]) =>
    play(meeting, ...lines.map((one): MeetingEvent => ({ type: "line", line: one })));

  test("stands after the line it followed and before the next, in the order in which it was written", () => {
    const heard = heardBy(
      joined(),
      privateLine(1, 1, "bo", 40),
      line(2),
      privateLine(1, 2, "ada", 30),
      line(1),
      privateLine(1, 1, "ada", 20),
    );
    expect(linesIn(heard)).toEqual([
      "line 1",
      "ada in private at 20",
      "ada in private at 30",
      "bo in private at 40",
      "line 2",
    ]);
  });

  test("is unread and noticed although somebody else's was read whose number is higher", () => {
    const read = heardBy(
      play(joined(), { type: "panel", panel: "chat" }),
      line(1),
      privateLine(1, 1, "ada", 20),
      privateLine(1, 2, "ada", 30),
    );
    const heard = heardBy(play(read, { type: "panel", panel: "none" }), privateLine(1, 1, "bo", 40));
    expect(unreadIn(heard)).toBe(1);
    expect(noticesIn(heard)).toEqual(["bo: bo in private at 40"]);
    expect(unreadIn(heardBy(heard, line(2)))).toBe(2);
    expect(unreadIn(play(heard, { type: "panel", panel: "chat" }))).toBe(0);
  });

  test("comes once, however often it is sent", () => {
    const heard = heardBy(joined(), privateLine(0, 1, "ada", 20), privateLine(0, 1, "ada", 20));
    expect(linesIn(heard)).toEqual(["ada in private at 20"]);
  });

  test("is nothing by which a room would seem to be made anew", () => {
    const heard = heardBy(joined(), line(1), privateLine(1, 1, "ada", 20));
    const back = inRoom(play(heard, { type: "joined", line: 1, at: 0 }));
    expect(back.lines.map(({ n }) => n)).toEqual([1, 1 + 1e-6]);
    expect(unreadIn(back)).toBe(2);
  });

  test("stands before all that is said in a room made anew, and is as read as the rest", () => {
    const heard = heardBy(joined(), line(1, "old"), privateLine(1, 1, "ada", 20));
    const read = play(heard, { type: "panel", panel: "chat" }, { type: "panel", panel: "none" });
    const back = play(read, { type: "joined", line: 0, at: 0 });
    expect(unreadIn(back)).toBe(0);
    const anew = heardBy(back, line(1, "new"), privateLine(0, 1, "bo", 30));
    expect(linesIn(anew)).toEqual(["old", "ada in private at 20", "bo in private at 30", "new"]);
    expect(unreadIn(anew)).toBe(2);
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
    const back = play(joined(), { type: "joined", line: 2, at: 0 }, { type: "line", line: line(2) });
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
    expect(enterLobby("standup", "me", true, false).sealed).toBe(true);
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
