// How far a room has been brought back by its members: what is still expected, and what waits for that.

import type { MemberId } from "../protocol/protocol.ts";
import type { Past } from "./rooms/past.ts";
import type { Member, Room } from "./rooms/room.ts";
import { seesAll } from "./rooms/views.ts";

/** Whoever isn't back by then may be a while: what is said meanwhile waits no longer for what they heard. */
const patienceMs = 2_000;

/** What is said while lines of before may still be missing would come twice, or before what it answers. */
export class Recovery {
  /** Of each meeting that somebody has brought something of, the newest first: that one goes on. */
  pasts: readonly Past[] = [];
  /** The numbers of the lines that those were asked for. */
  readonly #owed = new Map<MemberId, Set<number>>();
  /** The same, whether or not they have been brought. */
  readonly #heard = new Map<MemberId, ReadonlySet<number>>();
  #held: (() => void)[] = [];
  #patience: NodeJS.Timeout | undefined;

  get past(): Past | null {
    return this.pasts[0] ?? null;
  }

  begin(pasts: readonly Past[]): void {
    if (!this.past) this.#patience = setTimeout(() => this.#end(), patienceMs);
    this.pasts = pasts;
  }

  expect(id: MemberId, numbers: readonly number[]): void {
    this.#heard.set(id, new Set(numbers));
    if (numbers.length > 0) this.#owed.set(id, new Set(numbers));
  }

  /** Whether somebody could bring that line themselves. */
  hasHeard(id: MemberId, n: number): boolean {
    return this.#heard.get(id)?.has(n) === true;
  }

  receive(id: MemberId, numbers: readonly number[]): void {
    const owed = this.#owed.get(id);
    for (const n of numbers) owed?.delete(n);
    if (owed?.size === 0) this.#owed.delete(id);
  }

  forgive(id: MemberId): void {
    this.#owed.delete(id);
    this.#heard.delete(id);
  }

  /** Does it now, or as soon as all that is expected is there. */
  whenWhole(action: () => void): void {
    if (this.#patience) this.#held.push(action);
    else action();
  }

  /** How soon a student is answered is not to tell of other students: for those, nobody waits. */
  check(room: Room): void {
    const isBack = ({ id, connected }: Member) => connected && !this.#owed.has(id);
    const awaited = room.members.filter((member) => seesAll(room, member));
    if (this.#patience && awaited.every(isBack)) this.#end();
  }

  close(): void {
    clearTimeout(this.#patience);
    this.#held = [];
  }

  #end(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    const held = this.#held;
    this.#held = [];
    for (const action of held) action();
  }
}
