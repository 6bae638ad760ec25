// A room with the connections of its members, and of those at its door: who is told what, and when.

import type { Line, MemberId, RoomName } from "../protocol/protocol.ts";
import type { Batons } from "./batons.ts";
import type { Guest } from "./guest.ts";
import { Recovery } from "./recovery.ts";
import type { Delivery } from "./rooms/deliveries.ts";
import { pastFor } from "./rooms/past.ts";
import { emptyRoom, findMember, type Room } from "./rooms/room.ts";

/** So soon a change is with those who need not act on it; those within it come as one. */
const gatherMs = 20;

export type Post = (to: readonly Guest[], delivery: Delivery) => void;

export class Hall {
  readonly name: RoomName;
  readonly guests = new Map<MemberId, Guest>();
  readonly outside = new Map<MemberId, Guest>();
  readonly recovery = new Recovery();
  readonly #post: Post;
  readonly #batons: Batons;
  readonly #opened = Date.now();
  /** Each is made once, however many are told. */
  readonly #proofs = new WeakMap<Line, Line>();
  readonly #graces = new Map<MemberId, NodeJS.Timeout>();
  /** The newest view of each member who is yet to be sent one. */
  readonly #unsent = new Map<MemberId, Delivery>();
  #alarm: NodeJS.Timeout | undefined;
  #room: Room = emptyRoom;

  constructor(name: RoomName, post: Post, batons: Batons) {
    this.name = name;
    this.#post = post;
    this.#batons = batons;
  }

  get room(): Room {
    return this.#room;
  }

  settle(room: Room, deliveries: readonly Delivery[]): void {
    this.#room = room;
    for (const delivery of deliveries) this.#deliver(delivery);
  }

  /** Sends these members the views that wait for them. */
  send(ids: readonly MemberId[]): void {
    const audiences = new Map<Delivery, MemberId[]>();
    for (const id of ids) {
      const view = this.#unsent.get(id);
      if (!view) continue;
      this.#unsent.delete(id);
      const audience = audiences.get(view);
      if (audience) audience.push(id);
      else audiences.set(view, [id]);
    }
    for (const [view, to] of audiences) this.#emit(to, this.#withBaton(view, to));
  }

  /** The line as it is told, with what lets its hearers bring it back. */
  withProof(line: Line): Line {
    const known = this.#proofs.get(line);
    if (known) return known;
    const kept = this.#room.chat.lines.findLast((other) => other.line === line);
    // Forgotten at once, in a room that has heard too much.
    if (!kept) return line;
    const proven = { ...line, proof: this.#batons.prove(this.name, this.#room.born, kept) };
    this.#proofs.set(line, proven);
    return proven;
  }

  /** Does it after so long, unless the member is back by then. */
  await(id: MemberId, ms: number, giveUp: () => void): void {
    this.expectNoMore(id);
    this.#graces.set(id, setTimeout(giveUp, ms));
  }

  expectNoMore(id: MemberId): void {
    clearTimeout(this.#graces.get(id));
    this.#graces.delete(id);
  }

  /** Does it at that time, and nothing at the time it was told before. */
  wake(at: number | null, action: () => void): void {
    clearTimeout(this.#alarm);
    if (at !== null) this.#alarm = setTimeout(action, Math.max(0, at - Date.now()));
  }

  close(): void {
    this.wake(null, () => {});
    this.recovery.close();
    for (const id of this.#graces.keys()) this.expectNoMore(id);
  }

  /** Of those who see the same, one stands for all. */
  #withBaton(delivery: Delivery, [first = ""]: readonly MemberId[]): Delivery {
    const viewer = findMember(this.#room, first);
    if (delivery.event !== "room" || !viewer) return delivery;
    const keeper = { process: this.#batons.process, opened: this.#opened };
    const baton = this.#batons.seal(this.name, pastFor(this.#room, viewer, keeper), Date.now());
    return baton === undefined ? delivery : { ...delivery, args: [delivery.args[0], baton] };
  }

  #deliver(delivery: Delivery): void {
    if (delivery.event === "receive") {
      return this.#emit(delivery.to, { ...delivery, args: [this.withProof(delivery.args[0])] });
    }
    if (delivery.event !== "room") return this.#emit(delivery.to, delivery);
    // Each is told in their own time: when it comes is not to tell of a change they don't see.
    const first = delivery.to.filter((id) => !this.#unsent.has(id));
    for (const id of delivery.to) this.#unsent.set(id, delivery);
    if (first.length > 0) setTimeout(() => this.send(first), gatherMs);
  }

  #emit(to: readonly MemberId[], delivery: Delivery): void {
    const guests = to.flatMap((id) => this.guests.get(id) ?? this.outside.get(id) ?? []);
    if (guests.length > 0) this.#post(guests, delivery);
  }
}
