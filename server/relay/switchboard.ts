// Who wants whose sound and picture, and whether they may; and each frame on to those who do.

import { channelBytes, type FrameHead } from "../../protocol/frames.ts";
import { type MemberId, refuse } from "../../protocol/protocol.ts";
import type { RelayRequest, RelayWord } from "../../protocol/relay.ts";
import type { Room } from "../rooms/room.ts";
import { maySignal } from "../rooms/sees.ts";
import { Channels } from "./channels.ts";
import { Feed } from "./feed.ts";
import type { Receiver } from "./receiver.ts";
import { Source } from "./source.ts";

/** A page's side of it. */
export interface Page {
  readonly id: MemberId;
  readonly receiver: Receiver;
  readonly tell: (word: RelayWord) => void;
}

/** What the process may forward. */
export interface Purse {
  readonly mayPass: (head: FrameHead) => boolean;
  readonly onLost: (head: FrameHead, receivers: number) => void;
}

/** A page that wants somebody's frames, and how those fare on their way to it. */
interface Subscription {
  readonly feed: Feed;
  readonly to: Page;
}

/** A page, with what it publishes. */
interface Place extends Page {
  /** Whose frames it gets, or would get. */
  readonly wants: Set<MemberId>;
  source: Source | undefined;
  wanted: { readonly sound: number; readonly picture: number };
}

export class Switchboard {
  readonly #roomOf: (id: MemberId) => Room | undefined;
  readonly #purse: Purse;
  readonly #places = new Map<MemberId, Place>();
  /** By whom they are from, whether those are there or not, then by whom they are to, who are. */
  readonly #wants = new Map<MemberId, Map<MemberId, Subscription>>();
  /** The state of the room in which all who want that member were found to see them. */
  readonly #checked = new Map<MemberId, Room | undefined>();
  readonly #channels = new Channels();

  constructor(roomOf: (id: MemberId) => Room | undefined, purse: Purse) {
    this.#roomOf = roomOf;
    this.#purse = purse;
  }

  get places(): Iterable<Page & Pick<Place, "source" | "wanted">> {
    return this.#places.values();
  }

  add(page: Page): void {
    this.#places.set(page.id, {
      ...page,
      wants: new Set(),
      source: undefined,
      wanted: { sound: 0, picture: 0 },
    });
    this.#count(page.id);
  }

  /** What they wanted is forgotten; who wants them waits for them to be back. */
  remove(id: MemberId): void {
    const place = this.#places.get(id);
    this.#places.delete(id);
    if (place?.source) this.#channels.release(place.source.channel);
    for (const from of place?.wants ?? []) this.#drop(from, id);
  }

  hear(id: MemberId, request: RelayRequest, now: number): void {
    const place = this.#places.get(id);
    if (!place) return;
    switch (request.type) {
      case "publish":
        return this.#publish(place, request.stream, now);
      case "want":
        return this.#want(place, request, now);
      case "drop":
        return this.#drop(request.id, id);
      case "key":
        if (!this.#wants.get(request.id)?.get(id)?.feed.picture) return;
        return this.#places.get(request.id)?.source?.askKey(now);
      default:
        return request satisfies never;
    }
  }

  /** Whether it was a frame of anything. */
  forward(id: MemberId, frame: Buffer, head: FrameHead, now: number): boolean {
    const place = this.#places.get(id);
    if (!place?.source) return false;
    this.#review(id);
    const { source, wanted } = place;
    const isPicture = head.kind === "picture";
    if (isPicture && wanted.picture === 0) return true;
    if (isPicture && !source.admit(head, frame.length, this.#purse.mayPass(head))) {
      this.#purse.onLost(head, wanted.picture);
      return true;
    }
    const parcel = { head, bytes: address(frame, source.channel) };
    for (const { feed, to } of this.subscriptionsTo(id))
      if (!isPicture || feed.picture) to.receiver.take(feed, parcel, now);
    return true;
  }

  /** Rooms have changed: whoever lost sight of somebody gets nothing more of them. */
  review(members: Iterable<MemberId>): void {
    for (const id of members) this.#review(id);
  }

  subscriptionsTo(id: MemberId): Iterable<Subscription> {
    return this.#wants.get(id)?.values() ?? [];
  }

  /** Pairs of which at least one gets what the other publishes. */
  countPairs(): number {
    const pairs = new Set<string>();
    for (const [from, wants] of this.#wants)
      if (this.#places.get(from)?.source)
        for (const to of wants.keys()) pairs.add(from < to ? `${from} ${to}` : `${to} ${from}`);
    return pairs.size;
  }

  #publish(place: Place, stream: string, now: number): void {
    const source = new Source(this.#channels.take(), stream, place.tell);
    // Only now: what is still on its way has the number of the last one.
    if (place.source) this.#channels.release(place.source.channel);
    place.source = source;
    this.#review(place.id);
    for (const subscription of this.subscriptionsTo(place.id)) {
      subscription.feed.restart();
      subscription.to.receiver.forget(subscription.feed, true);
      this.#open(subscription, source);
    }
    if (place.wanted.picture > 0) source.askKey(now);
  }

  #want(place: Place, wish: RelayRequest & { readonly type: "want" }, now: number): void {
    const { id, receiver, tell } = place;
    const room = this.#roomOf(id);
    if (!room || !maySignal(room, id, wish.id)) {
      this.#drop(wish.id, id);
      const { code, message } = refuse(room ? "not-present" : "not-joined");
      return tell({ type: "refused", id: wish.id, code, message });
    }
    const source = this.#places.get(wish.id)?.source;
    const known = this.#wants.get(wish.id)?.get(id);
    const subscription = known ?? this.#subscribe(place, wish.id, room);
    const { feed } = subscription;
    feed.begin(wish.picture);
    if (!wish.picture) receiver.forget(feed, true);
    feed.challenge = wish.challenge ?? feed.challenge;
    if (source && known) this.#challenge(feed);
    else if (source) this.#open(subscription, source);
    this.#count(wish.id);
    if (receiver.mayAskKey(feed, now)) source?.askKey(now);
  }

  #subscribe(to: Place, from: MemberId, room: Room): Subscription {
    const wants = this.#wants.get(from) ?? new Map<MemberId, Subscription>();
    this.#wants.set(from, wants);
    // The others, if there are any, were found to see them in the state that it was then.
    if (wants.size === 0) this.#checked.set(from, room);
    const subscription = { feed: new Feed(from), to };
    wants.set(to.id, subscription);
    to.wants.add(from);
    return subscription;
  }

  #open({ feed, to }: Subscription, { channel, stream }: Source): void {
    to.tell({ type: "channel", id: feed.from, channel, stream });
    this.#challenge(feed);
  }

  #challenge(feed: Feed): void {
    const { from, challenge } = feed;
    feed.challenge = undefined;
    if (challenge !== undefined) this.#places.get(from)?.tell({ type: "greet", challenge });
  }

  #drop(from: MemberId, id: MemberId): void {
    const wants = this.#wants.get(from);
    const subscription = wants?.get(id);
    if (!wants || !subscription) return;
    wants.delete(id);
    subscription.to.receiver.forget(subscription.feed, false);
    this.#places.get(id)?.wants.delete(from);
    if (wants.size === 0) {
      this.#wants.delete(from);
      this.#checked.delete(from);
    }
    this.#count(from);
  }

  #review(from: MemberId): void {
    const wants = this.#wants.get(from);
    const room = this.#roomOf(from);
    // Rooms don't change: another state of one is another room.
    if (!wants || this.#checked.get(from) === room) return;
    this.#checked.set(from, room);
    for (const { to } of [...wants.values()]) {
      if (room && maySignal(room, from, to.id)) continue;
      this.#drop(from, to.id);
      to.tell({ type: "gone", id: from });
    }
  }

  #count(id: MemberId): void {
    const place = this.#places.get(id);
    if (!place) return;
    const wants = [...this.subscriptionsTo(id)];
    const wanted = { sound: wants.length, picture: wants.filter(({ feed }) => feed.picture).length };
    if (wanted.sound === place.wanted.sound && wanted.picture === place.wanted.picture) return;
    place.wanted = wanted;
    place.tell({ type: "wanted", ...wanted });
  }
}

/** The frame with its channel in front: one copy, which all receivers are sent. */
function address(frame: Buffer, channel: number): Buffer {
  const bytes = Buffer.allocUnsafe(channelBytes + frame.length);
  bytes.writeUInt32BE(channel, 0);
  frame.copy(bytes, channelBytes);
  return bytes;
}
