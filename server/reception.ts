// Who comes in, sits, and goes: every room there is, with the connections of its members.

import { placeOf } from "../protocol/lines.ts";
import { type Line, type MemberId, type Refusal, type RoomName, refuse } from "../protocol/protocol.ts";
import type { Request } from "../protocol/requests.ts";
import { can } from "../protocol/roles.ts";
import type { Batons } from "./batons.ts";
import type { Answer, Guest } from "./guest.ts";
import type { Hall, Post } from "./hall.ts";
import { createHalls } from "./halls.ts";
import type { Quotas } from "./quotas.ts";
import type { Change, Delivery } from "./rooms/deliveries.ts";
import { gather, isIn, type Past } from "./rooms/past.ts";
import { findLacking, recover as takeOver } from "./rooms/recovery.ts";
import { emptyRoom, findMember, type PersonId, type Room, roleOf } from "./rooms/room.ts";
import { type Command, deadline, step } from "./rooms/step.ts";

/** How long a member whose connection was closed without a word may take to come back unnoticed. */
const closedGraceMs = 5_000;
/** Where all fall silent it is the server's own line that was cut: so long their places are kept. */
const longestSilenceMs = 10 * 60_000;

export interface ReceptionOptions {
  readonly quotas: Quotas;
  readonly batons: Batons;
  /** Whoever fell silent may come back within that. */
  readonly graceMs: number;
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
  /** Says something, as soon as nobody has anything older to bring. */
  readonly say: Reception["act"];
  /** Takes lines back that were heard from another process. */
  readonly bring: (guest: Guest, lines: readonly Line[], answer: Answer) => void;
  readonly giveDeed: (guest: Guest, answer: Answer) => void;
  /** Whether they are inside, or at the door. */
  readonly has: (guest: Guest) => boolean;
  /** By their own word, from either. */
  readonly leave: (guest: Guest) => void;
  /** The connection was closed, or fell silent; they may come back for a while. */
  readonly lose: (guest: Guest, silent: boolean) => void;
  /** They are to go, whether or not anything of them is left. */
  readonly expel: (id: MemberId) => void;
  readonly countRooms: () => number;
  readonly close: () => void;
}

export function createReception(options: ReceptionOptions): Reception {
  const { quotas, batons, mostRooms, mostMembers, aliveMs, graceMs, madeFor, deedOf, post } = options;
  const { onChange, onGone } = options;
  const seats = new Map<MemberId, Seat>();
  const sitting = new WeakMap<Guest, Seat>();
  /** At whose door somebody waits. */
  const waiting = new WeakMap<Guest, Hall>();
  const halls = createHalls({
    ...{ most: mostRooms, post, batons },
    onForget: (hall, before) => {
      for (const guest of hall.outside.values()) waiting.delete(guest);
      onChange(hall.name, before, roomNamed(hall.name));
    },
  });

  function join(guest: Guest, request: Join, answer: Answer): void {
    const { room: name, id, hello } = request;
    const { person, byDeed } = guest.data.ticket;
    if (sitting.has(guest)) return answer(refuse("already-joined"));
    const holder = seats.get(id)?.hall.guests.get(id);
    if (holder) return oust(holder, guest, request, answer);
    const carried = hello.baton === undefined ? undefined : batons.open(hello.baton, name, Date.now());
    if (carried) recover(name, id, carried);
    const hall = halls.open(name);
    // Numbers of another meeting in this room say nothing about this one's lines.
    const known = carried?.facts.born === hall.room.born ? hello.heard : undefined;
    const heard = new Set(known);
    const command: Command = {
      ...{ type: "join", id, person, byDeed, hello, heard },
      ...{ most: mostMembers, madeFor: madeFor(name) },
    };
    const next = step(hall.room, command, Date.now());
    const waits = !next.ok && (next.code === "waiting-room" || next.code === "locked");
    if (!next.ok && !waits) return answer(next);
    if (!quotas.join(guest.data.address, Date.now())) return answer(refuse("too-many-joins"));
    if (!next.ok) {
      const { name: called, forecast } = hello;
      const caller = { id, person, name: called, ...(forecast !== undefined && { forecast }) };
      return answer(wait(guest, hall, { type: "knock", ...caller }) ?? next);
    }
    if (!halls.makeSpace(name)) return answer(refuse("server-full"));
    halls.add(hall);
    const seat = { hall, id };
    sitting.set(guest, seat);
    waiting.delete(guest);
    seats.set(id, seat);
    hall.outside.delete(id);
    hall.guests.set(id, guest);
    hall.expectNoMore(id);
    const member = findMember(next.room, id);
    const lacks = hall.recovery.past && member ? findLacking(next.room, member, heard) : [];
    hall.recovery.expect(id, lacks);
    answer({
      ok: true,
      ...{ id, line: next.room.chat.newest, at: Date.now(), ...(lacks.length > 0 && { lacks }) },
    });
    settle(hall, next);
    // Whoever came in sees the room at once.
    hall.send([id]);
  }

  /** Takes a room back that this process knows nothing of, or less than whoever was in it. */
  function recover(name: RoomName, id: MemberId, carried: Past): void {
    // What this process has forgotten of a room, it has forgotten on purpose.
    if (carried.stamp.process === batons.process || !isIn(carried, id) || !halls.makeSpace(name)) return;
    const hall = halls.open(name);
    const before = hall.recovery.past;
    // That meeting is over here, whether or not another has begun.
    if (before && hall.room.born !== before.facts.born) return;
    if (before ? hall.room.members.length === 0 : halls.isOver(name, carried)) return;
    // Somebody new may have been quicker than those who come back, but not by much.
    const opened = !before && hall.room.founder !== null;
    if (opened && (hall.room.members.length === 0 || Date.now() - batons.process > graceMs)) return;
    const pasts = gather(hall.recovery.pasts, carried);
    const [past = carried] = pasts;
    const next = takeOver(hall.room, before, past, Date.now());
    halls.add(hall);
    hall.recovery.begin(pasts);
    const strays = hall.room.members.filter((member) => !findMember(next.room, member.id));
    const guests = strays.flatMap((stray) => hall.guests.get(stray.id) ?? []);
    settle(hall, next);
    // They come back by themselves, and are told at the door.
    for (const guest of guests) guest.conn.close();
    for (const member of next.room.members) {
      if (member.connected || seats.has(member.id)) continue;
      seats.set(member.id, { hall, id: member.id });
      awaitReturn(hall, member.id);
    }
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

  /** A ticket that is shown again takes the place of a dead connection, and of no live one. */
  function oust(holder: Guest, guest: Guest, request: Join, answer: Answer): void {
    const { conn } = holder;
    const replace = () => {
      lose(holder, false);
      sitting.delete(holder);
      // It takes nothing any more: there is no use in waiting until it has.
      conn.close(true);
      join(guest, request, answer);
    };
    // Only the page itself knows that, and has given it up.
    if (request.hello.previous?.includes(holder.id)) return replace();
    const decide = (alive: boolean) => {
      clearTimeout(silence);
      conn.off("heartbeat", onSign);
      holder.off("disconnect", onEnd);
      if (!guest.connected) return;
      if (alive) return answer(refuse("id-taken"));
      if (holder.connected) replace();
      else join(guest, request, answer);
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
    if (room.founder === null) return halls.forget(hall, before);
    onChange(hall.name, before, room);
    if (room.members.length > 0) halls.keep(hall);
    else if (before.members.length > 0) halls.expire(hall);
    // What has waited until then is said in a room that is settled.
    hall.recovery.check(room);
  }

  function unseat(hall: Hall, id: MemberId): void {
    hall.expectNoMore(id);
    hall.recovery.forgive(id);
    seats.delete(id);
    const guest = hall.guests.get(id);
    hall.guests.delete(id);
    if (guest) sitting.delete(guest);
    onGone(id);
  }

  function roomNamed(name: RoomName): Room {
    return halls.find(name)?.room ?? { ...emptyRoom, owned: madeFor(name) !== null };
  }

  function lose(guest: Guest, silent: boolean): void {
    const seat = sitting.get(guest);
    if (!seat) return withdraw(guest);
    const { hall, id } = seat;
    hall.guests.delete(id);
    hall.recovery.forgive(id);
    apply(hall, { type: "drop", id, silent });
    if (silent) awaitReturn(hall, id);
    else hall.await(id, closedGraceMs, () => apply(hall, { type: "leave", id }));
  }

  function awaitReturn(hall: Hall, id: MemberId, since = Date.now()): void {
    hall.await(id, graceMs, () => {
      const { members } = hall.room;
      const cutOff = members.length > 1 && !members.some(({ connected }) => connected);
      if (cutOff && Date.now() - since < longestSilenceMs) awaitReturn(hall, id, since);
      else apply(hall, { type: "leave", id });
    });
  }

  const act: Reception["act"] = (guest, name, command, answer) => {
    const seat = sitting.get(guest);
    if (!seat) return answer(refuse("not-joined"));
    if (name !== undefined && seat.hall.name !== name) return answer(refuse("not-you"));
    const next = step(seat.hall.room, command(seat.id), Date.now());
    if (!next.ok) return answer(next);
    settle(seat.hall, next);
    const line = next.deliveries.find((delivery) => delivery.event === "receive")?.args[0];
    answer({ ok: true, ...(line && { line: seat.hall.withProof(line) }) });
  };

  /** Where they sit, or are expected back. */
  function seatOf(guest: Guest): Seat | undefined {
    const seat = seats.get(guest.data.ticket.id);
    return sitting.get(guest) ?? (seat?.hall.guests.has(seat.id) ? undefined : seat);
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
    act,
    say: (guest, name, command, answer) => {
      const seat = sitting.get(guest);
      if (!seat) return answer(refuse("not-joined"));
      seat.hall.recovery.whenWhole(() => act(guest, name, command, answer));
    },
    bring: (guest, lines, answer) => {
      const { hall, id } = sitting.get(guest) ?? {};
      if (!hall || id === undefined) return answer(refuse("not-joined"));
      // What this process has heard itself, nobody has to bring.
      const { recovery, room } = hall;
      const known = new Set(room.chat.lines.map(({ line }) => placeOf(line)));
      const unknown = recovery.past ? lines.filter((line) => !known.has(placeOf(line))) : [];
      const kept = unknown.flatMap((line) => batons.verify(hall.name, room.born, line) ?? []);
      answer({ ok: true });
      recovery.receive(
        id,
        lines.map(({ n }) => n),
      );
      const next = step(room, { type: "bring", id, lines: kept }, Date.now());
      if (next.ok) settle(hall, { ...next, deliveries: next.deliveries.map((word) => tellNew(hall, word)) });
    },
    giveDeed: (guest, answer) => {
      const seat = sitting.get(guest);
      const room = seat?.hall.room;
      const member = room && findMember(room, seat.id);
      if (!member) return answer(refuse("not-joined"));
      if (!can(roleOf(room, member), "get-deed", room.kind)) return answer(refuse("not-allowed"));
      answer({ ok: true, ...{ deed: deedOf(seat.hall.name, member.person) } });
    },
    has: (guest) => seatOf(guest) !== undefined || waiting.has(guest),
    leave: (guest) => {
      const seat = seatOf(guest);
      if (seat) apply(seat.hall, { type: "leave", id: seat.id });
      else withdraw(guest);
    },
    lose,
    expel: (id) => {
      const seat = seats.get(id);
      if (seat) apply(seat.hall, { type: "leave", id });
    },
    countRooms: halls.count,
    close: halls.close,
  };
}

/** Whoever has heard a line before need not hear it again; what was for the hosts alone shares its number. */
function tellNew({ recovery }: Hall, delivery: Delivery): Delivery {
  if (delivery.event !== "receive") return delivery;
  const [{ n }] = delivery.args;
  if (!Number.isInteger(n)) return delivery;
  return { ...delivery, to: delivery.to.filter((id) => !recovery.hasHeard(id, n)) };
}
