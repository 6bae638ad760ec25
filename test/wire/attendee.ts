// A client without a page that notes all that comes: events, views, and what is below them.

import { expect } from "@jest/globals";
import type { Socket } from "socket.io-client";
import type { ClientEvent, Hello, MemberView, RoomView } from "../../protocol/protocol.ts";
import { until } from "../until.ts";
import { connectWith, readBoot } from "./bare-client.ts";
import type { Browser } from "./browser.ts";

export interface Place {
  readonly room: string;
  readonly id: string;
  readonly ticket: string;
}

export interface Answer {
  readonly ok: boolean;
  readonly code?: string;
  readonly [field: string]: unknown;
}

export interface Attendee extends Place {
  readonly socket: Socket;
  /** With what each event came, in order. */
  readonly told: (event: string) => readonly (readonly unknown[])[];
  /** What came over the connection but for its heartbeat, as it came. */
  readonly packets: readonly string[];
  readonly view: () => RoomView | undefined;
  /** What their newest view shows of a member. */
  readonly sees: (id: string) => MemberView | undefined;
  readonly ask: (event: ClientEvent, ...args: readonly unknown[]) => Promise<Answer>;
  readonly join: (hello?: Partial<Hello>) => Promise<Answer>;
  /** Says goodbye. */
  readonly leave: () => Promise<Answer>;
}

const sockets = new Set<Socket>();

/** Connects, and joins nothing yet. */
export async function arrive(url: string, { room, id, ticket }: Place): Promise<Attendee> {
  const socket = await connectWith(url, ticket, { transports: ["websocket"] });
  sockets.add(socket);
  const events: (readonly [string, readonly unknown[]])[] = [];
  const packets: string[] = [];
  socket.onAny((event: string, ...args: unknown[]) => events.push([event, args]));
  socket.io.engine.on("packet", ({ type, data }) => {
    if (type !== "ping") packets.push(`${type} ${String(data)}`);
  });
  const told = (event: string) => events.flatMap(([name, args]) => (name === event ? [args] : []));
  const view = () => told("room").at(-1)?.[0] as RoomView | undefined;
  const ask: Attendee["ask"] = (event, ...args) => socket.emitWithAck(event, ...args);
  return {
    ...{ room, id, ticket, socket, told, packets, view, ask },
    sees: (other) => view()?.members.find((member) => member.id === other),
    join: (hello = {}) => ask("join-room", room, id, hello),
    leave: () => ask("leave", room, id),
  };
}

/** A page of that room; somebody new's, unless a browser is named. */
export async function visit(url: string, room: string, browser?: Browser): Promise<Attendee> {
  return arrive(url, await (browser ? browser.visit(room) : readBoot(url, room)));
}

/** The same, and in. */
export async function enter(
  url: string,
  room: string,
  hello: Partial<Hello> = {},
  browser?: Browser,
): Promise<Attendee> {
  const attendee = await visit(url, room, browser);
  expect(await attendee.join(hello)).toMatchObject({ ok: true });
  await until(() => attendee.view() !== undefined, "the first view");
  return attendee;
}

export interface Class {
  readonly room: string;
  readonly teacher: Attendee;
  readonly students: readonly Attendee[];
}

/** A classroom with a teacher and so many students. */
export async function openClass(url: string, room: string, size: number): Promise<Class> {
  const teacher = await enter(url, room, { name: "Teacher", kind: "classroom" });
  const students: Attendee[] = [];
  while (students.length < size)
    students.push(await enter(url, room, { name: `Student ${students.length}` }));
  await until(() => teacher.view()?.members.length === size + 1, "the teacher to see all");
  return { room, teacher, students };
}

/** What is on its way to them is there, and whatever was answered before. */
export async function catchUp(...attendees: readonly Attendee[]): Promise<void> {
  for (const { ask } of attendees) expect(await ask("set-media")).toMatchObject({ code: "malformed" });
}

/** What came to them since, besides the answers to what they asked. */
export function since({ packets }: Attendee, from: number): readonly string[] {
  return packets.slice(from).filter((packet) => !packet.startsWith("message 3"));
}

/** Lets the connection go without a word. */
export function cut({ socket }: Attendee): void {
  socket.io.engine.close();
}

export function closeAttendees(): void {
  for (const socket of sockets) socket.disconnect();
  sockets.clear();
}
