// Packets for Socket.IO's door: events that are odd, and what is no packet at all.

import { reactions } from "../../protocol/protocol.ts";
import { clientEvents } from "../../protocol/requests.ts";
import type { Chance } from "./chance.ts";
import type { Pass } from "./tickets.ts";
import { anyJson, anyText, spoil, type Words, wrongRecord } from "./values.ts";

/** As many as are answered at once, before the pace is asked for. */
const most = 60;
/** More packets than a connection may carry at once. */
const flood = 400;

const yesOrNo = ["true", "false"] as const;
const heights = ["0", "360", "8192", "8193", "-1", "0.5"] as const;

const events: Words = [
  ...clientEvents,
  ...clientEvents,
  ...["join-room", "send", "look-in"],
  ...[
    "call-connected",
    "receive",
    "room",
    "refused",
    "closing",
    "no-such",
    "",
    "constructor",
    "__proto__",
    "toString",
  ],
  ...[
    "hasOwnProperty",
    "error",
    "connect",
    "connect_error",
    "disconnect",
    "disconnecting",
    "newListener",
    "message",
  ],
  ...["removeListener", "connection", "x".repeat(5_000), "\ud800", "\0"],
];

export function wrongConnect(chance: Chance, words: Words, { ticket }: Pass): string {
  const record = wrongRecord(chance, words, { ticket: JSON.stringify(ticket) });
  switch (chance.below(8)) {
    case 0:
      return "40";
    case 1:
      return `40${chance.pick(["null", "[]", "1", '"x"', "{}", '{"ticket":null}', '{"__proto__":{"ticket":"x"}}'])}`;
    case 2:
      return `40/${chance.pick(["", "admin", "constructor", "__proto__", "*", "a".repeat(5_000), "\ud800"])},${record}`;
    case 3:
      return `40${anyJson(chance, words)}`;
    case 4:
      return `40{"ticket":${JSON.stringify(spoil(chance, ticket))}}`;
    case 5:
      return `4${chance.below(10)}${record}`;
    case 6:
      return chance.pick(["2probe", "5", "6", "1", "0{}", "3", "4", "", "9", "42[]", "b"]);
    default:
      return `40${spoil(chance, record)}`;
  }
}

/** Events that may be odd in every way, and at last one that is no packet at all. */
export function volley(chance: Chance, words: Words, pass: Pass): string[] {
  if (chance.oneIn(100)) return chance.list(flood, () => event(chance, words, pass));
  const packets = chance.list(1 + chance.below(most), () => event(chance, words, pass));
  return chance.oneIn(2) ? [...packets, wrongPacket(chance, words, pass)] : packets;
}

function event(chance: Chance, words: Words, pass: Pass): string {
  const name = chance.pick(events);
  const ack = chance.oneIn(3) ? String(chance.pick([0, 1, 7, 2 ** 31, 9007199254740991])) : "";
  const right = rightArguments(chance, words, pass, name);
  const args = right
    .map((argument) => (chance.oneIn(4) ? anyJson(chance, words) : argument))
    .slice(0, chance.oneIn(8) ? chance.below(3) : undefined);
  if (chance.oneIn(12)) args.push(...chance.list(chance.below(4), () => anyJson(chance, words)));
  // Socket.IO itself ends the connection for these, and for JSON that is none; the rest is ours to judge.
  const spoken = /^(connect|disconnect|newL|removeL)/.test(name) && !chance.oneIn(40) ? "no-such" : name;
  const parsable = args.map((argument) => (isJson(argument) || chance.oneIn(40) ? argument : "null"));
  return `42${ack}[${[chance.oneIn(60) ? "7" : JSON.stringify(spoken), ...parsable].join()}]`;
}

function rightArguments(chance: Chance, words: Words, { room, id }: Pass, name: string): string[] {
  const [roomJson, text] = [JSON.stringify(room), JSON.stringify(anyText(chance, words))];
  // Whoever is not among the words' owners has no id to give.
  const idJson = JSON.stringify(words.includes(id) ? id : chance.pick(words));
  switch (name) {
    case "join-room": {
      const fields = {
        name: text,
        microphone: "true",
        camera: "false",
        screen: chance.pick(yesOrNo),
        seal: chance.pick(["null", "null", '"key"', '"another"']),
        card: '"abc"',
        ready: chance.pick(yesOrNo),
        kind: chance.pick(['"meeting"', '"classroom"']),
        baton: chance.pick(['"abc"', '"a"', `"${"A".repeat(2_000)}"`, `"${"A".repeat(96_001)}"`]),
        heard: chance.pick(["[]", "[1,2,3]", "[0.5,1e15]", "[1e308]", "[-1]", `[${"1,".repeat(500)}1]`]),
        previous: JSON.stringify(chance.pick(words)),
      };
      // Half of them come in: what they do then goes further.
      return [roomJson, idJson, chance.oneIn(2) ? "null" : wrongRecord(chance, words, fields)];
    }
    case "leave":
      return [roomJson, idJson];
    case "set-media":
      return [
        wrongRecord(chance, words, { microphone: "true", camera: "false", screen: chance.pick(yesOrNo) }),
      ];
    case "set-room": {
      const settings = Object.entries({
        locked: "true",
        waitingRoom: chance.pick(yesOrNo),
        unmute: chance.pick(yesOrNo),
        chat: chance.pick(['"everybody"', '"hosts"']),
        count: chance.pick(yesOrNo),
      });
      // A room that is locked for good is not much of a target.
      const some = settings.filter(([setting]) => chance.oneIn(setting === "locked" ? 20 : 2));
      return [wrongRecord(chance, words, Object.fromEntries(some))];
    }
    case "send":
      return [roomJson, text, ...(chance.oneIn(2) ? [chance.pick(['"k1"', '"k2"', "null", '""'])] : [])];
    case "bring": {
      const line = () =>
        wrongRecord(chance, words, {
          n: chance.pick(["1", "2.000001", "1e9", "0", "-1"]),
          from: idJson,
          name: text,
          message: text,
          at: chance.pick(["1", "1e12", "0.5"]),
          key: '"k1"',
          proof: chance.pick(['"abc"', `"${"A".repeat(100)}"`, '""']),
        });
      return [`[${chance.list(chance.below(5), line).join()}]`];
    }
    case "mend": {
      const description = {
        type: chance.pick(['"offer"', '"answer"', '"please"', '"pranswer"']),
        sdp: text,
        ...(chance.oneIn(2) && { screen: idJson }),
      };
      return [idJson, wrongRecord(chance, words, description)];
    }
    case "set-away":
    case "raise-hand":
    case "end":
      return [chance.pick(yesOrNo)];
    case "react":
      return [JSON.stringify(chance.pick(reactions))];
    case "watch":
      return [idJson, ...chance.list(1 + chance.below(2), () => chance.pick(heights))];
    case "make-cohost":
      return [idJson, chance.pick(yesOrNo)];
    case "admit":
    case "turn-away":
    case "mute":
    case "give-floor":
      return [chance.oneIn(2) ? "null" : idJson];
    case "suspect":
    case "ask-unmute":
    case "stop-camera":
    case "stop-screen":
    case "lower-hand":
    case "remove":
    case "make-host":
      return [idJson];
    case "look-in":
    case "leave-chat":
      return [roomJson];
    case "ready":
    case "get-deed":
      return [];
    default:
      return [roomJson, text];
  }
}

/** What Socket.IO or Engine.IO themselves can't read, or would have asked for. */
function wrongPacket(chance: Chance, words: Words, pass: Pass): string {
  const args = anyJson(chance, words);
  switch (chance.below(9)) {
    case 0:
      return `43${chance.below(100)}[${args}]`;
    case 1:
      return `45${chance.pick(["1", "0", "-1", "x", "1e9", "99999999999", ""])}-["send",{"_placeholder":true,"num":${chance.pick(["0", "5", "-1", '"splice"', "null"])}}]`;
    case 2:
      return `46${chance.below(9)}-${chance.below(9)}[{"_placeholder":true,"num":0}]`;
    case 3:
      return `42/${chance.pick(["admin", "constructor", "__proto__", ""])},["send",${args}]`;
    case 4:
      return `4${chance.below(10)}${chance.below(99)}${args}`;
    case 5:
      return `${chance.below(10)}${args}`;
    case 6:
      return `42[${args},${args}]`;
    case 7:
      return chance.pick([
        "40",
        "41",
        "44{}",
        '44{"message":"x"}',
        "4",
        "42",
        "1",
        "2",
        "2probe",
        "5",
        "6",
        "",
        "b4",
        "\0",
      ]);
    default:
      return spoil(chance, event(chance, words, pass));
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
