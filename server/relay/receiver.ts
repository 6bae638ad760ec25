// What goes to one page: sound first, and of the pictures as much as its line takes.

import {
  acknowledge,
  type Flow,
  fits,
  hasRoom,
  inFlight,
  msBehind,
  msSeenFor,
  openFlow,
  send,
} from "../../protocol/flow.ts";
import type { FrameHead } from "../../protocol/frames.ts";
import type { Feed } from "./feed.ts";

/** A frame with its channel, as it is sent; everybody's receiver holds the same bytes. */
export interface Parcel {
  readonly head: FrameHead;
  readonly bytes: Buffer;
}

export interface Outlet {
  readonly write: (parcel: Parcel) => void;
  /** Bytes that were written and that the kernel hasn't taken. */
  readonly waiting: () => number;
  readonly onLost: (parcel: Parcel) => void;
}

interface Queued {
  readonly parcel: Parcel;
  readonly feed: Feed;
  readonly at: number;
}

/** Later than both together, nobody waits for a word any more: here, and on its way. */
const longestSoundMs = 500;
const longestWayMs = 500;
/** As long as a whole picture may take, behind which the next ones wait. */
const longestPictureMs = 700;
/** Where nobody is to be heard, it holds up nobody, */
const longestQuietPictureMs = 1_500;
/** but for acknowledgements: pages take a line for dead where these don't come for 3 s. */
const harmlessMs = 2_000;
const quietAfterMs = 1_000;
/** Whole pictures are followed by others, which wait as long, and for their turn. */
const turnMs = 100;
const mostSoundBytes = 128 * 1024;
const mostPictureBytes = 512 * 1024;
/** Whoever says that all has arrived while the kernel can't get rid of it is not believed. */
const mostWaiting = 256 * 1024;
/** Beyond what a picture may take, and wherever a line is thought to carry next to nothing: a second of sound. */
const soundBytes = 4 * 1024;
/** A page that is alive acknowledges within a fraction of that, over the poorest line. */
const stalledMs = 10_000;

export class Receiver {
  readonly #outlet: Outlet;
  #flow: Flow;
  #sounds: Queued[] = [];
  #pictures: Queued[] = [];
  #soundBytes = 0;
  #pictureBytes = 0;
  /** When something last arrived, or was sent while nothing was on its way. */
  #aliveAt: number;
  /** When anybody was last to be heard. */
  #spokenAt = Number.NEGATIVE_INFINITY;

  constructor(outlet: Outlet, now: number) {
    this.#outlet = outlet;
    this.#flow = openFlow(now);
    this.#aliveAt = now;
  }

  take(feed: Feed, parcel: Parcel, now: number): void {
    if (parcel.head.kind === "picture") this.#takePicture({ parcel, feed, at: now });
    else {
      if (feed.speaks(now)) this.#spokenAt = now;
      this.#takeSound({ parcel, feed, at: now });
    }
  }

  acknowledge(total: number, now: number): void {
    const { arrived } = this.#flow;
    this.#flow = acknowledge(this.#flow, total, now);
    if (this.#flow.arrived === arrived) return;
    this.#aliveAt = now;
    this.pump(now);
  }

  /** Nothing of that member may go any more, or no picture. */
  forget(feed: Feed, pictureOnly: boolean): void {
    this.#setPictures(this.#pictures.filter((queued) => queued.feed !== feed));
    if (!pictureOnly) this.#setSounds(this.#sounds.filter((queued) => queued.feed !== feed));
  }

  /** Whether a whole picture is to be asked for, and would get through. */
  mayAskKey(feed: Feed, now: number): boolean {
    const isIdle =
      this.#pictures.length === 0 && inFlight(this.#flow) < this.#flow.line.window / 2 && !this.#isFull();
    if (!isIdle) return false;
    const seenMs = msSeenFor(this.#flow, feed.keyBytes);
    const holdsUpMs = this.#isQuiet(now) && seenMs < harmlessMs ? 0 : seenMs;
    return feed.mayAsk(now, { fits: this.#fits(feed.keyBytes, true, now), holdsUpMs });
  }

  isStalled(now: number): boolean {
    return inFlight(this.#flow) > 0 && now - this.#aliveAt > stalledMs;
  }

  /** Sends what there is room for, and drops what has waited too long. */
  pump(now: number): void {
    if (this.#sounds.length > 0) this.#pumpSounds(now);
    if (this.#sounds.length === 0 && this.#pictures.length > 0) this.#pumpPictures(now);
  }

  #takeSound(queued: Queued): void {
    if (this.#sounds.length === 0 && this.#hasRoomForSound()) return this.#send(queued.parcel, queued.at);
    this.#sounds.push(queued);
    this.#soundBytes += queued.parcel.bytes.length;
    this.#pumpSounds(queued.at);
  }

  #pumpSounds(now: number): void {
    const isLate = ({ at }: Queued) => now - at > longestSoundMs || this.#soundBytes > mostSoundBytes;
    for (let [first] = this.#sounds; first; [first] = this.#sounds) {
      const late = isLate(first);
      if (!late && !this.#hasRoomForSound()) return;
      this.#sounds.shift();
      this.#soundBytes -= first.parcel.bytes.length;
      if (late) this.#outlet.onLost(first.parcel);
      else this.#send(first.parcel, now);
    }
  }

  #takePicture(queued: Queued): void {
    const { parcel, feed, at } = queued;
    const { head, bytes } = parcel;
    if (!feed.accepts(head, bytes.length)) return this.#outlet.onLost(parcel);
    const free =
      this.#pictures.length === 0 && this.#sounds.length === 0 && this.#hasRoomForPicture(parcel, at);
    if (head.spare && !head.key && !free) return this.#outlet.onLost(parcel);
    // What a whole picture is in front of isn't needed any more.
    if (head.key) this.#losePictures(feed);
    // It would hold up the sound for longer than a word can be waited for.
    const tooLarge = !this.#fits(bytes.length, head.key, at);
    if (tooLarge || this.#pictureBytes + bytes.length > mostPictureBytes) {
      this.#outlet.onLost(parcel);
      return this.#starve(feed, at);
    }
    if (head.key) feed.flow(at);
    if (free) return this.#send(parcel, at);
    this.#pictures.push(queued);
    this.#pictureBytes += bytes.length;
    this.#pumpPictures(at);
  }

  #pumpPictures(now: number): void {
    for (let [first] = this.#pictures; first; [first] = this.#pictures) {
      if (now - first.at > this.#longestWaitMs(now)) this.#starve(first.feed, now);
      else if (!this.#hasRoomForPicture(first.parcel, now)) return;
      else {
        this.#pictures.shift();
        this.#pictureBytes -= first.parcel.bytes.length;
        this.#send(first.parcel, now);
      }
    }
  }

  #starve(feed: Feed, now: number): void {
    this.#losePictures(feed);
    feed.starve(now);
  }

  #losePictures(feed: Feed): void {
    if (this.#pictures.length === 0) return;
    const lost = this.#pictures.filter((queued) => queued.feed === feed);
    this.#setPictures(this.#pictures.filter((queued) => queued.feed !== feed));
    for (const { parcel } of lost) this.#outlet.onLost(parcel);
  }

  #hasRoomForSound(): boolean {
    const onTheirWay = inFlight(this.#flow);
    const late = msBehind(this.#flow, 0) > longestWayMs && onTheirWay > soundBytes;
    return onTheirWay < this.#flow.line.window + soundBytes && !late && !this.#isFull();
  }

  #hasRoomForPicture({ head, bytes }: Parcel, now: number): boolean {
    const most = head.key && this.#isQuiet(now) ? longestQuietPictureMs : undefined;
    return hasRoom(this.#flow, bytes.length, most) && !this.#isFull();
  }

  #fits(bytes: number, key: boolean, now: number): boolean {
    return fits(this.#flow, bytes, key && this.#isQuiet(now) ? longestQuietPictureMs : undefined);
  }

  #longestWaitMs(now: number): number {
    return this.#isQuiet(now) ? longestQuietPictureMs + turnMs : longestPictureMs;
  }

  /** Everybody who is to be heard here is muted. */
  #isQuiet(now: number): boolean {
    return now - this.#spokenAt > quietAfterMs;
  }

  #isFull(): boolean {
    return this.#outlet.waiting() > mostWaiting;
  }

  #send(parcel: Parcel, now: number): void {
    if (inFlight(this.#flow) === 0) this.#aliveAt = now;
    this.#flow = send(this.#flow, parcel.bytes.length, now);
    this.#outlet.write(parcel);
  }

  #setSounds(sounds: Queued[]): void {
    this.#sounds = sounds;
    this.#soundBytes = weigh(sounds);
  }

  #setPictures(pictures: Queued[]): void {
    this.#pictures = pictures;
    this.#pictureBytes = weigh(pictures);
  }
}

function weigh(queue: readonly Queued[]): number {
  return queue.reduce((sum, { parcel }) => sum + parcel.bytes.length, 0);
}
