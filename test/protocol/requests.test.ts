import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { forecasts, limits, reactions, refusals, refuse } from "../../protocol/protocol.ts";
import { clientEvents, parseRequest } from "../../protocol/requests.ts";

const accept = (value: unknown) => ({ ok: true, value });

describe("join-room", () => {
  const guest = {
    ...{ name: "Guest", microphone: true, camera: true, seal: null },
    ...{ ready: true, kind: "meeting" },
  };
  const joined = (hello: object) => accept({ type: "join-room", room: "standup", id: "ada", hello });

  test("from a client that says nothing of itself is a guest's, to be heard and seen", () => {
    expect(parseRequest("join-room", ["Standup", "ada"])).toEqual(joined(guest));
    expect(parseRequest("join-room", ["standup", "ada", null])).toEqual(joined(guest));
    expect(parseRequest("join-room", ["standup", "ada", {}])).toEqual(joined(guest));
  });

  test("brings what the client says of itself, and leaves out what it has no word for", () => {
    const hello = { name: " Ada ", microphone: false, camera: false, host: true };
    expect(parseRequest("join-room", ["standup", "ada", hello])).toEqual(
      joined({ ...guest, name: "Ada", microphone: false, camera: false }),
    );
  });

  test("under a name that tidies to nothing is a guest's", () => {
    expect(parseRequest("join-room", ["standup", "ada", { name: " \n " }])).toEqual(joined(guest));
  });

  test.each([
    ["a bad room", ["a room", "ada"], "bad-room"],
    ["a bad id", ["standup", "not an id"], "bad-id"],
    ["no id", ["standup"], "bad-id"],
    ["a greeting that is a string", ["standup", "ada", "hello"], "malformed"],
    ["a greeting that is a list", ["standup", "ada", []], "malformed"],
    ["a name that is a number", ["standup", "ada", { name: 7 }], "malformed"],
    ["a name that is null", ["standup", "ada", { name: null }], "malformed"],
    ["a microphone that is a word", ["standup", "ada", { microphone: "on" }], "malformed"],
    ["a camera that is a number", ["standup", "ada", { camera: 1 }], "malformed"],
    ["a key's check with a space", ["standup", "ada", { seal: "a b" }], "malformed"],
    ["an empty key's check", ["standup", "ada", { seal: "" }], "malformed"],
    ["a key's check too long", ["standup", "ada", { seal: "x".repeat(limits.seal + 1) }], "malformed"],
    ["a key's check that is a list", ["standup", "ada", { seal: ["x"] }], "malformed"],
    ["a card that nobody sealed", ["standup", "ada", { card: "sha-256 AB:CD" }], "malformed"],
    ["a card too long", ["standup", "ada", { card: "x".repeat(limits.card + 1) }], "malformed"],
    ["a card that is null", ["standup", "ada", { card: null }], "malformed"],
    ["a readiness that is a word", ["standup", "ada", { ready: "soon" }], "malformed"],
    ["a readiness that is null", ["standup", "ada", { ready: null }], "malformed"],
    ["a kind that is none", ["standup", "ada", { kind: "party" }], "malformed"],
    ["a kind that every object has", ["standup", "ada", { kind: "__proto__" }], "malformed"],
    ["a kind in a list", ["standup", "ada", { kind: ["classroom"] }], "malformed"],
  ] as const)("with %s is refused", (_, args, code) => {
    expect(parseRequest("join-room", args)).toEqual(refuse(code));
  });
});

describe("join-room into a classroom", () => {
  test("says what the room is to be, and whether the devices have been had", () => {
    const hello = { kind: "classroom", ready: false };
    const parsed = parseRequest("join-room", ["standup", "ada", hello]);
    expect(parsed).toMatchObject({ ok: true, value: { hello } });
  });
});

describe("join-room into a sealed room", () => {
  test("brings what shows the key, and the card that only the room can read", () => {
    const sealed = { seal: "x".repeat(limits.seal), card: "y".repeat(limits.card) };
    const parsed = parseRequest("join-room", ["standup", "ada", sealed]);
    expect(parsed).toMatchObject({ ok: true, value: { hello: sealed } });
  });

  test("says whether it shows a screen, and nothing of it where it is left out", () => {
    for (const screen of [true, false])
      expect(parseRequest("join-room", ["standup", "ada", { screen }])).toMatchObject({
        ...{ ok: true, value: { hello: { screen } } },
      });
    expect(JSON.stringify(parseRequest("join-room", ["standup", "ada", {}]))).not.toContain("screen");
    for (const screen of [null, 1, "tab"])
      expect(parseRequest("join-room", ["standup", "ada", { screen }])).toEqual(refuse("malformed"));
  });

  test("without a card has none, rather than one of nothing", () => {
    const parsed = parseRequest("join-room", ["standup", "ada", { seal: "x" }]);
    expect(parsed.ok && parsed.value.type === "join-room" && "card" in parsed.value.hello).toBe(false);
  });
});

describe("leave, leave-chat and look-in", () => {
  test("leave names the room and the id", () => {
    expect(parseRequest("leave", ["Standup", "ada"])).toEqual(
      accept({ type: "leave", room: "standup", id: "ada" }),
    );
    expect(parseRequest("leave", ["standup"])).toEqual(refuse("bad-id"));
    expect(parseRequest("leave", [])).toEqual(refuse("bad-room"));
  });

  test("leave-chat names the room; the name beside it is not believed", () => {
    const parsed = accept({ type: "leave-chat", room: "standup" });
    expect(parseRequest("leave-chat", ["Standup", "Somebody else"])).toEqual(parsed);
    expect(parseRequest("leave-chat", [7])).toEqual(refuse("bad-room"));
  });

  test("look-in names the room", () => {
    expect(parseRequest("look-in", ["Standup"])).toEqual(accept({ type: "look-in", room: "standup" }));
    expect(parseRequest("look-in", [undefined])).toEqual(refuse("bad-room"));
  });
});

describe("send", () => {
  const said = (message: string) => accept({ type: "send", room: "standup", message });

  test("keeps a message as it was written, but for the space around it", () => {
    expect(parseRequest("send", ["standup", " <b>one</b>\n  two \n"])).toEqual(said("<b>one</b>\n  two"));
  });

  test("takes a message of exactly the limit, space around it not counted", () => {
    const longest = "x".repeat(limits.message);
    expect(parseRequest("send", ["standup", ` ${longest} `])).toEqual(said(longest));
  });

  test.each([
    ["nothing in it", "", "empty-message"],
    ["only space in it", " \n\t ", "empty-message"],
    ["one character too many", `${"x".repeat(limits.message - 1)} x`, "message-too-long"],
    ["more than a sealed one could need", "x".repeat(limits.sealedMessage + 1), "message-too-long"],
    ["a number for a text", 7, "malformed"],
    ["no text", undefined, "malformed"],
  ] as const)("with %s is refused", (_, message, code) => {
    expect(parseRequest("send", ["standup", message])).toEqual(refuse(code));
  });

  test("takes what may be a sealed message, which is longer for what it says", () => {
    const longest = "x".repeat(limits.sealedMessage);
    expect(parseRequest("send", ["standup", longest])).toEqual(said(longest));
  });

  test("into a room that can't be is refused for that", () => {
    expect(parseRequest("send", ["a room", ""])).toEqual(refuse("bad-room"));
  });
});

describe("suspect", () => {
  test("names a member, and nobody else can be named", () => {
    expect(parseRequest("suspect", ["bo"])).toEqual(accept({ type: "suspect", id: "bo" }));
    for (const nobody of [undefined, null, 7, "", "a b", ["bo"], { id: "bo" }])
      expect(parseRequest("suspect", [nobody])).toEqual(refuse("bad-id"));
  });
});

describe("set-media", () => {
  test("says what is on, and nothing besides", () => {
    const said = { microphone: true, camera: false, screen: true };
    expect(parseRequest("set-media", [{ ...said, name: "Eve" }])).toEqual(
      accept({ type: "set-media", ...said }),
    );
  });

  test("shares no screen unless it says so", () => {
    const said = { microphone: true, camera: false };
    expect(parseRequest("set-media", [said])).toEqual(accept({ type: "set-media", ...said, screen: false }));
  });

  test.each([
    [undefined],
    [null],
    ["on"],
    [{}],
    [{ microphone: true }],
    [{ microphone: 1, camera: 0 }],
    [{ microphone: true, camera: true, screen: null }],
    [{ microphone: true, camera: true, screen: "tab" }],
    [[]],
  ])("of %j is refused", (media) => {
    expect(parseRequest("set-media", [media])).toEqual(refuse("malformed"));
  });
});

describe("what is said of one's own hand, devices and mood", () => {
  test.each([true, false])("raise-hand says whether it is up: %j", (up) => {
    expect(parseRequest("raise-hand", [up])).toEqual(accept({ type: "raise-hand", up }));
  });

  test.each([undefined, null, 0, 1, "true", [], {}])("raise-hand of %j is refused", (up) => {
    expect(parseRequest("raise-hand", [up])).toEqual(refuse("malformed"));
  });

  test.each(reactions)("react takes %s", (reaction) => {
    expect(parseRequest("react", [reaction])).toEqual(accept({ type: "react", reaction }));
  });

  test.each([
    ...[undefined, null, 0, "", "👎", "👍👍", " 👍", "👍️", "❤", "ok", "length"],
    ...[["👍"], { 0: "👍" }, "<b>"],
  ])("react takes nothing else, such as %j", (reaction) => {
    expect(parseRequest("react", [reaction])).toEqual(refuse("malformed"));
  });

  test.each(forecasts)("a forecast is told when joining, or later: %s", (forecast) => {
    expect(parseRequest("set-forecast", [forecast])).toEqual(accept({ type: "set-forecast", forecast }));
    expect(parseRequest("join-room", ["standup", "ada", { forecast }])).toMatchObject({
      ...{ ok: true, value: { hello: { forecast } } },
    });
  });

  test.each([null, 0, "", "Direct", "length", ["direct"], { 0: "direct" }])(
    "a forecast is nothing else, such as %j",
    (forecast) => {
      expect(parseRequest("set-forecast", [forecast])).toEqual(refuse("malformed"));
      expect(parseRequest("join-room", ["standup", "ada", { forecast }])).toEqual(refuse("malformed"));
    },
  );

  test("who joins without a forecast has none", () => {
    expect(JSON.stringify(parseRequest("join-room", ["standup", "ada", {}]))).not.toContain("forecast");
    expect(parseRequest("set-forecast", [])).toEqual(refuse("malformed"));
  });

  test("ready and get-deed need nothing more, and take nothing from what comes beside", () => {
    for (const type of ["ready", "get-deed"] as const)
      for (const args of [[], [null], [{ id: "bo" }]])
        expect(parseRequest(type, args)).toEqual(accept({ type }));
  });
});

describe("watch", () => {
  test.each([
    [0, 0],
    [90, 90],
    [179.6, 180],
    [0.2, 0],
    [limits.height, limits.height],
  ])("takes a height of %j, which is %j pixels", (height, pixels) => {
    expect(parseRequest("watch", ["bo", height])).toEqual(
      accept({ type: "watch", id: "bo", height: pixels }),
    );
  });

  const wrongHeights = [
    ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, -0.001],
    ...[limits.height + 0.001, Number.MAX_VALUE, "90", [90], {}, true, 90n],
  ];

  test.each([...wrongHeights, null, undefined])("takes no height of %p", (height) => {
    expect(parseRequest("watch", ["bo", height])).toEqual(refuse("malformed"));
  });

  test("takes a height of the screen besides, and none where it is left out", () => {
    const watched = { type: "watch", id: "bo", height: 0 };
    expect(parseRequest("watch", ["bo", 0, 719.6])).toEqual(accept({ ...watched, screenHeight: 720 }));
    expect(parseRequest("watch", ["bo", 0, 0])).toEqual(accept({ ...watched, screenHeight: 0 }));
    for (const height of [undefined, null])
      expect(JSON.stringify(parseRequest("watch", ["bo", 0, height]))).toBe(JSON.stringify(accept(watched)));
  });

  test.each(wrongHeights)("takes no screen's height of %p", (height) => {
    expect(parseRequest("watch", ["bo", 90, height])).toEqual(refuse("malformed"));
  });

  test("names a member", () => {
    for (const nobody of [undefined, null, 7, "", "a b", ["bo"]])
      expect(parseRequest("watch", [nobody, 90])).toEqual(refuse("bad-id"));
  });
});

describe("what is said about one member", () => {
  const events = ["ask-unmute", "stop-camera", "stop-screen", "lower-hand", "remove", "make-host"] as const;

  test.each(events)("%s names them, and nobody else can be named", (type) => {
    expect(parseRequest(type, ["bo", true])).toEqual(accept({ type, id: "bo" }));
    // That nobody in particular is meant, only some can say.
    for (const nobody of [undefined, null, 7, "", "a b", "-bo", ["bo"], { id: "bo" }])
      expect(parseRequest(type, [nobody])).toEqual(refuse("bad-id"));
  });

  test("make-cohost says besides whether they are to be one", () => {
    for (const is of [true, false])
      expect(parseRequest("make-cohost", ["bo", is])).toEqual(accept({ type: "make-cohost", id: "bo", is }));
    for (const is of [undefined, null, 0, 1, "true", []])
      expect(parseRequest("make-cohost", ["bo", is])).toEqual(refuse("malformed"));
    for (const nobody of [null, undefined, "a b"])
      expect(parseRequest("make-cohost", [nobody, true])).toEqual(refuse("bad-id"));
  });
});

describe("what is said about one, or about all", () => {
  test.each(["admit", "turn-away", "mute", "give-floor"] as const)("%s names one, or nobody", (type) => {
    expect(parseRequest(type, ["bo"])).toEqual(accept({ type, id: "bo" }));
    expect(parseRequest(type, [null])).toEqual(accept({ type, id: null }));
    // What was left out by mistake doesn't mean everybody.
    for (const nobody of [undefined, 7, "", "a b", false, ["bo"], {}])
      expect(parseRequest(type, [nobody])).toEqual(refuse("bad-id"));
    expect(parseRequest(type, [])).toEqual(refuse("bad-id"));
  });
});

describe("set-room", () => {
  const set = (settings: unknown) => parseRequest("set-room", [settings]);

  test("says what is to change, and may change all or nothing", () => {
    const all = { locked: true, waitingRoom: true, unmute: false, chat: "hosts", count: true };
    for (const settings of [all, {}, { chat: "everybody" }, { locked: false }])
      expect(set(settings)).toEqual(accept({ type: "set-room", settings }));
  });

  test.each([
    [undefined],
    [null],
    ["locked"],
    [[]],
    [[true]],
    [{ locked: "yes" }],
    [{ locked: null }],
    [{ locked: undefined }],
    [{ waitingRoom: 1 }],
    [{ unmute: [] }],
    [{ chat: "nobody" }],
    [{ chat: true }],
    [{ count: 7 }],
    [{ kind: "classroom" }],
    [{ host: "ada" }],
    [{ locked: true, owner: "ada" }],
    [{ constructor: true }],
    [{ toString: true }],
  ])("of %j is refused", (settings) => {
    expect(set(settings)).toEqual(refuse("malformed"));
  });

  test("can't reach what every object has", () => {
    for (const json of [
      '{"__proto__": {"locked": true}}',
      '{"__proto__": true}',
      '{"locked": true, "__proto__": 1}',
    ])
      expect(set(JSON.parse(json))).toEqual(refuse("malformed"));
    expect(Object.hasOwn(Object.prototype, "locked")).toBe(false);
  });
});

describe("end", () => {
  test("says whether it is over, or goes on after all", () => {
    for (const over of [true, false])
      expect(parseRequest("end", [over])).toEqual(accept({ type: "end", over }));
    for (const over of [undefined, null, 0, "true", {}, []])
      expect(parseRequest("end", [over])).toEqual(refuse("malformed"));
  });
});

describe("whatever a client sends", () => {
  test("comes to that event's request, or to a refusal of the table: never to a throw", () => {
    const event = fc.constantFrom(...clientEvents);
    const argument = fc.oneof(fc.anything(), fc.constantFrom("standup", "ada", "hello"));
    fc.assert(
      fc.property(event, fc.array(argument, { maxLength: 4 }), (name, args) => {
        const parsed = parseRequest(name, args);
        if (parsed.ok) expect(parsed.value.type).toBe(name);
        else expect(parsed.message).toBe(refusals[parsed.code]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("what a member brings on coming back", () => {
  const joined = (hello: object) => parseRequest("join-room", ["standup", "ada", hello]);

  test("is a baton, the numbers of the lines they know, and the connection they lost", () => {
    const brought = { baton: "b-a_t.on", heard: [1, 2.000001], previous: ["s-o_cket"] };
    expect(joined(brought)).toMatchObject({ ok: true, value: { hello: brought } });
  });

  test.each([
    [{ baton: 7 }],
    [{ baton: "" }],
    [{ baton: "a b" }],
    [{ baton: "x".repeat(limits.baton + 1) }],
    [{ heard: 1 }],
    [{ heard: ["1"] }],
    [{ heard: [0] }],
    [{ heard: [Number.NaN] }],
    [{ heard: [Number.POSITIVE_INFINITY] }],
    [{ heard: Array(limits.history + 1).fill(1) }],
    [{ previous: {} }],
    [{ previous: "a-name" }],
    [{ previous: ["x".repeat(limits.key + 1)] }],
    [{ previous: Array(limits.previous + 1).fill("a") }],
  ])("is refused as %j", (brought) => {
    expect(joined(brought)).toEqual(refuse("malformed"));
  });

  const line = { n: 1, from: "ada", name: "Ada", message: "hello", at: 1, key: "k", proof: "p" };
  const bring = (...lines: readonly unknown[]) => parseRequest("bring", [lines]);

  test("is lines as they came, with a proof each, and nothing besides", () => {
    const { key, ...keyless } = line;
    expect(bring({ ...line, more: 1 }, keyless)).toEqual(accept({ type: "bring", lines: [line, keyless] }));
    expect(bring()).toEqual(accept({ type: "bring", lines: [] }));
  });

  test.each([
    [{ n: 0 }],
    [{ n: "1" }],
    [{ from: "not an id" }],
    [{ name: 7 }],
    [{ name: "x".repeat(2 * limits.name + 1) }],
    [{ message: null }],
    [{ message: "x".repeat(limits.sealedMessage + 1) }],
    [{ at: null }],
    [{ key: "a b" }],
    [{ proof: undefined }],
    [{ proof: "x".repeat(limits.proof + 1) }],
  ])("is refused with a line of %j, whatever the others are", (fault) => {
    expect(bring(line, { ...line, ...fault })).toEqual(refuse("malformed"));
  });

  test("is refused as what is no list, or longer than any history", () => {
    for (const lines of [undefined, null, {}, "lines"])
      expect(parseRequest("bring", [lines])).toEqual(refuse("malformed"));
    expect(bring(...Array(limits.history + 1).fill(line))).toEqual(refuse("malformed"));
  });
});

describe("a line's key", () => {
  const send = (key: unknown) => parseRequest("send", ["standup", "hello", key]);

  test("goes with it, and may be left out", () => {
    const said = { type: "send", room: "standup", message: "hello" };
    expect(send("a-key")).toEqual(accept({ ...said, key: "a-key" }));
    for (const key of [undefined, null]) expect(send(key)).toEqual(accept(said));
  });

  test.each([7, "", "a b", {}, "x".repeat(limits.key + 1)])("can't be %j", (key) => {
    expect(send(key)).toEqual(refuse("malformed"));
  });
});

describe("mend", () => {
  const mend = (said: unknown) => parseRequest("mend", ["ada", said]);

  test.each([{ type: "please" }, { type: "offer", sdp: "v=0" }, { type: "answer", sdp: "v=0" }])(
    "takes %j, and nothing besides",
    (mending) => {
      expect(mend({ ...mending, more: 1 })).toEqual(accept({ type: "mend", id: "ada", mending }));
    },
  );

  test("says whose screen the call shows, where it is about one", () => {
    for (const said of [{ type: "please" }, { type: "offer", sdp: "v=0" }])
      expect(mend({ ...said, screen: "bo" })).toEqual(
        accept({ type: "mend", id: "ada", mending: { ...said, screen: "bo" } }),
      );
  });

  test.each([
    undefined,
    null,
    "please",
    {},
    { type: "please", screen: null },
    { type: "please", screen: "a b" },
    { type: "answer", sdp: "v=0", screen: { id: "bo" } },
    { type: "candidate", sdp: "v=0" },
    { type: "offer" },
    { type: "answer", sdp: 7 },
    { type: "offer", sdp: "x".repeat(limits.description + 1) },
  ])("of %j is refused", (said) => {
    expect(mend(said)).toEqual(refuse("malformed"));
  });
});

describe("set-away", () => {
  test("says yes or no", () => {
    for (const away of [true, false])
      expect(parseRequest("set-away", [away])).toEqual(accept({ type: "set-away", away }));
    for (const away of [undefined, null, 0, "true"])
      expect(parseRequest("set-away", [away])).toEqual(refuse("malformed"));
  });
});
