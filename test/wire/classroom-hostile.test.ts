// A student whose page was rewritten, who knows a classmate's id by cheating, and sends whatever they like.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ClientEvent } from "../../protocol/protocol.ts";
import { clientEvents } from "../../protocol/requests.ts";
import { until } from "../until.ts";
import { type Attendee, catchUp, closeAttendees, openClass, since } from "./attendee.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  closeAttendees();
  await server.stop();
});

interface Attempt {
  readonly args: (other: string, room: string) => readonly unknown[];
  /** With which code it is refused; nothing, if it comes to nothing by itself. */
  readonly code?: string;
}

const about = (other: string) => [other];

/** All that can be sent in somebody's name or about them, but for what concerns oneself alone. */
const attempts: Readonly<Partial<Record<ClientEvent, Attempt>>> = {
  "join-room": { args: (other, room) => [room, other, { name: "Mallory" }], code: "ticket-foreign" },
  leave: { args: (other, room) => [room, other], code: "not-you" },
  suspect: { args: about },
  watch: { args: (other) => [other, 720, 1_080] },
  "ask-unmute": { args: about, code: "not-allowed" },
  "stop-camera": { args: about, code: "not-allowed" },
  "stop-screen": { args: about, code: "not-allowed" },
  "lower-hand": { args: about, code: "not-allowed" },
  remove: { args: about, code: "not-allowed" },
  mend: { args: (other) => [other, { type: "please", screen: other }] },
  "make-host": { args: about, code: "not-allowed" },
  "make-cohost": { args: (other) => [other, true], code: "not-allowed" },
  admit: { args: about, code: "not-allowed" },
  "turn-away": { args: about, code: "not-allowed" },
  mute: { args: about, code: "not-allowed" },
  "give-floor": { args: about, code: "not-allowed" },
};

/** What only a host may, and nobody else is named in. */
const commands: readonly (readonly [ClientEvent, readonly unknown[]])[] = [
  ["set-room", [{ locked: true }]],
  ["set-room", [{ count: true, chat: "everybody" }]],
  ["admit", [null]],
  ["turn-away", [null]],
  ["mute", [null]],
  ["give-floor", [null]],
  ["end", [true]],
  ["end", [false]],
  ["get-deed", []],
];

describe("a rewritten student", () => {
  test("does nothing to a classmate by any event, and is answered as if nobody of that id were there", async () => {
    const { room, teacher, students } = await openClass(server.url, randomUUID(), 2);
    const [mallory, victim] = students as [Attendee, Attendee];
    await catchUp(mallory, victim, teacher);
    const before = [mallory, victim, teacher].map(({ packets }) => packets.length);
    for (const [event, { args, code }] of Object.entries(attempts) as [ClientEvent, Attempt][]) {
      const reply = await mallory.ask(event, ...args(victim.id, room));
      const absent = await mallory.ask(event, ...args(randomUUID(), room));
      expect([event, reply]).toEqual([event, absent]);
      expect([event, reply.ok, reply.code]).toEqual([event, code === undefined, code]);
    }
    await catchUp(mallory, victim, teacher);
    for (const [index, attendee] of [mallory, victim, teacher].entries())
      expect(since(attendee, before[index] ?? 0)).toEqual([]);
  });

  test("has no event left that would name somebody", () => {
    const selfish = [
      "send",
      "look-in",
      "leave-chat",
      "set-media",
      "ready",
      "raise-hand",
      "react",
      "set-away",
      "bring",
      "set-forecast",
    ];
    const known = [...Object.keys(attempts), ...commands.map(([event]) => event), ...selfish];
    expect(clientEvents.filter((event) => !known.includes(event))).toEqual([]);
  });

  test("gives the room no order, and changes nothing of it", async () => {
    const { teacher, students } = await openClass(server.url, randomUUID(), 2);
    const [mallory, victim] = students as [Attendee, Attendee];
    await catchUp(teacher, victim);
    const before = [victim, teacher].map(({ packets }) => packets.length);
    for (const [event, args] of commands)
      expect([event, await mallory.ask(event, ...args)]).toMatchObject([event, { code: "not-allowed" }]);
    // Not to the teacher either, nor to themselves.
    for (const id of [teacher.id, mallory.id])
      for (const event of [
        "mute",
        "remove",
        "make-host",
        "give-floor",
        "stop-camera",
        "stop-screen",
      ] as const)
        expect([event, await mallory.ask(event, id)]).toMatchObject([event, { code: "not-allowed" }]);
    await catchUp(teacher, victim);
    for (const [index, attendee] of [victim, teacher].entries())
      expect(since(attendee, before[index] ?? 0)).toEqual([]);
  });

  test("reaches only the teacher by what they say of themselves", async () => {
    const { room, teacher, students } = await openClass(server.url, randomUUID(), 2);
    const [mallory, victim] = students as [Attendee, Attendee];
    await teacher.ask("set-room", { chat: "hosts" });
    await until(() => victim.view()?.settings.chat === "hosts", "the setting");
    await catchUp(victim);
    const from = victim.packets.length;
    await mallory.ask("raise-hand", true);
    await mallory.ask("react", "👍");
    await mallory.ask("set-media", { microphone: false, camera: false });
    await mallory.ask("ready");
    await mallory.ask("send", room, "psst");
    await mallory.ask("look-in", room);
    await until(() => teacher.told("receive").length === 1, "the line");
    await until(() => teacher.sees(mallory.id)?.hand === 1, "the hand");
    await catchUp(teacher, victim);
    expect(since(victim, from)).toEqual([]);
    expect(teacher.told("reacted")).toEqual([[mallory.id, "👍"]]);
  });
});
