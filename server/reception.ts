// Who comes in, sits, and goes: every room there is, with the connections of its members.

import type { Request } from "../protocol/parse.ts";
import { type MemberId, type Refusal, type RoomName, refuse } from "../protocol/protocol.ts";
import { can } from "../protocol/roles.ts";
import type { Answer, Guest } from "./guest.ts";
import { Hall, type Post } from "./hall.ts";
import type { Quotas } from "./quotas.ts";
import type { Change } from "./rooms/deliveries.ts";
import { emptyRoom, findMember, type PersonId, type Room, roleOf } from "./rooms/room.ts";
import { type Command, deadline, step } from "./rooms/step.ts";

/** A room that was left empty waits so long for whoever ran it. */
const emptyMs = 30_000;

export interface ReceptionOptions {
  readonly quotas: Quotas;
  readonly mostRooms: number;
  /** In a room. */
  readonly mostMembers: number;
  /** A connection that is alive has been heard of within that. */
  readonly aliveMs: number;
  /** For whom a room was made, if for anybody. */
  readonly madeFor: (room: RoomName) => PersonId | null;
  readonly deedOf: (room: RoomName, person: PersonId) => string;
  readonly post: Post;
  /** A room is another than it was, as those outside may see it. */
  readonly onChange: (name: RoomName, before: Room, after: Room) => void;
  /** A member is gone from its room. */
  readonly onGone: (id: MemberId) => void;
}

/** Where a connection sits once it has joined. */
interface Seat {
  readonly hall: Hall;
  readonly id: MemberId;
}

export type Join = Extract<Request, { type: "join-room" }>;
type Knock = Extract<Command, { type: "knock" }>;

export interface Reception {
  readonly roomOf: (id: MemberId) => Room | undefined;
  readonly roomNamed: (name: RoomName) => Room;
  readonly guestOf: (id: MemberId) => Guest | undefined;
  readonly join: (guest: Guest, request: Join, answer: Answer) => void;
  /** Does what a member asks for in the room they sit in, which is to be that of the name. */
  readonly act: (
    guest: Guest,
    name: RoomName | undefined,
    command: (id: MemberId) => Command,
    answer: Answer,
  ) => void;
  readonly giveDeed: (guest: Guest, answer: Answer) => void;
  /** Whether they are inside, or at the door. */
  readonly has: (guest: Guest) => boolean;
  /** By their own word, from either. */
  readonly leave: (guest: Guest) => void;
  /** The connection is gone; they may come back within so long. */
  readonly lose: (guest: Guest, graceMs: number) => void;
  /** They are to go, whether or not anything of them is left. */
  readonly expel: (id: MemberId) => void;
  readonly countRooms: () => number;
  readonly close: () => void;
}

export function createReception(options: ReceptionOptions): Reception {
  const { quotas, mostRooms, mostMembers, aliveMs, madeFor, deedOf, post, onChange, onGone } = options;
  const halls = new Map<RoomName, Hall>();
  const seats = new Map<MemberId, Seat>();
  const sitting = new WeakMap<Guest, Seat>();
  /** At whose door somebody waits. */
  const waiting = new WeakMap<Guest, Hall>();
  const empty = new Map<RoomName, NodeJS.Timeout>();

  function join(guest: Guest, request: Join, answer: Answer): void {
    const { room: name, id, hello } = request;
    const { person, byDeed } = guest.data.ticket;
    if (sitting.has(guest)) return answer(refuse("already-joined"));
    const holder = seats.get(id)?.hall.guests.get(id);
    if (holder) return oust(holder, guest, request, answer);
    const hall = halls.get(name) ?? new Hall(name, post);
    const command: Command = {
      ...{ type: "join", id, person, byDeed, hello },
      ...{ most: mostMembers, madeFor: madeFor(name) },
    };
    const next = step(hall.room, command, Date.now());
    const waits = !next.ok && (next.code === "waiting-room" || next.code === "locked");
    if (!next.ok && !waits) return answer(next);
    if (!quotas.join(guest.data.address, Date.now())) return answer(refuse("too-many-joins"));
    if (!next.ok) return answer(wait(guest, hall, { type: "knock", id, person, name: hello.name }) ?? next);
    if (!makeSpace(name)) return answer(refuse("server-full"));
    halls.set(name, hall);
    const seat = { hall, id };
    sitting.set(guest, seat);
    waiting.delete(guest);
    seats.set(id, seat);
    hall.outside.delete(id);
    hall.guests.set(id, guest);
    hall.expectNoMore(id);
    answer({ ok: true, ...{ id, line: next.room.chat.newest, at: Date.now() } });
    settle(hall, next);
    // Whoever came in sees the room at once.
    hall.send([id]);
  }

  /** Puts them at the door, or says why there is no place. */
  function wait(guest: Guest, hall: Hall, command: Knock): Refusal | undefined {
    const next = step(hall.room, command, Date.now());
    if (!next.ok) return next;
    hall.outside.set(command.id, guest);
    waiting.set(guest, hall);
    settle(hall, next);
    return undefined;
  }

  /** Whether there is a place for that room; one that nobody is in gives way. */
  function makeSpace(name: RoomName): boolean {
    if (halls.has(name) || halls.size < mostRooms) return true;
    const [oldest] = empty.keys();
    if (oldest !== undefined) forget(oldest);
    return halls.size < mostRooms;
  }

  /** A ticket that is shown again takes the place of a dead connection, and of no live one. */
  function oust(holder: Guest, guest: Guest, request: Join, answer: Answer): void {
    const { conn } = holder;
    const decide = (alive: boolean) => {
      clearTimeout(silence);
      conn.off("heartbeat", onSign);
      holder.off("disconnect", onEnd);
      if (!guest.connected) return;
      if (alive) return answer(refuse("id-taken"));
      if (holder.connected) conn.close();
      join(guest, request, answer);
    };
    const onSign = () => decide(true);
    // The end of the old connection is dealt with by then.
    const onEnd = () => setImmediate(decide, false);
    const silence = setTimeout(decide, aliveMs, false);
    conn.once("heartbeat", onSign);
    holder.once("disconnect", onEnd);
  }

  function apply(hall: Hall, command: Command): void {
    const next = step(hall.room, command, Date.now());
    if (next.ok) settle(hall, next);
  }

  function settle(hall: Hall, { room, deliveries }: Change): void {
    const before = hall.room;
    hall.settle(room, deliveries);
    for (const { id } of before.members) if (!findMember(room, id)) unseat(hall, id);
    hall.wake(deadline(room), () => apply(hall, { type: "tick" }));
    if (room.founder === null) return forget(hall.name, before);
    onChange(hall.name, before, room);
    if (room.members.length > 0) return keep(hall.name);
    if (before.members.length > 0) expire(hall);
  }

  function unseat(hall: Hall, id: MemberId): void {
    hall.expectNoMore(id);
    seats.delete(id);
    const guest = hall.guests.get(id);
    hall.guests.delete(id);
    if (guest) sitting.delete(guest);
    onGone(id);
  }

  function expire({ name }: Hall): void {
    keep(name);
    empty.set(
      name,
      setTimeout(() => forget(name), emptyMs),
    );
  }

  function keep(name: RoomName): void {
    clearTimeout(empty.get(name));
    empty.delete(name);
  }

  function forget(name: RoomName, before = halls.get(name)?.room): void {
    keep(name);
    const hall = halls.get(name);
    if (!hall || !before) return;
    halls.delete(name);
    hall.close();
    for (const guest of hall.outside.values()) waiting.delete(guest);
    onChange(name, before, roomNamed(name));
  }

  function roomNamed(name: RoomName): Room {
    return halls.get(name)?.room ?? { ...emptyRoom, owned: madeFor(name) !== null };
  }

  function withdraw(guest: Guest): void {
    const { id } = guest.data.ticket;
    const hall = waiting.get(guest);
    if (hall?.outside.get(id) !== guest) return;
    hall.outside.delete(id);
    waiting.delete(guest);
    apply(hall, { type: "withdraw", id });
  }

  return {
    join,
    roomOf: (id) => seats.get(id)?.hall.room,
    roomNamed,
    guestOf: (id) => seats.get(id)?.hall.guests.get(id),
    act: (guest, name, command, answer) => {
      const seat = sitting.get(guest);
      if (!seat) return answer(refuse("not-joined"));
      if (name !== undefined && seat.hall.name !== name) return answer(refuse("not-you"));
      const next = step(seat.hall.room, command(seat.id), Date.now());
      if (!next.ok) return answer(next);
      const line = next.deliveries.find(({ event }) => event === "receive")?.args[0];
      answer({ ok: true, ...(line && { line }) });
      settle(seat.hall, next);
    },
    giveDeed: (guest, answer) => {
      const seat = sitting.get(guest);
      const room = seat?.hall.room;
      const member = room && findMember(room, seat.id);
      if (!member) return answer(refuse("not-joined"));
      if (!can(roleOf(room, member), "get-deed", room.kind)) return answer(refuse("not-allowed"));
      answer({ ok: true, ...{ deed: deedOf(seat.hall.name, member.person) } });
    },
    has: (guest) => sitting.has(guest) || waiting.has(guest),
    leave: (guest) => {
      const seat = sitting.get(guest);
      if (seat) apply(seat.hall, { type: "leave", id: seat.id });
      else withdraw(guest);
    },
    lose: (guest, graceMs) => {
      const seat = sitting.get(guest);
      if (!seat) return withdraw(guest);
      const { hall, id } = seat;
      hall.guests.delete(id);
      apply(hall, { type: "drop", id });
      hall.await(id, graceMs, () => apply(hall, { type: "leave", id }));
    },
    expel: (id) => {
      const seat = seats.get(id);
      if (seat) apply(seat.hall, { type: "leave", id });
    },
    countRooms: () => halls.size - empty.size,
    close: () => {
      for (const name of [...halls.keys()]) {
        keep(name);
        halls.get(name)?.close();
      }
    },
  };
}
